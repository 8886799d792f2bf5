"""Does every record lead to what it is about?"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from wagamachi.core.doctor import Weight, dangling, register

from .models import ActivityRecord, RecordLink


@register(
    "record_links",
    "活動記録の対象は、みな開ける",
    weight=Weight.WEEK,
    todo="番号を、書いた人のチームのリーダーに伝え、記録が何についてかを直してもらってください。",
)
def _record_links(at: datetime) -> Iterable[str]:
    return dangling(RecordLink, kind_field="target_kind", id_field="target_id")


@register(
    "record_about",
    "活動記録には、何についてかが書いてある",
    todo="番号を、書いた人のチームのリーダーに伝え、記録が何についてかを書いてもらってください。",
)
def _record_about(at: datetime) -> Iterable[str]:
    links = RecordLink.objects.filter(record=OuterRef("pk"))
    for pk in ActivityRecord.objects.filter(~Exists(links)).values_list("pk", flat=True):
        yield f"record:{pk} は何についての記録かわかりません"
