"""One section of 今日: a list, how many there are of it, and where the rest is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wagamachi.access.actor import Actor
from wagamachi.casework.enums import UrgentRank
from wagamachi.core.paging import first_of

from .figures import Figure

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Section:
    """One list on the home page. ``count`` is exact; SHOWN rows are drawn, and all that cannot wait.

    ``draw`` gives more of the rows that were counted, for the section's own page (``name``).
    ``figures`` count its rows by what they are, each with its list. ``more_words`` link to ``more_url``
    even when every row is drawn.
    """

    title: str
    why: str
    template: str
    rows: Sequence[Any]
    count: int
    more_url: str
    empty: str
    tone: str = ""
    claimable: bool = False
    draw: Callable[[int], Sequence[Any]] | None = None
    name: str = ""
    more_words: str = ""
    figures: Sequence[Figure] = ()

    def with_rows(self, told: Callable[[Any], Sequence[Any]]) -> "Section":
        """Return the section with ``told`` of its rows, as many as are drawn."""
        draw = self.draw
        more = (lambda size: told(draw(size))) if draw else None
        return replace(self, rows=told(self.rows), draw=more)


Builder = Callable[[Actor, datetime], Section | None]


def listed(title: str, why: str, template: str, rows: Any, more_url: str, **more: Any) -> Section:
    shown, count = first_of(rows, more.pop("shown", SHOWN))
    return Section(
        title=title, why=why, template=template, rows=shown, count=count, more_url=more_url,
        empty=more.pop("empty", ""), draw=lambda size: rows[:size], **more,
    )  # fmt: skip


def if_any(section: Section) -> Section | None:
    return section if section.count else None


def urgent_first(title: str, why: str, template: str, rows: Any, url: str, **more: Any) -> Section:
    """Return a list of which nothing that cannot wait is cut off; ``rows`` come the urgent first."""
    urgent = rows.filter(urgent_rank__lt=UrgentRank.CALM).count()
    tone = "danger" if urgent else ""
    return listed(title, why, template, rows, url, shown=max(SHOWN, urgent), tone=tone, **more)
