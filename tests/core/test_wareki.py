"""Dates as offices write them go in and come out unharmed; slips are refused with a hint."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from wagamachi.core.fields import QuarterHourField, WarekiDateField
from wagamachi.core.wareki import (
    ERAS,
    BadDate,
    format_datetime,
    format_duration,
    format_wareki,
    format_wareki_short,
    parse_date,
    relative_day,
)

TODAY = date(2026, 11, 23)
DAYS = st.dates(min_value=ERAS[-1].first, max_value=date(2076, 12, 31))


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 11, 23), "令和8年11月23日（月）", "R8.11.23"),
        (date(2019, 5, 1), "令和元年5月1日（水）", "R1.5.1"),
        (date(2019, 4, 30), "平成31年4月30日（火）", "H31.4.30"),
        (date(1989, 1, 7), "昭和64年1月7日（土）", "S64.1.7"),
        (date(1989, 1, 8), "平成元年1月8日（日）", "H1.1.8"),
        (date(1926, 12, 25), "昭和元年12月25日（土）", "S1.12.25"),
        (date(1912, 7, 30), "大正元年7月30日（火）", "T1.7.30"),
        (date(1912, 7, 29), "明治45年7月29日（月）", "M45.7.29"),
        (date(1850, 1, 2), "1850年1月2日（水）", "1850.1.2"),
    ],
)
def test_a_day_is_written_in_wareki(day: date, long: str, short: str) -> None:
    assert (format_wareki(day), format_wareki_short(day)) == (long, short)


def test_an_instant_is_written_in_local_time() -> None:
    assert format_datetime(datetime(2026, 11, 23, 15, 5, tzinfo=UTC)) == (
        "令和8年11月24日（火）00:05"
    )


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "きょう"), (1, "あした"), (-1, "きのう"), (2, "あと2日"), (-3, "3日すぎ")],
)
def test_a_near_day_is_told_by_distance(days: int, text: str) -> None:
    assert relative_day(date.fromordinal(TODAY.toordinal() + days), TODAY) == text


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0分"), (15, "15分"), (60, "1時間"), (75, "1時間15分")]
)
def test_time_spent_is_told_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert format_duration(minutes) == text


@pytest.mark.parametrize(
    "text",
    [
        "令和8年11月23日",
        "令和８年１１月２３日（月）",
        "令和8年11月23日 (月曜日)",
        "令和八年十一月二十三日",
        "令8.11.23",
        "R8.11.23",
        "r8/11/23",
        "Ｒ８－１１－２３",
        "R081123",
        "8/11/23",
        "８．１１．２３",
        "2026-11-23",
        "2026年11月23日",
        "２０２６／１１／２３",
        "20261123",
        " 2026.11.23 ",
    ],
)
def test_a_date_is_read_however_it_is_typed(text: str) -> None:
    assert parse_date(text, TODAY) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S20.8.15", date(1945, 8, 15)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("H31.4.30", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
    ],
)
def test_eras_meet_at_their_edges(text: str, day: date) -> None:
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("令和99年1月1日", "先すぎます"),
        ("2077-01-01", "先すぎます"),
        ("令和2026年1月1日", "令和2026年はありません"),
        ("昭和70年1月1日", "平成7年1月1日ではありませんか"),
        ("平成31年5月1日", "令和元年5月1日ではありませんか"),
        ("昭和64年1月8日", "平成元年1月8日ではありませんか"),
        ("令和元年4月30日", "平成31年4月30日ではありませんか"),
        ("明治元年1月1日", "はありません"),
        ("1867-12-31", "明治より前"),
        ("令和0年1月1日", "0年はありません"),
        ("令和8年2月30日", "2月30日という日はありません"),
        ("2026/13/01", "13月1日という日はありません"),
        ("11/23", "年も入れてください"),
        ("11月23日", "年も入れてください"),
        ("57/3/1", "元号"),
        ("20/3/1", "元号"),
        ("元年5月1日", "元号"),
        ("令和8年11月23日（火）", "月曜日です"),
        ("あした", "日付として読めません"),
        ("", "日付として読めません"),
        ("令和十十年1月1日", "日付として読めません"),
    ],
)
def test_a_slip_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(BadDate, match=hint):
        parse_date(text, TODAY)


@given(DAYS)
def test_what_is_written_can_be_read_back(day: date) -> None:
    for text in (
        format_wareki(day),
        format_wareki(day, weekday=False),
        format_wareki_short(day),
        day.isoformat(),
        f"{day:%Y%m%d}",
    ):
        assert parse_date(text, TODAY) == day


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(BadDate):
        assert ERAS[-1].first <= parse_date(text, TODAY) <= date(2076, 12, 31)


class VisitForm(forms.Form):
    on = WarekiDateField(label="訪問した日")
    minutes = QuarterHourField(label="かかった時間", required=False)


def test_the_form_takes_wareki_and_quarter_hours() -> None:
    form = VisitForm({"on": "R8.11.23", "minutes": "75"})
    assert form.is_valid()
    assert form.cleaned_data == {"on": date(2026, 11, 23), "minutes": 75}


def test_the_form_says_what_is_wrong_beside_the_field() -> None:
    form = VisitForm({"on": "平成31年5月1日", "minutes": "20"})
    assert list(form.errors) == ["on", "minutes"]
    assert form.errors["on"][0].startswith("平成31年5月1日はありません。")


def test_the_form_shows_a_date_in_wareki_and_keeps_a_slip_as_typed() -> None:
    assert VisitForm(initial={"on": TODAY})["on"].value() == TODAY
    assert 'value="令和8年11月23日"' in str(VisitForm(initial={"on": TODAY})["on"])
    assert 'value="令和99年"' in str(VisitForm({"on": "令和99年"})["on"])
    assert not VisitForm({"on": "R8.11.23", "minutes": ""}, initial={"on": TODAY}).has_changed()
