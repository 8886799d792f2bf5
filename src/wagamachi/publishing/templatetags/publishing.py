"""What a release is about, in templates."""

from uuid import UUID

from django import template
from django.urls import reverse

from wagamachi.core.refs import kind

register = template.Library()


@register.simple_tag
def target_label(name: str) -> str:
    """Return what kind of text it is."""
    return kind(name).label


@register.simple_tag
def target_url(name: str, pk: UUID) -> str:
    """Return the page of the row whose text it is."""
    return reverse(kind(name).url_name, args=[pk])
