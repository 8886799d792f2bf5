"""One rule, one place: the same ``Q`` says "may they open it?" and "which are on their list?".

Each room registers one function per model that returns *clauses*: a ``Q`` with the sentence that
explains it. ``visible_to`` is their OR, ``can`` is ``visible_to`` plus a primary key, and
``explain`` names the clauses that match. Unseen means 404, and the denial is audited.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from wagamachi.core.refs import Ref, ref_of

from . import audit
from .actor import Actor
from .perms import Perm

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Clause:
    """One way in: the rows it opens and the reason, as a Japanese sentence."""

    why: str
    q: Q


Rule = Callable[[Actor, Perm], Iterable[Clause]]

NOTHING = Q(pk__in=())
_rules: dict[type[Model], Rule] = {}


def rule_for(model: type[Model]) -> Callable[[Rule], Rule]:
    """Register the decorated function as the one rule of ``model``."""

    def register(rule: Rule) -> Rule:
        _rules[model] = rule
        return rule

    return register


def own(actor: Actor, *, person: str, team: str) -> Q:
    """Match one's own rows, while one has a post in the team they were written for or received at.

    Who leaves that team leaves what they did there with it. ``person`` and ``team`` are columns; a row
    of no team stays with somebody who has a post without a team. This is the only way to say "my own".
    """
    there = Q((f"{team}__in", actor.team_ids))
    if any(post.team_id is None for post in actor.posts):
        there |= Q((team, None))
    return Q((person, actor.user_id)) & there


def has_rule(model: type[Model]) -> bool:
    """Say whether rows of ``model`` have a rule of their own; parts follow what they belong to."""
    return model in _rules


def clauses(actor: Actor, model: type[Model], perm: Perm) -> list[Clause]:
    """Return the ways in; raise LookupError for a model without a rule, ValueError for a perm."""
    perm = Perm(perm)
    try:
        rule = _rules[model]
    except KeyError:
        raise LookupError(f"{model._meta.label} has no policy") from None
    return list(rule(actor, perm)) if actor.has(perm) else []


def scope(actor: Actor, model: type[Model], perm: Perm) -> Q:
    """Return the ``Q`` of the rows ``actor`` has ``perm`` on."""
    return reduce(or_, (clause.q for clause in clauses(actor, model, perm)), NOTHING)


def visible_to(actor: Actor, rows: "type[M] | QuerySet[M]", perm: Perm) -> "QuerySet[M]":
    """Narrow ``rows`` to those ``actor`` has ``perm`` on."""
    queryset = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    return queryset.filter(scope(actor, queryset.model, perm))


def can(actor: Actor, perm: Perm, obj: Model) -> bool:
    """Say whether ``actor`` has ``perm`` on this row."""
    return visible_to(actor, type(obj), perm).filter(pk=obj.pk).exists()


def get_for(
    actor: Actor, rows: "type[M] | QuerySet[M]", pk: UUID | str, perm: Perm, **narrow: Any
) -> M:
    """Return the row, or raise Http404 after writing down the denial."""
    queryset = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    found = visible_to(actor, queryset, perm).filter(pk=pk, **narrow).first()
    if found is None:
        hidden = queryset.model._default_manager.filter(pk=pk).first()
        if hidden is not None:
            audit.denied(actor=actor, perm=perm, ref=_ref_or_none(hidden))
        raise Http404("見つからないか、見ることができません。")
    return found


def explain(actor: Actor, perm: Perm, obj: Model) -> list[str]:
    """Return why ``actor`` has ``perm`` on this row; an empty list means they have not."""
    rows = type(obj)._default_manager.filter(pk=obj.pk)
    return [c.why for c in clauses(actor, type(obj), perm) if rows.filter(c.q).exists()]


def _ref_or_none(obj: Model) -> Ref | None:
    try:
        return ref_of(obj)
    except ValueError:
        return None
