"""The look-over finds what does not hold, and says so in plain words."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from wagamachi.access import audit, triggers
from wagamachi.access.actor import system
from wagamachi.access.models import AuditEvent, StateTransition
from wagamachi.core import doctor, refs, search
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code, CodeList
from wagamachi.core.refs import Kind, Ref

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def found() -> dict[str, tuple[str, ...]]:
    return {finding.name: finding.places for finding in doctor.examine(NOON)}


def doctor_says(*args: str) -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("doctor", *args, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_a_fresh_house_is_healthy() -> None:
    code, lines = doctor_says()
    assert (code, lines[-1]) == (0, "すべての約束が守られています。")
    assert len(lines) == len(doctor.checks()) + 1


def test_findings_are_told_and_the_status_is_one() -> None:
    CodeList.objects.update(release="0")
    assert doctor_says("--only", "code_lists") == (
        1,
        [
            "× コード表は、この版のものが入っている（code_lists）",
            "    新しい版が入っていません。「wagamachi manage migrate」で入ります",
            "守られていない約束が1件あります。",
        ],
    )


def test_a_kind_without_table_or_page_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = {
        "ghost": Kind("ghost", "幽霊", "core.Ghost", str, "core:healthz"),
        "homeless": Kind("homeless", "宿なし", "core.SearchDocument", str, "core:nowhere"),
    }
    monkeypatch.setattr(refs, "_kinds", bad)
    assert found()["kinds"] == (
        "「幽霊」の表（core.Ghost）がありません",
        "「宿なし」のページ（core:nowhere）がありません",
    )


def test_an_indexed_row_that_is_gone_is_found() -> None:
    gone = Ref("user", uuid7())
    search.put(gone, texts=["いない人"], narrow=["all"], at=NOON)
    assert found() == {"search_orphans": (f"検索用の写しの指す {gone} がありません",)}
    search.remove(gone)
    assert found() == {}


def test_an_indexed_row_of_an_unknown_kind_is_found() -> None:
    search.put(Ref("nothing", uuid7()), texts=["？"], narrow=["all"], at=NOON)
    assert found()["search_orphans"] == ("検索用の写しが、知らない種類「nothing」を指しています",)


def test_a_move_of_a_row_that_is_gone_is_found() -> None:
    gone = uuid7()
    StateTransition.objects.create(
        at=NOON, target_kind="user", target_id=gone, action="a", source="x", target="y"
    )
    assert found() == {"moves": (f"状態の移り変わりの指す user:{gone} がありません",)}


def test_a_local_code_that_adds_up_nowhere_is_found() -> None:
    Code.objects.create(code="KADAI_T-L01", code_list_id="KADAI_T", label="x", is_local=True)
    assert found() == {"local_codes": ("KADAI_T-L01 に集計先がありません",)}


def test_a_missing_guard_and_a_changed_event_are_found() -> None:
    audit.record(actor=system(NOON.date()), kind=audit.EventKind.EXPORTED, at=NOON)
    last = AuditEvent.objects.latest("seq")
    with triggers.suspended():
        AuditEvent.objects.filter(pk=last.pk).update(data={"x": 1})
        places = found()
    assert len(places["append_only"]) == 2 * len(triggers.EVENTS[connection.vendor])
    assert places["audit_chain"] == (f"監査記録 {last.seq} 番: 中身が書きかえられています",)


def test_many_places_are_told_up_to_a_point() -> None:
    def everywhere(at: datetime) -> Iterable[str]:
        return (str(n) for n in range(1234))

    finding = doctor.look(doctor.Check("x", "x", everywhere), NOON)
    assert finding is not None
    assert finding.count == 1234
    assert finding.places[-2:] == (str(doctor.AT_MOST - 1), "ほかに1,214件")


def test_two_rooms_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="exists already"):
        doctor.register("kinds", "…")(lambda at: ())


def test_a_check_that_is_not_known_is_no_all_clear() -> None:
    with pytest.raises(CommandError, match=r"nonsense という約束はありません.*code_lists"):
        doctor_says("--only", "nonsense")


def test_what_cannot_be_looked_at_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(at: datetime) -> Iterable[str]:
        raise DatabaseError("database disk image is malformed: 海野さん")

    monkeypatch.setitem(doctor._checks, "torn", doctor.Check("torn", "読める", torn))
    assert found()["torn"] == ("調べられませんでした（DatabaseError）",)


def test_what_was_cut_off_a_database_is_found() -> None:
    """As after half a dump: a table without its rule, a rule that was never looked at, a move undone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_doctorrun RENAME TO core_elsewhere")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    told = found()
    assert told["database_tables"] == ("表 core_doctorrun がありません。控えから戻してください",)
    assert (
        "sessions の 0001_initial が、まだです。`wagamachi setup` で入ります" in told["migrations"]
    )


@pytest.mark.own_databases  # a rule that can be switched off is SQLite's alone
def test_a_row_that_points_nowhere_is_found(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("INSERT INTO accounts_user_groups (user_id, group_id) VALUES ('gone', 7)")
        cursor.execute("PRAGMA foreign_keys = ON")
    assert "database_links" in found()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user_groups")
