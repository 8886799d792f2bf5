"""The nightly round finds what does not hold, and says so in plain words."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from wagamachi.access import audit, triggers
from wagamachi.access.actor import system
from wagamachi.access.models import AuditEvent
from wagamachi.core import doctor, refs, search
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code, CodeList
from wagamachi.core.refs import Kind, Ref

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def messages(name: str) -> list[str]:
    return [finding.message for finding in doctor.run(name)]


def doctor_says() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out, skip_checks=True)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_fresh_house_is_healthy() -> None:
    code, text = doctor_says()
    assert (code, text.splitlines()[-1]) == (0, "すべて問題ありません。")
    assert {"種類の登録", "検索", "コード表", "監査記録"} <= set(doctor.names())


def test_findings_are_told_and_the_status_is_one() -> None:
    CodeList.objects.update(release="0")
    code, text = doctor_says()
    assert code == 1
    assert "コード表: 1件\n  ・新しい版が入っていません。" in text


def test_a_kind_without_table_or_page_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = {
        "ghost": Kind("ghost", "幽霊", "core.Ghost", str, "core:healthz"),
        "homeless": Kind("homeless", "宿なし", "core.Code", str, "core:nowhere"),
    }
    monkeypatch.setattr(refs, "_kinds", bad)
    assert messages("種類の登録") == [
        "「幽霊」の表（core.Ghost）がありません。",
        "「宿なし」のページ（core:nowhere）がありません。",
    ]


def test_an_indexed_row_that_is_gone_is_found() -> None:
    gone = Ref("user", uuid7())
    search.put(gone, texts=["いない人"], narrow=["all"], at=NOON)
    assert [f.ref for f in doctor.run("検索")] == [gone]
    search.remove(gone)
    assert doctor.run("検索") == []


def test_an_indexed_row_of_an_unknown_kind_is_found() -> None:
    search.put(Ref("nothing", uuid7()), texts=["？"], narrow=["all"], at=NOON)
    assert messages("検索") == ["知らない種類「nothing」の写しが1件あります。"]


def test_a_local_code_that_adds_up_nowhere_is_found() -> None:
    Code.objects.create(code="KADAI_T-L01", code_list_id="KADAI_T", label="x", is_local=True)
    assert messages("コード表") == ["KADAI_T-L01 に集計先がありません。"]


def test_a_missing_guard_and_a_changed_event_are_found() -> None:
    audit.record(actor=system(NOON.date()), kind=audit.EventKind.EXPORTED, at=NOON)
    last = AuditEvent.objects.latest("seq")
    triggers.remove()
    AuditEvent.objects.filter(pk=last.pk).update(data={"x": 1})
    found = messages("監査記録")
    triggers.install()
    assert found[:-1] == [
        f"書きかえを防ぐしくみ（{name}）がありません。"
        for table in triggers.TABLES
        for name in [f"{table}_no_{event.lower()}" for event in triggers.EVENTS[connection.vendor]]
    ]
    assert found[-1] == f"{last.seq}番目の記録: 中身が書きかえられています。"


def test_two_checks_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="exists already"):
        doctor.check("検索")(lambda: iter(()))
