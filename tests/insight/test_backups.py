"""バックアップ: asked by kind, answered how soon, and what nobody has answered yet (R011)."""

from datetime import datetime, timedelta

import pytest

from tests.casework.scenes import Scene
from tests.cast import Cast
from wagamachi.casework.enums import HandoffKind, Level
from wagamachi.casework.models import Handoff
from wagamachi.casework.services import (
    HandoffDraft,
    accept_handoff,
    ask_for_backup,
    receive_handoff,
)
from wagamachi.core import codes
from wagamachi.core.models import Code
from wagamachi.insight.queries.backups import by_kind, by_team


@pytest.fixture
def scene(cast: Cast, frozen: datetime) -> Scene:
    return Scene(cast, frozen)


def ask(scene: Scene, kind: str) -> Handoff:
    draft = HandoffDraft(
        kind=HandoffKind.BACKUP, purpose="関わり方", request="来てほしい", due_on=scene.day(4),
        team=scene.cast.town.core_team, level=Level.STATUS, backup_kind_id=kind,
    )  # fmt: skip
    return ask_for_backup(actor=scene.actor("csw"), at=scene.at, draft=draft)


def test_requests_are_counted_by_kind_with_the_time_to_the_first_answer(scene: Scene) -> None:
    first, second = ask(scene, "BACKUP-01"), ask(scene, "BACKUP-01")
    ask(scene, "BACKUP-02")
    core = scene.actor("core")
    receive_handoff(actor=core, at=scene.at + timedelta(hours=24), handoff=first)
    accept_handoff(actor=core, at=scene.at + timedelta(hours=48), handoff=first, answer="行く")
    accept_handoff(actor=core, at=scene.at + timedelta(hours=48), handoff=second, answer="行く")
    rows = {row.label: row.cells for row in by_kind(2026).rows}
    assert rows["基礎的な地域情報・データ"] == (2, 2, 0, 2.0, 48.0)
    assert rows[str(Code.objects.get(pk="BACKUP-02"))] == (1, 0, 1, None, None)
    assert rows["合計"][:3] == (3, 2, 1)
    assert by_team(2026).rows[0].cells[:3] == (3, 2, 1)


def test_a_kind_is_called_as_the_municipality_calls_it(scene: Scene) -> None:
    ask(scene, "BACKUP-02")
    Code.objects.filter(pk="BACKUP-02").update(local_label="となりの助け")
    codes.forget()
    assert by_kind(2026).rows[0].label == "となりの助け"


def test_the_page_shows_them_and_gives_the_same_as_a_file(scene: Scene) -> None:
    ask(scene, "BACKUP-01")
    browser = scene.browser("csw")
    assert "情報・データ" in browser.get("/insight/backups/").content.decode()
    file = browser.get("/insight/backups/?file=kind").content.decode()
    assert "情報・データ,1,0,1" in file
