"""Reading people: who is here, as what, from when until when."""

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from wagamachi.accounts.models import User
from wagamachi.core.text import fold

from .models import Assignment
from .models.assignment import AssignmentQuerySet


def listed(
    *, on: date, text: str = "", role: str = "", organization_id: UUID | None = None
) -> "QuerySet[User]":
    """Return people by name, role and place; ``live_posts`` holds their posts of the day."""
    live = (
        Assignment.objects.live(on)
        .select_related("organization", "team")
        .prefetch_related("areas")
        .order_by("role", "pk")
    )
    found = User.objects.prefetch_related(Prefetch("assignments", live, to_attr="live_posts"))
    for word in text.split():
        found = found.filter(
            Q(name__icontains=word) | Q(kana__icontains=fold(word)) | Q(username__iexact=word)
        )
    if role or organization_id:
        posts = Assignment.objects.live(on)
        posts = posts.filter(role=role) if role else posts
        posts = posts.filter(organization_id=organization_id) if organization_id else posts
        found = found.filter(pk__in=posts.values("user_id"))
    return found


def posts_of(user: User) -> AssignmentQuerySet:
    """Return every post of a person, the newest first."""
    return (
        Assignment.objects.of(user.pk)
        .select_related("organization", "team")
        .prefetch_related("areas")
        .order_by("-starts_on", "pk")
    )
