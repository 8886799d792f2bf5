"""The server's part in drafts: the key that locks them, and the word that what was typed is saved."""

import re
from base64 import b64encode
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.crypto import salted_hmac

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


def draft_key(user_id: UUID) -> str:
    """Return the key (base64, 256 bits) that locks the drafts of one person in a browser.

    It is the same at every log-in and is given to nobody else, so that what somebody left behind is
    readable for them alone. Losing ``SECRET_KEY`` loses the drafts.
    """
    made = salted_hmac("wagamachi.core.drafts", str(user_id), algorithm="sha256")
    return b64encode(made.digest()).decode()
