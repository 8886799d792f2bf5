"""Whole rows of the catalogue, each walked through the screens as its «Working when» says."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import make_organization, make_post, make_team, make_user
from wagamachi.access.roles import Role
from wagamachi.casework.enums import FlagKind, HandoffState
from wagamachi.casework.models import Case, CaseMember, Handoff, Intake
from wagamachi.casework.queries.flags import flagged
from wagamachi.casework.queries.lists import open_cases
from wagamachi.casework.queries.oversight import organization_cases
from wagamachi.casework.services.flags import refresh_all
from wagamachi.core.ids import uuid7
from wagamachi.people.models import Consent, Person

from .scenes import ALL_ITEMS, GIVEN, Scene, town_of

POINTS = {  # kind of organisation → kind of post of a member point
    "TSUNAGISAKI-01": Role.AGENCY_DESK,
    "TSUNAGISAKI-06": Role.AGENCY_DESK,
    "TSUNAGISAKI-12": Role.AGENCY_DESK,
    "TSUNAGISAKI-19": Role.AGENCY_DESK,
    "TSUNAGISAKI-25": Role.CORE_BODY,
    "TSUNAGISAKI-39": Role.MINSEI_IIN,
    "TSUNAGISAKI-59": Role.RESIDENT,
}


def test_no_consultation_is_lost_from_sight(scene: Scene) -> None:
    csw, leads = scene.browser("csw"), scene.actor("core")
    in_order = scene.claimed(scene.intake())
    refresh_all(at=scene.at)
    kinds = (FlagKind.NO_HOLDER, FlagKind.NO_NEXT, FlagKind.STALE)
    found = [flagged(organization_cases(leads), kind, scene.today).count() for kind in kinds]
    assert found == [0, 0, 0]
    assert "badge--danger" not in csw.get("/").content.decode()

    without_holder = scene.case(holder=None, label="担当のない家")
    silent = scene.case(opened_at=scene.at - timedelta(days=91), label="しずかな家")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=silent.pk).update(next_action_on=None)
    refresh_all(at=scene.at)
    home = csw.get("/").content.decode()
    section = re.search(r"<h2[^>]*>気になる(.*?)</section>", home, re.S)
    assert section is not None
    assert "badge--danger" in section[1].partition("</h2>")[0]
    for sign, label in (("主担当なし", "担当のない家"), ("更新なし", "しずかな家")):
        assert (sign in section[1], label in section[1]) == (True, True)
    assert set(open_cases(scene.actor("csw"))) == {in_order, without_holder, silent}

    intake = in_order.intakes.get()
    page = scene.browser("nursery").get(f"/cases/intakes/{intake.pk}/").content.decode()
    assert ("東チーム" in page, "青葉" in page, "対応しています" in page) == (True, True, True)
    outline = scene.browser("nursery").get(f"/cases/{in_order.pk}/").content.decode()
    assert (in_order.number in outline, in_order.label in outline) == (True, False)


@pytest.mark.parametrize("kind", POINTS)
def test_any_point_takes_a_worry_in_by_the_same_small_form(scene: Scene, kind: str) -> None:
    """R015 for each kind of point; the telephone's width is walked in the browser."""
    town_of("港町一丁目", scene.cast.town.east)
    user = make_user("point", "窓口の人")
    make_post(user, POINTS[kind], make_team(make_organization("ある窓口", kind)))
    scene.cast.stranger = user
    browser = scene.browser("stranger")
    form = browser.get("/cases/intakes/new/").context["form"]
    needed = [name for name, f in form.fields.items() if f.required and not f.widget.is_hidden]
    assert needed == ["noticed_by", "situation", "place"]
    said = {
        "token": uuid7(),
        "noticed_by": "隣の人",
        "situation": "姿を見ない",
        "place": "港町1-2-3",
    }
    assert browser.post("/cases/intakes/new/", said).status_code == 302
    assert "姿を見ない" in scene.browser("csw").get("/cases/inbox/").content.decode()
    assert Intake.objects.get().window_kind_id == kind
    label = str(Intake.objects.get().window_kind)
    assert label in scene.browser("csw").get("/insight/windows/").content.decode()


def test_a_household_of_four_with_all_that_weighs_on_them_and_who_stands_by(scene: Scene) -> None:
    case, csw = scene.claimed(scene.intake(subject="山本花子")), scene.browser("csw")
    family = [("夫", "KADAI_T-01"), ("長男", "KADAI_T-02"), ("母", "KADAI_T-03")]
    for relation, theme in family:
        said = {
            "token": uuid7(),
            "relation": relation,
            "nickname": f"{relation}さん",
            "themes": [theme],
        }
        assert csw.post(f"/cases/{case.pk}/members/new/", said).status_code == 302
    members = {member.relation: member for member in case.members.all()}
    for relation in ("長男", "母"):
        said = {
            "token": uuid7(), "member": members[relation].pk, "answer": GIVEN, "method": "口頭",
            "items": ALL_ITEMS, "recipients": [scene.cast.town.houkatsu.pk],
        }  # fmt: skip
        assert csw.post(f"/cases/{case.pk}/consents/new/", said).status_code == 302
    for name, closeness, whom in (
        ("ヘルパー", "formal", "母"),
        ("隣の山口さん", "informal", "長男"),
    ):
        said = {
            "token": uuid7(), "name": name, "closeness": closeness, "role": "週2回",
            "member": members[whom].pk,
        }  # fmt: skip
        assert csw.post(f"/cases/{case.pk}/supporters/new/", said).status_code == 302
    page = csw.get(f"/cases/{case.pk}/household/").content.decode()
    assert "<svg" in page
    words = ("夫さん", "長男さん", "母さん", "ヘルパー", "隣の山口さん", "山本花子")
    assert [word in page for word in words] == [True] * 6
    themes = {m.relation: [t.theme_id for t in m.themes.all()] for m in case.members.all()}
    assert {relation: [theme] for relation, theme in family}.items() <= themes.items()
    assert {c.person.label for c in Consent.objects.all()} == {"長男さん", "母さん"}

    was = csw.get(f"/cases/{case.pk}/").context["entries"]
    scene.at += timedelta(days=30)
    said = {"token": uuid7(), "relation": "孫", "nickname": "孫さん"}
    assert csw.post(f"/cases/{case.pk}/members/new/", said).status_code == 302
    now = csw.get(f"/cases/{case.pk}/").context["entries"]
    assert [entry.title for entry in now] == [entry.title for entry in was]
    assert (case.members.count(), Consent.objects.count(), case.supporters.count()) == (5, 2, 2)
    assert CaseMember.objects.get(relation="母").joined_on < scene.today


def test_a_worry_without_a_name_becomes_somebody_known(scene: Scene) -> None:
    nursery, csw = scene.browser("nursery"), scene.browser("csw")
    form = nursery.get("/cases/intakes/new/").context["form"]
    asked = " ".join(str(field.label) for field in form.fields.values() if field.required)
    assert not any(word in asked for word in ("高齢", "障害", "児童"))
    town_of("港町一丁目", scene.cast.town.east)
    heard = {
        "token": uuid7(),
        "noticed_by": "管理人",
        "situation": "郵便がたまる",
        "place": "港町1-2-3",
    }
    assert nursery.post("/cases/intakes/new/", heard).status_code == 302
    intake = Intake.objects.get()
    plan = {"next_action": "訪ねる", "next_action_on": "R8.11.25", "case": ""}
    assert csw.post(f"/cases/intakes/{intake.pk}/claim/", plan).status_code == 302
    case = Case.objects.get()
    member = case.members.select_related("person").get()
    assert (member.person.name, member.person.label) == ("", "港町1-2-3の方")

    earlier = scene.case(label="山本花子")
    known = earlier.members.get().person
    Person.objects.filter(pk__in=[known.pk, member.person_id]).update(phone_key="0312345678")
    assert csw.post(f"/cases/members/{member.pk}/identify/", {"known": known.pk}).status_code == 302
    member.refresh_from_db()
    assert (member.person.known, member.case, member.person.label) == (known, case, "港町1-2-3の方")
    assert list(case.intakes.all()) == [intake]
    assert "山本花子" in csw.get(f"/cases/{case.pk}/household/").content.decode()


def test_a_need_is_linked_to_a_resource_and_the_result_is_known(scene: Scene) -> None:
    fits = scene.resource(name="月曜の配食", weekdays="0", cost_yen=300, kind_id="SHIGEN-01")
    fits.themes.set(["KADAI_T-01"])
    fits.areas.set([scene.cast.town.east])
    for name, changes in {
        "西の配食": {}, "高い配食": {"cost_yen": 900}, "水曜の配食": {"weekdays": "2"},
    }.items():  # fmt: skip
        other = scene.resource(**{"name": name, "weekdays": "0", "cost_yen": 300} | changes)
        other.themes.set(["KADAI_T-01"])
        other.areas.set([scene.cast.town.west if name == "西の配食" else scene.cast.town.east])
    scene.resource(name="ちがう課題の場", weekdays="0", cost_yen=0).themes.set(["KADAI_T-02"])
    csw = scene.browser("csw")
    outcomes = {  # つながった, 本人辞退, 対象外, 満員, 保留
        "TSUNAGI_KEKKA-01": "つながった", "TSUNAGI_KEKKA-03": "本人辞退", "TSUNAGI_KEKKA-04": "先方対象外",
        "TSUNAGI_KEKKA-05": "満員・待機", "TSUNAGI_KEKKA-02": "予約・調整中",
    }  # fmt: skip
    for result, label in outcomes.items():
        case = scene.case()
        asked = {"theme": "KADAI_T-01", "weekday": "0", "max_cost": "500", "near": "on"}
        found = csw.get(f"/cases/{case.pk}/handoffs/choose/", asked).context["found"]
        assert [resource.name for resource in found.resources] == ["月曜の配食"]
        said = {
            "token": uuid7(), "purpose": "食事を届ける", "request": "月曜から", "shared_summary": "ひとり",
            "due_on": "R8.11.27", "level": "2", "consent": "", "legal_basis": "KYOYU_KONKYO-04", "is_emergency": "on",
            "basis_reason": "命にかかわるため",
        }  # fmt: skip
        sent = csw.post(f"/cases/{case.pk}/handoffs/new/resource/{fits.pk}/", said)
        assert sent.status_code == 302
        end = {"result": result, "result_note": "電話で確かめた", "follow_up_on": "R8.12.7"}
        assert csw.post(f"{sent['Location']}finish/", end).status_code == 302
        assert label in csw.get(sent["Location"]).content.decode()
    finished = Handoff.objects.filter(state=HandoffState.FINISHED, to_resource=fits)
    assert {(h.purpose, h.result_id, h.follow_up_on) for h in finished} == {
        ("食事を届ける", result, scene.day(14)) for result in outcomes
    }
    report = csw.get("/insight/handoffs/").context["tables"]
    row = next(
        r
        for table in report
        if table.key == "resource"
        for r in table.rows
        if r.label == str(fits.kind)
    )
    rate = list(report[0].columns).index("つながった率（％）")
    assert str(row.cells[rate]).startswith("20")
