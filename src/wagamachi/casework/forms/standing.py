"""Forms of 寄り添い継続 and of the tags of a case (R027, R033, R032)."""

from datetime import date
from typing import Any

from django import forms

from wagamachi.core import clock, codes
from wagamachi.core.fields import WarekiDateField

from ..models import Case
from ..queries.household import open_themes
from ..services.standing import KEEP_IN_TOUCH, LONGEST
from .cases import VersionMixin
from .intakes import NextActionMixin
from .marking import MarkedChips
from .offering import offer

CYCLES = [("7", "週に1回"), ("14", "2週に1回"), ("30", "月に1回"), ("90", "3か月に1回")]
# 法4条3項の区分「地域社会からの孤立」「参加の機会」: what the neighbourhood has a share in.
APART = frozenset({"KADAI_LAW-08", "KADAI_LAW-09"})


class StandByForm(VersionMixin):
    """How often one stays in touch, and what the next contact is."""

    cycle = forms.ChoiceField(
        label="どのくらいの間隔で", choices=[*CYCLES, ("", "日数で決める")],
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    days = forms.IntegerField(
        label="日数で決めるとき（日）", min_value=1, max_value=LONGEST, required=False
    )
    next_action = forms.CharField(
        label="次にすること",
        max_length=120,
        initial=KEEP_IN_TOUCH,
        help_text="例: 電話で様子をたずねる",
    )
    next_action_on = WarekiDateField(
        label="次はいつ", required=False, help_text="空なら、きょうから間隔の日数だけ先になります。"
    )

    @classmethod
    def of(cls, case: Case) -> dict[str, Any]:
        """Return the initial values of a case."""
        every = str(case.contact_every_days or 30)
        known = every in dict(CYCLES)
        return {
            "version": case.version,
            "cycle": every if known else "",
            "days": None if known else case.contact_every_days,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("cycle") and not data.get("days") and "days" not in self.errors:
            self.add_error("days", "間隔を選ぶか、日数を入れてください。")
        return data

    def said(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        on: date | None = data["next_action_on"]
        return {
            "version": data["version"],
            "contact_every_days": int(data["cycle"] or data["days"]),
            "next_action": data["next_action"],
            "next_action_on": on,
        }


class ResumeForm(NextActionMixin):
    """支援にもどす: what has come up, and what comes next."""

    reason = forms.CharField(
        label="支援にもどすわけ", widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )
    field_order = ("reason", "next_action", "next_action_on")


class TagForm(VersionMixin):
    """課題タグ of the whole case, and what in the neighbourhood lies behind it."""

    tags = forms.MultipleChoiceField(
        label="課題タグ",
        widget=MarkedChips,
        required=False,
        help_text="世帯ぜんたいをひとことで言うと。ひとりひとりの課題は「世帯と関係」に書きます。",
    )
    social_background = forms.CharField(
        label="地域の側にある背景（社会的な要因）",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text="例: 集まりに入りにくい、偏見、支える場がない。その人だけのことにしないために書きます。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, tags=codes.theme_groups(clock.today()))

    @classmethod
    def of(cls, case: Case) -> dict[str, Any]:
        """Return the initial values of a case."""
        return {
            "version": case.version,
            "tags": list(case.tags.values_list("pk", flat=True)),
            "social_background": case.social_background,
        }


def sets_apart(case: Case, chosen: list[str]) -> bool:
    """Say whether a tag or a theme of the case speaks of being cut off from the others (R032)."""
    themes = {theme.pk for theme in open_themes(case.pk)} | set(chosen)
    return bool(APART & codes.roll_up(dict.fromkeys(themes, 1), codes.LAW).keys())
