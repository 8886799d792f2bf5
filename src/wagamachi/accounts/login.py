"""Logging in: what the library's view does, with answers a browser and a person understand."""

import math
from datetime import datetime
from typing import Any

from allauth.account.views import LoginView as AllauthLoginView
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse

from wagamachi.core import clock

from .devices import remember
from .models import User

TOO_SOON = "too_many_login_attempts"


class LoginView(AllauthLoginView):  # type: ignore[misc]  # allauth has no stubs
    """Log in. Mistakes are 422, too many of them 429 with the time from which to try again."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if isinstance(self.request.user, User):
            remember(self.request, response, self.request.user.pk)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        for error in form.errors.as_data().get(NON_FIELD_ERRORS, ()):
            if error.code == TOO_SOON:
                response.status_code = 429
                response.headers["Retry-After"] = str(_seconds_until(error.params["until"]))
        return response


def _seconds_until(until: datetime) -> int:
    return max(1, math.ceil((until - clock.now()).total_seconds()))


login = LoginView.as_view()
