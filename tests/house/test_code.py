"""How the code is written. Each rule says why; a failing rule lists every place that breaks it."""

import ast
import re

from django.apps import apps

from wagamachi.core.models import Code

from .source import Module, calls, functions, line_count, modules, without_docstring

WRITES = {
    *("save", "create", "update", "delete", "get_or_create", "update_or_create"),
    *("bulk_create", "bulk_update", "asave", "acreate", "aupdate", "adelete"),
}
CLOCKS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|timezone\.now|time\.time|localdate|localtime)$"
)
MAY_PRINT = {"cli", "operate"}
FILE_LINES, FUNCTION_LINES, VIEW_LINES = 400, 45, 24

# path or path:function → why it may be longer. An entry that is no longer needed fails too.
LONGER = {
    "demo/loading/sheets.py:__init__": "a list of columns, one statement for each table",
    "demo/showcase.py:_tower": "one story, told from beginning to end",
}


def _places(found: list[tuple[Module, ast.AST]]) -> list[str]:
    return sorted({f"{module.name}:{getattr(node, 'lineno', 1)}" for module, node in found})


def test_only_services_write() -> None:
    """A write outside a service has no transaction, no audit event and no permission check."""
    found = [
        (module, node)
        for module in modules()
        if module.furniture in {"views", "forms", "queries", "policy", "urls", "templatetags"}
        for called, node in calls(module)
        if "." in called and called.rpartition(".")[2] in WRITES
    ]
    assert _places(found) == []


def test_one_door_for_what_is_new_and_one_for_what_changes() -> None:
    """A row kept under an id of a page goes through ``keep_new``: it alone compares what comes again.

    Looking an id up oneself, or creating under it, throws a second answer away while the page says
    saved, shows somebody else's row, or ends in an error of the database.
    """
    found = [
        (module, node)
        for module in modules()
        if module.furniture == "services"
        for called, node in calls(module)
        for given in node.keywords
        if (given.arg in ("id", "pk"))
        and (
            called.endswith((".create", ".get_or_create", ".update_or_create"))
            or (called.endswith((".filter", ".get")) and ast.unparse(given.value) == "id")
        )
    ]
    assert _places(found) == []


def test_a_page_carries_its_id_in_one_kind_of_field() -> None:
    """A field of its own kind forgets to say what to do when the id is lost, or lets it be missing."""
    found = [
        (module, node)
        for module in modules()
        if module.name != "core/fields.py"
        for called, node in calls(module)
        if called.endswith("UUIDField") and module.furniture == "forms"
    ]
    assert _places(found) == []


def test_only_the_clock_knows_the_time() -> None:
    """Services take ``at`` and views ask core.clock, so that a test can stop time."""
    found = [
        (module, node)
        for module in modules()
        if module.name != "core/clock.py"
        for called, node in calls(module)
        if CLOCKS.search(called) and not (node.args and called.endswith(("localdate", "localtime")))
    ]
    assert _places(found) == []


def test_services_take_keywords_only() -> None:
    """Who does what to whom and when must not depend on the order in which it is written."""
    found = [
        (module, node)
        for module in modules()
        if module.furniture == "services"
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if {"actor", "at"} & {argument.arg for argument in node.args.args + node.args.posonlyargs}
    ]
    assert _places(found) == []


def test_nothing_is_left_to_be_written() -> None:
    """A function without a body promises something that the house does not do."""
    found: list[tuple[Module, ast.AST]] = []
    for module in modules():
        protocols = {
            inner
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)
            for inner in ast.walk(node)
        }
        for function in functions(module):
            body = without_docstring(function.body)
            is_empty = all(
                isinstance(line, ast.Pass)
                or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
                for line in body
            )
            if is_empty and function not in protocols:
                found.append((module, function))
        found += [
            (module, node)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Name) and node.id in {"NotImplementedError", "NotImplemented"}
        ]
    assert _places(found) == []


def test_only_the_command_line_prints() -> None:
    """What a page or a job prints is read by nobody and may hold personal data."""
    found = [
        (module, node)
        for module in modules()
        if module.parts[0] not in MAY_PRINT and "commands" not in module.parts
        for called, node in calls(module)
        if called in {"print", "pprint", "pprint.pprint", "breakpoint"}
    ]
    assert _places(found) == []


def test_nothing_unsafe_is_called() -> None:
    """Escaping, SQL parameters and parsing are left to the libraries that do them well."""
    unsafe = {"eval", "exec", "mark_safe", "pickle.loads", "os.system", "csrf_exempt"}
    found = [
        (module, node)
        for module in modules()
        for called, node in calls(module)
        if called in unsafe or called.endswith((".raw", ".extra"))
    ]
    assert _places(found) == []


def test_modules_say_what_they_are_for() -> None:
    """The first thing a newcomer reads is one sentence in the user's words."""
    silent = {"__init__.py", "apps.py", "urls.py"}
    found = [
        module.name
        for module in modules()
        if module.tree.body and module.name.rpartition("/")[2] not in silent
        if not ast.get_docstring(module.tree)
    ]
    assert found == []


def test_files_functions_and_views_stay_short() -> None:
    """Long code hides two ideas in one place: split it, or say in LONGER why not."""
    long = {m.name for m in modules() if m.text.count("\n") > FILE_LINES}
    long |= {
        f"{module.name}:{function.name}"
        for module in modules()
        for function in functions(module)
        if line_count(function) > (VIEW_LINES if module.furniture == "views" else FUNCTION_LINES)
    }
    assert sorted(long) == sorted(LONGER)


def test_suppressions_say_what_they_suppress() -> None:
    """A guard is switched off for one named thing; a ``noqa`` also says why."""
    pattern = re.compile(r"#\s*(type:\s*ignore(?!\[)|noqa(?!: [A-Z]+\d+.*  # ))")
    found = [
        f"{module.name}:{number}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_codes_are_called_as_the_municipality_calls_them() -> None:
    """A query knows only the shared word of a code; ``str(code)`` and ``codes.labels`` know the local."""
    asked = re.compile(rf"[\"'](\w+__)?({'|'.join(sorted(_columns_of_codes()))})__label[\"'_]")
    assert [module.name for module in modules() if asked.search(module.text)] == []


def _columns_of_codes() -> set[str]:
    return {
        field.name
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is Code and not field.auto_created
    }
