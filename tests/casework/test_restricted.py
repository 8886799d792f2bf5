"""虐待・DV・生活保護: straight to the municipal tier, read by few, acknowledged to whoever told (R017)."""

from typing import Any

import pytest

from tests.factories import make_organization, make_post
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, explain, visible_to
from wagamachi.access.roles import Role
from wagamachi.casework.enums import Level, Restriction
from wagamachi.casework.models import Case, CaseFlag, Intake
from wagamachi.casework.policy import level_of
from wagamachi.casework.queries.lists import inbox
from wagamachi.casework.queries.matching import find_matches
from wagamachi.casework.queries.statutory import ROUTES, contacts_for, statutory_contacts
from wagamachi.casework.queries.tokens import reachable_by
from wagamachi.casework.services import (
    check_may_be_told,
    describe_case,
    pass_on_intake,
    record_on_case,
)
from wagamachi.core import doctor
from wagamachi.core.errors import DomainError
from wagamachi.core.ids import uuid7
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.models import Notice

from .scenes import Scene, nothing_saved, town_of
from .test_neighbours import found_by, kept, named

SEEN = "腕にあざがある"


def told(scene: Scene, who: str = "minsei", **said: Any) -> Intake:
    """Return a worry that the law wants dealt with at once, told by ``who`` from the east."""
    town_of("港町一丁目", scene.cast.town.east)
    draft: dict[str, Any] = {
        "situation": SEEN,
        "place": "港町1-2-3",
        "restriction": Restriction.CHILD_ABUSE,
    }
    return scene.received(who, **draft | said)


def taken(scene: Scene, **said: Any) -> Case:
    return scene.claimed(told(scene, **said), "core")


def test_what_the_law_wants_at_once_goes_straight_up_and_is_read_by_few(scene: Scene) -> None:
    make_organization("中央児童相談所", "TSUNAGISAKI-04", phone="03-0000-0189")
    town_of("港町一丁目", scene.cast.town.east)
    minsei = scene.browser("minsei")
    form = minsei.get("/cases/intakes/new/").content.decode()
    words = ("中央児童相談所", "03-0000-0189", "189", "#8008", "きょうのうちに")
    assert [word in form for word in words] == [True] * 5
    said = {
        "token": uuid7(), "noticed_by": "近所の人", "situation": SEEN, "place": "港町1-2-3",
        "restriction": "child_abuse",
    }  # fmt: skip
    sent = minsei.post("/cases/intakes/new/", said, follow=True).content.decode()
    assert ("中央児童相談所" in sent, "総合相談" in sent) == (True, True)
    intake = Intake.objects.get()
    assert (intake.holder_team, intake.next_action_on) == (scene.cast.town.core_team, scene.today)
    assert list(inbox(scene.actor("csw"))) == []

    case = scene.claimed(intake, "core")
    assert (case.restriction, case.holder_team) == ("child_abuse", scene.cast.town.core_team)
    page = minsei.get(f"/cases/intakes/{intake.pk}/").content.decode()
    assert ("通報済み" in page, "令和8年11月23日" in page, "総合相談" in page) == (True, True, True)
    assert ("受領" in page, SEEN in page, "松" in page) == (True, False, False)
    assert SEEN not in minsei.get("/cases/intakes/").content.decode()
    assert SEEN not in minsei.get("/").content.decode()
    assert minsei.get(f"/cases/intakes/{intake.pk}/slip/").status_code == 404
    assert SEEN not in found_by(scene, "minsei", "あざ")
    assert level_of(scene.actor("minsei"), case) == Level.STATUS


def test_a_resident_keeps_the_acknowledgement_and_no_more(scene: Scene) -> None:
    intake = told(scene, "resident", restriction=Restriction.DV)
    scene.claimed(intake, "core")
    resident = scene.browser("resident")
    page = resident.get(f"/cases/intakes/{intake.pk}/").content.decode()
    assert ("通報済み" in page, SEEN in page, "港町" in page) == (True, False, False)
    assert resident.get(f"/cases/{Case.objects.get().pk}/").status_code == 404
    assert "通報済み" in resident.get("/cases/intakes/").content.decode()


@pytest.mark.parametrize(
    ("who", "level"),
    [
        ("core", Level.FULL),  # holds it
        ("district", Level.FULL),  # on the team that holds it
        ("manager", Level.STATUS),  # leads the organisation, reads nothing
        ("lead", Level.STATUS),
        ("nursery", Level.STATUS),  # took it in
        ("csw", Level.NONE),
        ("agency", Level.NONE),
        ("minsei", Level.NONE),
        ("resident", Level.NONE),
        ("auditor", Level.NONE),
        ("admin", Level.NONE),
    ],
)
def test_who_sees_how_much(scene: Scene, who: str, level: Level) -> None:
    assert level_of(scene.actor(who), taken(scene, who="nursery")) == level


def test_colleagues_at_the_window_do_not_read_it(scene: Scene) -> None:
    make_post(scene.cast.stranger, Role.AGENCY_DESK, scene.cast.town.hoiku_team)
    intake = told(scene, "nursery")
    for who in ("nursery", "stranger"):
        assert not can(scene.actor(who), Perm.INTAKE_READ, intake)
        assert can(scene.actor(who), Perm.INTAKE_STATUS, intake)
        assert SEEN not in scene.browser(who).get("/cases/intakes/").content.decode()
        assert SEEN not in scene.browser(who).get(f"/cases/intakes/{intake.pk}/").content.decode()
        assert SEEN not in found_by(scene, who, "あざ")
    assert SEEN in scene.browser("core").get(f"/cases/intakes/{intake.pk}/").content.decode()


def test_leads_see_that_it_exists_and_how_it_stands(scene: Scene) -> None:
    case = taken(scene, who="nursery", subject="山本花子")
    lead = scene.browser("lead")
    page = lead.get(f"/cases/{case.pk}/").content.decode()
    assert ("取り扱い注意" in page, "通報済み" in page) == (True, True)
    assert ("山本花子" in page, "児童虐待" in page, "松" in page) == (False, False, False)
    assert "山本花子" not in lead.get("/cases/?whose=all").content.decode()
    assert "山本花子" not in lead.get("/stuck/").content.decode()
    assert "山本花子" not in found_by(scene, "lead", "山本花子")
    assert "lead" not in {token.partition(":")[0] for token in reachable_by(case)}


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("core", ["held_alone", "passed_around"]),
        ("manager", ["passed_around"]),
        ("lead", ["passed_around"]),
    ],
)
def test_why_it_stands_out_is_read_with_the_outline(
    scene: Scene, who: str, kinds: list[str]
) -> None:
    """Leads see that it is passed around, not how many worries one agency carries alone."""
    case = taken(scene)
    for kind in ("held_alone", "passed_around"):
        CaseFlag.objects.create(case=case, kind=kind, since_at=scene.at)
    seen = visible_to(scene.actor(who), CaseFlag, Perm.CASE_READ_STATUS)
    assert sorted(seen.values_list("kind", flat=True)) == kinds
    assert visible_to(scene.actor("csw"), CaseFlag, Perm.CASE_READ_STATUS).count() == 0


def test_whoever_reads_it_sees_the_sign_and_why(scene: Scene) -> None:
    case = taken(scene)
    page = scene.browser("core").get(f"/cases/{case.pk}/").content.decode()
    assert "取り扱い注意（児童虐待の疑い）" in page
    assert "担当チームの一員だから" in page
    assert explain(scene.actor("core"), Perm.CASE_READ_FULL, case) == ["担当チームの一員だから"]


def test_nobody_learns_of_it_by_looking_for_matches(scene: Scene) -> None:
    asked = {"subject": "", "phone": "03-1234-5678", "place": "港町1-2-3"}
    intake = told(scene, "nursery", phone="03-1234-5678")
    assert find_matches(scene.actor("csw"), **asked) == []
    assert [m.intake for m in find_matches(scene.actor("core"), **asked)] == [intake]
    case = scene.claimed(intake, "core")
    assert find_matches(scene.actor("csw"), **asked) == []
    assert [m.case for m in find_matches(scene.actor("core"), **asked)] == [case]


def test_what_was_written_down_about_it_is_as_restricted(scene: Scene) -> None:
    case = scene.case()
    named(scene, case)
    about: dict[str, Any] = {"at": scene.at, "case": case, "next_action": None}
    draft = scene.record(content="親の話を聞いた", team_id=scene.cast.town.minsei_team.pk)
    theirs = record_on_case(actor=scene.actor("minsei"), draft=draft, **about)
    kept(scene, case, keeps=False, restriction=Restriction.ELDER_ABUSE)
    assert not can(scene.actor("minsei"), Perm.RECORD_READ, theirs)
    assert can(scene.actor("core"), Perm.RECORD_READ, theirs)
    assert not can(scene.actor("csw"), Perm.RECORD_READ, theirs)  # it went to the municipal team


def test_who_holds_it_writes_down_what_they_did_and_corrects_it(scene: Scene) -> None:
    case = taken(scene)
    core = scene.cast.town.core_team
    wrote: dict[str, Any] = {"at": scene.at, "case": case, "next_action": None}
    draft = scene.record(content="児童相談所と訪ねた", team_id=core.pk)
    record = record_on_case(actor=scene.actor("core"), draft=draft, **wrote)
    assert can(scene.actor("core"), Perm.RECORD_WRITE, record)
    for who in ("csw", "nursery", "minsei"):
        assert not can(scene.actor(who), Perm.RECORD_WRITE, record)
        assert not can(scene.actor(who), Perm.RECORD_READ, record)


@pytest.mark.parametrize("how", ["team", "user", "resource"])
def test_a_duty_by_law_is_not_laid_upon_neighbours(scene: Scene, how: str) -> None:
    case = taken(scene)
    whom: Any = {
        "team": scene.cast.town.minsei_team,
        "user": scene.cast.minsei,
        "resource": scene.resource(sector="informal"),
    }[how]
    with pytest.raises(DomainError, match="公的な機関が行う対応"):
        check_may_be_told(case, on=scene.today, **{how: whom})
    check_may_be_told(case, on=scene.today, resource=scene.resource(sector="formal"))


def test_a_waiting_one_is_not_passed_on_to_neighbours_either(scene: Scene) -> None:
    intake, team = told(scene), scene.cast.town.minsei_team
    type(team).objects.filter(pk=team.pk).update(is_base=True)
    team.refresh_from_db()
    with nothing_saved(), pytest.raises(DomainError, match="公的な機関が行う対応"):
        pass_on_intake(
            actor=scene.actor("core"), at=scene.at, intake=intake, team=team, reason="近いので"
        )


def test_the_team_is_told_that_it_is_urgent_and_nothing_else(scene: Scene) -> None:
    intake = told(scene)
    notices = Notice.objects.filter(target_id=intake.pk)
    assert set(notices.values_list("kind", flat=True)) == {NoticeKind.INTAKE_URGENT}
    assert set(notices.values_list("user__username", flat=True)) == {"core", "district"}


def test_both_guards_hold_together(scene: Scene) -> None:
    case = taken(scene, keeps_from_neighbours=True)
    assert (case.keeps_from_neighbours, case.restriction) == (True, Restriction.CHILD_ABUSE)
    assert level_of(scene.actor("minsei"), case) == Level.STATUS
    assert level_of(scene.actor("core"), case) == Level.FULL


def test_a_place_nobody_finds_still_goes_to_the_municipal_team(scene: Scene) -> None:
    intake = told(scene, place="どこかわからない")
    assert (intake.area.is_unknown, intake.holder_team) == (True, scene.cast.town.core_team)


def test_without_a_municipal_team_nothing_is_half_saved(scene: Scene) -> None:
    town_of("港町一丁目", scene.cast.town.east)
    type(scene.cast.town.core_team).objects.update(is_fallback=False)
    with nothing_saved(), pytest.raises(DomainError, match="チームが決まっていません"):
        scene.received("csw", place="港町1-2-3", restriction=Restriction.DV)


def test_a_kind_nobody_knows_is_refused(scene: Scene) -> None:
    with nothing_saved(), pytest.raises(DomainError) as refused:
        scene.received(restriction="secret")
    assert refused.value.field == "restriction"


def test_a_worry_of_this_kind_makes_the_case_it_joins_as_restricted(scene: Scene) -> None:
    case = scene.case(team=scene.cast.town.core_team, holder=scene.cast.core)
    scene.claimed(told(scene), "core", case=case)
    case.refresh_from_db()
    assert case.restriction == Restriction.CHILD_ABUSE


def test_every_kind_has_its_contacts_from_the_register(scene: Scene) -> None:
    gone = make_organization("前の児相", "TSUNAGISAKI-04", closes_on=scene.today)
    there = make_organization("いまの児相", "TSUNAGISAKI-04")
    assert set(ROUTES) == set(Restriction)
    (child,) = contacts_for([Restriction.CHILD_ABUSE], scene.today)
    assert (there in child.organizations, gone in child.organizations) == (True, False)
    assert [n.number for n in child.numbers] == ["189", "110", "119"]
    assert contacts_for([], scene.today) == []
    assert [one.restriction for one in statutory_contacts(scene.today)] == list(Restriction)


def test_sent_again_it_tells_nothing_of_what_is_kept(scene: Scene) -> None:
    token, said = uuid7(), {
        "noticed_by": "近所の人", "situation": SEEN, "place": "東のほう", "restriction": "dv",
    }  # fmt: skip
    minsei = scene.browser("minsei")
    for _ in range(2):
        sent = minsei.post("/cases/intakes/new/", said | {"token": token})
        assert sent.status_code == 302
    other = minsei.post("/cases/intakes/new/", said | {"token": token, "situation": "ちがう話"})
    assert (other.status_code, Intake.objects.count()) == (422, 1)
    assert ("もう届いています" in other.content.decode(), SEEN in other.content.decode()) == (
        True, False,
    )  # fmt: skip


def test_sent_again_after_the_case_became_restricted_it_is_still_the_same(scene: Scene) -> None:
    token, minsei = uuid7(), scene.browser("minsei")
    said = {"token": token, "noticed_by": "近所の人", "situation": SEEN, "place": "東のほう"}
    assert minsei.post("/cases/intakes/new/", said).status_code == 302
    case = scene.claimed(Intake.objects.get(), "core")
    describe_case(
        actor=scene.actor("core"), at=scene.at, case=case, version=case.version, restriction="dv"
    )
    assert minsei.post("/cases/intakes/new/", said).status_code == 302
    assert Intake.objects.get().restriction == "dv"


def test_the_doctor_finds_a_worry_that_is_looser_than_its_case(scene: Scene) -> None:
    case = taken(scene)
    assert _found(scene) == 0
    Intake.objects.filter(case=case).update(restriction="")
    assert _found(scene) == 1


def _found(scene: Scene) -> int:
    found = doctor.examine(scene.at)
    return sum(len(one.places) for one in found if one.name == "guards_carried")
