"""Closed by default: a view is for people who are logged in unless it is marked ``@public``."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

V = TypeVar("V", bound=Callable[..., Any])

# Views of libraries that must be reachable before anybody is logged in.
OPEN_VIEW_NAMES = frozenset({"account_login", "account_logout", "account_reset_password"})


def public(view: V) -> V:
    """Mark a view as open to everyone. It must never show personal data."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


class GateMiddleware:
    """Sends whoever is not logged in to the login page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        is_open = getattr(view, "is_public", False) or (
            match is not None and match.url_name in OPEN_VIEW_NAMES
        )
        if is_open or request.user.is_authenticated:
            return None
        return redirect_to_login(request.get_full_path())
