"""Whatever the house writes into the audit log, the auditor reads in Japanese (R102)."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from tests.cast import build_cast
from tests.support.stage import Stage
from wagamachi.access import audit_words
from wagamachi.access.audit import EventKind
from wagamachi.access.audit_details import KEYS, WORDS
from wagamachi.access.models import AuditEvent
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.core import refs, states
from wagamachi.core.ids import uuid7

pytestmark = pytest.mark.django_db
SRC = Path(audit_words.__file__).parents[1]
RAW = re.compile(r"[A-Za-z_]{2,}")
OUR_OWN = re.compile(r"CSV|Excel|番号 [0-9a-f]{8}|iCalendar|SNS|FAX|NPO|CSW|DV|ID")


def raw(text: str) -> bool:
    """Say whether a program's word is left in what the auditor reads."""
    return bool(RAW.search(OUR_OWN.sub("", text)))


def read(target: str = "", happened: str = "changed", /, **data: Any) -> list[str]:
    """Return an event as the auditor reads it."""
    event = AuditEvent(
        kind=happened, target_kind=target, target_id=uuid7() if target else None, data=data
    )
    [line] = audit_words.lines([event])
    return [line.what, line.target, *line.details]


def written() -> dict[str, set[Any]]:
    """Return every key the services write into ``data``, with the words they write there themselves."""
    found: dict[str, set[Any]] = defaultdict(set)
    for path in SRC.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found["level"] |= _levels(tree)
        for node in _data(tree, is_service=path.parent.name == "services"):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant):
                    said = {value.value} if isinstance(value, ast.Constant) else set()
                    found[str(key.value)] |= said
    return found


def _levels(tree: ast.AST) -> set[Any]:
    """Return how much was seen, as the views that show something write it down."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    read = [one for one in calls if ast.unparse(one.func) == "audit.read"]
    said = [word.value for one in read for word in one.keywords if word.arg == "level"]
    return {one.value for part in said for one in ast.walk(part) if isinstance(one, ast.Constant)}


def _data(tree: ast.AST, *, is_service: bool) -> Iterator[ast.Dict]:
    """Yield what is written down with an event: anywhere by audit.record, in services by all they call."""
    for node in ast.walk(tree):
        held = None
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
            held = node
        if not (held or is_service):
            continue
        if isinstance(node, ast.keyword) and node.arg == "data":
            held = node.value
        if isinstance(node, ast.Assign) and "data" in re.split(
            r"\W+", ast.unparse(node.targets[0])
        ):
            held = node.value
        if isinstance(node, ast.FunctionDef) and node.name == "_told":
            held = node
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_tell", "_settle"):
            held = node
        if held is not None:
            yield from (one for one in ast.walk(held) if isinstance(one, ast.Dict))


def test_every_key_and_word_the_services_write_is_japanese() -> None:
    found = written()
    assert {"what", "rows", "whose", "took_in", "version"} <= set(found)
    for key, values in found.items():
        assert not raw(read(**{key: "7"})[2]), key
        for value in values | set(WORDS.get(key, ())):
            assert not any(map(raw, read(**{key: value})[2:])), (key, value)
    assert [key for key, word in KEYS.items() if raw(word)] == []


def test_every_move_and_state_role_and_permission_is_japanese() -> None:
    said = [
        read(one.kind, "moved", **{key: value})
        for one in states.registered()
        for key, values in (
            ("action", [move.action for move in one.moves]), ("from", list(one.states.values)),
            ("to", list(one.states.values)),
        )
        for value in values
    ]  # fmt: skip
    assert len(states.registered()) == 8
    said += [read("assignment", role=str(role)) for role in Role]
    said += [read(perm=str(perm)) for perm in Perm] + [read("", str(kind)) for kind in EventKind]
    said += [read(one.name, about=[f"{one.name}:{uuid7()}"]) for one in refs.kinds()]
    assert [words for words in said if any(map(raw, words))] == []


def test_every_column_of_the_house_is_japanese() -> None:
    kinds = {one.model: one.name for one in refs.kinds()}
    columns = [
        (kinds.get(model, ""), field.attname)
        for model in apps.get_models() if model.__module__.startswith("wagamachi.")
        for field in (*model._meta.fields, *model._meta.many_to_many)
    ]  # fmt: skip
    wrong = [one for one in columns if any(map(raw, read(one[0], fields=[one[1]])))]
    assert wrong == []


def test_rows_people_and_days_are_called_by_name() -> None:
    cast = build_cast()
    assert read("team")[1] == "チーム"
    event = AuditEvent(
        kind="changed", target_kind="team", target_id=cast.town.east_team.pk,
        data={"user": str(cast.csw.pk), "from": "2026-11-23", "emergency": False, "rows": 0},
    )  # fmt: skip
    [line] = audit_words.lines([event])
    assert (line.target, line.details) == (
        f"チーム {cast.town.east_team.name}",
        [f"だれの: {cast.csw.name}", "前: 令和8年11月23日（月）", "緊急: いいえ", "件数: 0"],
    )
    assert read("record", "exported", what="insight.person", format="xlsx", whose="mine")[2:] == [
        "なにを: 集計の表", "形: Excel", "だれの記録: 自分の記録",
    ]  # fmt: skip


def told_of(kind: str, target: Any) -> list[tuple[str, str, list[str]]]:
    events = AuditEvent.objects.filter(kind=kind, target_id=target).order_by("seq")
    return [(line.what, line.target, line.details) for line in audit_words.lines(events)]


def test_what_was_added_to_a_row_says_what_it_is_and_whose(frozen: datetime) -> None:
    """A つなぎ taken on, a sheet and a gap: by office and case, never by a number alone."""
    stage = Stage(build_cast(), frozen)
    case = stage.case()
    handoff = stage.accepted(case)
    assert handoff.to_team is not None
    office = handoff.to_team.organization.name
    [(what, target, details)] = [
        one for one in told_of("created", case.pk) if one[0] == "書き加えた"
    ]
    assert (what, target) == ("書き加えた", f"ケース {case.number}")
    assert details[0] == f"役割: {office}・ケース {case.number}"
    assert (details[1], details[2].startswith("つなぎ: ")) == ("なにを: つなぎを引き受けた", True)
    gap = stage.gap(case)
    [(what, target, _)] = told_of("created", gap.pk)
    assert (what, target) == ("新しく作った", f"制度の狭間 ケース {case.number}")


def test_what_nothing_else_is_known_of_is_told_by_its_day() -> None:
    [*_, said] = read("case", "created", supporter=str(uuid7()))
    assert re.fullmatch(r".+: R\d+\.\d+\.\d+のもの・番号 [0-9a-f]{8}", said)
