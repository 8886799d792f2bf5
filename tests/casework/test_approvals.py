"""承認: nothing opens on one worker's word (R102)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_post
from wagamachi.access.models import Assignment, AuditEvent
from wagamachi.access.roles import Role
from wagamachi.casework.enums import HandoffKind, HandoffState, Level
from wagamachi.casework.models import Approval, Handoff, Participation
from wagamachi.casework.policy import level_of, reads_request
from wagamachi.casework.queries.lists import asked_of_us
from wagamachi.casework.services import (
    accept_handoff,
    approve_sharing,
    lapse_sharings,
    refuse_sharing,
    send_handoff,
    withdraw_handoff,
)
from wagamachi.core import doctor
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.wareki import format_datetime
from wagamachi.notices.models import Notice

from .scenes import Scene, nothing_saved

LIFE = "KYOYU_KONKYO-03"  # 生命・身体・財産の保護
ASKED = {"is_emergency": False, "legal_basis_id": LIFE, "level": Level.SUMMARY}


def sent(scene: Scene, who: str = "csw", **said: Any) -> Handoff:
    """Send a request without consent; nobody has approved it yet."""
    case = said.pop("case", None) or scene.case()
    draft = scene.asks(**ASKED | said)
    return send_handoff(actor=scene.actor(who), at=scene.at, case=case, draft=draft)


def approve(scene: Scene, handoff: Handoff, by: str = "lead", **said: Any) -> Approval:
    return approve_sharing(
        actor=scene.actor(by), at=said.pop("at", scene.at), approval=handoff.approvals.get(), **said
    )


def accept(scene: Scene, handoff: Handoff, at: datetime | None = None) -> Handoff:
    return accept_handoff(actor=scene.actor("agency"), at=at or scene.at, handoff=handoff)


def at_hour(scene: Scene, hours: float, monkeypatch: pytest.MonkeyPatch) -> datetime:
    then = scene.at + timedelta(hours=hours)
    monkeypatch.setattr(timezone, "now", lambda: then)
    return then


def text(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_the_receiver_knows_of_nothing_before_somebody_else_has_agreed(scene: Scene) -> None:
    handoff = sent(scene)
    assert handoff.state == HandoffState.UNAPPROVED
    assert list(asked_of_us(scene.actor("agency"))) == []
    assert scene.browser("agency").get(f"/cases/handoffs/{handoff.pk}/").status_code == 404
    assert not Notice.objects.filter(user=scene.cast.agency).exists()
    told = Notice.objects.filter(kind="sharing_asked").values_list("user__username", flat=True)
    assert sorted(told) == ["core", "lead", "manager"]

    approve(scene, handoff, note="ご家族の安全のため")
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.SENT
    assert list(asked_of_us(scene.actor("agency"))) == [handoff]
    assert Notice.objects.filter(user=scene.cast.csw, kind="sharing_approved").exists()
    accept(scene, handoff)
    assert level_of(scene.actor("agency"), handoff.case) == Level.SUMMARY  # type: ignore[arg-type]
    assert Participation.objects.get(handoff=handoff).approval == handoff.approvals.get()


def test_two_people_are_two_people(scene: Scene) -> None:
    handoff = sent(scene, "lead")  # who may approve for others asks for themselves
    approval = handoff.approvals.get()
    for act in (approve_sharing, refuse_sharing):
        with pytest.raises(NotAllowed, match="自分"):
            act(actor=scene.actor("lead"), at=scene.at, approval=approval, note="よい")
    assert scene.browser("lead").get(f"/cases/approvals/{approval.pk}/").status_code == 404
    for who in ("csw", "colleague", "agency", "admin", "auditor", "minsei", "other_csw"):
        with pytest.raises(NotAllowed):
            approve(scene, handoff, who)
    approve(scene, handoff, "manager")


@pytest.mark.parametrize("basis", ["02", "05", "14", "15"])
def test_only_danger_goes_before_the_second_person(scene: Scene, basis: str) -> None:
    """A tick and 「その他」 opened everything until the evening."""
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError) as refused:
        sent(scene, case=case, is_emergency=True, legal_basis_id=f"KYOYU_KONKYO-{basis}")
    assert refused.value.field == "is_emergency"
    assert (
        sent(scene, case=case, legal_basis_id=f"KYOYU_KONKYO-{basis}").state
        == HandoffState.UNAPPROVED
    )


def test_nobody_lets_themselves_in(scene: Scene) -> None:
    """Whoever answers for the receiving team approves nothing that goes to it."""
    case = scene.case(team=scene.cast.town.west_team, holder=scene.cast.other_csw)
    handoff = sent(scene, "other_csw", case=case, team=scene.cast.town.east_team)
    approval = handoff.approvals.get()
    assert not Notice.objects.filter(user=scene.cast.lead, kind="sharing_asked").exists()
    assert scene.browser("lead").get(f"/cases/approvals/{approval.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        approve(scene, handoff, "lead")
    approve(scene, handoff, "manager")


@pytest.mark.parametrize("has_accepted", [True, False])
def test_whoever_no_longer_sees_it_is_told(scene: Scene, has_accepted: bool) -> None:
    """It said 引き受けてもらいました for ever, and then that the sender had taken it back."""
    handoff = sent(scene, is_emergency=True, until_on=scene.day(30))
    if has_accepted:
        accept(scene, handoff)
    refuse_sharing(
        actor=scene.actor("lead"),
        at=scene.at,
        approval=handoff.approvals.get(),
        note="急ぎではない",
    )
    told = Notice.objects.filter(user=scene.cast.agency, kind__startswith="handoff_")
    assert "handoff_unapproved" in told.values_list("kind", flat=True)
    assert "handoff_withdrawn" not in told.values_list("kind", flat=True)
    for who in ("agency", "csw"):
        page = text(scene.browser(who), f"/cases/handoffs/{handoff.pk}/")
        assert ("承認がなかったので" in page, "から見えなくなる" in page) == (True, False)
        assert "結果を書く" not in page
    sent(scene, case=handoff.case)  # as the page advises: nothing is in the way


def test_where_nobody_else_could_the_core_body_does(scene: Scene) -> None:
    town = scene.cast.town
    case = scene.case(team=town.houkatsu_team, holder=scene.cast.agency)
    handoff = sent(scene, "agency", case=case, team=town.hoiku_team)
    with pytest.raises(NotAllowed):
        approve(scene, handoff, "manager")  # of another organisation
    assert "承認する" in text(scene.browser("core"), "/")
    make_post(scene.cast.stranger, Role.TEAM_LEAD, town.houkatsu_team)
    with pytest.raises(NotAllowed):
        approve(scene, handoff, "core")  # now there is somebody
    approve(scene, handoff, "stranger")


def test_without_anybody_to_approve_only_an_emergency_goes_out(scene: Scene) -> None:
    for who in ("lead", "manager", "core"):
        Assignment.objects.filter(user=getattr(scene.cast, who)).update(ends_on=scene.today)
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError, match="承認できる人"):
        sent(scene, case=case)
    assert sent(scene, is_emergency=True).state == HandoffState.SENT


def test_in_an_emergency_it_opens_at_once_and_closes_by_itself(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    handoff = sent(scene, is_emergency=True)
    case = handoff.case
    assert case is not None
    accept(scene, handoff)
    agency = scene.actor("agency")
    at_hour(scene, 23.9, monkeypatch)
    assert level_of(agency, case) == Level.SUMMARY
    late = at_hour(scene, 24, monkeypatch)  # before any round: by the clock alone
    assert (level_of(agency, case), reads_request(agency, handoff)) == (Level.NONE, False)
    with pytest.raises(DomainError, match="期限が過ぎました"):
        approve(scene, handoff, at=late)
    assert (lapse_sharings(at=late), lapse_sharings(at=late)) == (1, 0)
    door = Participation.objects.get(handoff=handoff)
    assert (door.until_at, door.ended_because) == (late, "期限までに承認されなかったため")
    assert Notice.objects.filter(user=scene.cast.csw, kind="sharing_refused").exists()


def test_an_emergency_not_answered_in_time_is_taken_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    handoff, late = sent(scene, is_emergency=True), scene.at + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: late)
    with pytest.raises(DomainError, match="承認がすむまで"):
        accept(scene, handoff, late)
    lapse_sharings(at=late)
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.WITHDRAWN
    assert "ひとり暮らしの方" not in text(scene.browser("agency"), f"/cases/handoffs/{handoff.pk}/")


def test_the_holder_never_changes_on_one_word(scene: Scene) -> None:
    handoff = sent(
        scene, is_emergency=True, kind=HandoffKind.TRANSFER, team=scene.cast.town.west_team,
        until_on=scene.day(30),
    )  # fmt: skip
    ends = "令和8年12月23日（水）から見えなくなる"
    other = {"actor": scene.actor("other_csw"), "at": scene.at, "handoff": handoff}
    with nothing_saved(), pytest.raises(DomainError, match="承認がすむまで"):
        accept_handoff(**other)
    page, button = f"/cases/handoffs/{handoff.pk}/", f"/{handoff.pk}/accept/"
    waiting = text(scene.browser("other_csw"), page)
    assert (button in waiting, "担当はあなたのチームに移ります" in waiting) == (False, False)
    assert "承認されると、ここに「引き受ける」が出ます" in waiting
    approve(scene, handoff)
    assert button in text(scene.browser("other_csw"), page)
    assert ends in text(scene.browser("other_csw"), page)
    due = format_datetime(handoff.approvals.get().due_at)
    decided = text(scene.browser("lead"), "/cases/approvals/")
    assert (ends in decided, due in decided) == (True, False)
    accept_handoff(**other)
    for who, where in (("other_csw", page), ("lead", "/cases/approvals/")):
        assert "いまは担当なので" in text(scene.browser(who), where)
        assert ends not in text(scene.browser(who), where)
    assert handoff.case is not None
    handoff.case.refresh_from_db()
    assert handoff.case.holder_user == scene.cast.other_csw


def test_refused_everything_that_rests_on_it_ends_at_once(scene: Scene) -> None:
    handoff = sent(scene, is_emergency=True)
    accept(scene, handoff)
    approval = handoff.approvals.get()
    said = {"actor": scene.actor("manager"), "at": scene.at, "approval": approval}
    with nothing_saved(), pytest.raises(DomainError):
        refuse_sharing(**said, note=" ")
    refuse_sharing(**said, note="同意をもらえる")
    assert level_of(scene.actor("agency"), handoff.case) == Level.NONE  # type: ignore[arg-type]
    assert Participation.objects.get(handoff=handoff).until_at == scene.at
    with pytest.raises(DomainError, match="もう取りやめになった"):
        approve(scene, handoff)
    other = sent(scene)
    refuse_sharing(**said | {"approval": other.approvals.get()}, note="要らない")
    other.refresh_from_db()
    assert other.state == HandoffState.WITHDRAWN
    assert scene.browser("agency").get(f"/cases/handoffs/{other.pk}/").status_code == 404


def test_a_period_ends_by_the_clock_and_the_approver_may_only_shorten_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    handoff = sent(scene, until_on=scene.day(10))
    approval = approve(scene, handoff, until_on=scene.day(30))
    assert approval.until_on == scene.day(10)
    handoff.refresh_from_db()
    accept(scene, handoff)
    assert handoff.case is not None
    at_hour(scene, 24 * 9, monkeypatch)
    assert level_of(scene.actor("agency"), handoff.case) == Level.SUMMARY
    at_hour(scene, 24 * 10, monkeypatch)
    assert level_of(scene.actor("agency"), handoff.case) == Level.NONE
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError) as error:
        sent(scene, case=case, until_on=scene.today)
    assert error.value.field == "until_on"


def test_what_was_taken_back_needs_no_word_any_more(scene: Scene) -> None:
    handoff = sent(scene)
    withdraw_handoff(actor=scene.actor("csw"), at=scene.at, handoff=handoff, reason="電話で済んだ")
    assert "承認を待っているものはありません" in text(scene.browser("lead"), "/cases/approvals/")
    with pytest.raises(DomainError, match="もう取りやめになった"):
        approve(scene, handoff)


def test_what_nobody_approved_by_its_day_goes_back_to_the_sender(scene: Scene) -> None:
    handoff = sent(scene)
    assert lapse_sharings(at=scene.at + timedelta(days=2)) == 0
    assert lapse_sharings(at=scene.at + timedelta(days=9)) == 1
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.WITHDRAWN
    names = {"approval_ends_access", "i3_handoff"}
    found = [c for c in doctor.checks() if c.name in names]
    assert [place for check in found for place in check.examine(scene.at)] == []


def test_on_screen_from_the_form_to_the_yes(scene: Scene) -> None:
    case, csw, lead = scene.case(), scene.browser("csw"), scene.browser("lead")
    new = f"/cases/{case.pk}/handoffs/new/team/{scene.cast.town.houkatsu_team.pk}/"
    form = text(csw, new)
    assert 'value="2" required id="id_level_0" checked' in form, "the narrowest is offered"
    said = {
        "token": str(uuid7()), "purpose": "見守り", "request": "訪ねてほしい", "level": "2",
        "shared_summary": "ひとり暮らし", "due_on": "2026-11-27", "legal_basis": LIFE,
        "basis_reason": "倒れていた跡がある", "until_on": "2026-12-31",
    }  # fmt: skip
    assert "責任者に承認を頼みました" in csw.post(new, said, follow=True).content.decode()
    approval = Approval.objects.get()
    today = text(lead, "/")
    assert ("承認する" in today, f"/cases/approvals/{approval.pk}/" in today) == (True, True)
    page = f"/cases/approvals/{approval.pk}/"
    shown = text(lead, page)
    for words in ("倒れていた跡がある", "青葉", "生命・身体・財産", "令和8年12月31日", "あらまし"):
        assert words in shown
    assert lead.post(page, {"answer": "refuse"}).status_code == 422
    assert lead.post(page, {"answer": "approve", "until_on": "2026-12-01"}).status_code == 302
    approval.refresh_from_db()
    assert (approval.state, approval.decided_by) == ("approved", scene.cast.lead)
    assert "樫" in text(csw, f"/cases/handoffs/{approval.handoff_id}/")
    kinds = AuditEvent.objects.filter(target_kind="approval").order_by("seq")
    assert [(e.kind, e.user.name if e.user else "") for e in kinds][:1] == [("created", "青葉")]
    assert ("moved", "樫") in [(e.kind, e.user.name if e.user else "") for e in kinds]
    assert not any("倒れて" in str(e.data) for e in kinds)


def test_the_list_costs_the_same_with_one_row_and_with_three(scene: Scene) -> None:
    def queries() -> int:
        browser = scene.browser("lead")
        with CaptureQueriesContext(connection) as caught:
            assert browser.get("/cases/approvals/").status_code == 200
        return len(caught)

    sent(scene)
    with_one = queries()
    sent(scene)
    sent(scene)
    assert queries() == with_one
