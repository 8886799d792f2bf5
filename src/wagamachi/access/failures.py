"""Turns a broken rule into a page a person understands, with the right HTTP status."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from wagamachi.core.errors import DomainError

logger = logging.getLogger("wagamachi.failures")

_FULL_SQLITE = "database or disk is full"
_FULL_POSTGRESQL = "53100"  # disk_full


class FailureMiddleware:
    """Shows the message of a ``DomainError`` that no form caught, and says when nothing was saved.

    When the database cannot write, the page stands alone: it reads nothing and writes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError | InterfaceError) and not _is_a_bug(error):
            logger.exception("the database did not do its work")
            return _not_saved(request, is_full=_is_full(error))
        if not isinstance(error, DomainError):
            return None
        context = {"message": error.message, "status": error.status}
        return render(request, "core/failure.html", context, status=error.status)


def _is_a_bug(error: Exception) -> bool:
    """Say whether SQLite means a mistake in the program (no such table …) and not its disk or a lock."""
    return getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_ERROR"


def _is_full(error: Exception) -> bool:
    """Say whether there is no room left to write (SQLite: also its own limit of pages)."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state == _FULL_POSTGRESQL or _FULL_SQLITE in str(error)


def _not_saved(request: HttpRequest, *, is_full: bool) -> HttpResponse:
    """Answer 507 when there is no room left, else 503: sending the same again may help."""
    status = 507 if is_full else 503
    why = (
        "データを置く場所がいっぱいで、書きこめませんでした。"
        if is_full
        else "いまデータベースが混みあっているか、止まっています。"
    )
    if request.method == "PUT":
        return JsonResponse({"message": f"保存されていません。{why}"}, status=status)
    context = {"why": why, "is_full": is_full, "tried_to_save": request.method == "POST"}
    return render(request, "core/not_saved.html", context, status=status)
