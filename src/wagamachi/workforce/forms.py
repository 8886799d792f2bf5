"""Forms of this room: a piece of work, whom to ask, why not, a decision, and spans of months."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.accounts.models import User
from wagamachi.areas.models import Area
from wagamachi.casework.forms.offering import RowChoiceField, offer
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.fiscal import month_label, month_range
from wagamachi.core.forms import Kept
from wagamachi.core.text import fold
from wagamachi.core.wareki import format_wareki
from wagamachi.organizations.models import Team
from wagamachi.publishing.forms import OutgoingForm

from .enums import Asker, Bearer, TaskKind, Verdict
from .models import CommissionerTask, ReliefDecision
from .models.task import MOST_MINUTES
from .queries.load import Span
from .queries.relief import stop_of
from .queries.tasks import (
    commissioner_posts,
    commissioner_teams,
    near_first,
    possible_helpers,
    possible_people,
    possible_teams,
)
from .services import DecisionDraft, TaskDraft

CHOOSE = ("", "えらんでください")
NO_NAMES = "住民の名前や住所、相談の中身は書かないでください。"
MONTHS_OFFERED = 25
MONTHS_SHOWN = 3
LONG = 2000
MOST_SHOWN = 10  # of each group; the rest is found by its name


def _text(
    label: str, *, rows: int = 3, required: bool = False, longest: int = LONG, **kwargs: Any
) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, widget=widget, max_length=longest, required=required, **kwargs
    )


def post_label(post: Any) -> str:
    """Return a 委員 with their 班."""
    return f"{post.user.name}（{post.team.organization.name} {post.team.name}）"


class TaskForm(OutgoingForm, Kept):
    """委員の仕事: what, asked by whom, how long it takes. Never about whom."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    post = RowChoiceField(
        Assignment, called=post_label, label="だれの仕事か", empty_label="えらんでください"
    )
    title = forms.CharField(
        label="どんな仕事か", max_length=80, help_text=f"例: 敬老のお祝いを配る。{NO_NAMES}"
    )
    kind = forms.ChoiceField(label="種類", choices=[CHOOSE, *TaskKind.choices])
    despite = forms.CharField(
        label="やめると決めた仕事を、それでも書くわけ", max_length=200, required=False
    )
    asker = forms.ChoiceField(label="だれからの依頼か", choices=[CHOOSE, *Asker.choices])
    asked_on = WarekiDateField(label="頼まれた日")
    bearer = forms.ChoiceField(
        label="担い手の性格",
        choices=Bearer.choices,
        widget=forms.RadioSelect,
        help_text="公的責任の仕事は、住民やほかの委員には頼めません。行政や社協などの機関に頼みます。",
    )
    minutes_per_month = forms.IntegerField(
        label="月にかかる時間の見こみ（分）",
        min_value=0,
        max_value=MOST_MINUTES,
        help_text="年に1回で6時間なら、月あたり30分です。",
    )
    due_on = WarekiDateField(label="いつまでに", required=False)
    area = RowChoiceField(
        Area,
        called=lambda area: area.name,
        label="圏域",
        required=False,
        empty_label="（決めない）",
    )
    note = _text("くわしく", help_text=NO_NAMES)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = Area.objects.live(actor.on).filter(is_unknown=False).order_by("tier", "name")
        offer(self, post=commissioner_posts(actor, actor.on), area=areas)
        self._ask_why(stop_of(str(self["kind"].value() or ""), actor.on))

    def _ask_why(self, decision: ReliefDecision | None) -> None:
        """Ask why a kind of work is written down that was decided to be stopped, beside the decision."""
        if decision is None:
            del self.fields["despite"]
            return
        self.fields["despite"].help_text = format_html(
            '<a href="{}">{}の判断（{}）を読む</a>。事務局にも、決めたあとに頼まれたものとして出ます。{}',
            reverse("workforce:decision", args=[decision.pk]), format_wareki(decision.decided_on),
            decision.about, NO_NAMES,
        )  # fmt: skip

    @classmethod
    def of(cls, task: CommissionerTask, actor: Actor) -> dict[str, Any]:
        """Return the initial values of a task."""
        posts = commissioner_posts(actor, actor.on)
        names = (
            "version", "title", "kind", "asker", "asked_on", "bearer", "minutes_per_month",
            "due_on", "area", "note", "despite",
        )  # fmt: skip
        return {name: getattr(task, name) for name in names} | {
            "post": posts.filter(user=task.commissioner_id, team=task.team_id).first()
        }

    def draft(self) -> TaskDraft:
        """Return the task, for the service."""
        said = self.cleaned_data
        return TaskDraft(
            **{name: said[name] for name in TaskDraft.__dataclass_fields__ if name in said}
        )


class OfferForm(OutgoingForm, Kept):
    """ほかへ頼む: one team or one person, and a word with it.

    Everybody possible may be sent; what is shown is narrowed by ``text``, those near by first, and
    ``chosen_before`` always among them.
    """

    to = forms.ChoiceField(label="だれに頼むか", widget=forms.RadioSelect)
    note = forms.CharField(label="ことづけ", max_length=200, required=False, help_text=NO_NAMES)

    def __init__(
        self, *args: Any, task: CommissionerTask, on: date, text: str = "",
        chosen_before: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        teams = near_first(possible_teams(task, on), task)
        self.teams = {f"team:{team.pk}": team for team in teams}
        self.people = {f"user:{user.pk}": user for user in possible_people(task, on)}
        helpers = {user.pk for user in possible_helpers(task, on)}
        groups: dict[str, list[tuple[str, str]]] = {"同じ班の協力員": [], "同じ班の委員": []}
        for key, user in self.people.items():
            groups["同じ班の協力員" if user.pk in helpers else "同じ班の委員"].append(
                (key, user.name)
            )
        for key, team in self.teams.items():
            where = "近くを受け持つ機関" if getattr(team, "is_near", False) else "ほかの機関"
            groups.setdefault(where, []).append((key, f"{team.organization.name} {team.name}"))
        offer(self, to=list(groups.items()))
        self._show(groups, fold(text), chosen_before or str(self["to"].value() or ""))

    def _show(self, groups: dict[str, list[tuple[str, str]]], text: str, chosen: str) -> None:
        """Draw what fits ``text``, and no more than can be looked through."""
        fits = {
            label: [
                (key, name) for key, name in rows if text in self._words(key, name) or key == chosen
            ]
            for label, rows in groups.items()
        }
        shown = {
            label: [row for n, row in enumerate(rows) if n < MOST_SHOWN or row[0] == chosen]
            for label, rows in fits.items()
        }
        self.left_out = sum(map(len, fits.values())) - sum(map(len, shown.values()))
        self.is_nobody = not any(shown.values())
        self.fields["to"].initial = chosen or None
        self.fields["to"].widget.choices = [row for row in shown.items() if row[1]]

    def _words(self, key: str, name: str) -> str:
        """Return what one can search by: the name and how it is read."""
        team = self.teams.get(key)
        return fold(f"{name} {team.organization.kana if team else self.people[key].kana}")

    @property
    def chosen(self) -> dict[str, Team | User | None]:
        """Return the chosen ``team`` and ``user``; one of them is None."""
        to = self.cleaned_data["to"]
        return {"team": self.teams.get(to), "user": self.people.get(to)}


class ReasonForm(OutgoingForm):
    """Why: asked where a move needs a reason."""

    reason = _text("わけ", required=True, longest=200, help_text=NO_NAMES)


class DecisionForm(OutgoingForm, Kept):
    """軽減の判断: about what, what is to become of it, why, who decided, from when."""

    kind = forms.ChoiceField(label="どの種類の仕事か", choices=[CHOOSE, *TaskKind.choices])
    verdict = forms.ChoiceField(label="判断", choices=Verdict.choices, widget=forms.RadioSelect)
    reason = _text("わけ", required=True, help_text=NO_NAMES)
    body = forms.CharField(
        label="どこで決めたか", max_length=80, help_text="例: 民児協会長会、地域福祉課との協議"
    )
    decided_on = WarekiDateField(label="決めた日")
    from_on = WarekiDateField(label="いつから")

    def __init__(self, *args: Any, task: CommissionerTask | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task = task
        if task is not None:
            del self.fields["kind"]

    def draft(self) -> DecisionDraft:
        """Return the decision, for the service."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "token"}
        return DecisionDraft(task=self.task, **said)


class ListForm(forms.Form):
    """What the list of tasks is narrowed to."""

    whose = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "この一覧はありません。上の見出しから選んでください。"},
    )
    which = forms.ChoiceField(
        label="どれを",
        required=False,
        choices=[
            ("", "おわっていないもの"),
            ("public_late", "公的責任で、期日をすぎたもの"),
            ("left_behind", "担い手の配置がおわったもの"),
            ("against", "やめると決めたあとに頼まれたもの"),
            ("done", "おわった・やめたもの"),
        ],
    )
    team = RowChoiceField(
        Team,
        called=lambda team: f"{team.organization.name} {team.name}",
        label="班",
        required=False,
        empty_label="すべての班",
    )

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, team=commissioner_teams(), whose=[(whose, whose) for whose in offered])

    def chosen(self, name: str) -> Any:
        """Return what was chosen; nothing for what cannot be."""
        return self.cleaned_data.get(name) if self.is_bound and self.is_valid() else None


class SpanForm(forms.Form):
    """From which month to which; the last three months when nothing is chosen."""

    first = forms.ChoiceField(label="何月から", required=False)
    last = forms.ChoiceField(label="何月まで", required=False)

    def __init__(self, data: Any = None, *, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        months = [_month(on, back) for back in range(MONTHS_OFFERED)]
        self.months = {f"{month:%Y-%m}": month for month in months}
        choices = [(key, month_label(month)) for key, month in self.months.items()]
        offer(self, first=choices, last=choices)
        self.fields["first"].initial = f"{months[MONTHS_SHOWN - 1]:%Y-%m}"
        self.fields["last"].initial = f"{months[0]:%Y-%m}"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("first") and said.get("last") and said["first"] > said["last"]:
            self.add_error("last", "「何月から」より前になっています。")
        return said

    @property
    def span(self) -> Span:
        """Return the chosen months, whole; the usual ones for a choice that cannot be."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        first = said.get("first") or self.fields["first"].initial
        last = said.get("last") or self.fields["last"].initial
        return Span(self.months[min(first, last)], month_range(self.months[max(first, last)])[1])


def _month(on: date, back: int) -> date:
    count = on.year * 12 + on.month - 1 - back
    return date(count // 12, count % 12 + 1, 1)


def asked_task(text: str, tasks: QuerySet[CommissionerTask]) -> CommissionerTask | None:
    """Return the task that a link named; nothing for a broken link."""
    try:
        return tasks.filter(pk=UUID(text)).first()
    except ValueError:
        return None
