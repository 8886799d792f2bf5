"""What the page of a case shows of this room, in one line each."""

from typing import Any
from uuid import UUID

from django import template

from wagamachi.areas.municipality import is_used

from ..models import DifficultMark

register = template.Library()


@register.inclusion_tag("support/_difficult.html")
def difficult(case_id: UUID) -> dict[str, Any]:
    """Say that a case bears the mark of 困難事例, with the way to why (R028); one query."""
    live = DifficultMark.objects.filter(case=case_id, until_at=None)
    return {"mark": live.first() if is_used("support:difficult") else None}
