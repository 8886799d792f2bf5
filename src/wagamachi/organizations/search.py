"""What of an organisation can be found by words: its names, kind and what it takes in."""

from datetime import datetime

from wagamachi.core import search
from wagamachi.core.refs import ref_of

from .models import Organization

EVERYBODY = "all"


def entry(organization: Organization, at: datetime) -> search.Entry:
    """Return the document of an organisation, for ``core.search.put_many`` when many are loaded."""
    texts = (
        organization.kana,
        str(organization.kind),
        organization.speciality,
        organization.scope_note,
        organization.address,
    )
    return search.Entry(ref_of(organization), texts, (EVERYBODY,), at, titles=(organization.name,))


def index(organization: Organization, *, at: datetime) -> None:
    """Put an organisation into the index, or put it anew."""
    search.put_many([entry(organization, at)])
