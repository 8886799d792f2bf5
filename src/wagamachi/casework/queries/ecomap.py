"""支援関係図: the household, who holds and stands by it, as a picture and as the rows of a table (R020)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from ..enums import Closeness, ParticipationKind
from ..models import Case, CaseMember, Participation, RoleTask, Supporter

WIDE, NARROW = 720, 344  # SVG units: a desk, and a phone of 360 px at its own size
STEP, MARGIN = 68, 44


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody around the household now. ``badge`` says by what right; "" is written by hand."""

    name: str
    role: str
    closeness: str
    member_id: UUID | None = None
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One shape of the picture; ``x`` and ``y`` are its middle in SVG units."""

    x: float
    y: float
    label: str
    note: str
    kind: str


@dataclass(frozen=True, slots=True)
class Ecomap:
    """The household in a column of its own, services on one side, everyday life on the other."""

    width: int
    height: int
    members: list[Node]
    around: list[Node]
    lines: list[tuple[Node, Node, str]]


def standing_by(case: Case) -> list[Standing]:
    """Return everybody around the household today: holder, companion, partners, tasks, supporters.

    Four queries whatever their number. Somebody with a task is named once for each task.
    """
    found = [
        Standing(_team(case.holder_team), _who(case.holder_user), Closeness.FORMAL, badge="担当")
    ]
    if case.companion_team:
        who = _who(case.companion_user)
        found.append(Standing(_team(case.companion_team), who, Closeness.FORMAL, badge="伴走担当"))
    tasks = RoleTask.objects.filter(case=case, done_on=None).select_related("organization")
    roles = [
        Standing(
            role.organization.name if role.organization else role.name,
            role.task,
            Closeness.FORMAL if role.organization else Closeness.INFORMAL,
            role.member_id,
            "役割",
        )
        for role in tasks.order_by("since_on", "id")
    ]
    partners = _partners(case)
    known = {(one.name, one.role) for one in partners}
    found += partners
    roles = [one for one in roles if (one.name, one.role) not in known]
    written = Supporter.objects.filter(case=case, until_on=None).order_by("closeness", "name")
    return [*found, *roles, *(Standing(s.name, s.role, s.closeness, s.member_id) for s in written)]


def _team(team: object) -> str:
    organization = getattr(team, "organization", None)
    return f"{organization.name} {getattr(team, 'name', '')}".strip() if organization else ""


def _who(user: object) -> str:
    return getattr(user, "name", "") or "（人は決まっていません）"


def _partners(case: Case) -> list[Standing]:
    rows = Participation.objects.filter(
        case=case, kind=ParticipationKind.PARTNER, until_at=None
    ).select_related("team__organization", "user", "handoff")
    return [
        Standing(
            row.team.organization.name if row.team else _who(row.user),
            row.handoff.purpose if row.handoff else "協力機関",
            Closeness.FORMAL,
            badge="協力機関",
        )
        for row in rows
    ]


def ecomap_of(members: Iterable[CaseMember], around: Sequence[Standing]) -> Ecomap:
    """Return the picture for a desk: services left, the household in the middle, neighbours right."""
    formal = [one for one in around if one.closeness == Closeness.FORMAL]
    informal = [one for one in around if one.closeness != Closeness.FORMAL]
    present = [member for member in members if member.left_on is None]
    height = _height(len(formal), len(informal), len(present))
    inner = _members(present, WIDE / 2, height)
    sides = [
        *zip(formal, _column(len(formal), 110, height), strict=True),
        *zip(informal, _column(len(informal), WIDE - 110, height), strict=True),
    ]
    return _drawn(WIDE, height, inner, sides)


def narrow_ecomap_of(members: Iterable[CaseMember], around: Sequence[Standing]) -> Ecomap:
    """Return the picture for a phone: the household left, everybody else below one another, right."""
    present = [member for member in members if member.left_on is None]
    height = _height(len(around), len(present))
    inner = _members(present, 62, height)
    spots = _column(len(around), NARROW - 90, height)
    return _drawn(NARROW, height, inner, list(zip(around, spots, strict=True)))


def _height(*counts: int) -> int:
    return max(*counts, 2) * STEP + MARGIN


def _column(count: int, x: float, height: int) -> list[tuple[float, float]]:
    """Return ``count`` spots below one another, spread evenly over the height."""
    space = height / count if count else 0
    return [(x, round(space * (i + 0.5), 1)) for i in range(count)]


def _members(present: Sequence[CaseMember], x: float, height: int) -> dict[UUID, Node]:
    spots = _column(len(present), x, height)
    return {
        member.pk: Node(*spot, member.person.known.label, member.relation, "member")
        for member, spot in zip(present, spots, strict=True)
    }


def _drawn(
    width: int,
    height: int,
    inner: dict[UUID, Node],
    spots: Sequence[tuple[Standing, tuple[float, float]]],
) -> Ecomap:
    outer = [
        (one, Node(*spot, one.name, f"{one.badge} {one.role}".strip(), one.closeness))
        for one, spot in spots
    ]
    lines = [
        (inner[member_id], node, one.closeness)
        for one, node in outer
        for member_id in ([one.member_id] if one.member_id else inner)
        if member_id in inner
    ]
    return Ecomap(width, height, list(inner.values()), [node for _, node in outer], lines)
