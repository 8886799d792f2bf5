"""Code lists are data: releases come in, local wording stays, statistics still add up."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagamachi.core import codelists, codes, search
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code, CodeList
from wagamachi.core.refs import Ref

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def release(tmp_path: Path, *entries: dict[str, Any], name: str = "X1") -> codelists.Release:
    path = tmp_path / "lists.json"
    shelf = {"name": "試し", "entries": list(entries)}
    path.write_text(json.dumps({"release": name, "lists": {"TEST": shelf}}), encoding="utf-8")
    return codelists.read(path)


def test_a_fresh_database_has_the_shared_lists() -> None:
    shared = codelists.read()
    assert codelists.is_current(shared)
    assert set(Code.objects.filter(is_local=False).values_list("pk", flat=True)) == set(
        shared.codes
    )
    assert codes.labels("KINO")["KINO-01"] == "個別支援"


@pytest.mark.parametrize("key", ["KADAI_N", "KADAI_T", "NAIYO"])
def test_every_theme_maps_to_the_categories_of_the_law(key: str) -> None:
    themes = Code.objects.of(key)
    unmapped = [c.pk for c in themes if not codes.roll_up({c.pk: 1}, "KADAI_LAW")]
    assert themes.exists()
    assert unmapped == []


def test_loading_again_changes_nothing() -> None:
    before = list(Code.objects.order_by("pk").values())
    loaded = codelists.load(codelists.read(), on=TODAY)
    assert (loaded.added, loaded.changed, loaded.ended) == (0, 0, 0)
    assert list(Code.objects.order_by("pk").values()) == before


def test_a_release_adds_changes_and_ends_but_keeps_what_is_local(tmp_path: Path) -> None:
    first = release(
        tmp_path,
        {"code": "TEST-01", "label": "古い"},
        {"code": "TEST-02", "label": "なくなる"},
    )
    codelists.load(first, on=date(2025, 4, 1))
    Code.objects.filter(pk="TEST-01").update(local_label="うちの")
    local = Code.objects.create(
        code="TEST-L01", code_list_id="TEST", label="追加", is_local=True, sort=1000
    )
    local.maps_to.set(["TEST-01"])
    second = release(
        tmp_path,
        {"code": "TEST-01", "label": "新しい", "maps_to": ["TEST-03"]},
        {"code": "TEST-03", "label": "増えた", "synonyms": ["ふえた"]},
        name="X2",
    )
    loaded = codelists.load(second, on=date(2026, 4, 1))
    assert (loaded.added, loaded.changed, loaded.ended) == (1, 1, 1)
    assert codes.labels("TEST") == {
        "TEST-01": "うちの",
        "TEST-02": "なくなる",
        "TEST-03": "増えた",
        "TEST-L01": "追加",
    }
    live = dict(codes.choices("TEST", date(2026, 4, 1)))
    assert set(live) == {"TEST-01", "TEST-03", "TEST-L01"}
    assert set(dict(codes.choices("TEST", date(2026, 3, 31)))) == set(live) | {"TEST-02"}
    assert [c.pk for c in local.maps_to.all()] == ["TEST-01"]
    assert Code.objects.get(pk="TEST-01").label == "新しい"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{", "読めません"),
        ("[]", "読めません"),
        ('{"release": "1"}', "読めません"),
        (
            '{"release": "1", "lists": {"A": {"name": "a", "entries": [{"code": "A-1"}]}}}',
            "読めません",
        ),
        (
            '{"release": "1", "lists": {"A": {"name": "a", "entries": '
            '[{"code": "A-1", "label": "x"}, {"code": "A-1", "label": "y"}]}}}',
            "A-1 が2回",
        ),
        (
            '{"release": "1", "lists": {"A": {"name": "a", "entries": '
            '[{"code": "A-L01", "label": "x"}]}}}',
            "A-L01 は A のコードの形",
        ),
        (
            '{"release": "1", "lists": {"A": {"name": "a", "entries": '
            '[{"code": "A-1", "label": "x", "maps_to": ["B-1"]}]}}}',
            "集計先 B-1",
        ),
    ],
)
def test_a_bad_file_is_refused_before_anything_is_written(
    tmp_path: Path, body: str, why: str
) -> None:
    path = tmp_path / "lists.json"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(codelists.BadCodeList, match=why):
        codelists.read(path)


def test_counts_roll_up_over_local_codes_to_shared_ones_and_to_the_law() -> None:
    local = Code.objects.create(
        code="KADAI_T-L01", code_list_id="KADAI_T", label="多頭飼い", is_local=True
    )
    local.maps_to.set(["KADAI_T-20", "KADAI_T-04"])
    counts = {"KADAI_T-04": 5, "KADAI_T-L01": 2, "KADAI_T-34": 1}
    assert codes.roll_up(counts, "KADAI_T") == {
        "KADAI_T-04": 7,
        "KADAI_T-20": 2,
        "KADAI_T-34": 1,
    }
    law = codes.roll_up(counts, "KADAI_LAW")
    assert law == {"KADAI_LAW-05": 7, "KADAI_LAW-08": 7, "KADAI_LAW-06": 1}
    assert codes.under("KADAI_T", "KADAI_T-04", "KADAI_T-34") == {
        "KADAI_T-04", "KADAI_T-34", "KADAI_T-L01",
    }  # fmt: skip


def test_reading_a_list_again_asks_the_database_nothing() -> None:
    codes.labels("KADAI_T")
    with CaptureQueriesContext(connection) as queries:
        codes.choices("KADAI_T", TODAY)
        codes.grouped_choices("KADAI_T", TODAY)
    assert len(queries) == 0


def test_long_lists_are_offered_under_headings() -> None:
    groups = codes.grouped_choices("TSUNAGISAKI", TODAY)
    assert groups[0][0] == "相談の窓口"
    assert (
        sum(len(rows) for _, rows in groups) == CodeList.objects.get(pk="TSUNAGISAKI").codes.count()
    )


@pytest.mark.parametrize("query", ["ゴミ屋敷", "ごみやしき", "ため込み", "溜め込み"])
def test_words_of_the_same_meaning_are_found(query: str) -> None:
    ref = Ref("record", uuid7())
    at = datetime(2026, 11, 23, tzinfo=UTC)
    search.put(ref, texts=["隣の家がごみ屋敷になっている"], narrow=["all"], at=at)
    assert [hit.object_id for hit in search.hits(query, narrow=["all"])] == [ref.id]
