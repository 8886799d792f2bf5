"""Closed by default: a view is for people who are logged in unless it is marked ``@public``.

And kept nowhere: what the product answers is ``no-store``, so that no browser, proxy or Back button
shows it again to whoever sits down next. Only public pages, read by a visitor, may be kept.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wagamachi.accounts.models import User

V = TypeVar("V", bound=Callable[..., Any])

# Views of libraries that must be reachable before anybody is logged in.
OPEN_VIEW_NAMES = frozenset({"account_login", "account_logout", "account_reset_password"})

# What somebody with a one-time password can reach before they have chosen their own.
CHANGE_VIEW_NAMES = frozenset({"account_change_password", "account_logout"})


def public(view: V) -> V:
    """Mark a view as open to everyone and fit to be kept. It must never show personal data."""
    view.is_open = view.is_public = True  # type: ignore[attr-defined]
    return view


def by_secret(view: V) -> V:
    """Mark a view as open to whoever knows the secret in its address. It is kept nowhere."""
    view.is_open = True  # type: ignore[attr-defined]
    return view


class KeptNowhereMiddleware:
    """Puts ``Cache-Control: no-store`` on every answer: pages, fragments, papers, files, errors.

    It stands outside everything but the static files, so that nothing can answer past it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _may_be_kept(request, response):
            response.headers["Cache-Control"] = "no-store"
        return response


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    is_public = match is not None and getattr(match.func, "is_public", False)
    is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES
    return is_public and is_visitor and response.status_code == 200


class GateMiddleware:
    """Sends whoever is not logged in to the login page, and one-time passwords to be changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.url_name if match else None
        if getattr(view, "is_open", False) or name in OPEN_VIEW_NAMES:
            return None
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if request.user.must_change_password and name not in CHANGE_VIEW_NAMES:
            messages.info(request, "はじめに、自分だけのパスワードに変えてください。")
            return redirect("account_change_password")
        return None
