"""What a template asks about the municipality."""

from django import template

from ..municipality import is_used

register = template.Library()


@register.simple_tag
def if_used(view_name: str) -> bool:
    """Say whether the municipality uses the function behind a view (R005)."""
    return is_used(view_name)
