"""つなぎと寄り添い: how much is linked on, and how much is stayed with, by 班・機関 and by person (R027)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment, StateTransition
from wagamachi.access.queries import role_labels
from wagamachi.access.roles import Role
from wagamachi.casework.enums import CaseState, HandoffKind
from wagamachi.casework.models import Case, Handoff
from wagamachi.casework.queries.standing import passed_on, with_the_person
from wagamachi.casework.services.standing import linked_on
from wagamachi.core import clock
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.words import local
from wagamachi.records.models import STEP_MINUTES, RecordLink
from wagamachi.records.periods import Period, year_period

from ..tables import HIDDEN, Row, Table
from .functions import COORDINATORS
from .told import hidden_groups, known

COLUMNS = (
    "受けてつないだ相談",
    "つなぎ",
    "つないで終了",
    "寄り添いに入ったケース",
    "寄り添いの連絡",
)
NOBODY = "配置が見つからない"
_NOTE = (
    "「受けてつないだ相談」は、自分が受けて、ほかのチームが引き受けた相談です。"
    "「つなぎ」は、ケースからほかの機関につないだ回数です。"
    "「寄り添いの連絡」は、寄り添い継続のあいだに本人と連絡をとった記録と、受けた人が、つないだあとに様子をたずねた記録です。"
    "会議や、ほかの機関との連絡は入れません。"
    "つなぎとは別に数えています。"
    "「つないで終了」は、引継・ほかの機関・地域の見守りへの移行としておわりにしたケースです。"
)


# What each person did in the year, one number for each column.
Figures = Mapping[UUID, Sequence[int]]


def tables(year: int, actor: Actor) -> list[Table]:
    """Return both for everybody by 班・機関, and by person of those whose own numbers one may read (R115)."""
    done, told = _done(year_period(year)), known(actor, year_period(year))
    found = [_by_organization(year, done, told)]
    if (people := _by_person(year, done, told)).rows:
        found.append(people)
    return found


def _by_organization(year: int, done: Figures, told: Set[UUID]) -> Table:
    """Return both by the 班 or 機関 that people worked for in the 年度; each person counts in one."""
    homes = {user: _home(post) for user, post in _posts(year_period(year)).items()}
    people: dict[str, set[UUID]] = {homes.get(user, NOBODY): set() for user in done}
    for user in homes.keys() | done.keys():
        if (home := homes.get(user, NOBODY)) in people:
            people[home].add(user)
    hidden = hidden_groups(people, told)
    rows = [
        Row(name, (HIDDEN,) * len(COLUMNS) if name in hidden else _cells(done, people[name]))
        for name in sorted(people)
    ]
    return Table(
        key="organization",
        title=f"つなぎと寄り添い（班・機関ごと、{fiscal_label(year)}）",
        corner="班・機関",
        columns=COLUMNS,
        rows=(*rows, Row("合計", _cells(done, done), "total")),
        note=_NOTE + "年度のうちに異動した人は、いちばん新しい配置の機関に入れています。"
        f"人数が少なく、ひとりの仕事がわかってしまう班・機関は「{HIDDEN}」にしています。"
        "ひとりひとりの数は、本人と、その人の仕事に責任をもつ人だけが見られます。",
    )


def _by_person(year: int, done: Figures, told: Set[UUID]) -> Table:
    """Return both for each 民生委員 and coordinator one may read of, also those with nothing yet."""
    labels = role_labels()
    posts = _posts(year_period(year), roles=(Role.MINSEI_IIN, *COORDINATORS))
    ours = sorted(
        ((user, post) for user, post in posts.items() if user in told),
        key=lambda one: (one[1].role, one[1].user.kana),
    )
    rows = [
        Row(f"{post.user.name}（{labels.get(post.role, post.role)}）", _cells(done, [user]))
        for user, post in ours
    ]
    if rows:
        rows.append(Row("合計", _cells(done, [user for user, _ in ours]), "total"))
    return Table(
        key="person",
        title=local(
            f"つなぎと寄り添い（民生委員と地域福祉コーディネーター、{fiscal_label(year)}）"
        ),
        corner="人（役割）",
        columns=COLUMNS,
        rows=tuple(rows),
        note=_NOTE
        + "あなたと、あなたが仕事に責任をもつ人だけが出ます。合計もその人たちの合計です。",
    )


def now_standing_by() -> int:
    """Return how many cases are stayed with today."""
    return Case.objects.filter(state=CaseState.STANDING_BY).count()


def _home(post: Assignment) -> str:
    """Return the 班 of a 民生委員 or a 協力員, the organisation of anybody else."""
    if post.team is not None and post.role in (Role.MINSEI_IIN, Role.RESIDENT):
        return f"{post.organization.name} {post.team.name}"
    return post.organization.name


def _cells(done: Figures, people: Iterable[UUID]) -> tuple[int, ...]:
    """Add up, column by column, what these people did."""
    columns = zip(*(done[one] for one in people if one in done), strict=True)
    return tuple(map(sum, columns)) or (0,) * len(COLUMNS)


def _posts(period: Period, roles: Iterable[str] = ()) -> dict[UUID, Assignment]:
    """Return the latest post of everybody in the period, of one of ``roles`` if given."""
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    rows = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lt=after
    ).select_related("organization", "team", "user")
    if wanted := list(roles):
        rows = rows.filter(role__in=wanted)
    return {row.user_id: row for row in rows.order_by("starts_on", "pk")}


def _done(period: Period) -> Figures:
    """Return what everybody did in the period; five queries, each counted in the database."""
    found: dict[UUID, list[int]] = defaultdict(lambda: [0] * len(COLUMNS))
    counts = (
        _per(passed_on().filter(period.q("received_at")), "received_by"),
        _per(Handoff.objects.filter(period.q("sent_at"), kind=HandoffKind.REFER), "from_user"),
        _per(_moves(period, "close", Q(pk__in=_linked_on())), "user"),
        _per(_moves(period, "stand_by"), "user"),
        _per(_contacts(period), "record__written_by"),
    )
    for column, numbers in enumerate(counts):
        for user, number in numbers.items():
            if user is not None:
                found[user][column] += number
    return found


def _per(rows: "QuerySet[Any]", column: str) -> dict[UUID | None, int]:
    counted = "record" if rows.model is RecordLink else "pk"
    return dict(rows.order_by().values_list(column).annotate(n=Count(counted, distinct=True)))


def _moves(period: Period, action: str, which: Q | None = None) -> "QuerySet[StateTransition]":
    rows = StateTransition.objects.filter(period.q("at"), target_kind="case", action=action)
    return rows.filter(which) if which is not None else rows


def _linked_on() -> "QuerySet[Any, Any]":
    """Return the moves by which cases that are closed as つないで終了 now came to be closed."""
    closed = Case.objects.filter(state=CaseState.CLOSED, close_reason__in=linked_on())
    last = StateTransition.objects.filter(
        target_kind="case", target_id=OuterRef("pk"), action="close"
    ).order_by("-seq")
    return closed.annotate(move=Subquery(last.values("pk")[:1])).values("move")


def _contacts(period: Period) -> "QuerySet[RecordLink]":
    """Return the records of the period about cases that were stayed with at that moment, and those that
    whoever brought a worry wrote about it after another team had taken it on.

    Moments are written down by the quarter of an hour, moves by the clock: a case that was stayed with
    at any time of that quarter was stayed with.
    """
    moment, quarter = OuterRef("occurred_at"), timedelta(minutes=STEP_MINUTES)
    begun = Q(target=CaseState.STANDING_BY, at__lt=moment + quarter)
    before = StateTransition.objects.filter(
        Q(at__lte=moment) | begun, target_kind="case", target_id=OuterRef("target_id")
    ).order_by("-seq")
    brought = passed_on().filter(
        pk=OuterRef("target_id"), received_by=OuterRef("record__written_by"),
        responded_at__lt=moment + quarter,
    )  # fmt: skip
    cases = Q(target_kind="case", target_id__in=_moves_to_standing())
    links = RecordLink.objects.filter(
        cases | Q(target_kind="intake"),
        period.q("occurred_at"),
        record__corrected_by=None,
        record__method__in=with_the_person(),
    )
    stood = links.annotate(stood=Subquery(before.values("target")[:1]))
    return stood.filter(Q(cases, stood=CaseState.STANDING_BY) | Q(Exists(brought)))


def _moves_to_standing() -> "QuerySet[Any, Any]":
    rows = StateTransition.objects.filter(target_kind="case", target=CaseState.STANDING_BY)
    return rows.values("target_id")
