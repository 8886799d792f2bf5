"""Turns a broken rule into a page a person understands, with the right HTTP status.

Whatever stands in the way of the database is told in one way, wherever a request met it: in a view
(the middleware), or before and after it, in sessions, log-in and gates (the handlers of ``config.urls``,
which Django calls in the place of every middleware).
"""

import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults

from wagamachi.core.errors import DomainError
from wagamachi.core.health import database_answers, is_damaged, note_damage

from .gate import OPEN_VIEW_NAMES

logger = logging.getLogger("wagamachi.failures")

RETRY_SECONDS = 30
_FULL_SQLITE = "database or disk is full"
_FULL_POSTGRESQL = "53100"  # disk_full
_BROKEN_SQLITE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
# read_only_sql_transaction, data_corrupted, index_corrupted: their driver's class does not tell.
_DAMAGED_POSTGRESQL = frozenset({"XX001", "XX002"})
_BROKEN_POSTGRESQL = _DAMAGED_POSTGRESQL | {"25006"}


class FailureMiddleware:
    """Shows the message of a ``DomainError`` that no form caught, and says when nothing was saved.

    When the database cannot write, the page stands alone: it reads nothing and writes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            context = {
                "message": error.message,
                "status": error.status,
                "differences": getattr(error, "differences", []),
            }
            return render(request, "core/failure.html", context, status=error.status)
        return _page_of_outage(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what went wrong outside a view (``handler500``)."""
    return _page_of_outage(request, sys.exception()) or defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, unless it only hides that the session could not be written (``handler400``)."""
    return _page_of_outage(request, exception) or defaults.bad_request(request, exception)


def _page_of_outage(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """Return the page for a database that did not do its work, None for any other error."""
    while error is not None and not (isinstance(error, Error) and _is_outage(error)):
        error = error.__cause__ or error.__context__
    if error is None:
        return None
    logger.error("the database did not do its work: %s %s", type(error).__name__, _code(error))
    if _code(error) in _DAMAGED_POSTGRESQL or _code(error).startswith(_BROKEN_SQLITE):
        note_damage()
    return _not_saved(request, is_full=_is_full(error))


def _is_outage(error: Error) -> bool:
    """Say whether the database, its disk, a lock or the way there failed, and not the program.

    SQLite calls "no such table" an operational error; it is one only when the tables are gone.
    """
    code = _code(error)
    if isinstance(error, OperationalError | InterfaceError) and code != "SQLITE_ERROR":
        return True
    if code in _BROKEN_POSTGRESQL or code.startswith(_BROKEN_SQLITE):
        return True
    return isinstance(error, DatabaseError) and not database_answers()


def _code(error: BaseException) -> str:
    """Return what the driver calls the error, or nothing. Its message may quote what was saved."""
    cause = error.__cause__
    return getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "") or ""


def _is_full(error: BaseException) -> bool:
    """Say whether there is no room left to write (SQLite: also its own limit of pages)."""
    return _code(error) == _FULL_POSTGRESQL or _FULL_SQLITE in str(error)


def _not_saved(request: HttpRequest, *, is_full: bool) -> HttpResponse:
    """Answer 507 when there is no room left, else 503: sending the same again may help.

    Whoever logs out is out of this browser, whatever the database says.
    """
    status, why = _why(is_full)
    if request.method == "PUT":
        return JsonResponse({"message": f"保存されていません。{why}"}, status=status)
    match = request.resolver_match
    is_login = match is not None and match.url_name in OPEN_VIEW_NAMES
    leaves = request.method == "POST" and match is not None and match.url_name == "account_logout"
    context = {
        "why": why, "is_full": is_full, "leaves": leaves,
        "tried_to_save": request.method == "POST" and not is_login,
        "is_damaged": is_damaged() and not is_full,
    }  # fmt: skip
    response = render(request, "core/not_saved.html", context, status=status)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    if leaves:
        response.delete_cookie(
            settings.SESSION_COOKIE_NAME,
            settings.SESSION_COOKIE_PATH,
            settings.SESSION_COOKIE_DOMAIN,
        )
    return response


def _why(is_full: bool) -> tuple[int, str]:
    if is_full:
        return 507, "データを置く場所がいっぱいで、書きこめませんでした。"
    if is_damaged():
        return 503, "データの一部が壊れているおそれがあります。"
    return 503, "いまデータベースが混みあっているか、止まっているか、読めません。"
