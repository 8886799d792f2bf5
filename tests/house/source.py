"""The product's own source, as the house rules read it."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "wagamachi"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/apps.py"))


@dataclass(frozen=True)
class Module:
    """One Python file of the product. ``name`` is its path inside the package."""

    name: str
    text: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.name).with_suffix("").parts

    @property
    def furniture(self) -> str:
        """``views`` for casework/views/intake.py and for home/views.py; empty outside a room."""
        return self.parts[1] if len(self.parts) > 1 and self.parts[0] in ROOMS else ""


@functools.cache
def modules() -> tuple[Module, ...]:
    """Read every module of the product, migrations left out: Django wrote those."""
    return tuple(
        Module(str(path.relative_to(PACKAGE)), text, ast.parse(text))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
        for text in [path.read_text(encoding="utf-8")]
    )


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a module."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the dotted text of what is called."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


@functools.cache
def templates() -> tuple[tuple[str, str], ...]:
    """Return (path inside the package, text) of every template."""
    return tuple(
        (str(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.glob("*/templates/**/*.*"))
        if path.suffix in {".html", ".txt"}
    )


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return the statements that do something."""
    has_docstring = (
        body
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    )
    return body[1:] if has_docstring else body


def line_count(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function's body from its first statement to its last."""
    body = without_docstring(node.body)
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
