"""``docs/permissions.md`` says what the code does."""

from pathlib import Path

from django.core.management import call_command

from wagamachi.access.docs import GROUP_LABELS, PERM_LABELS, SCOPE_LABELS, permissions_markdown
from wagamachi.access.matrix import MATRIX, Scope
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role

DOC = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


def test_the_page_is_made_from_the_matrix() -> None:
    """Made again with ``python manage.py permissions_doc``."""
    assert DOC.read_text(encoding="utf-8") == permissions_markdown()


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    call_command("permissions_doc", tmp_path / "p.md", verbosity=0)
    assert (tmp_path / "p.md").read_text(encoding="utf-8") == permissions_markdown()


def test_everything_in_the_matrix_has_words() -> None:
    assert set(PERM_LABELS) == set(Perm)
    assert set(SCOPE_LABELS) == set(Scope)
    assert {perm.value.partition(".")[0] for perm in Perm} == set(GROUP_LABELS)
    assert set(MATRIX) == set(Role)


def test_a_cell_says_how_far_a_role_reaches() -> None:
    (heading,) = (
        line for line in permissions_markdown().splitlines() if "ケースをすべて見る" in line
    )
    column = heading.split("|").index(" ケースをすべて見る ")
    rows = [line.split("|") for line in permissions_markdown().splitlines() if "|" in line]
    after = rows[rows.index(heading.split("|")) + 2 :][: len(Role)]
    cells = {row[1].strip(): row[column].strip() for row in after}
    assert cells["民生委員・児童委員"] == "名ざしの関与"
    assert cells["システム管理"] == "−"
