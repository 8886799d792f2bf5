"""Closed by default: a view is for people who are logged in unless it is marked ``@public``.

And kept nowhere: what the product answers is ``no-store``, so that no browser, proxy or Back button
shows it again to whoever sits down next. Only public pages, read by a visitor, may be kept.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wagamachi.accounts.models import User
from wagamachi.core import clock

from . import sessions

V = TypeVar("V", bound=Callable[..., Any])

# Views of libraries that must be reachable before anybody is logged in.
OPEN_VIEW_NAMES = frozenset({"account_login", "account_logout", "account_reset_password"})

# What somebody with a one-time password can reach before they have chosen their own.
CHANGE_VIEW_NAMES = frozenset({"account_change_password", "account_logout", "session"})

ASKING = "session"  # what pages ask by themselves does not count as using them


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
            return _to_login(request)
        if name != ASKING or request.method == "POST":
            sessions.keep(request.session, clock.now())
        if request.user.must_change_password and name not in CHANGE_VIEW_NAMES:
            messages.info(request, "はじめに、自分だけのパスワードに変えてください。")
            return redirect("account_change_password")
        return None


def _to_login(request: HttpRequest) -> HttpResponse:
    """Lead to the log-in and from there back to the page, not to where its form was sent.

    A fragment cannot show the log-in, so the page around it is sent there; 401 keeps its draft.
    """
    here = request.get_full_path() if request.method in ("GET", "HEAD") else _page_before(request)
    if not request.headers.get("HX-Request"):
        return redirect_to_login(here)
    to = redirect_to_login(_page_before(request)).headers["Location"]
    return HttpResponse(status=401, headers={"HX-Redirect": to})


def _page_before(request: HttpRequest) -> str:
    """Return the path of the page of ours from which the request was sent, else that of 今日."""
    said = urlsplit(request.headers.get("Referer", ""))
    path = said._replace(scheme="", netloc="", fragment="").geturl()
    is_ours = said.netloc == request.get_host() and path.startswith("/")
    return path if is_ours else "/"
