"""Code lists as their screens show them."""

from datetime import date

from django.db.models import Case, Count, Q, QuerySet, Value, When

from wagamachi.core.models import Code, CodeList


def code_lists(on: date) -> "QuerySet[CodeList]":
    """Return the lists with ``live_count``, ``renamed_count`` and ``local_count``; one query."""
    live = (Q(codes__valid_from=None) | Q(codes__valid_from__lte=on)) & (
        Q(codes__valid_until=None) | Q(codes__valid_until__gt=on)
    )
    return CodeList.objects.annotate(
        live_count=Count("codes", filter=live),
        renamed_count=Count("codes", filter=~Q(codes__local_label="")),
        local_count=Count("codes", filter=Q(codes__is_local=True)),
    ).order_by("name", "key")


def codes_of(code_list: CodeList, on: date) -> "QuerySet[Code]":
    """Return all codes of a list, those in use first, with ``is_ended``; two queries."""
    ended = Case(When(valid_until__lte=on, then=Value(True)), default=Value(False))
    rows = Code.objects.of(code_list.pk).annotate(is_ended=ended).prefetch_related("maps_to")
    return rows.order_by("is_ended", "sort", "code")
