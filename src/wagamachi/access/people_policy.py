"""Who sees and changes accounts and posts: the office sees them, only ROLE_EDIT changes them.

What was done with an account is read by whoever may be told of it: its owner, and the auditors.
"""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.accounts.models import User
from wagamachi.core.refs import Kind, register

from .actor import Actor
from .models import Assignment
from .perms import Perm
from .policy import Clause, rule_for

EVERY_ROW = ~Q(pk__in=())  # an empty Q() would vanish in an OR

_WHY = {
    Perm.ORGANIZATION_EDIT: "機関と人の一覧をあずかる役割です。",
    Perm.ROLE_EDIT: "配置とログインをあずかる役割です。",
}


def _office(actor: Actor, perm: Perm) -> Iterable[Clause]:
    return [Clause(_WHY[perm], EVERY_ROW)] if perm in _WHY else []


@rule_for(User)
def _accounts(actor: Actor, perm: Perm) -> Iterable[Clause]:
    yield from _office(actor, perm)
    if perm == Perm.NOTICE_READ:
        yield Clause("自分の利用者のことです。", Q(pk=actor.user_id))
        if actor.has(Perm.AUDIT_READ) or actor.has(Perm.ROLE_EDIT):
            yield Clause("利用者と配置の使われ方を見守る役割です。", EVERY_ROW)


rule_for(Assignment)(_office)

register(
    Kind(
        name="user",
        label="職員・利用者",
        model_label="accounts.User",
        title=lambda row: row.name,
        url_name="access:person",
    )
)
register(
    Kind(
        name="account",
        label="利用者",
        model_label="accounts.User",
        title=lambda row: row.name,
        url_name="access:account",
    )
)
register(
    Kind(
        name="assignment",
        label="配置",
        model_label="access.Assignment",
        title=lambda row: f"配置（{row.get_role_display()}）",
        url_name="access:assignment_change",
    )
)
