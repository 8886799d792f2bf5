"""Closed by default: a view is for people who are logged in unless it is marked ``@public``."""

from collections.abc import Callable
from typing import Any, TypeVar

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
    """Mark a view as open to everyone. It must never show personal data."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


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
        is_open = getattr(view, "is_public", False) or name in OPEN_VIEW_NAMES
        if is_open:
            return None
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if request.user.must_change_password and name not in CHANGE_VIEW_NAMES:
            messages.info(request, "はじめに、自分だけのパスワードに変えてください。")
            return redirect("account_change_password")
        return None
