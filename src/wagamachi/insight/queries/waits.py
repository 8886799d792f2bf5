"""How long people waited for a first answer, counted the same way wherever somebody asked."""

from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from wagamachi.core import clock
from wagamachi.core.workdays import workdays_between

from ..tables import Cell

COLUMNS = (
    "届いた",
    "応じた",
    "まだ応じていない",
    "応じるまでの営業日（中央値）",
    "応じるまでの時間（中央値）",
)
NOTE = (
    "その年度に届いたものを数えました。応じた時刻は、だれかがはじめて引き受けたか、お答えしたときです。"
    "営業日は土日・祝日・年末年始を除いて数え、その日のうちなら0日です。時間は休みの日もふくみます。"
)
_HOUR = 3600  # seconds


@dataclass(slots=True)
class Waits:
    """How long each took: working days and hours, and how many still wait."""

    days: list[int] = field(default_factory=list)
    hours: list[float] = field(default_factory=list)
    unanswered: int = 0

    def add(self, received_at: datetime, responded_at: datetime | None) -> None:
        if responded_at is None:
            self.unanswered += 1
            return
        answered_at = max(received_at, responded_at)  # a clock may have been put back
        self.days.append(workdays_between(clock.today(received_at), clock.today(answered_at)))
        self.hours.append((answered_at - received_at).total_seconds() / _HOUR)

    def cells(self) -> tuple[Cell, ...]:
        answered = len(self.days)
        return (
            answered + self.unanswered,
            answered,
            self.unanswered,
            round(median(self.days), 1) if answered else None,
            round(median(self.hours), 1) if answered else None,
        )
