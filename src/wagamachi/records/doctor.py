"""Does every record lead to what it is about?"""

from collections.abc import Iterable
from datetime import datetime

from wagamachi.core.doctor import Weight, dangling, register

from .models import RecordLink


@register(
    "record_links",
    "活動記録の対象は、みな開ける",
    weight=Weight.WEEK,
    todo="番号を、書いた人のチームのリーダーに伝え、記録が何についてかを直してもらってください。",
)
def _record_links(at: datetime) -> Iterable[str]:
    return dangling(RecordLink, kind_field="target_kind", id_field="target_id")
