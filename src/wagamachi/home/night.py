"""夜の点検: what the house did and found by itself, for whoever administers it.

An administrator may not open a case. So a finding is told as a promise, a number, and whom to ask;
where it is broken, as the address of a row that only its team can open, with the name of that team.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.core import nights, refs
from wagamachi.core.doctor import Weight
from wagamachi.core.models import DoctorRun, HouseWork
from wagamachi.core.tasks import NIGHTLY
from wagamachi.organizations.models import Team

from .section import SHOWN, Section

NIGHTS = 14  # looked back at, to say for how long something has been so
_REF = re.compile(r"(\w+):([0-9a-f]{8}-[0-9a-f-]{27})")
_SOON = {
    Weight.NOW: ("いますぐ", "danger"),
    Weight.TODAY: ("今日のうちに", "warn"),
    Weight.WEEK: ("今週のうちに", "info"),
}
_ASK = "サーバーの担当者に、ログの「{name} failed」の行を見てもらってください。次の夜にも、やりなおします。"
_START = (
    "サーバーの担当者に、わがまちと裏の仕事が動いているかを見てもらってください。"
    "動かしたばかりなら、5分待ってください。"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to do something about; ``places`` are sentences with the addresses of rows."""

    name: str
    title: str
    todo: str
    weight: int
    count: int = 1
    places: Sequence[str] = ()
    nights: int = 0  # in a row, the last one included; 0 when it is not known night by night

    @property
    def soon(self) -> str:
        return _SOON[Weight(self.weight)][0]

    @property
    def tone(self) -> str:
        return _SOON[Weight(self.weight)][1]


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One work as it went the last time; ``went`` is None when it has never been done."""

    work: nights.Work
    went: HouseWork | None
    is_late: bool

    @property
    def is_at_night(self) -> bool:
        return self.work.late_after == nights.NIGHT_LATE

    @property
    def took(self) -> str:
        return in_words(self.went.seconds) if self.went else ""

    @property
    def said(self) -> str:
        return self._went()[0]

    @property
    def tone(self) -> str:
        return self._went()[1]

    def _went(self) -> tuple[str, str]:
        if self.went is not None and self.went.failed_as:
            return "終わらなかった", "danger"
        if self.is_late:
            return "動いていない", "danger"
        return ("終わった", "ok") if self.went else ("これから", "quiet")


@dataclass(frozen=True, slots=True)
class Night:
    """The last night, what is to be done about it, and how every work went; runs newest first."""

    runs: Sequence[DoctorRun]
    works: Sequence[WorkLine]
    troubles: Sequence[Trouble]
    is_running: bool

    @property
    def last(self) -> DoctorRun | None:
        return self.runs[0] if self.runs else None

    @property
    def took(self) -> str:
        return in_words((self.runs[0].finished_at - self.runs[0].started_at).total_seconds())


def last_night(at: datetime) -> Night:
    """Return the last night with everything that is to be done, worst first; three queries."""
    runs = list(DoctorRun.objects.order_by("-started_at")[:NIGHTS])
    is_running = nights.is_taken(NIGHTLY)
    works = _works(at, is_running)
    troubles = [*_unfinished(at, runs, works, is_running), *_found(runs)]
    return Night(
        runs, works, sorted(troubles, key=lambda one: (one.weight, -one.count)), is_running
    )


def by_night(actor: Actor, at: datetime) -> Section:
    """What the house found by night, and which of its works were not done: on 今日 of administrators."""
    rows = last_night(at).troubles
    is_grave = any(trouble.weight == Weight.NOW for trouble in rows)
    return Section(
        title="夜の点検で見つかったこと",
        why="わがまちが、夜のあいだに自分を調べた結果です。いそぐ順です。",
        template="home/_night_rows.html", rows=rows[:SHOWN], count=len(rows),
        more_url=reverse("home:night"), empty="直すことは、ありません。夜の仕事は、みな終わっています。",
        tone="danger" if is_grave else "warn", draw=lambda size: rows[:size],
    )  # fmt: skip


def in_words(seconds: float) -> str:
    return f"{max(1, round(seconds))}秒" if seconds < 90 else f"{round(seconds / 60)}分"


def _works(at: datetime, is_running: bool) -> list[WorkLine]:
    known = {row.name: row for row in HouseWork.objects.all()}
    lines = []
    for work in nights.works():
        went = known.get(work.name)
        done_at = went.done_at if went else None
        is_late = done_at is None or at - done_at > work.late_after
        is_on = is_running and work.late_after == nights.NIGHT_LATE
        lines.append(WorkLine(work, went, is_late and not is_on))
    return lines


def _unfinished(
    at: datetime, runs: Sequence[DoctorRun], works: Iterable[WorkLine], is_running: bool
) -> list[Trouble]:
    """Return what failed or was left out. A night that did not come is told once, not work by work."""
    is_missing = not is_running and (not runs or at - runs[0].started_at > nights.NIGHT_LATE)
    found = []
    if is_missing:
        title = (
            "夜の点検が、26時間より長く動いていません" if runs else "夜の点検が、まだ動いていません"
        )
        found.append(Trouble("night", title, _START, Weight.NOW))
    for line in works:
        work, went = line.work, line.went
        if went is not None and went.failed_as:
            title, todo = f"「{work.label}」が、終わりませんでした", _ASK.format(name=work.name)
            places = (f"{work.name}: {went.failed_as}",)
            found.append(Trouble(work.name, title, todo, Weight.TODAY, places=places))
        elif line.is_late and not (is_missing and line.is_at_night):
            title = f"「{work.label}」が、{_long(work)}動いていません"
            found.append(Trouble(work.name, title, _START, Weight.TODAY))
    return found


def _long(work: nights.Work) -> str:
    return f"{int(work.late_after.total_seconds() // 3600)}時間より長く"


def _found(runs: Sequence[DoctorRun]) -> list[Trouble]:
    """Return the promises that the last night found broken; works that failed are told as works."""
    names = [{finding["name"] for finding in run.findings} for run in runs]
    return [
        Trouble(
            name=finding["name"],
            title=f"「{finding['promise']}」が、守られていません",
            todo=finding.get("todo") or _ASK.format(name="found by night"),
            weight=finding.get("weight", Weight.TODAY),
            count=finding.get("count", len(finding["places"])),
            places=finding["places"],
            nights=_in_a_row(finding["name"], names),
        )
        for finding in (runs[0].findings if runs else ())
        if not finding["name"].startswith(nights.FAILED)
    ]


def _in_a_row(name: str, found: Sequence[set[str]]) -> int:
    return next((n for n, names in enumerate(found) if name not in names), len(found))


def with_addresses(actor: Actor, troubles: Iterable[Trouble]) -> list[dict[str, Any]]:
    """Return each trouble with its places in parts to be drawn; one query for the names of teams."""
    listed = list(troubles)
    said = " ".join(place for trouble in listed for place in trouble.places)
    ids = {pk for kind, pk in _REF.findall(said) if kind == "team"}
    teams = visible_to(actor, Team, Perm.ORGANIZATION_READ).select_related("organization")
    names = {team.pk: f"{team.organization.name} {team.name}" for team in teams.filter(pk__in=ids)}
    return [
        {"trouble": trouble, "places": [_parts(place, names) for place in trouble.places]}
        for trouble in listed
    ]


def _parts(place: str, teams: dict[UUID, str]) -> list[dict[str, str]]:
    """Split a sentence at the rows it names: teams get a name and a link, others an address."""
    parts, end = [], 0
    for found in _REF.finditer(place):
        parts.append({"words": place[end : found.start()]} | _row(found[1], UUID(found[2]), teams))
        end = found.end()
    return [*parts, {"words": place[end:]}]


def _row(kind: str, pk: UUID, teams: dict[UUID, str]) -> dict[str, str]:
    try:
        known = refs.kind(kind)
        address = reverse(known.url_name, args=[pk])
    except (ValueError, NoReverseMatch):
        return {"address": f"{kind}:{pk}"}
    if kind == "team" and pk in teams:
        return {"link": address, "name": teams[pk]}
    return {"name": known.label, "address": address}
