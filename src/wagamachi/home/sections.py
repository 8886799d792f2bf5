"""今日: what must I do now? One table says which section each kind of post sees, in what order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.casework.queries import lists, oversight
from wagamachi.core import clock

SHOWN = 6
RECENT_DAYS = 90
FRESH = timedelta(days=14)  # what came back longer ago is on the page of its case


@dataclass(frozen=True, slots=True)
class Section:
    """One list on the home page. ``count`` is exact; at most SHOWN rows are drawn."""

    title: str
    why: str
    template: str
    rows: Sequence[Any]
    count: int
    more_url: str
    empty: str
    tone: str = ""
    claimable: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that matters, with the list behind it."""

    label: str
    count: int
    url: str
    why: str


Builder = Callable[[Actor, datetime], Section | None]


def sections_for(actor: Actor, at: datetime) -> list[Section]:
    """Return the sections of this actor's home page; those with nothing to say are left out."""
    builders: list[tuple[Perm, Builder]] = [
        (Perm.INTAKE_CLAIM, _inbox),
        (Perm.HANDOFF_ANSWER, _asked_of_us),
        (Perm.CASE_EDIT, _due),
        (Perm.HANDOFF_SEND, _came_back),
        (Perm.HANDOFF_SEND, _unanswered),
        (Perm.CASE_EDIT, _unnamed),
        (Perm.CASE_EDIT, _stale),
        (Perm.CASE_EDIT, _mine),
        (Perm.CASE_READ_SUMMARY, _shared),
        (Perm.INTAKE_STATUS, _received),
    ]
    built = (build(actor, at) for perm, build in builders if actor.has(perm))
    return [section for section in built if section is not None]


def figures_for(actor: Actor, at: datetime) -> list[Figure]:
    """Return the numbers a lead or manager acts on; nobody else gets any."""
    if not actor.organizations_with(Perm.CASE_READ_STATUS, Scope.ORGANIZATION):
        return []
    on = clock.today(at)
    stuck = reverse("home:stuck")
    overdue = lists.overdue(oversight.organization_cases(actor), on)
    return [
        Figure(
            "受けとめが遅れている相談",
            oversight.waiting_too_long(actor, on).count(),
            f"{stuck}#waiting",
            "期日までにだれも引き受けていません",
        ),
        Figure(
            "期日を過ぎたケース",
            overdue.count(),
            f"{stuck}#overdue",
            "次にすることが済んでいません",
        ),
        Figure(
            "返事のないつなぎ",
            oversight.unanswered(actor, on).count(),
            f"{stuck}#unanswered",
            "返事の期日を過ぎています",
        ),
    ]


def _list(title: str, why: str, template: str, rows: Any, more_url: str, **more: Any) -> Section:
    return Section(
        title=title, why=why, template=template, rows=list(rows[:SHOWN]), count=rows.count(),
        more_url=more_url, empty=more.pop("empty", ""), **more,
    )  # fmt: skip


def _if_any(section: Section) -> Section | None:
    return section if section.count else None


def _inbox(actor: Actor, at: datetime) -> Section:
    rows = lists.inbox(actor).order_by("received_at", "id")
    return _list(
        "受けとめる", "わたしのチームに届いて、まだだれも引き受けていない相談です。",
        "casework/_intake_rows.html", rows, reverse("casework:inbox"),
        claimable=True, empty="受けとめ待ちの相談はありません。",
    )  # fmt: skip


def _asked_of_us(actor: Actor, at: datetime) -> Section | None:
    return _if_any(
        _list(
            "返事をする", "ほかの機関から、力を貸してほしいと頼まれています。",
            "casework/_asked_rows.html", lists.asked_of_us(actor), reverse("casework:handoff_list"),
        )
    )  # fmt: skip


def _due(actor: Actor, at: datetime) -> Section:
    rows = lists.due(lists.my_cases(actor), clock.today(at))
    return _list(
        "今日まで", "次にすることの期日が来ている、わたしのケースです。",
        "casework/_case_rows.html", rows, f"{reverse('casework:cases')}?whose=mine",
        empty="今日までにすることは、ありません。",
    )  # fmt: skip


def _came_back(actor: Actor, at: datetime) -> Section | None:
    return _if_any(
        _list(
            "戻ってきた", "先方が引き受けられず、理由がついて戻ってきました。次の相手を考えましょう。",
            "casework/_handoff_rows.html", lists.came_back(actor, at - FRESH),
            reverse("casework:handoff_list"), tone="danger",
        )
    )  # fmt: skip


def _unanswered(actor: Actor, at: datetime) -> Section | None:
    rows = lists.asked_by_us(actor).filter(due_on__lt=clock.today(at))
    return _if_any(
        _list(
            "返事が来ていない", "つないだ相手の返事が、期日を過ぎても来ていません。電話してみましょう。",
            "casework/_handoff_rows.html", rows, reverse("casework:handoff_list"), tone="warn",
        )
    )  # fmt: skip


def _unnamed(actor: Actor, at: datetime) -> Section | None:
    return _if_any(
        _list(
            "主担当なし", "チームのケースに、名前のある主担当がいません。だれが持つか決めましょう。",
            "casework/_case_rows.html", lists.unnamed(lists.team_cases(actor)),
            f"{reverse('casework:cases')}?whose=team&flag=unnamed", tone="danger",
        )
    )  # fmt: skip


def _stale(actor: Actor, at: datetime) -> Section | None:
    return _if_any(
        _list(
            "しばらく記録がない", "90日よりながく、だれも記録していないチームのケースです。",
            "casework/_case_rows.html", lists.stale(lists.team_cases(actor), at),
            f"{reverse('casework:cases')}?whose=team&flag=stale", tone="danger",
        )
    )  # fmt: skip


def _mine(actor: Actor, at: datetime) -> Section:
    rows = lists.my_cases(actor).filter(next_action_on__gt=clock.today(at))
    return _list(
        "わたしのケース", "このあと期日が来る順です。",
        "casework/_case_rows.html", rows.order_by("next_action_on", "id"),
        f"{reverse('casework:cases')}?whose=mine", empty="このあと期日が来るケースはありません。",
    )  # fmt: skip


def _shared(actor: Actor, at: datetime) -> Section | None:
    rows = lists.shared_cases(actor).order_by("next_action_on", "id")
    return _if_any(
        _list(
            "いっしょに支えているケース", "ほかのチームが担当し、わたしたちが協力しています。",
            "casework/_case_rows.html", rows, f"{reverse('casework:cases')}?whose=shared",
        )
    )  # fmt: skip


def _received(actor: Actor, at: datetime) -> Section | None:
    since = at - timedelta(days=RECENT_DAYS)
    rows = lists.received_here(actor).filter(received_at__gte=since)
    return _if_any(
        _list(
            "受けた相談のその後", "この90日にわたしの窓口が受けた相談を、いまだれが担当しているかです。",
            "home/_received_rows.html", rows.order_by("-received_at", "-id"),
            reverse("casework:my_intakes"),
        )
    )  # fmt: skip
