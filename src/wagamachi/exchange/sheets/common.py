"""What several sheets say in the same words: dates, the office block, the head of a case."""

from datetime import date, datetime

from wagamachi.accounts.models import User
from wagamachi.casework.enums import Restriction
from wagamachi.casework.models import Case, CaseMember
from wagamachi.core import clock
from wagamachi.core.wareki import format_datetime, format_wareki, format_wareki_short
from wagamachi.organizations.models import Team

from ..parts import Cell, Choices, Fields, Option, chosen

STAMPS = ("所属長", "確認", "担当")
KEEPS_FROM_NEIGHBOURS = "近隣・担当委員に知らせない"


def day(value: date | None) -> str:
    """Return 令和8年11月23日（月）, or nothing."""
    return format_wareki(value) if value else ""


def instant(value: datetime | None) -> str:
    """Return 令和8年11月23日（月）14:05, or nothing."""
    return format_datetime(value) if value else ""


def stamp(value: datetime) -> str:
    """Return R8.11.23 for an instant."""
    return format_wareki_short(clock.today(value))


def team_name(team: Team | None) -> str:
    return f"{team.organization.name}　{team.name}".strip() if team else ""


def office(team: Team | None, person: User | None, label: str = "担当") -> list[Cell]:
    """Return the block at the top right: which agency, which team, who, under which number."""
    organization = team.organization if team else None
    return [
        Cell("機関", organization.name if organization else ""),
        Cell("チーム", team.name if team else ""),
        Cell(label, person.name if person else ""),
        Cell("電話", organization.phone if organization else ""),
    ]


def case_fields(case: Case) -> Fields:
    """Return the head every paper of a case begins with."""
    return Fields(
        (
            (Cell("呼び名", case.label), Cell("ふりがな", case.kana)),
            (Cell("圏域", case.area.name), Cell("引き受けた日", day(clock.today(case.opened_at)))),
        )
    )


def handling(keeps_from_neighbours: bool, restriction: str) -> Choices:
    """Return who must not read it, as boxes that can also be ticked by hand (R016, R017)."""
    return Choices(
        "取り扱い",
        (
            Option(KEEPS_FROM_NEIGHBOURS, keeps_from_neighbours),
            *chosen(Restriction.choices, [restriction]),
        ),
    )


def member_name(member: CaseMember | None) -> str:
    return f"{member.person.known.label}（{member.relation}）" if member else ""
