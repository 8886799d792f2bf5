"""What a list of つなぎ may say to whoever looks at it, asked where it is drawn so that none forgets."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import template

from ..models import Handoff
from ..policy import told_of

register = template.Library()


@register.simple_tag(takes_context=True)
def told(context: dict[str, Any], rows: Iterable[Handoff]) -> set[UUID]:
    """Return those of the つなぎ whose words this person reads; of the others only how they stand."""
    return told_of(context["request"].actor, list(rows))
