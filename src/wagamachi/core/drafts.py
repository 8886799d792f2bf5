"""Tells the browser that what was typed is saved, so that it may throw its draft away."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

COOKIE = "draft_done"
_KEY = re.compile(r"[\w.:@/-]{1,300}", re.ASCII)


class DraftMiddleware:
    """Answers a successful save with the key of the draft it came from (see ``drafts.js``).

    Successful means a redirect after POST that does not lead to the login page, or a fragment for
    htmx without an error. Everything else leaves the draft in the browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and _is_saved(request, response):
            key = request.POST.get("draft", "")
            if _KEY.fullmatch(key):
                response.set_cookie(
                    COOKIE, key, max_age=600, samesite="Lax", secure=request.is_secure()
                )
        return response


def _is_saved(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code in (302, 303):
        return not response["Location"].startswith(resolve_url(settings.LOGIN_URL))
    return response.status_code < 300 and request.headers.get("HX-Request") == "true"
