"""Who sees and changes 社会資源: staff see all of it, residents what is meant for them."""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, rule_for
from wagamachi.access.roles import Role
from wagamachi.core.refs import Kind, register

from .models import Resource

EVERY_ROW = ~Q(pk__in=())  # an empty Q() would vanish in an OR


@rule_for(Resource)
def resource_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    if perm == Perm.RESOURCE_READ:
        yield Clause("住民向けに出している資源は、だれでも見られます。", Q(is_public=True))
        if actor.roles - {Role.RESIDENT}:
            yield Clause("資源の一覧は、仕事で配置されている人が見られます。", EVERY_ROW)
    elif perm == Perm.RESOURCE_EDIT:
        yield Clause("資源を書きかえることができる役割です。", EVERY_ROW)


register(
    Kind(
        name="resource",
        label="社会資源",
        model_label="directory.Resource",
        title=lambda row: row.name,
        url_name="directory:detail",
    )
)
