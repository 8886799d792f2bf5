"""What one may not open is not there, and that it was asked for is written down."""

from typing import NoReturn
from uuid import UUID

from django.http import Http404

from wagamachi.access import audit
from wagamachi.access.http import Request
from wagamachi.access.perms import Perm
from wagamachi.accounts.models import User
from wagamachi.core.refs import Ref


def deny(request: Request, person: UUID, perm: Perm) -> NoReturn:
    """Write down that somebody's work was asked for and refused, and raise Http404."""
    if User.objects.filter(pk=person).exists():
        audit.denied(actor=request.actor, perm=perm, ref=Ref("handover", person))
    raise Http404("見つからないか、見ることができません。")
