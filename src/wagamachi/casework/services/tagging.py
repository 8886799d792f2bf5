"""課題タグ: what a whole case is about, searchable in any spelling and counted (R033, R032)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change
from wagamachi.core import clock
from wagamachi.core.codes import THEMES
from wagamachi.core.errors import DomainError
from wagamachi.core.models import Code

from ..models import Case
from .by_law import follow_the_law
from .flags import keeps_flags
from .holding import hold_open_case


@keeps_flags
def tag_case(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    version: int,
    tag_ids: Collection[str],
    social_background: str = "",
) -> Case:
    """Say what the case is about as a whole, and what in the neighbourhood lies behind it.

    A tag that the law wants dealt with at once brings the case to the municipal team (R017).

    ``tag_ids`` are themes (``core.codes.THEMES``); those of the members stay as they are. Raises
    Stale with both versions, DomainError for a tag that is not on the list or no longer in use.
    """
    with transaction.atomic():
        hold_open_case(actor=actor, case=case)
        before = set(case.tags.values_list("pk", flat=True))
        known = Code.objects.live(clock.today(at)).filter(pk__in=tag_ids, code_list__in=THEMES)
        chosen = set(known.values_list("pk", flat=True)) | (before & set(tag_ids))
        if unknown := set(tag_ids) - chosen:
            raise DomainError(f"使えないタグが{len(unknown)}つあります。", field="tags")
        change(
            case, actor=actor, at=at, version=version,
            social_background=social_background.strip(), many={"tags": chosen},
        )  # fmt: skip
        follow_the_law(actor=actor, at=at, case=case, before=case.restriction)
    return case
