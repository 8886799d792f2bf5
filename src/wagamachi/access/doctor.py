"""Is the audit log whole, and is what executed moves say still true?"""

from collections.abc import Iterable
from datetime import datetime

from wagamachi.core.doctor import dangling, register

from . import audit, triggers
from .models import StateTransition


@register("append_only", "監査記録は、書きかえも削除もできない")
def _append_only(at: datetime) -> Iterable[str]:
    for name in triggers.missing():
        yield f"書きかえを防ぐしくみ {name} がありません"


@register("audit_chain", "監査記録は、はじめから終わりまでつながっている")
def _audit_chain(at: datetime) -> Iterable[str]:
    broken = audit.verify()
    if broken is not None:
        yield f"監査記録 {broken.seq} 番: {broken.why}"


@register("moves", "状態の移り変わりは、みなもとの行にたどりつく")
def _moves(at: datetime) -> Iterable[str]:
    return dangling(StateTransition, kind_field="target_kind", id_field="target_id")
