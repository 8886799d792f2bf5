"""Who sees and changes 機関 and their teams: the list is open to staff, the office keeps it."""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, rule_for
from wagamachi.core.refs import Kind, register

from .models import Organization, Team

EVERY_ROW = ~Q(pk__in=())  # an empty Q() would vanish in an OR

_WHY = {
    Perm.ORGANIZATION_READ: "機関の一覧は、配置のある人ならだれでも見られます。",
    Perm.ORGANIZATION_EDIT: "機関とチームを直すことができる役割です。",
}


def _everyone(actor: Actor, perm: Perm) -> Iterable[Clause]:
    return [Clause(_WHY[perm], EVERY_ROW)] if perm in _WHY else []


rule_for(Organization)(_everyone)
rule_for(Team)(_everyone)

register(
    Kind(
        name="organization",
        label="機関",
        model_label="organizations.Organization",
        title=lambda row: row.name,
        url_name="organizations:detail",
    )
)
register(
    Kind(
        name="team",
        label="チーム",
        model_label="organizations.Team",
        title=lambda row: row.name,
        url_name="organizations:team",
    )
)
