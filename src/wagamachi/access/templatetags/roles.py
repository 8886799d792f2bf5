"""``{{ post.role|role_name:roles }}``: a role in this municipality's words (R006)."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def role_name(role: str, labels: Mapping[str, str]) -> str:
    """Return what ``labels`` (``access.queries.role_labels()``) calls the role."""
    return labels[role]
