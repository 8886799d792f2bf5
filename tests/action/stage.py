"""The stage of this room's tests: what 青葉's team asks to be changed, and what became of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.casework.scenes import Scene
from tests.publishing.acts import let_out
from wagamachi.action.models import Outcome, Proposal
from wagamachi.action.services import (
    AnswerDraft,
    OutcomeDraft,
    ProposalDraft,
    SubmissionDraft,
    answer_proposal,
    begin_proposal,
    call_back_proposal,
    note_outcome,
    submit_proposal,
    withdraw_proposal,
)
from wagamachi.core.ids import uuid7

AGE = "HAZAMA-01"


class Stage(Scene):
    """Every method brings a proposal one step further; 青葉 acts unless said."""

    def draft(self, **said: Any) -> ProposalDraft:
        usual: dict[str, Any] = {
            "title": "介護保険の手前の人の居場所",
            "need": "六十五歳前の弱った人が日中すごせる場がない",
            "tried": "三つの事業所に頼んだ",
            "ask": "年齢によらない通いの場をつくる",
            "reason_id": AGE,
            "team_id": self.cast.town.east_team.pk,
        }
        return ProposalDraft(**usual | said)

    def written(self, who: str = "csw", **said: Any) -> Proposal:
        """Return a proposal nobody has looked through yet."""
        draft = self.draft(**said)
        return begin_proposal(actor=self.actor(who), at=self.at, draft=draft, id=uuid7())

    def proposal(self, who: str = "csw", **said: Any) -> Proposal:
        """Return a proposal that the lead of 社協 let out."""
        proposal = self.written(who, **said)
        let_out(self, "proposal", proposal.pk, "lead")
        return proposal

    def submit(self, proposal: Proposal, who: str = "csw", on: date | None = None) -> None:
        draft = SubmissionDraft(
            receiver="forum", body="政策化の協議の場", submitted_on=on or self.today
        )
        submit_proposal(actor=self.actor(who), at=self.at, proposal=proposal, draft=draft)

    def answer(
        self, proposal: Proposal, verdict: str, who: str = "csw", words: str = "予算がない"
    ) -> None:
        draft = AnswerDraft(verdict=verdict, answered_on=self.today, answer=words)
        answer_proposal(actor=self.actor(who), at=self.at, proposal=proposal, draft=draft)

    def outcome(self, proposal: Proposal, who: str = "csw", **said: Any) -> Outcome:
        usual: dict[str, Any] = {
            "kind": "plan_item",
            "title": "年齢によらない通いの場",
            "place": "地域福祉計画 基本目標2",
            "from_on": self.day(128),
        }
        token = said.pop("id", None) or uuid7()
        return note_outcome(
            actor=self.actor(who), at=self.at, proposal=proposal, draft=OutcomeDraft(**usual | said),
            id=token,
        )  # fmt: skip

    def withdraw(
        self, proposal: Proposal, who: str = "csw", reason: str = "ほかの提案に入った"
    ) -> None:
        withdraw_proposal(actor=self.actor(who), at=self.at, proposal=proposal, reason=reason)

    def call_back(self, proposal: Proposal, who: str = "csw") -> None:
        call_back_proposal(
            actor=self.actor(who), at=self.at, proposal=proposal, reason="まちがえて出した"
        )

    # --- a proposal at every point of its way -----------------------------------------------------

    def submitted(self, on: date | None = None, **said: Any) -> Proposal:
        proposal = self.proposal(**said)
        self.submit(proposal, on=on)
        return proposal

    def answered(self, verdict: str) -> Proposal:
        proposal = self.submitted()
        self.answer(proposal, verdict)
        return proposal

    def realised(self) -> Proposal:
        proposal = self.answered("adopted")
        self.outcome(proposal)
        return proposal

    def withdrawn(self) -> Proposal:
        proposal = self.proposal()
        self.withdraw(proposal)
        return proposal

    def in_every_state(self) -> dict[str, Callable[[], Proposal]]:
        return {
            "draft": self.proposal,
            "submitted": self.submitted,
            "adopted": lambda: self.answered("adopted"),
            "rejected": lambda: self.answered("rejected"),
            "realised": self.realised,
            "withdrawn": self.withdrawn,
        }


def proposed(scene: Scene) -> dict[str, Any]:
    """Return proposals for the matrix of doors."""
    stage = Stage(scene.cast, scene.at)
    adopted = stage.answered("adopted")
    return {
        "submission": adopted.submissions.get(),
        "outcome": stage.realised().outcomes.get(),
        "proposal": stage.proposal(),
        "proposal_sent": stage.submitted(),
        "proposal_adopted": adopted,
    }
