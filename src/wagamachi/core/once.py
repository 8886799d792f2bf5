"""Asking once a request: what every part of a page needs and nothing in it changes."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.signals import request_finished, request_started

T = TypeVar("T")

# What was asked during this request, or None outside of one: services and commands always look.
_asked: ContextVar[dict[Any, Any] | None] = ContextVar("asked", default=None)


def once_a_request(ask: Callable[[], T]) -> Callable[[], T]:
    """Decorate a question without arguments: during one request it is asked once."""

    @wraps(ask)
    def answer() -> T:
        asked = _asked.get()
        if asked is None:
            return ask()
        if ask not in asked:
            asked[ask] = ask()
        return cast(T, asked[ask])

    return answer


def forget() -> None:
    """Ask anew from here on: call it after changing what was asked."""
    if _asked.get() is not None:
        _asked.set({})


def _begin(**_: Any) -> None:
    _asked.set({})


def _end(**_: Any) -> None:
    _asked.set(None)


request_started.connect(_begin, dispatch_uid="core.once.begin")
request_finished.connect(_end, dispatch_uid="core.once.end")
