"""Five ways of asking, one promise: the holder holds until somebody has said yes (R010, R011, R026)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests.factories import make_post, make_team, make_user
from wagamachi.access.keeping import NotYours
from wagamachi.access.models import AuditEvent
from wagamachi.access.queries import actor_for
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.casework.enums import CaseState, HandoffKind, HandoffState, Level, ParticipationKind
from wagamachi.casework.models import Case, Handoff, Participation
from wagamachi.casework.policy import level_of
from wagamachi.casework.queries.course import course_of
from wagamachi.casework.queries.lists import asked_by_us, asked_of_us, asking, came_back
from wagamachi.casework.queries.tiers import rung_of, teams_above
from wagamachi.casework.services import (
    HandoffDraft,
    accept_handoff,
    ask_for_backup,
    ask_to_take_over,
    assign_case,
    change_companion,
    decline_handoff,
    explain_handoff,
    finish_handoff,
    receive_handoff,
    send_handoff,
    weigh_handoff,
    withdraw_consent,
    withdraw_handoff,
    write_answer_down,
)
from wagamachi.casework.services.reminding import remind_late_handoffs
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.states import IllegalMove
from wagamachi.notices.models import Notice
from wagamachi.people.models import Consent
from wagamachi.publishing.checking import Telling
from wagamachi.support.queries.gaps import gaps_from_declined

from .scenes import BY_LAW, CONNECTED, TOO_FULL, Scene, nothing_saved


def told(who: Any) -> set[str]:
    return set(Notice.objects.filter(user=who).values_list("kind", flat=True))


def climb(scene: Scene, case: Case, **said: Any) -> Handoff:
    """青葉 of 東 (中圏域) asks 総合相談 (区市町村) to take the case on."""
    draft = scene.asks(
        **{"kind": HandoffKind.ESCALATE, "team": scene.cast.town.core_team, "tried": "三度訪ねた"}
        | said
    )
    sent = send_handoff(actor=scene.actor("csw"), at=scene.at, case=case, draft=draft)
    return scene.approved(sent)


def transfer(scene: Scene, case: Case, **said: Any) -> Handoff:
    draft = scene.asks(**{"kind": HandoffKind.TRANSFER, "team": scene.cast.town.west_team} | said)
    sent = send_handoff(actor=scene.actor("csw"), at=scene.at, case=case, draft=draft)
    return scene.approved(sent)


def pull(scene: Scene, case: Case, who: str = "nursery") -> Handoff:
    return ask_to_take_over(
        actor=scene.actor(who), at=scene.at, case=case, purpose="園で支えられる", request="毎日会う"
    )


def accept(scene: Scene, handoff: Handoff, who: str, **said: Any) -> Handoff:
    return accept_handoff(actor=scene.actor(who), at=scene.at, handoff=handoff, **said)


def holder(case: Case) -> tuple[Any, Any]:
    case.refresh_from_db()
    return case.holder_team, case.holder_user


# --- 段階 -------------------------------------------------------------------------------------------


def test_the_tiers_are_climbed_from_the_middle_to_the_municipality(scene: Scene) -> None:
    town = scene.cast.town
    assert [rung_of(team) for team in (town.east_team, town.houkatsu_team, town.core_team)] == [
        1,
        1,
        2,
    ]
    assert teams_above(scene.case(), scene.today) == [town.core_team]


def test_a_team_of_a_small_area_climbs_to_the_middle_first(scene: Scene) -> None:
    from tests.factories import make_area
    from wagamachi.areas.models import Tier

    small = make_area("東一丁目", Tier.SMALL, parent=scene.cast.town.east)
    team = make_team(scene.cast.town.shakyo, "東一丁目", is_base=True, areas=[small])
    case = scene.case(team=team, holder=None)
    above = teams_above(case, scene.today)
    assert [one.name for one in above] == ["東チーム", "西チーム", "総合相談"]


def test_nobody_climbs_past_the_top(scene: Scene) -> None:
    case = scene.case(team=scene.cast.town.core_team, holder=scene.cast.core)
    assert teams_above(case, scene.today) == []
    draft = scene.asks(kind=HandoffKind.ESCALATE, team=scene.cast.town.east_team, tried="すべて")
    with (
        nothing_saved(),
        pytest.raises(DomainError, match="いまより広い圏域のチームではありません"),
    ):
        send_handoff(actor=scene.actor("core"), at=scene.at, case=case, draft=draft)


def test_a_climb_is_not_to_a_neighbour_of_the_same_tier(scene: Scene) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError, match="広い圏域"):
        climb(scene, case, team=scene.cast.town.west_team)


def test_a_climb_says_what_was_tried(scene: Scene) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError) as error:
        climb(scene, case, tried=" ")
    assert error.value.field == "tried"


def test_the_period_of_the_one_above_is_not_the_companions(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """いつまで見てよいか is about who was told; who climbed sees the case until it ends (R026)."""
    case = scene.case()
    accept(scene, climb(scene, case, is_emergency=False, until_on=scene.day(10)), "core")
    later = scene.at + timedelta(days=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert level_of(scene.actor("csw"), case) == Level.FULL
    page = scene.browser("core").get(f"/cases/{case.pk}/consents/").content.decode()
    assert "から見えない" not in page


def test_whoever_climbs_stays_beside_the_case_until_another_is_named(scene: Scene) -> None:
    case, town, cast = scene.case(), scene.cast.town, scene.cast
    handoff = climb(scene, case)
    assert holder(case) == (town.east_team, cast.csw), "until somebody says yes"
    accept(scene, handoff, "core")
    assert holder(case) == (town.core_team, cast.core)
    assert (case.is_escalated, case.companion_team, case.companion_user) == (
        True, town.east_team, cast.csw,
    )  # fmt: skip
    assert level_of(scene.actor("csw"), case) == Level.FULL
    assert "holder_changed" in told(cast.csw)
    finish_handoff(actor=scene.actor("core"), at=scene.at, handoff=handoff, result_id=CONNECTED)
    assert "case_moved_on" in told(cast.csw)
    with nothing_saved(), pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(companion_team=None, companion_user=None)
    change_companion(
        actor=scene.actor("csw"), at=scene.at, case=case, user=cast.colleague.pk, reason="休み"
    )
    assert case.companion_user == cast.colleague, "their own team passes it on"
    nobody = {"user": "", "reason": "休み"}
    answer = scene.browser("csw").post(f"/cases/{case.pk}/companion/", nobody)
    assert (answer.status_code, "かわりに伴走する人を選んで" in answer.content.decode()) == (
        422,
        True,
    )
    scene.accompanied(case, "other_csw", by="core")
    case.refresh_from_db()
    assert (case.companion_team, case.companion_user) == (town.west_team, cast.other_csw)
    assert level_of(scene.actor("csw"), case) == Level.STATUS, "and still knows how it stands"
    assert "companion_ended" in told(cast.colleague), "who walked beside it is told of the other"
    assert "companion_asked" in told(cast.other_csw)
    moved = [entry.title for entry in course_of(case, kind="move").entries]
    assert [title for title in moved if title.startswith("伴走")] == [
        "伴走をはじめた", "伴走を終えた", "伴走をはじめた",
    ]  # fmt: skip


def test_who_only_leads_the_companions_does_not_speak_for_them(scene: Scene) -> None:
    """The manager's post is in the 中心機関, but 関与 opens no case to it."""
    case, town = scene.case(), scene.cast.town
    scene.accompanied(case, "core")
    case.refresh_from_db()
    passed_on: dict[str, Any] = {
        "at": scene.at, "case": case, "user": scene.cast.core.pk, "reason": "休み",
    }  # fmt: skip
    assert scene.actor("manager").team_ids == {town.core_team.pk}
    for who in ("manager", "csw"):
        with nothing_saved(), pytest.raises(NotAllowed):
            change_companion(actor=scene.actor(who), **passed_on)
    change_companion(actor=scene.actor("district"), **passed_on)
    with nothing_saved(), pytest.raises(DomainError, match="名前で"):
        change_companion(actor=scene.actor("district"), **(passed_on | {"user": None}))
    assert case.companion_user == scene.cast.core


def test_nobody_walks_beside_a_case_because_somebody_wrote_their_name(scene: Scene) -> None:
    """Asked, on 今日 of who is asked, and theirs to take or to give back with a word."""
    case, cast, town = scene.case(), scene.cast, scene.cast.town
    address = f"/cases/{case.pk}/companion/"
    csw = scene.browser("csw")
    form = csw.get(address).context["form"]
    people = form.fields["person"].queryset
    assert not people.filter(team=town.east_team).exists(), "not our own team"
    said = {
        "token": str(form["token"].value()), "person": str(people.get(user=cast.agency).pk),
        "purpose": "。", "request": "一緒に歩いてほしい", "due_on": "R8.11.26",
    }  # fmt: skip
    assert csw.post(address, said).status_code == 422
    sent = csw.post(address, said | {"purpose": "前から関わりがある"})
    handoff = Handoff.objects.get(kind=HandoffKind.COMPANION)
    assert (sent["Location"], handoff.to_user) == (f"/cases/handoffs/{handoff.pk}/", cast.agency)
    case.refresh_from_db()
    assert (case.companion_team, "companion_asked" in told(cast.agency)) == (None, True)
    assert "前から関わりがある" in scene.browser("agency").get("/").content.decode()
    with pytest.raises(Conflict):
        send_handoff(actor=scene.actor("csw"), at=scene.at, case=case, draft=scene.walks())
    with nothing_saved(), pytest.raises(DomainError, match="代わりには"):
        write_answer_down(
            actor=scene.actor("csw"), at=scene.at, handoff=handoff, has_accepted=True,
            answered_for="桜", answer="はい",
        )  # fmt: skip
    back = {"answer": "手いっぱいのため"}
    answer = scene.browser("agency").post(f"/cases/handoffs/{handoff.pk}/decline/", back)
    assert answer.status_code == 302
    handoff.refresh_from_db()
    assert (handoff.state, handoff.decline_reason) == ("declined", None)
    assert "handoff_declined" in told(cast.csw)
    assert not gaps_from_declined().exists(), "no service was missing"


def test_only_who_was_asked_says_yes_to_walking_beside(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    draft = scene.walks(team=town.core_team, user_id=scene.cast.district.pk)
    handoff = send_handoff(actor=scene.actor("csw"), at=scene.at, case=case, draft=draft)
    with nothing_saved(), pytest.raises(NotAllowed):
        accept(scene, handoff, "core")
    accept(scene, handoff, "district")
    case.refresh_from_db()
    assert (case.companion_team, case.companion_user) == (town.core_team, scene.cast.district)
    for team, user in ((town.core_team, scene.cast.agency), (town.east_team, scene.cast.colleague)):
        other = scene.walks(team=team, user_id=user.pk)
        with nothing_saved(), pytest.raises(DomainError):
            send_handoff(actor=scene.actor("csw"), at=scene.at, case=case, draft=other)


def test_back_in_the_companions_hands_nobody_needs_to_walk_beside_it(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    accept(scene, climb(scene, case), "core")
    draft = scene.asks(kind=HandoffKind.TRANSFER, team=town.east_team)
    case.refresh_from_db()
    back = send_handoff(actor=scene.actor("core"), at=scene.at, case=case, draft=draft)
    scene.approved(back)
    accept(scene, back, "colleague")
    assert holder(case) == (town.east_team, scene.cast.colleague)
    assert (case.is_escalated, case.companion_team) == (False, None)
    beside = Participation.objects.filter(kind=ParticipationKind.COMPANION, until_at=None)
    assert not beside.exists()


def test_a_companion_whose_consent_is_withdrawn_still_sees_how_it_stands(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    consent = scene.consent(case, recipient_ids=[town.shakyo.pk])
    accept(scene, climb(scene, case, consent=consent, legal_basis_id=None), "core")
    case.refresh_from_db()
    withdraw_consent(
        actor=scene.actor("core"),
        at=scene.at,
        case=case,
        consent=Consent.objects.get(pk=consent.pk),
    )
    case.refresh_from_db()
    assert case.companion_team == town.east_team
    assert level_of(scene.actor("csw"), case) == Level.STATUS


# --- 移管 -------------------------------------------------------------------------------------------


def test_a_transfer_moves_the_holder_only_when_it_is_accepted(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    handoff = transfer(scene, case)
    assert holder(case) == (town.east_team, scene.cast.csw)
    accept(scene, handoff, "other_csw")
    assert holder(case) == (town.west_team, scene.cast.other_csw)
    assert level_of(scene.actor("csw"), case) == Level.STATUS
    assert level_of(scene.actor("other_csw"), case) == Level.FULL
    assert case.next_action_on is not None


def test_who_only_answers_for_a_team_brings_a_case_into_its_inbox(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    handoff = transfer(scene, case)
    make_post(make_user("tanto"), Role.DISTRICT_STAFF, town.west_team)
    answering = actor_for(User.objects.get(username="tanto"), scene.today)
    accept_handoff(actor=answering, at=scene.at, handoff=handoff)
    assert holder(case) == (town.west_team, None)
    with pytest.raises(DomainError, match="ケースを担当できる人だけ"):
        assign_case(
            actor=scene.actor("other_csw"), at=scene.at, case=case, version=case.version,
            holder_user_id=answering.user_id,
        )  # fmt: skip


def test_what_another_team_asked_is_followed_by_whoever_holds_the_case_now(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    accept(scene, transfer(scene, case), "other_csw")
    asked = scene.handoff(scene.case(), team=town.houkatsu_team)
    Handoff.objects.filter(pk=asked.pk).update(case=case)
    holding, sending, other = (scene.actor(who) for who in ("other_csw", "csw", "agency"))
    seen = [list(asked_by_us(who)) for who in (holding, sending, other)]
    assert seen == [[asked], [asked], []]
    decline_handoff(
        actor=other, at=scene.at, handoff=asked, decline_reason_id=TOO_FULL, answer="いっぱいです"
    )
    seen = [list(came_back(who, scene.at)) for who in (holding, sending, other)]
    assert seen == [[asked], [asked], []]


def test_a_declined_transfer_leaves_everything_as_it_was(scene: Scene) -> None:
    case = scene.case()
    handoff = transfer(scene, case)
    decline_handoff(
        actor=scene.actor("other_csw"), at=scene.at, handoff=handoff,
        decline_reason_id=TOO_FULL, answer="圏域がちがう",
    )  # fmt: skip
    assert holder(case) == (scene.cast.town.east_team, scene.cast.csw)
    assert "handoff_declined" in told(scene.cast.csw)
    assert not Participation.objects.filter(case=case, team=scene.cast.town.west_team).exists()


def test_the_holder_moves_one_way_at_a_time(scene: Scene) -> None:
    case = scene.case()
    transfer(scene, case)
    with nothing_saved(), pytest.raises(Conflict, match="担当を移す話が、もう進んでいます"):
        climb(scene, case)


def test_nobody_hands_a_case_to_a_team_where_nobody_could_hold_it(scene: Scene) -> None:
    empty = make_team(scene.cast.town.houkatsu, "休止中")
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError, match="担当を引き受けられる人がいません"):
        transfer(scene, case, team=empty)


def test_the_holder_never_moves_to_somebody_outside(scene: Scene) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError) as error:
        transfer(scene, case, team=None, external="市外の病院")
    assert error.value.field == "team"


# --- 引き取り ----------------------------------------------------------------------------------------


def seen_by_the_nursery(scene: Scene) -> Case:
    """Return a case the 保育園 brought, of which it sees who holds it and how it stands."""
    return scene.claimed(scene.received("nursery", area_id=scene.cast.town.east.pk))


def test_whoever_asks_to_take_over_gets_it_when_the_holder_says_yes(scene: Scene) -> None:
    case, town = seen_by_the_nursery(scene), scene.cast.town
    handoff = pull(scene, case)
    assert list(asked_of_us(scene.actor("csw"))) == [handoff]
    assert level_of(scene.actor("nursery"), case) == Level.STATUS, "asking opens nothing"
    by_law = {"legal_basis_id": BY_LAW, "basis_reason": "園が毎日会えるため"}
    accept(scene, handoff, "csw", **by_law)
    assert holder(case) == (town.east_team, scene.cast.csw), "one word is not enough (R102)"
    with pytest.raises(DomainError, match="承認を待っています"):
        accept(scene, handoff, "csw", **by_law)
    accept(scene, scene.approved(handoff), "csw", **by_law)
    assert holder(case) == (town.hoiku_team, scene.cast.nursery)
    assert level_of(scene.actor("csw"), case) == Level.STATUS


def test_the_holder_yields_only_on_a_lawful_basis(scene: Scene) -> None:
    handoff = pull(scene, seen_by_the_nursery(scene))
    with nothing_saved(), pytest.raises(DomainError) as error:
        accept(scene, handoff, "csw")
    assert error.value.field == "legal_basis"


def test_who_only_answers_for_the_holders_does_not_yield_their_case(scene: Scene) -> None:
    case = seen_by_the_nursery(scene)
    handoff = pull(scene, case)
    make_post(make_user("tanto"), Role.DISTRICT_STAFF, scene.cast.town.east_team)
    answering = actor_for(User.objects.get(username="tanto"), scene.today)
    with pytest.raises(NotAllowed, match="ゆずれるのは"):
        accept_handoff(
            actor=answering, at=scene.at, handoff=handoff, legal_basis_id=BY_LAW,
            basis_reason="毎日会うため",
        )  # fmt: skip
    assert holder(case) == (scene.cast.town.east_team, scene.cast.csw)
    offered = {
        who: f"/handoffs/{handoff.pk}/accept/"
        in browser.get(f"/cases/handoffs/{handoff.pk}/").content.decode()
        for who, browser in (("csw", scene.browser("csw")), ("tanto", browser_of("tanto")))
    }
    assert offered == {"csw": True, "tanto": False}


def browser_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def test_only_who_sees_a_case_can_ask_for_it(scene: Scene) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(NotAllowed):
        pull(scene, case)


def test_the_holder_answers_a_pull_and_does_not_take_it_back(scene: Scene) -> None:
    handoff = pull(scene, seen_by_the_nursery(scene))
    with nothing_saved(), pytest.raises(NotAllowed):
        withdraw_handoff(actor=scene.actor("csw"), at=scene.at, handoff=handoff, reason="いらない")


# --- バックアップ -------------------------------------------------------------------------------------


def backup(**said: Any) -> HandoffDraft:
    fields: dict[str, Any] = {
        "kind": HandoffKind.BACKUP, "purpose": "依存症の理解", "request": "研修をしてほしい",
        "backup_kind_id": "BACKUP-06", "level": Level.STATUS,
    }  # fmt: skip
    return HandoffDraft(**fields | said)


def test_help_comes_down_without_a_case(scene: Scene) -> None:
    draft = backup(team=scene.cast.town.core_team, due_on=scene.day(4))
    handoff = ask_for_backup(actor=scene.actor("csw"), at=scene.at, draft=draft)
    assert (handoff.case, handoff.from_team) == (None, scene.cast.town.east_team)
    accept(scene, handoff, "core", answer="来月ひらきます")
    finish_handoff(actor=scene.actor("csw"), at=scene.at, handoff=handoff, result_id=CONNECTED)
    assert handoff.state == HandoffState.FINISHED


def test_help_with_a_case_opens_no_more_than_holder_and_status(scene: Scene) -> None:
    case = scene.case()
    draft = backup(team=scene.cast.town.west_team, due_on=scene.day(4))
    handoff = send_handoff(actor=scene.actor("csw"), at=scene.at, case=case, draft=draft)
    accept(scene, handoff, "other_csw", answer="あす行きます")
    assert level_of(scene.actor("other_csw"), case) == Level.STATUS
    assert holder(case) == (scene.cast.town.east_team, scene.cast.csw)


def test_backup_about_a_case_tells_nobody_whose_it_is(scene: Scene) -> None:
    """It rests on no consent and no law: what is asked may be told, a name may not."""
    case = scene.case(label="鈴木一郎")
    draft = backup(team=scene.cast.town.core_team, due_on=scene.day(4))
    said: dict[str, Any] = {"actor": scene.actor("csw"), "at": scene.at, "case": case}
    for name in ("purpose", "request", "shared_summary"):
        with pytest.raises(Telling):
            send_handoff(**said, draft=replace(draft, **{name: "スズキイチロウさんのこと"}))
    assert send_handoff(**said, draft=draft).case == case


def test_backup_says_what_kind_is_needed(scene: Scene) -> None:
    draft = backup(team=scene.cast.town.core_team, due_on=scene.day(4), backup_kind_id=None)
    with nothing_saved(), pytest.raises(DomainError) as error:
        ask_for_backup(actor=scene.actor("csw"), at=scene.at, draft=draft)
    assert error.value.field == "backup_kind"


# --- 返事 -------------------------------------------------------------------------------------------


def test_the_receiver_reads_weighs_asks_and_accepts_a_part(scene: Scene) -> None:
    handoff, agency = scene.handoff(scene.case()), scene.actor("agency")
    receive_handoff(actor=agency, at=scene.at, handoff=handoff)
    assert (handoff.state, handoff.received_at) == (HandoffState.RECEIVED, scene.at)
    weigh_handoff(actor=agency, at=scene.at, handoff=handoff, question="介護保険証はありますか")
    assert "handoff_question" in told(scene.cast.csw)
    asked = asking(Handoff.objects.all())
    assert asked.count() == 1
    explain_handoff(actor=scene.actor("csw"), at=scene.at, handoff=handoff, explanation="あります")
    assert asked.count() == 0
    weigh_handoff(actor=agency, at=scene.at, handoff=handoff, question="いつがよいですか")
    assert asked.count() == 1, "a second question waits too"
    explain_handoff(actor=scene.actor("csw"), at=scene.at, handoff=handoff, explanation="あります")
    assert "handoff_explained" in told(scene.cast.agency)
    with nothing_saved(), pytest.raises(DomainError, match="どの部分"):
        accept(scene, handoff, "agency", is_partial=True)
    accept(scene, handoff, "agency", is_partial=True, answer="申請だけ")
    assert (handoff.state, handoff.is_partial) == (HandoffState.ACCEPTED, True)


def test_an_answer_on_paper_is_written_down_by_the_sender(scene: Scene) -> None:
    case = scene.case()
    handoff = scene.handoff(case, team=None, external="市外の病院 地域連携室")
    assert handoff.state == HandoffState.ARRANGING
    write_answer_down(
        actor=scene.actor("csw"), at=scene.at, handoff=handoff, has_accepted=True,
        answered_for="連携室の山本さん", answer="来週から通ってよい",
    )  # fmt: skip
    assert (handoff.state, handoff.answered_for) == (HandoffState.ACCEPTED, "連携室の山本さん")
    finish_handoff(actor=scene.actor("csw"), at=scene.at, handoff=handoff, result_id=CONNECTED)


def test_a_team_on_paper_is_asked_in_person(scene: Scene) -> None:
    paper = make_team(scene.cast.town.houkatsu, "紙の窓口")
    assert scene.handoff(scene.case(), team=paper).state == HandoffState.ARRANGING


def test_nobody_says_yes_to_a_transfer_for_somebody_else(scene: Scene) -> None:
    handoff = transfer(scene, scene.case())
    with nothing_saved(), pytest.raises(DomainError, match="代わりには書けません"):
        write_answer_down(
            actor=scene.actor("csw"), at=scene.at, handoff=handoff, has_accepted=True,
            answered_for="西チーム", answer="よい",
        )  # fmt: skip


@pytest.mark.parametrize("ask", [climb, transfer])
def test_accepted_twice_it_is_accepted_once(scene: Scene, ask: Callable[..., Handoff]) -> None:
    case = scene.case()
    handoff = ask(scene, case)
    who = "core" if ask is climb else "other_csw"
    accept(scene, handoff, who)
    with nothing_saved(), pytest.raises(IllegalMove, match="引き受けられた"):
        accept(scene, Handoff.objects.get(pk=handoff.pk), who)


def test_what_was_withdrawn_cannot_be_accepted(scene: Scene) -> None:
    handoff = transfer(scene, scene.case())
    stale = Handoff.objects.get(pk=handoff.pk)
    withdraw_handoff(actor=scene.actor("csw"), at=scene.at, handoff=handoff, reason="まちがい")
    with nothing_saved(), pytest.raises((IllegalMove, Conflict), match="取りやめ"):
        accept(scene, stale, "other_csw")


def test_a_clock_that_was_set_back_does_not_answer_before_the_question(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    early = scene.at - timedelta(hours=3)
    accept_handoff(actor=scene.actor("agency"), at=early, handoff=handoff)
    assert handoff.answered_at == handoff.sent_at


def test_sent_twice_by_a_double_click_it_is_there_once(scene: Scene) -> None:
    case, token = scene.case(), uuid7()
    draft = scene.asks(kind=HandoffKind.TRANSFER, team=scene.cast.town.west_team)
    csw = scene.actor("csw")
    first = send_handoff(actor=csw, at=scene.at, case=case, draft=draft, id=token)
    assert send_handoff(actor=csw, at=scene.at, case=case, draft=draft, id=token) == first
    assert Handoff.objects.count() == 1


def test_an_id_of_somebody_elses_request_tells_nothing(scene: Scene) -> None:
    known = scene.handoff(scene.case())
    with pytest.raises(NotYours):
        ask_for_backup(
            actor=scene.actor("other_csw"), at=scene.at, id=known.pk,
            draft=backup(team=scene.cast.town.core_team, due_on=scene.day(4)),
        )  # fmt: skip
    assert (Handoff.objects.count(), AuditEvent.objects.last().kind) == (1, "denied")


# --- 期日 -------------------------------------------------------------------------------------------


def test_a_climb_waits_in_the_queue_is_reminded_and_comes_back_with_a_reason(scene: Scene) -> None:
    case, cast = scene.case(), scene.cast
    handoff = climb(scene, case, due_on=scene.day(2))
    assert list(asked_of_us(scene.actor("core"))) == [handoff]
    assert handoff.get_state_display() == "返事待ち（未受領）"
    assert remind_late_handoffs(at=scene.at) == 0
    later = scene.at + timedelta(days=3)
    assert remind_late_handoffs(at=later) == 1
    assert remind_late_handoffs(at=later) == 0, "once a day"
    assert "handoff_late" in told(cast.csw) & told(cast.core)
    receive_handoff(actor=scene.actor("core"), at=later, handoff=Handoff.objects.get())
    weigh_handoff(actor=scene.actor("core"), at=later, handoff=Handoff.objects.get())
    decline_handoff(
        actor=scene.actor("core"), at=later, handoff=Handoff.objects.get(),
        decline_reason_id=TOO_FULL, answer="東で続けられる",
    )  # fmt: skip
    assert remind_late_handoffs(at=later + timedelta(days=1)) == 0
    assert holder(case) == (cast.town.east_team, cast.csw)
    assert case.state != CaseState.CLOSED


@pytest.mark.parametrize("who", ["other_csw", "minsei", "resident", "stranger", "auditor"])
def test_who_was_not_asked_does_nothing(scene: Scene, who: str) -> None:
    handoff = scene.handoff(scene.case())
    acts: list[Callable[[], object]] = [
        lambda: receive_handoff(actor=scene.actor(who), at=scene.at, handoff=handoff),
        lambda: weigh_handoff(actor=scene.actor(who), at=scene.at, handoff=handoff),
        lambda: accept(scene, handoff, who),
        lambda: explain_handoff(
            actor=scene.actor(who), at=scene.at, handoff=handoff, explanation="？"
        ),
    ]  # fmt: skip
    for act in acts:
        with nothing_saved(), pytest.raises(NotAllowed):
            act()
