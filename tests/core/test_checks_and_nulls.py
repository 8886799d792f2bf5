"""A CHECK lets through what it cannot tell: no empty column may make one of ours say neither yes nor no."""

from itertools import product

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, F, Model, Q

CHECKS = [
    (model, constraint)
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
]


def nullable(model: type[Model], q: Q) -> set[str]:
    """Return the columns a condition speaks of that may be empty."""
    found: set[str] = set()
    for child in q.children:
        if isinstance(child, Q):
            found |= nullable(model, child)
            continue
        names = [child[0].partition("__")[0]] + ([child[1].name] if isinstance(child[1], F) else [])
        for name in names:
            field = model._meta.get_field(name)
            found |= {name} if getattr(field, "null", False) else set()
    return found


def says(q: Q, empty: set[str]) -> bool | None:
    """Return what SQL makes of a condition: None when it cannot tell; what is not empty never fits."""
    answers = [says(c, empty) if isinstance(c, Q) else _leaf(*c, empty) for c in q.children]
    decides = q.connector == Q.OR
    answer: bool | None = decides
    if decides not in answers:
        answer = None if None in answers else not decides
    if q.negated:  # Django asks "and it is not empty" inside a NOT
        return not answer
    return answer


def _leaf(lookup: str, value: object, empty: set[str]) -> bool | None:
    name, _, how = lookup.partition("__")
    if value is None or how == "isnull":
        return (name in empty) is (value is not False)
    if name in empty or (isinstance(value, F) and value.name in empty):
        return None
    return False


@pytest.mark.parametrize(("model", "check"), CHECKS, ids=lambda one: getattr(one, "name", ""))
def test_a_check_can_always_tell(model: type[Model], check: CheckConstraint) -> None:
    assert isinstance(check.condition, Q)
    columns = sorted(nullable(model, check.condition))
    for which in product((False, True), repeat=len(columns)):
        empty = {name for name, is_empty in zip(columns, which, strict=True) if is_empty}
        assert says(check.condition, empty) is not None, empty
