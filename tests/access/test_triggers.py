"""What is only ever added cannot be changed or deleted, whoever asks the database."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from wagamachi.access import audit, triggers
from wagamachi.access.actor import system
from wagamachi.access.models import AuditEvent, StateTransition
from wagamachi.core.ids import uuid7

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def written() -> None:
    for n in range(3):
        audit.record(
            actor=system(NOON.date()), kind=audit.EventKind.EXPORTED, at=NOON, data={"rows": n}
        )
    StateTransition.objects.create(
        at=NOON, target_kind="case", target_id=uuid7(), action="a", source="x", target="y"
    )


def rows() -> list["QuerySet[AuditEvent] | QuerySet[StateTransition]"]:
    return [AuditEvent.objects.all(), StateTransition.objects.all()]


@pytest.mark.parametrize("which", [0, 1])
def test_rows_can_neither_be_changed_nor_deleted(which: int) -> None:
    written()
    queryset = rows()[which]
    before = list(queryset.order_by("seq").values())
    with pytest.raises(DatabaseError, match=triggers.MESSAGE), transaction.atomic():
        queryset.update(at=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(DatabaseError, match=triggers.MESSAGE), transaction.atomic():
        queryset.delete()
    assert list(queryset.order_by("seq").values()) == before


@pytest.mark.parametrize("table", triggers.TABLES)
def test_tables_cannot_be_emptied_at_once(table: str) -> None:
    written()
    connection.check_constraints()  # PostgreSQL empties no table with checks still to come
    empty = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    with (
        pytest.raises(DatabaseError, match=triggers.MESSAGE),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{empty} {table}")


def test_a_changed_event_breaks_the_chain_where_it_was_changed() -> None:
    written()
    assert audit.verify() is None
    second = AuditEvent.objects.order_by("-seq")[1]
    with triggers.suspended():
        AuditEvent.objects.filter(pk=second.pk).update(data={"rows": 99})
    assert audit.verify() == audit.Break(second.pk, "中身が書きかえられています")


def test_a_deleted_event_breaks_the_chain_after_it() -> None:
    written()
    last, second = AuditEvent.objects.order_by("-seq")[:2]
    with triggers.suspended():
        AuditEvent.objects.filter(pk=second.pk).delete()
    assert audit.verify() == audit.Break(last.pk, "前の出来事とつながっていません")


def test_missing_triggers_are_named_and_come_back() -> None:
    assert triggers.missing() == []
    with triggers.suspended():
        names = triggers.missing()
        assert "access_auditevent_no_update" in names
        assert len(names) == 2 * len(triggers.EVENTS[connection.vendor])
        assert len(triggers.check(databases=["default"])) == len(names)
    assert triggers.missing() == []
    assert triggers.check(databases=["default"]) == []


def test_a_trigger_that_does_nothing_counts_as_missing() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER access_auditevent_no_delete")
            cursor.execute(
                "CREATE TRIGGER access_auditevent_no_delete BEFORE DELETE ON access_auditevent "
                "BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(
                "ALTER TABLE access_auditevent DISABLE TRIGGER access_auditevent_no_delete"
            )
    assert triggers.missing() == ["access_auditevent_no_delete"]
    triggers.install()
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_", [1, 2])
def test_between_transactional_tests_the_tables_are_empty_and_guarded(_: int) -> None:
    assert AuditEvent.objects.filter(kind=audit.EventKind.EXPORTED).count() == 0
    assert triggers.missing() == []
    written()
