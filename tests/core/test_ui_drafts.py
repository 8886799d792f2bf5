"""The answer that lets a browser throw a draft away — and the answers that must not."""

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import reverse

from wagamachi.core.drafts import COOKIE, DraftMiddleware

KEY = "intake@/cases/intake/"


def answer(response: HttpResponse, key: str = KEY, **headers: str) -> str | None:
    request = RequestFactory().post("/", {"draft": key}, headers=headers)
    cookie = DraftMiddleware(lambda _: response)(request).cookies.get(COOKIE)
    return cookie.value if cookie else None


def test_a_save_that_went_through_ends_its_draft() -> None:
    assert answer(HttpResponseRedirect("/cases/1/")) == KEY


def test_a_fragment_that_was_saved_ends_its_draft() -> None:
    assert answer(HttpResponse(), hx_request="true") == KEY


@pytest.mark.parametrize("status", [200, 403, 409, 422, 500])
def test_anything_else_keeps_the_draft(status: int) -> None:
    assert answer(HttpResponse(status=status)) is None


def test_a_session_that_ran_out_keeps_the_draft() -> None:
    assert answer(HttpResponseRedirect(reverse("account_login") + "?next=/")) is None


@pytest.mark.parametrize("key", ["", "a;b", "a\r\nSet-Cookie: x=1", "あ", "x" * 301])
def test_only_a_key_of_ours_is_answered(key: str) -> None:
    assert answer(HttpResponseRedirect("/"), key) is None
