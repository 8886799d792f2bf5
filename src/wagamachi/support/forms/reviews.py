"""Forms that go through the goals of a plan one by one: モニタリング and the evaluation sheet."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms

from wagamachi.casework.enums import Achievement
from wagamachi.casework.forms.cases import EvaluationForm
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept

from ..enums import PlanOutcome, Standing
from ..models import PlanGoal
from ..services import GoalResult, PlanEnding, ReviewDraft
from .plans import text


class GoalwiseMixin(forms.Form):
    """Two fields for every goal: a choice on a scale, and a word about it."""

    question = "「{}」"
    scale: Sequence[tuple[Any, Any]] = ()

    def __init__(self, *args: Any, goals: Iterable[PlanGoal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = list(goals)
        for goal in self.goals:
            self.fields[f"scale-{goal.pk}"] = forms.ChoiceField(
                label=self.question.format(goal.goal), choices=self.scale, widget=forms.RadioSelect
            )
            self.fields[f"note-{goal.pk}"] = forms.CharField(
                label="ひとこと", max_length=200, required=False
            )
        self.order_fields([name for goal in self.goals for name in self._names(goal)])

    @staticmethod
    def _names(goal: PlanGoal) -> tuple[str, str]:
        return f"scale-{goal.pk}", f"note-{goal.pk}"

    def answers(self) -> dict[UUID, tuple[str, str]]:
        """Return goal id → (choice, word), for the service."""
        data = self.cleaned_data
        return {goal.pk: tuple(data[name] for name in self._names(goal)) for goal in self.goals}


class ReviewForm(GoalwiseMixin, Kept):
    """モニタリング: how each goal stands, what changed, what the person says, when to look next."""

    question = "「{}」の進みぐあい"
    scale = Standing.choices
    reviewed_on = WarekiDateField(label="見直した日")
    changes = text("見られた変化", required=True, help_text="変わらなければ、そう書きます。")
    voice = text("本人の声", help_text="言われたことばのまま書きます。")
    next_review_on = WarekiDateField(label="次に見直す日")

    def draft(self) -> ReviewDraft:
        """Return the review, for the service."""
        data = self.cleaned_data
        return ReviewDraft(
            reviewed_on=data["reviewed_on"],
            changes=data["changes"],
            voice=data["voice"],
            next_review_on=data["next_review_on"],
            goals=self.answers(),
        )


class EndingForm(GoalwiseMixin, EvaluationForm):
    """評価シート: every goal, then the whole, then what follows."""

    question = "「{}」は、どこまで達成しましたか"
    scale = Achievement.choices
    outcome = forms.ChoiceField(
        label="このあと、どうしますか", choices=PlanOutcome.choices, widget=forms.RadioSelect
    )

    def ending(self) -> PlanEnding:
        """Return the evaluation sheet, for the service."""
        results = {
            goal: GoalResult(int(scale), note) for goal, (scale, note) in self.answers().items()
        }
        return PlanEnding(
            evaluation=self.draft(), goals=results, outcome=self.cleaned_data["outcome"]
        )
