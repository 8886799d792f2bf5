"""Doors of functions this municipality has switched off are not there (R005)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .functions import functions_of
from .municipality import is_used


class FunctionsMiddleware:
    """Answers 404, with the name of the function, for a view the municipality does not use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if is_used(name):
            return None
        context = {"function": functions_of(name)[0]}
        return render(request, "areas/switched_off.html", context, status=404)
