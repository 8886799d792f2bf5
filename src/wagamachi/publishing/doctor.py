"""Is there somebody who can let out what waits?"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from wagamachi.access.matrix import Scope, roles_with
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.doctor import register

from .enums import ReleaseState
from .models import Release


@register(
    "texts_have_a_second_person",
    "外に出す文には、確かめられる別の人がいる",
    todo="「利用者と配置」で、書いた人のチームに、確かめられる人をもう1人配置してください。",
)
def _texts_without_reader(at: datetime) -> Iterable[str]:
    posts = Assignment.objects.live(clock.today(at)).filter(user__is_active=True)
    here = Q(team=OuterRef("team"), role__in=roles_with(Perm.TEXT_DECIDE))
    lead = Q(
        organization=OuterRef("team__organization"),
        role__in=roles_with(Perm.TEXT_DECIDE, Scope.ORGANIZATION),
    )
    also = Release.also_by.through._default_manager.filter(
        release=OuterRef(OuterRef("pk")), user=OuterRef("user")
    )
    others = posts.filter(here | lead).exclude(user=OuterRef("written_by")).exclude(Exists(also))
    waiting = Release.objects.filter(state=ReleaseState.WAITING, ended_at=None)
    for pk in waiting.exclude(Exists(others)).values_list("pk", flat=True):
        yield f"release:{pk} を確かめられる人がいません"
