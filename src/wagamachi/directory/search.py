"""What of a resource can be found by words: its names, what it does, for whom and where."""

from datetime import datetime
from uuid import UUID

from wagamachi.core import search
from wagamachi.core.refs import ref_of

from .models import Resource

EVERYBODY = "all"
LIMIT = 500


def entry(resource: Resource, at: datetime) -> search.Entry:
    """Return the document of a resource, for ``core.search.put_many`` when many are loaded."""
    return search.Entry(
        ref_of(resource), tuple(texts(resource)), (EVERYBODY,), at, titles=(resource.name,)
    )


def index(resource: Resource, *, at: datetime) -> None:
    """Put a resource into the index, or put it anew."""
    search.put_many([entry(resource, at)])


def texts(resource: Resource) -> list[str]:
    """Return the texts a resource is found by; never the person in charge."""
    themes = [word for t in resource.themes.all() for word in (str(t), *t.synonyms)]
    areas = [area.name for area in resource.areas.all()]
    organization = resource.organization.name if resource.organization else ""
    return [
        resource.kana,
        str(resource.kind),
        organization,
        resource.description,
        resource.address,
        *themes,
        *areas,
    ]


def matching(text: str) -> list[UUID]:
    """Return the ids of the resources that hold every word of ``text``, newest first."""
    found = search.hits(text, narrow=[EVERYBODY], kinds=["resource"], limit=LIMIT)
    return [hit.object_id for hit in found]
