"""What was done with an account, for its owner and for the auditors."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from wagamachi.accounts.models import User
from wagamachi.core.refs import Ref

from .. import audit, audit_words
from ..http import Request, page
from ..perms import Perm
from ..policy import get_for

SHOWN = 50


@require_safe
def account(request: Request, pk: UUID) -> HttpResponse:
    """List who opened the account, renewed its password, gave it posts, and when."""
    person = get_for(request.actor, User, pk, Perm.NOTICE_READ)
    if person.pk != request.actor.user_id:
        audit.read(actor=request.actor, ref=Ref("account", person.pk), level="events")
    events = audit_words.of_account(person.pk)[:SHOWN]
    context = {"person": person, "lines": audit_words.lines(events)}
    return page(request, "access/account.html", context)
