"""All scenes in their order, and what the house does by itself afterwards."""

from datetime import datetime, timedelta

from wagamachi.casework.services.flags import flags_later, refresh_all
from wagamachi.notices.models import Notice

from .backing import play_backups
from .board import Board
from .changing import play_proposals
from .climbing import play_climbs, play_pulls, play_transfers
from .commissioners import play_commissioners
from .districts import play_districts
from .doors import play_doors
from .hard import play_gaps, play_hard_cases
from .outside import play_absences, play_outreach
from .together import play_meetings, play_merge, play_roles, play_standing_by

READ_AFTER = timedelta(days=3)

SCENES = (
    play_climbs,
    play_meetings,
    play_standing_by,
    play_roles,
    play_hard_cases,
    play_gaps,
    play_proposals,
    play_transfers,
    play_pulls,
    play_backups,
    play_doors,
    play_outreach,
    play_absences,
    play_commissioners,
    play_merge,
    play_districts,
)


def play(*, seed: int, until: datetime) -> None:
    """Play every scene on a loaded city, in the caller's transaction."""
    board = Board(seed=seed, until=until)
    with flags_later():
        for scene in SCENES:
            scene(board)
    refresh_all(at=until)
    _read_what_is_old(until)


def _read_what_is_old(until: datetime) -> None:
    """Nobody leaves お知らせ unread for years: those of the last days are new, and none is mailed."""
    Notice.objects.update(mail_at=None)
    old = Notice.objects.filter(at__lt=until - READ_AFTER, read_at=None)
    old.update(read_at=until - READ_AFTER)
