"""The first office and its administrator: everything after that is done on screens."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from wagamachi.access.actor import system
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.access.services.accounts import open_account
from wagamachi.access.services.assignments import assign_post
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.models import Code
from wagamachi.organizations.services.organizations import create_organization

from .installation import Problem


def found(*, office: str, kind: str, username: str, name: str, email: str, at: datetime) -> str:
    """Open ``office`` with one administrator and return the one-time password.

    The office's team takes the worries whose area nobody knows, so that none is without a holder
    from the first day (I1). ``kind`` is a code of the list TSUNAGISAKI. Raises Problem when there
    is an administrator already, or when a name is taken.
    """
    today = clock.today(at)
    actor = system(today)
    if not Code.objects.of("TSUNAGISAKI").live(today).filter(pk=kind).exists():
        raise Problem(f"種別 {kind} はありません。`wagamachi admin --help` を見てください。")
    try:
        with transaction.atomic():
            if Assignment.objects.filter(role=Role.ADMIN).exists():
                raise Problem("管理者はもういます。ほかの管理者は、配置の画面で増やせます。")
            organization = create_organization(
                actor=actor,
                team_name="",
                make_fallback=True,
                at=at,
                name=office,
                kind_id=kind,
                opens_on=today,
            )
            user, password = open_account(
                actor=actor, username=username, name=name, kana="", email=email, at=at
            )
            assign_post(
                actor=actor,
                user=user,
                role=Role.ADMIN,
                organization=organization,
                team=organization.teams.get(),
                areas=(),
                fte=Decimal("1.00"),
                starts_on=today,
                ends_on=None,
                at=at,
            )
    except DomainError as error:
        raise Problem(error.message) from error
    return password
