"""Every room has the same furniture, stands on its floor, and names its doors alike."""

import ast
import tomllib

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation
from importlinter.cli import lint_imports

from .source import PACKAGE, ROOMS, ROOT, modules
from .urls import all_urls

# Names that say nothing, or say the same as a piece of furniture in other words.
STRANGE = {
    *("utils", "util", "helpers", "helper", "misc", "common", "managers", "signals", "admin"),
    *("view", "form", "service", "query", "model", "state", "permissions", "serializers"),
}


def test_imports_only_go_down() -> None:
    """A room that imports from above cannot be understood, tested or moved alone."""
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_every_room_stands_on_a_floor() -> None:
    """A room that the contract does not name could import whatever it likes."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = config["tool"]["importlinter"]["contracts"]
    floors = {
        room.strip().removeprefix("wagamachi.")
        for floor in contract["layers"]
        for room in floor.split("|")
    }
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} | {"cli"}
    assert floors == packages


@pytest.mark.parametrize("room", ROOMS)
def test_furniture_has_its_usual_names(room: str) -> None:
    """Learn one room, know all: no second word for the same thing."""
    here = {path.stem for path in (PACKAGE / room).iterdir()}
    assert here & STRANGE == set()


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_with_views_have_urls_and_templates_of_their_own(room: str) -> None:
    """``casework:intake`` is in casework/urls.py and draws casework/templates/casework/…."""
    folder = PACKAGE / room
    if not ((folder / "views").is_dir() or (folder / "views.py").exists()):
        return
    tree = ast.parse((folder / "urls.py").read_text(encoding="utf-8"))
    names = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "app_name"
    ]
    assert names == [room]


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_with_models_have_migrations(room: str) -> None:
    """A table that no migration makes exists on one machine only."""
    folder = PACKAGE / room
    has_models = any(
        isinstance(node, ast.ClassDef)
        for module in modules()
        if module.parts[0] == room and module.furniture == "models"
        for node in module.tree.body
    )
    assert has_models == any((folder / "migrations").glob("0*.py"))


def test_migrations_match_the_models() -> None:
    """The database a municipality has is the one the migrations make; it is not built to ask."""
    with translation.override(None):
        said = MigrationLoader(None)
        assert said.detect_conflicts() == {}
        detector = MigrationAutodetector(said.project_state(), ProjectState.from_apps(apps))
        assert detector.changes(graph=said.graph) == {}


def test_a_short_way_of_migrations_ends_where_the_long_one_does() -> None:
    """A new database takes the squashed migrations, an old one goes on with those they replace."""
    with translation.override(None):
        long, short = MigrationLoader(None, replace_migrations=False), MigrationLoader(None)
        apart = [node for node in long.graph.leaf_nodes() if node[1].startswith("0001_squashed")]
        kept = [node for node in long.graph.leaf_nodes() if node not in apart]
        detector = MigrationAutodetector(long.project_state(kept), short.project_state())
        assert detector.changes(graph=short.graph) == {}


def test_every_door_has_a_name() -> None:
    """Nameless URLs cannot be linked to, nor be found in the permission matrix."""
    assert [door.route for door in all_urls() if not door.name] == []


def test_names_of_doors_are_unique() -> None:
    """Two routes of one name are allowed only when their arguments differ."""
    seen = [(door.name, tuple(sorted(door.arguments))) for door in all_urls()]
    assert sorted(set(seen)) == sorted(seen)


def test_addresses_carry_no_free_text() -> None:
    """Addresses land in logs and histories: ids, keys and numbers may stand in them, names not."""
    allowed = {"uuid", "int", "slug", "ref"}
    coded = {"code_list", "code_add", "code_rename", "code_end", "code_resume"}  # KADAI_T, KEIRO-01
    wrong = [
        f"{door.name} {argument}:{converter}"
        for door in all_urls()
        if door.is_ours and door.name.removeprefix("access:") not in coded
        for argument, converter in door.arguments.items()
        if converter not in allowed
    ]
    assert wrong == []
