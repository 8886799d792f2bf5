"""Puts the actor on every request, so that no view has to think about who is asking."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from wagamachi.accounts.models import User
from wagamachi.core import clock

from .actor import Actor
from .queries import actor_for


class ActorMiddleware:
    """Sets ``request.actor``, worked out once and only when it is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    if isinstance(request.user, User):
        return actor_for(request.user, clock.today())
    return Actor(user_id=None, name="", on=clock.today())
