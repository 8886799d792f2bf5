"""Search finds what people mean, on either database, and never more than the scopes allow."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wagamachi.core import search
from wagamachi.core.ids import uuid7
from wagamachi.core.models import SearchDocument
from wagamachi.core.refs import Ref

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def put(
    text: str = "",
    *,
    title: str = "",
    narrow: Iterable[str] = ("all",),
    at: datetime = NOON,
    ref: Ref | None = None,
) -> UUID:
    ref = ref or Ref("record", uuid7())
    search.put(ref, texts=[text], titles=[title], narrow=narrow, at=at)
    return ref.id


def found(query: str, *narrow: str, **options: object) -> list[UUID]:
    hits = search.hits(query, narrow=narrow or ("all",), **options)  # type: ignore[arg-type]
    return [hit.object_id for hit in hits]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("母の認知症が心配", "認知症"),
        ("母の認知症が心配", "認知"),
        ("母の認知症が心配", "症"),
        ("母の認知症が心配", "母"),
        ("母の認知症が心配", "心配 認知症"),
        ("息子がひきこもりで", "引きこもり"),
        ("息子が引きこもりで", "ひきこもり"),
        ("子どもが学校へ行かない", "子供"),
        ("一人暮らしの女性", "ひとり暮らし"),
        ("障がいのある方", "障害"),
        ("ゴミ屋敷の相談", "ごみ屋敷"),
        ("ｺﾞﾐ屋敷の相談", "ゴミ屋敷"),
        ("髙橋さん宅を訪問", "高橋"),
        ("霞ヶ関の事務所", "霞が関"),
        ("暁町三丁目5番1号", "暁町３丁目"),
        ("暁町3-5-1", "3ー5ー1"),
        ("8050問題の世帯", "８０５０"),
        ("8050問題の世帯", "8050問題"),
        ("NPOと協議", "npo"),
        ("８月５日に面談", "8月5日"),
        ("ケアマネジャー", "けあまね"),
    ],
)
def test_a_word_is_found_however_it_is_typed(text: str, query: str) -> None:
    other = put("まったく別の話")
    wanted = put(text)
    assert found(query) == [wanted]
    assert other not in found(query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("認知が進み、症状が出た", "認知症"),
        ("ごみ、屋敷", "ごみ屋敷"),
        ("1234番地", "123"),
        ("母が心配", "母 父"),
        ("田中", "中田"),
    ],
)
def test_a_word_means_its_characters_side_by_side(text: str, query: str) -> None:
    put(text)
    assert found(query) == []


def test_names_are_found_by_reading() -> None:
    tanaka = put(title="田中花子")
    put("田中という地名")
    assert found("たなか はなこ") == [tanaka]
    assert found("ﾀﾅｶ") == [tanaka]


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "　",
        "。",
        '"',
        "'",
        "*",
        "()",
        "§",
        "-",
        "\\",
        "\x00",
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
def test_a_query_without_words_finds_nothing(query: str) -> None:
    put("なにか")
    assert found(query) == []


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(max_size=30) | st.text(alphabet="\"'()*:^&|!<>-+\\§{}~ ANDORNEAR認知症0", max_size=20)
)
def test_no_query_breaks_the_engine(db: None, query: str) -> None:
    assert isinstance(found(query), list)


@pytest.mark.parametrize(
    "query", ['認知症" OR "母', "認知症' | 'x", "words:認知症", "認知症 NOT 母"]
)
def test_operators_are_only_words(query: str) -> None:
    put("母と話した")
    assert found(query) == []


def test_only_documents_in_one_of_the_scopes_are_found() -> None:
    ours = put("見守り", narrow=["team:1", "user:7"])
    theirs = put("見守り", narrow=["team:2"], at=NOON - timedelta(days=1))
    assert found("見守り", "team:1") == [ours]
    assert found("見守り", "user:7", "team:2") == [ours, theirs]
    assert found("見守り", "team:3") == []
    assert search.hits("見守り", narrow=[]) == []
    assert found("team", "team:1") == []


def test_kinds_can_be_chosen() -> None:
    case = put("見守り", ref=Ref("case", uuid7()))
    put("見守り")
    assert found("見守り", kinds=["case"]) == [case]
    assert len(found("見守り", kinds=["case", "record"])) == 2


def test_the_newest_come_first_in_pages() -> None:
    ids = [put("見守り", at=NOON + timedelta(minutes=n)) for n in (2, 0, 3, 1)]
    newest_first = [ids[2], ids[0], ids[3], ids[1]]
    first = search.hits("見守り", narrow=["all"], limit=3)
    rest = search.hits("見守り", narrow=["all"], limit=3, before=first[-1].document_id)
    assert [hit.object_id for hit in (*first, *rest)] == newest_first


def test_writing_again_replaces_words_scopes_and_place() -> None:
    ref = Ref("record", uuid7())
    put("ごみ屋敷", ref=ref, narrow=["team:1"])
    put("家賃", ref=ref, narrow=["team:2"], at=NOON + timedelta(days=1))
    assert found("ごみ屋敷", "team:1", "team:2") == []
    assert found("家賃", "team:1") == []
    assert found("家賃", "team:2") == [ref.id]
    assert SearchDocument.objects.count() == 1


def test_what_is_removed_is_gone() -> None:
    ref = Ref("record", uuid7())
    put("ごみ屋敷", ref=ref)
    other = put("ごみ屋敷", ref=Ref("case", ref.id))
    search.remove(ref)
    assert [(hit.kind, hit.object_id) for hit in search.hits("ごみ屋敷", narrow=["all"])] == [
        ("case", other)
    ]


def test_many_are_written_at_once_and_the_last_entry_wins() -> None:
    ref = Ref("record", uuid7())
    entries = [
        search.Entry(Ref("record", uuid7()), [f"見守り{n}"], ["all"], NOON) for n in range(1200)
    ]
    entries += [
        search.Entry(ref, ["前"], ["all"], NOON),
        search.Entry(ref, ["家賃"], ["all"], NOON),
    ]
    assert search.put_many(entries, spellings=False) == 1201
    search.tidy()
    assert len(found("見守り", limit=2000)) == 1200
    assert found("見守り77") == [entries[77].ref.id]
    assert (found("家賃"), found("前")) == ([ref.id], [])


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_is_one_query(count: int) -> None:
    for _ in range(count):
        put("見守り")
    found("見守り")
    with CaptureQueriesContext(connection) as queries:
        assert len(found("見守り")) == count
    assert len(queries) == 1


def test_installing_again_keeps_what_is_there() -> None:
    wanted = put("見守り")
    search.install()
    assert search.is_installed()
    assert found("見守り") == [wanted]
