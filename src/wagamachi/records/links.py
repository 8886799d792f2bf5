"""What a record is about, shown only as far as the reader may see it."""

from dataclasses import dataclass

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.areas.municipality import is_used
from wagamachi.core.refs import kind

from .models import ActivityRecord

# The least a person must be allowed to read of a kind before its title is shown.
_READ: dict[str, Perm] = {
    "area": Perm.AREA_READ,
    "case": Perm.CASE_READ_STATUS,
    "handoff": Perm.HANDOFF_READ,
    "intake": Perm.INTAKE_STATUS,
    "organization": Perm.ORGANIZATION_READ,
    "outreach": Perm.RECORD_READ,
    "person": Perm.PERSON_READ,
    "record": Perm.RECORD_READ,
    "resource": Perm.RESOURCE_READ,
}


@dataclass(frozen=True, slots=True)
class About:
    """One thing a record is about: kind, title and page."""

    label: str
    title: str
    url: str


def about(actor: Actor, record: ActivityRecord) -> list[About]:
    """Return what the record is about, leaving out what the actor may not see."""
    found = []
    for link in record.links.order_by("target_kind", "pk"):
        known, perm = kind(link.target_kind), _READ.get(link.target_kind)
        row = known.model._default_manager.filter(pk=link.target_id).first()
        if row is not None and perm is not None and can(actor, perm, row):
            url = reverse(known.url_name, args=[row.pk]) if is_used(known.url_name) else ""
            found.append(About(known.label, known.title(row), url))
    return found
