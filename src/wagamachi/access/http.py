"""The request as every view sees it, and the two helpers that keep views short."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from wagamachi.accounts.models import User
from wagamachi.core.errors import DomainError
from wagamachi.core.ids import uuid7

from .actor import Actor
from .perms import Perm
from .versions import KeptOtherwise, Stale

T = TypeVar("T")
TOKEN = "token"


class Request(HttpRequest):
    """An HttpRequest after the middleware has run."""

    actor: Actor
    htmx: HtmxDetails
    user: User


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a page; the status is 422 when the bound form in it has errors, 409 on a conflict."""
    form = context.get("form")
    bad = isinstance(form, forms.BaseForm) and form.is_bound and bool(form.errors)
    conflict = bad and bool(getattr(form, "differences", None))
    return render(request, template, context, status=409 if conflict else 422 if bad else 200)


def attempt(form: forms.BaseForm, service: Callable[..., T], **kwargs: Any) -> T | None:
    """Call one service; a broken rule becomes an error beside its field and the result is None.

    After a Stale conflict ``form.differences`` holds both versions; the page shows them and carries
    the newer version number, so that saving again is a deliberate answer to what is shown. A form with
    a method ``tell`` may say a broken rule in its own words: it then returns True.
    """
    try:
        return service(**kwargs)
    except DomainError as error:
        tell = getattr(form, "tell", None)
        if tell is not None and tell(error):
            return None
        form.differences = getattr(error, "differences", [])  # type: ignore[attr-defined]
        form.is_stale = isinstance(error, Stale)  # type: ignore[attr-defined]
        if isinstance(error, KeptOtherwise):
            _renew(form)
        field = error.field if error.field in form.fields else None
        form.add_error(field, error.message)
        return None


def _renew(form: forms.BaseForm) -> None:
    """Give the page other ids, its own and those of its parts: pressing again is a second save."""
    data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    for name in data:
        if name == TOKEN or name.endswith(f"-{TOKEN}"):
            data[name] = str(uuid7())
    data[TOKEN] = str(uuid7())
    form.data = data


def version_seen(request: Request) -> int | None:
    """Return the version of the row that the page of a single button showed."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def require(request: Request, perm: Perm) -> None:
    """Raise Http404 unless some post gives ``perm``: what one may not use is not there."""
    from django.http import Http404

    if not request.actor.has(perm):
        raise Http404("見つからないか、見ることができません。")
