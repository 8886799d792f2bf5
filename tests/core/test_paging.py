"""Walking the pages of any list shows every row once, in order, forward and back."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wagamachi.core.models import Code, CodeList
from wagamachi.core.paging import Page, paginate

pytestmark = pytest.mark.django_db
SORTS = [
    ("-sort", "-code"),
    ("sort", "-code"),
    ("-valid_from", "label", "code"),
    ("valid_from", "-sort", "-code"),
    ("code_list__name", "pk"),
    ("-low", "code"),
]


def rows(values: list[tuple[int, int]]) -> "QuerySet[Code]":
    shelf = CodeList.objects.create(key="PAGING", name="頁", release="1")
    Code.objects.bulk_create(
        Code(
            code=f"PAGING-{n:02}",
            code_list=shelf,
            label=f"名{label}",
            sort=sort,
            valid_from=date(2026, 1, 1) + timedelta(days=sort * label),
        )
        for n, (sort, label) in enumerate(values)
    )
    return Code.objects.of("PAGING").annotate(low=Lower("label"))


def walk(queryset: "QuerySet[Code]", by: tuple[str, ...], size: int) -> Iterator[Page[Code]]:
    page = paginate(queryset, QueryDict(), by, size)
    yield page
    while page.next_url:
        page = paginate(queryset, QueryDict(page.next_url[1:]), by, size)
        yield page


def codes(page: Page[Code]) -> list[str]:
    return [row.code for row in page]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=14),
    st.sampled_from(SORTS),
    st.integers(1, 5),
)
def test_walking_shows_every_row_once_in_order(
    db: None, values: list[tuple[int, int]], by: tuple[str, ...], size: int
) -> None:
    with transaction.atomic():
        queryset = rows(values)
        pages = list(walk(queryset, by, size))
        expected = [row.code for row in queryset.order_by(*by)]
        assert [code for page in pages for code in codes(page)] == expected
        back = [codes(pages[-1])]
        page = pages[-1]
        while page.previous_url:
            page = paginate(queryset, QueryDict(page.previous_url[1:]), by, size)
            back.insert(0, codes(page))
        assert [code for part in back for code in part] == expected
        transaction.set_rollback(True)


def test_a_page_is_one_query_and_keeps_the_other_parameters() -> None:
    queryset = rows([(1, 1)] * 6)
    first = paginate(queryset, QueryDict("theme=A&theme=B&page=x"), ("sort", "code"), 2)
    assert first.next_url
    query = QueryDict(first.next_url[1:])
    assert (query.getlist("theme"), first.previous_url) == (["A", "B"], None)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        second = paginate(queryset, query, ("sort", "code"), 2)
    assert (len(queries), codes(second)) == (1, ["PAGING-02", "PAGING-03"])


def test_the_cursor_does_not_show_what_the_list_is_sorted_by() -> None:
    page = paginate(rows([(1, 1)] * 3), {"q": "1"}, ("label", "code"), 1)
    assert page.next_url
    cursor = QueryDict(page.next_url[1:])["after"]
    assert cursor.startswith("gAAAA")  # a Fernet token: encrypted and signed
    assert len(page.next_url) < 300


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize("cursor", ["x", "gAAAA", "令和", "=" * 5, "a" * 5000, "\x00", "%"])
def test_a_broken_cursor_shows_the_first_page(name: str, cursor: str) -> None:
    query: Any = {name: cursor}
    assert codes(paginate(rows([(1, 1)] * 3), query, ("code",), 2)) == ["PAGING-00", "PAGING-01"]


def test_a_cursor_of_another_order_shows_the_first_page() -> None:
    queryset = rows([(1, 1)] * 3)
    other = paginate(queryset, {}, ("-code",), 1)
    assert other.next_url
    page = paginate(queryset, QueryDict(other.next_url[1:]), ("code",), 2)
    assert codes(page) == ["PAGING-00", "PAGING-01"]


def test_when_all_rows_beyond_are_gone_the_way_leads_back_to_the_first_page() -> None:
    queryset = rows([(1, 1)] * 3)
    page = paginate(queryset, {"q": "1"}, ("code",), 1)
    assert page.next_url
    Code.objects.of("PAGING").exclude(code="PAGING-00").delete()
    empty = paginate(queryset, QueryDict(page.next_url[1:]), ("code",), 1)
    assert (empty.items, empty.next_url, empty.previous_url) == ([], None, "?q=1")


def test_an_unknown_sort_column_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot be sorted by 'nowhere'"):
        paginate(Code.objects.annotate(x=F("sort")), {}, ("nowhere",))
