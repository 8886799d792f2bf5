"""The tags and filters of the pages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory

from wagamachi.core.paging import Page
from wagamachi.core.templatetags.ui import tel

TOKEN = "0199d1f0-0000-7000-8000-000000000001"


def draw(source: str, **context: Any) -> str:
    return " ".join(Template(source).render(Context(context)).split())


def post(**data: str) -> HttpRequest:
    return RequestFactory().post("/", data)


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ v|wareki }}", date(2026, 11, 23), "令和8年11月23日（月）"),
        ("{{ v|wareki_short }}", date(2026, 11, 23), "R8.11.23"),
        ("{{ v|wareki }}", datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "令和8年11月23日（月）"),
        (
            "{{ v|datetime_ja }}",
            datetime(2026, 11, 23, 5, 5, tzinfo=UTC),
            "令和8年11月23日（月）14:05",
        ),
        ("{{ v|duration_ja }}", 75, "1時間15分"),
        ("{{ v|duration_ja }}", 0, "0分"),
    ],
)
def test_dates_and_times_read_as_offices_write_them(source: str, value: Any, shown: str) -> None:
    assert draw(source, v=value) == shown


@pytest.mark.parametrize(
    "name", ["wareki", "wareki_short", "datetime_ja", "relative_day", "duration_ja"]
)
def test_no_value_shows_nothing(name: str) -> None:
    assert draw(f"[{{{{ v|{name} }}}}]", v=None) == "[]"


def test_days_are_counted_from_today(frozen: datetime) -> None:
    days = [date(2026, 11, 23) + timedelta(n) for n in (-3, 0, 1, 2)]
    assert draw("{% for d in days %}{{ d|relative_day }} {% endfor %}", days=days) == (
        "3日すぎ きょう あした あと2日"
    )


def test_a_badge_has_words_and_a_known_tone() -> None:
    assert draw('{% badge text "warn" %}', text="期限<すぎ>") == (
        '<span class="badge badge--warn">期限&lt;すぎ&gt;</span>'
    )
    with pytest.raises(ValueError, match="unknown tone"):
        draw('{% badge "期限" "purple" %}')


def test_an_empty_list_says_what_to_do_next() -> None:
    shown = draw('{% empty "まだありません" "説明" "/new/" "つくる" %}')
    assert shown.count("まだありません") == 1
    assert '<a class="button button--secondary" href="/new/">つくる</a>' in shown
    assert "<a" not in draw('{% empty "まだありません" %}')


def test_the_pager_links_both_ways_and_is_absent_on_a_single_page() -> None:
    both = draw("{% pager page %}", page=Page([1], "?after=x&q=1", "?before=y", 25))
    assert 'rel="next" href="?after=x&amp;q=1"' in both
    assert 'rel="prev" href="?before=y"' in both
    assert draw("{% pager page %}", page=Page([1], None, None, 25)) == ""


def test_each_page_has_its_own_token() -> None:
    assert draw("{% once_token %}") != draw("{% once_token %}")


def test_a_form_that_comes_back_is_still_the_same_save() -> None:
    assert TOKEN in draw("{% once_token %}", request=post(token=TOKEN))


def test_a_token_that_is_no_uuid_is_replaced() -> None:
    assert "<script>" not in draw("{% once_token %}", request=post(token='"><script>'))


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("03-0000-0857", "0300000857"),
        ("０３（００００）０８５７", "0300000857"),
        ("042-624-0000 内線12", "0426240000"),
        ("119", "119"),
        ("#8008", "%238008"),
    ],
)
def test_the_number_of_an_office_can_be_dialled(number: str, dialled: str) -> None:
    assert tel(number) == f'<a class="figure" href="tel:{dialled}">{number}</a>'
    assert tel("") == ""
