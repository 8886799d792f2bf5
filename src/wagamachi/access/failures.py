"""Turns a broken rule into a page a person understands, with the right HTTP status."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wagamachi.core.errors import DomainError


class FailureMiddleware:
    """Shows the message of a ``DomainError`` that no form caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        context = {"message": error.message, "status": error.status}
        return render(request, "core/failure.html", context, status=error.status)
