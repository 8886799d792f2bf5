"""だれに知らせたか: who was told of an urgent worry, who of them can see it now, and whom to ring (R012).

Nothing here promises more than is known: who is at work that day, who is away with or without somebody
in their place, and whether an office is open at this hour.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.accounts.models import User
from wagamachi.areas.municipality import municipality
from wagamachi.core import clock
from wagamachi.core.workdays import is_workday
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.models import Notice
from wagamachi.organizations.models import Team

from ..away_guards import away_on
from ..models import Intake

_ARRIVALS = (NoticeKind.INTAKE_URGENT, NoticeKind.INTAKE_ARRIVED)
AMBULANCE, POLICE = ("119", "救急・火事"), ("110", "警察")
UNSET = (
    "夜間・休日にかける区市町村の番号は、まだ決められていません。"
    "管理担当に「区市町村の設定」の画面で決めてもらってください。"
)


@dataclass(frozen=True, slots=True)
class Reach:
    """Who was told, and how many of them (or of who stands in for them) can take it on today.

    Where nobody was told, ``here`` are those of the team who could.
    """

    team: Team
    told: int
    mailed: int
    here: int
    away: int
    is_open: bool
    numbers: tuple[tuple[str, str], ...]
    night: str

    @property
    def sentence(self) -> str:
        """Return who was told and who of them is here, in one or two sentences."""
        team = f"{self.team.organization.name} {self.team.name}"
        if not self.told and not self.here:
            return f"{team}の受信箱に入りましたが、知らせられる人がいません。"
        if not self.told:
            return f"{team}の受信箱に入っています。引き受けられる人は{self.here}人いますが、知らせは届いていません。"
        away = f"、不在の人は{self.away}人" if self.away else ""
        able = f"きょう引き受けられる人は{self.here}人{away}、メールも届く人は{self.mailed}人です。"
        return f"{team}の{self.told}人に知らせました。{able}"

    @property
    def warning(self) -> str:
        """Return why nobody may see it now; empty while somebody is here and the office is open."""
        if not self.here:
            return (
                "いま引き受けられる人が、チームにいません。画面を待たずに、電話をかけてください。"
            )
        if not self.told:
            return "知らせが届いていないので、画面を待たずに、電話をかけてください。"
        if not self.is_open:
            return (
                "いまは夜間か休みの日です。知らせは送りましたが、すぐに見てもらえるとはかぎりません。"
                "待てないときは、電話をかけてください。"
            )
        return ""


def reach_of(intake: Intake, at: datetime) -> Reach | None:
    """Return who was told of a waiting worry that cannot wait; None for every other."""
    if not intake.cannot_wait:
        return None
    on, team = clock.today(at), intake.holder_team
    posts = Assignment.objects.live(on).filter(team=team)
    notices = Notice.objects.filter(
        kind__in=_ARRIVALS, target_kind="intake", target_id=intake.pk, user__in=posts.values("user")
    )
    able = set(
        Assignment.objects.able(Perm.INTAKE_CLAIM, on)
        .filter(team=team)
        .values_list("user", flat=True)
    )
    told = set(notices.values_list("user", flat=True)) | {intake.received_by_id} & able
    away = away_on(on)
    could = told or able  # whoever came to the team after it arrived was told nothing
    stand_in = {away[person] for person in could if person in away}
    has_address = ~Q(email="") | Q(notice_preference__address__gt="")
    mailed = notices.exclude(mail_at=None, mailed_at=None).values("user")
    return Reach(
        team=team,
        told=len(told),
        mailed=User.objects.filter(has_address, pk__in=mailed, is_active=True).distinct().count(),
        here=len({person for person in could | stand_in if person not in away} & able),
        away=len(told & set(away)),
        is_open=_is_open(at),
        **_whom_to_ring(),
    )


def _whom_to_ring() -> dict[str, Any]:
    """Return the numbers that are answered at every hour, and the city's own, as it was set."""
    city = municipality()
    number = city.night_phone if city else ""
    night = (number, city.night_name or "区市町村の夜間・休日の窓口") if city and number else None
    return {
        "numbers": (AMBULANCE, POLICE, *((night,) if night else ())),
        "night": "" if night else UNSET,
    }


def _is_open(at: datetime) -> bool:
    local = timezone.localtime(at)
    hours = range(settings.WAGAMACHI["OFFICE_OPENS"], settings.WAGAMACHI["OFFICE_CLOSES"])
    return is_workday(local.date()) and local.hour in hours
