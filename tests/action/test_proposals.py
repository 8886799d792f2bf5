"""しくみの提案: from what no scheme covered to an answer, and to the scheme that came of it (R047)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from tests.casework.scenes import nothing_saved
from tests.publishing.acts import let_out, sent_back, waiting
from tests.support.stage import OTHER_THEME, THEME
from tests.support.stage import Stage as SupportStage
from wagamachi.access.models import AuditEvent, StateTransition
from wagamachi.access.versions import KeptOtherwise, Stale
from wagamachi.action.enums import ProposalState
from wagamachi.action.models import Outcome, Proposal, Submission
from wagamachi.action.queries.proposals import board, evidence_of, handed_in, late_for
from wagamachi.action.services import begin_proposal, change_proposal
from wagamachi.action.states import PROPOSAL
from wagamachi.casework.models import Case
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.refs import ref_of
from wagamachi.core.states import IllegalMove
from wagamachi.core.tables import HIDDEN
from wagamachi.people.models import Person
from wagamachi.publishing.checking import Telling
from wagamachi.publishing.services import decide
from wagamachi.support.models import Gap

from .stage import AGE, Stage

UNHIDDEN = override_settings(WAGAMACHI={"SMALL_CELL": 0, "PROPOSAL_DAYS": 60})
ACTS: dict[str, Callable[[Stage, Proposal, str], object]] = {
    "submit": lambda stage, row, who: stage.submit(row, who),
    "adopt": lambda stage, row, who: stage.answer(row, "adopted", who),
    "reject": lambda stage, row, who: stage.answer(row, "rejected", who),
    "realise": lambda stage, row, who: stage.outcome(row, who),
    "call_back": lambda stage, row, who: stage.call_back(row, who),
    "withdraw": lambda stage, row, who: stage.withdraw(row, who),
}


@pytest.mark.parametrize("action", [move.action for move in PROPOSAL.moves])
@pytest.mark.parametrize("state", ProposalState.values)
def test_every_action_in_every_state(stage: Stage, state: str, action: str) -> None:
    proposal = stage.in_every_state()[state]()
    assert proposal.state == state
    move = PROPOSAL.move(action)
    if state in move.sources:
        ACTS[action](stage, proposal, "csw")
        assert Proposal.objects.get(pk=proposal.pk).state == move.target
    elif (state, action) == ("realised", "realise"):  # more may come of it
        ACTS[action](stage, proposal, "csw")
        assert proposal.outcomes.count() == 2
    else:
        with nothing_saved(), pytest.raises(IllegalMove):
            ACTS[action](stage, proposal, "csw")


@pytest.mark.parametrize("action", list(ACTS))
def test_who_brings_one_forward(stage: Stage, action: str) -> None:
    may = set()
    for who, _ in stage.cast.everybody():
        source = {"adopt": "submitted", "reject": "submitted", "realise": "adopted"}
        source |= {"call_back": "submitted"}
        proposal = stage.in_every_state()[source.get(action, "draft")]()
        try:
            ACTS[action](stage, proposal, who)
            may.add(who)
        except NotAllowed:
            continue
    assert may == {"csw", "colleague", "lead", "core", "manager"}


@UNHIDDEN
def test_from_the_register_to_the_forum_to_the_plan(stage: Stage) -> None:
    """Evidence without names, every step dated, the answer with its reason, and what came of it."""
    support = SupportStage(stage.cast, stage.at)
    told = support.gap(stage.case(), reason_id=AGE, public_note="六十五歳前の人の通う場がない")
    let_out(stage, "gap", told.pk)
    support.gap(stage.case(), reason_id=AGE, public_note="")
    proposal = stage.proposal()
    assert evidence_of(proposal, stage.today).years[-1] == ("令和8年度", 2)

    stage.submit(proposal)
    (first,) = Submission.objects.all()
    assert first.evidence["years"][-1] == ["令和8年度", 2]
    assert _notes(stage, proposal) == ["六十五歳前の人の通う場がない"]
    support.gap(stage.case(), reason_id=AGE, public_note="")
    first.refresh_from_db()
    assert first.evidence["years"][-1] == ["令和8年度", 2], "what was handed in stays as it was"

    stage.answer(proposal, "rejected", words="来年度の予算で考える")
    change_proposal(
        actor=stage.actor("csw"), at=stage.at, proposal=proposal, version=proposal.version,
        draft=stage.draft(ask="空き教室で週に一度ひらく"),
    )  # fmt: skip
    let_out(stage, "proposal", proposal.pk)
    stage.submit(proposal)
    stage.answer(proposal, "adopted", words="")
    stage.outcome(proposal)
    assert (proposal.state, proposal.waiting_since) == (ProposalState.REALISED, None)
    said = [(s.verdict, s.answer) for s in Submission.objects.order_by("created_at", "id")]
    assert said == [("rejected", "来年度の予算で考える"), ("adopted", "")]
    moves = StateTransition.objects.filter(target_kind="proposal", target_id=proposal.pk)
    assert [(move.action, move.reason) for move in moves.order_by("seq")] == [
        ("submit", ""), ("reject", "来年度の予算で考える"), ("submit", ""), ("adopt", ""), ("realise", ""),
    ]  # fmt: skip
    (outcome,) = proposal.outcomes.all()
    assert (outcome.kind, outcome.place) == ("plan_item", "地域福祉計画 基本目標2")


def test_without_an_answer_for_more_than_sixty_days_it_is_listed(stage: Stage) -> None:
    stage.submitted(on=stage.day(-60), title="ちょうど六十日")
    late = stage.submitted(on=stage.day(-61), title="六十一日")
    stage.answered("adopted")
    stage.proposal(title="まだ出していない")
    found = {
        who: list(late_for(stage.actor(who), stage.today)) for who in ("csw", "core", "other_csw")
    }
    assert found == {"csw": [late], "core": [late], "other_csw": []}
    assert list(board(stage.actor("auditor"), "late", stage.today)) == [late]
    page = stage.browser("csw").get("/").content.decode()
    assert ("返事のない提案" in page, "六十一日" in page, "ちょうど" in page) == (True, True, False)
    stage.answer(late, "rejected")
    assert not late_for(stage.actor("csw"), stage.today).exists()


def test_the_evidence_says_no_more_than_the_register(stage: Stage) -> None:
    """Also for a theme over all reasons: hidden where a part is, so that nothing can be subtracted."""
    support = SupportStage(stage.cast, stage.at)
    for reason, theme, times in (
        (AGE, THEME, 6),
        ("HAZAMA-03", THEME, 5),
        ("HAZAMA-03", OTHER_THEME, 9),
    ):
        for _ in range(times):
            support.gap(stage.case(), reason_id=reason, theme_id=theme)
    found = {
        chosen: evidence_of(
            stage.proposal(reason_id=chosen[0], theme_id=chosen[1]), stage.today
        ).years[-1][1]
        for chosen in (
            (AGE, None),
            (AGE, THEME),
            (None, THEME),
            (None, OTHER_THEME),
            (None, None),
            ("HAZAMA-05", None),
        )
    }
    assert list(found.values()) == [6, 6, 11, 9, 20, 0]
    support.gap(stage.case(), reason_id=AGE, theme_id=OTHER_THEME)
    both = stage.proposal(reason_id=None, theme_id=OTHER_THEME)
    assert evidence_of(both, stage.today).years[-1][1] == HIDDEN


def test_the_evidence_hides_small_figures_and_keeps_to_what_was_chosen(stage: Stage) -> None:
    support = SupportStage(stage.cast, stage.at)
    for _ in range(5):
        support.gap(stage.case(), reason_id=AGE, public_note="")
        support.gap(stage.case(), reason_id="HAZAMA-05", public_note="")
    support.gap(stage.case(), reason_id=AGE, public_note="")
    told = support.gap(stage.case(), reason_id="HAZAMA-03", public_note="ほかの理由の一文")
    let_out(stage, "gap", told.pk)
    proposal = stage.proposal()
    assert evidence_of(proposal, stage.today).years[-1][1] == 6
    other = stage.proposal(reason_id="HAZAMA-03")
    assert evidence_of(other, stage.today).years[-1][1] == HIDDEN
    assert evidence_of(proposal, stage.today).notes == []
    assert evidence_of(other, stage.today).notes == ["ほかの理由の一文"]


def test_nothing_beside_a_hidden_figure_counts_it(stage: Stage) -> None:
    """Three gaps of one reason: the figure is hidden, so neither a number nor three sentences stand by it."""
    support, gaps = SupportStage(stage.cast, stage.at), []
    for n in range(3):
        gap = support.gap(stage.case(), reason_id=AGE, public_note=f"その{'いろは'[n]}の一文")
        let_out(stage, "gap", gap.pk)
        gaps.append(gap.pk)
    proposal = stage.submitted(gap_ids=tuple(gaps))
    for page in (f"/action/{proposal.pk}/", "/support/gaps/"):
        shown = stage.browser("manager").get(page).content.decode()
        assert HIDDEN in shown
        assert sum(f"その{which}の一文" in shown for which in "いろは") == 1
        assert "3件" not in shown
    with UNHIDDEN:
        shown = stage.browser("manager").get(f"/action/{proposal.pk}/").content.decode()
        assert sum(f"その{which}の一文" in shown for which in "いろは") == 3
        assert "3件です" in shown


@pytest.mark.parametrize(
    ("bad", "field"),
    [({"title": " "}, "title"), ({"need": ""}, "need"), ({"ask": "\n"}, "ask")],
)
def test_a_proposal_says_what_is_missing_and_what_is_asked(
    stage: Stage, bad: dict[str, Any], field: str
) -> None:
    with nothing_saved(), pytest.raises(DomainError) as refused:
        stage.proposal(**bad)
    assert refused.value.field == field


def test_nobody_writes_for_a_team_that_is_not_theirs(stage: Stage) -> None:
    with nothing_saved(), pytest.raises(NotAllowed):
        stage.proposal("other_csw")
    assert stage.proposal("manager").team == stage.cast.town.east_team


def test_days_that_cannot_be_are_refused(stage: Stage) -> None:
    proposal = stage.proposal()
    with nothing_saved(), pytest.raises(DomainError, match="先"):
        stage.submit(proposal, on=stage.day(1))
    stage.submit(proposal, on=stage.day(0))
    stage.at = stage.at.replace(day=22)
    with nothing_saved(), pytest.raises(DomainError, match="出した日から"):
        stage.answer(proposal, "adopted")


def test_a_refusal_says_why(stage: Stage) -> None:
    proposal = stage.submitted()
    with nothing_saved(), pytest.raises(DomainError) as refused:
        stage.answer(proposal, "rejected", words=" ")
    assert refused.value.field == "answer"


def test_what_was_handed_in_is_not_rewritten_and_two_do_not_overwrite_each_other(
    stage: Stage,
) -> None:
    csw, proposal = stage.actor("csw"), stage.proposal()
    said: dict[str, Any] = {"actor": csw, "at": stage.at, "proposal": proposal, "version": 0}
    change_proposal(**said | {"version": proposal.version}, draft=stage.draft(ask="もっと広く"))
    with pytest.raises(Stale) as stale:
        change_proposal(**said, draft=stage.draft(ask="もっと狭く"))
    assert stale.value.differences == [("提案すること", "もっと広く", "もっと狭く")]
    let_out(stage, "proposal", proposal.pk)
    stage.submit(proposal)
    with nothing_saved(), pytest.raises(DomainError, match="出したあと"):
        change_proposal(**said | {"version": proposal.version}, draft=stage.draft())


def test_saved_twice_is_there_once(stage: Stage) -> None:
    token, csw = uuid7(), stage.actor("csw")
    said: dict[str, Any] = {"actor": csw, "at": stage.at, "id": token}
    first = begin_proposal(draft=stage.draft(), **said)
    with nothing_saved():
        assert begin_proposal(draft=stage.draft(), **said) == first
        with pytest.raises(KeptOtherwise):
            begin_proposal(draft=stage.draft(title="べつの題"), **said)
    adopted, one = stage.answered("adopted"), uuid7()
    stage.outcome(adopted, id=one)
    with nothing_saved():
        stage.outcome(adopted, id=one)
    assert Outcome.objects.count() == 1


def test_the_database_holds_that_it_waits_exactly_while_it_is_handed_in(stage: Stage) -> None:
    proposal = stage.submitted()
    for broken in (
        lambda: Proposal.objects.filter(pk=proposal.pk).update(waiting_since=None),
        lambda: Proposal.objects.filter(pk=proposal.pk).update(state="draft"),
        lambda: Submission.objects.filter(proposal=proposal).update(verdict="adopted"),
        lambda: Submission.objects.create(
            proposal=proposal, receiver="forum", body="もう一つ", submitted_on=stage.today,
            submitted_by=stage.cast.csw,
        ),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_every_step_is_in_the_audit_log(stage: Stage) -> None:
    proposal = stage.realised()
    rows = AuditEvent.objects.filter(target_kind="proposal", target_id=proposal.pk)
    kinds = list(rows.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["created", "moved", "created", "moved", "moved", "created"]


def test_nobody_outside_the_team_reads_what_nobody_let_out(stage: Stage) -> None:
    proposal = stage.written(title="まだ確かめていない題")
    address = f"/action/{proposal.pk}/"
    outside, inside = ("other_csw", "district", "auditor"), ("csw", "colleague", "lead", "manager")
    assert [stage.browser(who).get(address).status_code for who in outside] == [404] * 3
    assert [stage.browser(who).get(address).status_code for who in inside] == [200] * 4
    boards = [stage.browser(who).get("/action/").content.decode() for who in ("auditor", "csw")]
    assert ["まだ確かめていない題" in one for one in boards] == [False, True]
    with nothing_saved(), pytest.raises(DomainError, match="別の人"):
        stage.submit(proposal)
    sent_back(stage, "proposal", proposal.pk)
    with nothing_saved(), pytest.raises(DomainError, match="別の人"):
        stage.submit(proposal)
    assert "めずらしい仕事" in stage.browser("csw").get(address).content.decode()


def test_new_words_are_looked_through_again(stage: Stage) -> None:
    proposal = stage.proposal()
    change_proposal(
        actor=stage.actor("csw"), at=stage.at, proposal=proposal, version=proposal.version,
        draft=stage.draft(ask="もっと広く"),
    )  # fmt: skip
    assert not board(stage.actor("auditor"), "", stage.today).exists()
    let_out(stage, "proposal", proposal.pk)
    assert list(board(stage.actor("auditor"), "", stage.today)) == [proposal]


@pytest.mark.parametrize("name", ["title", "need", "tried", "ask"])
def test_a_bundle_is_looked_through_for_the_people_of_its_cases(stage: Stage, name: str) -> None:
    gap, _ = _bundled(stage)
    with nothing_saved(), pytest.raises(Telling):
        stage.written(**{name: "鈴木一郎が使えるしくみ"}, gap_ids=(gap.pk,), is_sure=True)


@pytest.mark.parametrize("words", ["さざなみハイツ", "さざ波ハイツ"])
def test_a_proposal_is_looked_through_for_whomever_its_writer_knows(
    stage: Stage, words: str
) -> None:
    """It bundles nothing, so no case stands behind it; still its writer reads some."""
    case = stage.case()
    Case.objects.filter(pk=case.pk).update(place="暁町3-5-1 さざなみハイツ203")
    with nothing_saved(), pytest.raises(Telling) as refused:
        stage.written(need=f"{words}の人が使えるしくみ", is_sure=True)
    assert refused.value.is_certain


def test_the_second_look_holds_it_against_whomever_its_writer_knows_by_then(stage: Stage) -> None:
    case = stage.case()
    proposal = stage.written(need="夜の波止場の人が使えるしくみ", is_sure=True)
    address = f"/texts/{waiting('proposal', proposal.pk).pk}/"
    pages = [stage.browser("lead").get(address).content.decode()]
    Person.objects.filter(memberships__case=case).update(aliases=["夜の波止場"])
    pages.append(stage.browser("lead").get(address).content.decode())
    assert ["<mark>夜の波止場</mark>" in page for page in pages] == [False, True]


@pytest.mark.parametrize("which", ["submit", "answer"])
def test_where_it_went_and_what_came_back_name_nobody(stage: Stage, which: str) -> None:
    """Read by the whole city, and the proposal bundles nothing: still its writer knows people."""
    case = stage.case(label="綾瀬 みどり")
    proposal = stage.proposal() if which == "submit" else stage.submitted()
    said = {
        "submit": {"token": uuid7(), "receiver": "gov", "body": "福祉課（綾瀬みどりさんの件）",
                   "submitted_on": "令和8年11月23日"},
        "answer": {"verdict": "rejected", "answered_on": "令和8年11月23日",
                   "answer": "綾瀬みどりさんのことだけでは出せない"},
    }[which]  # fmt: skip
    receiver = next(iter(Submission._meta.get_field("receiver").flatchoices))[0]  # type: ignore[union-attr]
    said |= {"is_sure": "on"} | ({"receiver": receiver} if which == "submit" else {})
    answer = stage.browser("csw").post(f"/action/{proposal.pk}/{which}/", said)
    assert (answer.status_code, "<mark>綾瀬みどり" in answer.content.decode()) == (422, True), case


def test_whoever_may_not_read_the_case_guesses_at_no_name(stage: Stage) -> None:
    """紅葉 bundles a gap of 東: a name she tries is neither found nor refused; the second person sees it."""
    gap, _ = _bundled(stage)
    told = {"need": "林が使えるしくみ", "is_sure": True, "team_id": stage.cast.town.west_team.pk}
    support = SupportStage(stage.cast, stage.at)
    theirs = support.gap(stage.case(label="林 一郎"), reason_id=AGE, public_note="みっつめ")
    let_out(stage, "gap", theirs.pk)
    for gaps in ((gap.pk,), (theirs.pk,)):
        assert stage.written("other_csw", **told, gap_ids=gaps).state == ProposalState.DRAFT
    with pytest.raises(Telling):
        stage.written(need="林 一郎さんが使えるしくみ", gap_ids=(theirs.pk,), is_sure=True)


def test_an_answer_and_a_reason_are_looked_through_too(stage: Stage) -> None:
    proposal = stage.proposal()
    with nothing_saved(), pytest.raises(Telling):
        stage.withdraw(proposal, reason="佐藤さんの件は片づいた")
    submitted = stage.submitted()
    answer = stage.browser("csw").post(
        f"/action/{submitted.pk}/answer/",
        {
            "verdict": "adopted",
            "answered_on": "令和8年11月23日",
            "answer": "佐藤さんの件から始める",
        },
    )
    assert (answer.status_code, "<mark>佐藤さん</mark>" in answer.content.decode()) == (422, True)


@UNHIDDEN
def test_several_gaps_are_handed_in_as_one(stage: Stage) -> None:
    """Chosen in the register, kept with what was handed in, and gone where one is taken back (R047)."""
    first, second = _bundled(stage)
    browser = stage.browser("csw")
    register = browser.get("/support/gaps/").content.decode()
    assert [f'value="{gap.pk}"' in register for gap in (first, second)] == [True, True]
    page: Any = browser.get(f"/action/new/?gap={first.pk}&gap={second.pk}&gap=nothing")
    form = page.context["form"]
    assert {gap.pk for gap in form.fields["gaps"].queryset} == {first.pk, second.pk}
    typed = {
        "token": str(uuid7()), "title": "通う場をひとつに", "need": "年齢で分けられている", "ask": "分けない場",
        "team": str(stage.cast.town.east_team.pk), "gaps": [str(first.pk), str(second.pk)],
    }  # fmt: skip
    assert browser.post("/action/new/", typed).status_code == 302
    proposal = Proposal.objects.get()
    let_out(stage, "proposal", proposal.pk)
    stage.submit(proposal)
    assert sorted(_notes(stage, proposal)) == ["ひとつめの一文", "ふたつめの一文"]
    release = waiting("gap", first.pk)
    decide(
        actor=stage.actor("colleague"), at=stage.at, release=release, action="take_back",
        reason="だれかわかる",
    )  # fmt: skip
    assert _notes(stage, proposal) == ["ふたつめの一文"]
    assert (
        "ひとつめ" not in stage.browser("auditor").get(f"/action/{proposal.pk}/").content.decode()
    )


def _notes(stage: Stage, proposal: Proposal) -> list[str]:
    (one,) = handed_in(stage.actor("csw"), proposal, set())
    return one.notes


def _bundled(stage: Stage) -> list[Gap]:
    support, made = SupportStage(stage.cast, stage.at), []
    for label, note in (("鈴木一郎", "ひとつめの一文"), ("佐々木桃", "ふたつめの一文")):
        gap = support.gap(stage.case(label=label), reason_id=AGE, public_note=note)
        let_out(stage, "gap", gap.pk)
        made.append(gap)
    return made


def test_an_outcome_leads_to_what_it_became(stage: Stage) -> None:
    adopted, resource = stage.answered("adopted"), stage.resource()
    typed = {
        "token": str(uuid7()), "kind": "resource", "title": "通いの場", "place": "市の事業",
        "from_on": "令和8年12月1日", "resource": resource.name,
    }  # fmt: skip
    browser, address = stage.browser("csw"), f"/action/{adopted.pk}/outcome/"
    assert browser.post(address, typed | {"resource": "どこにもない名前"}).status_code == 422
    assert browser.post(address, typed).status_code == 302
    assert Outcome.objects.get().ref == ref_of(resource)
    page = browser.get(f"/action/{adopted.pk}/").content.decode()
    assert f'href="/directory/{resource.pk}/"' in page
