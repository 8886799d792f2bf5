"""What a page asks now and then: is the same person still here, and for how long?"""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from wagamachi.core import clock

from .. import sessions
from ..http import Request


@require_http_methods(["GET", "POST"])
def session(request: Request) -> HttpResponse:
    """Say how long the session lasts; only a POST counts as using it (``access.gate``)."""
    left = sessions.left(request.session, clock.now())
    told = {"user": str(request.user.pk), "left": left.seconds, "may_stay": left.may_stay}
    return JsonResponse(told)
