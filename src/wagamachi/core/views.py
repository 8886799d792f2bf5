"""Two doors that are open to everyone: is the house standing, and in which language."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from .health import database_answers, is_damaged

TEXT = "text/plain; charset=utf-8"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer "ok" when the database answers and is whole, else 503, for whoever watches over the server."""
    if is_damaged():
        said = "データベースの一部が壊れています。控えから戻してください\n"
        return HttpResponse(said, content_type=TEXT, status=503)
    if not database_answers():
        return HttpResponse("データベースにつながりません\n", content_type=TEXT, status=503)
    return HttpResponse("ok\n", content_type=TEXT)


def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language chosen on the login page and go back to where the choice was made."""
    return set_language(request)


# access.gate reads this mark; its decorators live on a floor above and cannot be imported here.
healthz.is_open = True  # type: ignore[attr-defined]
language.is_open = True  # type: ignore[attr-defined]
