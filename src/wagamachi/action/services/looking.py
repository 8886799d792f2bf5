"""Having the words that go with a proposal looked through: by the checker, and by a second person."""

from datetime import datetime

from wagamachi.access.actor import Actor
from wagamachi.casework.services.beyond import check_names_nobody_known
from wagamachi.core.refs import ref_of
from wagamachi.publishing.services import ask_release

from ..models import Outcome, Proposal, Submission
from ..outgoing import cases_behind


def look_through(
    *, actor: Actor, at: datetime, proposal: Proposal, is_sure: bool, **texts: str
) -> int:
    """Raise Telling for words that say whose cases are behind a proposal; return how many places passed."""
    cases = cases_behind(proposal)
    return check_names_nobody_known(actor=actor, cases=cases, at=at, is_sure=is_sure, **texts)


def ask(*, actor: Actor, at: datetime, row: Submission | Outcome, passed: int) -> None:
    """Ask a second person whether the words of ``row`` may be read beyond the team."""
    team = row.proposal.team
    ask_release(actor=actor, at=at, ref=ref_of(row), team=team, passed_count=passed)
