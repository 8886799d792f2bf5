"""The five ways of asking, on screen: what the form asks, what the other side reads, what is said."""

from typing import Any

import pytest
from django.test import Client

from wagamachi.casework.enums import HandoffKind, HandoffState
from wagamachi.casework.models import Case, CaseMember, Handoff, MemberTheme
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code
from wagamachi.people.models import Person

from .scenes import ALL_ITEMS, BY_LAW, TOO_FULL, Scene


def asked(**said: Any) -> dict[str, Any]:
    """Return what somebody types into the form of a つなぎ."""
    fields = {
        "token": str(uuid7()), "purpose": "ここでは支えきれない", "request": "担当してほしい",
        "shared_summary": "ひとり暮らし", "due_on": "2026-11-27", "level": "3",
        "legal_basis": BY_LAW, "basis_reason": "命にかかわるため",
    }  # fmt: skip
    return fields | said


def text(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def new(case: Case, to: Any, way: str) -> str:
    return f"/cases/{case.pk}/handoffs/new/team/{to.pk}/?way={way}"


def test_a_climb_is_offered_upwards_and_asks_what_was_tried(scene: Scene) -> None:
    case, csw = scene.case(), scene.browser("csw")
    choose = text(csw, f"/cases/{case.pk}/handoffs/choose/?way=escalate")
    assert "総合相談" in choose
    assert "西チーム" not in choose
    address = new(case, scene.cast.town.core_team, "escalate")
    missing = csw.post(address, asked())
    assert missing.status_code == 422
    assert "これまでに試したこと" in missing.content.decode()
    done = csw.post(address, asked(tried="三度訪ねた"), follow=True)
    handoff = Handoff.objects.get()
    assert (handoff.kind, handoff.state) == (HandoffKind.ESCALATE, HandoffState.UNAPPROVED)
    assert "責任者に承認を頼みました" in done.content.decode()
    scene.approved(handoff)
    assert "三度訪ねた" in text(scene.browser("core"), f"/cases/handoffs/{handoff.pk}/")


@pytest.mark.parametrize("way", ["refer", "transfer", "escalate"])
def test_what_is_filled_in_tells_only_of_those_who_consented_to_it(scene: Scene, way: str) -> None:
    case, town, csw = scene.case(summary="長男と母のこと"), scene.cast.town, scene.browser("csw")
    son = case.members.get(is_key=True)
    mother = CaseMember.objects.create(
        case=case,
        person=Person.objects.create(name="鳥居坂 よし"),
        relation="母",
        joined_on=scene.today,
    )
    for member, theme in ((son, "KADAI_T-10"), (mother, "KADAI_T-02")):
        MemberTheme.objects.create(member=member, theme_id=theme, since_on=scene.today)
    his, hers = (str(Code.objects.get(pk=f"KADAI_T-{n}")) for n in ("10", "02"))
    to = town.core_team if way == "escalate" else town.houkatsu_team

    def filled_in() -> tuple[str, str]:
        form = csw.get(new(case, to, way)).context["form"]
        return form["shared_summary"].value(), form["shared_summary"].help_text

    shown, beside = filled_in()
    assert shown == "圏域: 東"
    assert f"{son.person.with_san}、鳥居坂 よしさんの課題" in beside
    scene.consent(case, item_ids=ALL_ITEMS[:5], recipient_ids=[to.organization_id])
    assert filled_in() == (shown, beside)
    scene.consent(case, recipient_ids=[town.shakyo.pk if way != "escalate" else town.houkatsu.pk])
    assert filled_in() == (shown, beside)
    scene.consent(case, recipient_ids=[to.organization_id])
    shown, beside = filled_in()
    assert shown == f"圏域: 東\n課題: {his}"
    assert hers not in shown
    assert "鳥居坂 よしさんの課題" in beside
    assert son.person.with_san not in beside
    scene.consent(case, recipient_ids=[to.organization_id], person=mother.person)
    shown, beside = filled_in()
    assert (his in shown, hers in shown, case.summary in shown) == (True, True, True)
    assert "入れていません" not in beside


def test_at_the_top_the_page_says_that_there_is_no_way_up(scene: Scene) -> None:
    case = scene.case(team=scene.cast.town.core_team, holder=scene.cast.core)
    page = text(scene.browser("core"), f"/cases/{case.pk}/handoffs/choose/?way=escalate")
    assert "これより上の段階はありません" in page


def test_a_transfer_is_accepted_on_screen_and_the_page_says_what_moves(scene: Scene) -> None:
    case, csw, other = scene.case(), scene.browser("csw"), scene.browser("other_csw")
    csw.post(new(case, scene.cast.town.west_team, "transfer"), asked())
    handoff = scene.approved(Handoff.objects.get())
    assert "担当はあなたのチームに移り" in text(other, f"/cases/handoffs/{handoff.pk}/accept/")
    assert other.post(f"/cases/handoffs/{handoff.pk}/accept/", {}).status_code == 302
    case.refresh_from_db()
    assert case.holder_user == scene.cast.other_csw


def test_the_receiver_can_ask_back_and_the_sender_answers(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    address = f"/cases/handoffs/{handoff.pk}/"
    agency, csw = scene.browser("agency"), scene.browser("csw")
    agency.post(f"{address}weigh/", {"question": "保険証はありますか"})
    assert "保険証はありますか" in text(csw, address)
    assert "保険証はありますか" in text(csw, f"{address}explain/")
    csw.post(f"{address}explain/", {"explanation": "手元にあります"})
    assert "手元にあります" in text(agency, address)
    agency.post(f"{address}decline/", {"decline_reason": TOO_FULL, "answer": "満員のため"})
    assert Handoff.objects.get().state == HandoffState.DECLINED


def test_somebody_outside_is_asked_by_name_and_their_answer_written_down(scene: Scene) -> None:
    case, csw = scene.case(), scene.browser("csw")
    address = f"/cases/{case.pk}/handoffs/external/"
    assert csw.post(address, asked()).status_code == 422
    csw.post(address, asked(external="市外の病院 地域連携室"))
    handoff = scene.approved(Handoff.objects.get())
    assert "市外の病院 地域連携室" in text(csw, f"/cases/{case.pk}/handoffs/")
    heard = {"has_accepted": "no", "answered_for": "連携室の山本さん", "answer": "満床"}
    refused = csw.post(f"/cases/handoffs/{handoff.pk}/heard/", heard)
    assert refused.status_code == 422
    assert "戻ってきた理由を選んでください" in refused.content.decode()
    csw.post(f"/cases/handoffs/{handoff.pk}/heard/", heard | {"decline_reason": TOO_FULL})
    assert "連携室の山本さん" in text(csw, f"/cases/handoffs/{handoff.pk}/")


def test_the_nursery_offers_to_take_over_what_it_brought(scene: Scene) -> None:
    case = scene.claimed(scene.received("nursery", area_id=scene.cast.town.east.pk))
    nursery, csw = scene.browser("nursery"), scene.browser("csw")
    assert "引き取りを申し出る" in text(nursery, f"/cases/{case.pk}/")
    said = {"token": str(uuid7()), "purpose": "毎日会える", "request": "園で支える"}
    nursery.post(f"/cases/{case.pk}/handoffs/pull/", said)
    handoff = Handoff.objects.get()
    assert "園で支える" in text(csw, f"/cases/handoffs/{handoff.pk}/")
    address = f"/cases/handoffs/{handoff.pk}/accept/"
    assert csw.post(address, {}).status_code == 422, "on what basis?"
    by_law = {"legal_basis": BY_LAW, "basis_reason": "毎日会えるため"}
    assert "承認を頼みました" in csw.post(address, by_law, follow=True).content.decode()
    scene.approved(handoff)
    assert csw.post(address, {}).status_code == 302, "on what was approved"
    case.refresh_from_db()
    assert case.holder_team == scene.cast.town.hoiku_team


def test_backup_is_asked_for_without_a_case(scene: Scene) -> None:
    csw = scene.browser("csw")
    said = {
        "token": str(uuid7()), "team": str(scene.cast.town.core_team.pk), "backup_kind": "BACKUP-06",
        "purpose": "依存症の理解", "request": "研修をしてほしい", "due_on": "2026-11-27",
    }  # fmt: skip
    assert csw.post("/cases/backups/new/", said).status_code == 302
    assert "依存症の理解" in text(scene.browser("core"), "/cases/handoffs/")


def test_a_companion_is_named_on_screen_and_shown_on_the_case(scene: Scene) -> None:
    case, csw = scene.case(), scene.browser("csw")
    post = scene.cast.other_csw.assignments.get()
    said = {
        "token": str(uuid7()), "person": str(post.pk), "purpose": "前から話している",
        "request": "月に一度、声をかける", "due_on": "R8.11.27",
    }  # fmt: skip
    assert csw.post(f"/cases/{case.pk}/companion/", said).status_code == 302
    assert "紅葉" not in text(scene.browser("lead"), f"/cases/{case.pk}/").partition("経過")[0]
    handoff = Handoff.objects.get(case=case)
    other = scene.browser("other_csw")
    answered = other.post(f"/cases/handoffs/{handoff.pk}/accept/", {"version": handoff.version})
    assert answered.status_code == 302
    assert "伴走担当" in text(csw, f"/cases/{case.pk}/")
    assert "紅葉" in text(csw, f"/cases/{case.pk}/")
    assert "伴走担当をかえる" in text(other, f"/cases/{case.pk}/")


@pytest.mark.parametrize("way", ["pull", "somewhere"])
def test_there_is_no_other_way_of_asking(scene: Scene, way: str) -> None:
    case = scene.case()
    address = f"/cases/{case.pk}/handoffs/choose/?way={way}"
    assert scene.browser("csw").get(address).status_code == 404
