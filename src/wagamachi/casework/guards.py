"""No team closes while a worry still lies with it: closing would leave people without a holder."""

from collections.abc import Iterable, Sequence
from datetime import date

from wagamachi.organizations.models import Team

from .enums import IntakeState
from .models import OPEN_STATES, WAITING, Case, Handoff, Intake


def open_worries(teams: Sequence[Team], on: date) -> Iterable[str]:
    """Yield a sentence for each kind of work that is still open with any of the teams (I1, I3)."""
    waiting = Intake.objects.filter(holder_team__in=teams, state=IntakeState.WAITING).count()
    if waiting:
        yield f"受けとめ待ちの相談が{waiting}件あります。先に引き受けるか、ほかのチームにまわしてください。"
    held = Case.objects.filter(holder_team__in=teams, state__in=OPEN_STATES).count()
    if held:
        yield f"担当しているケースが{held}件あります。先におわりにするか、担当を移してください。"
    asked = Handoff.objects.filter(to_team__in=teams, state__in=WAITING).count()
    if asked:
        yield f"返事をしていないつなぎが{asked}件あります。先に返事をしてください。"
    beside = Case.objects.filter(companion_team__in=teams, state__in=OPEN_STATES).count()
    if beside:
        yield f"伴走しているケースが{beside}件あります。先に、ほかのチームに伴走を頼んでください。"
