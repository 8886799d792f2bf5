"""Is the audit log whole, and is what executed moves say still true?"""

from collections.abc import Iterable
from datetime import datetime

from wagamachi.core.doctor import Weight, dangling, register

from . import audit, triggers
from .models import StateTransition


@register(
    "append_only",
    "監査記録は、書きかえも削除もできない",
    weight=Weight.NOW,
    todo="サーバーの担当者に「wagamachi setup」を動かしてもらい、しくみがいつ外されたかを調べてもらってください。",
)
def _append_only(at: datetime) -> Iterable[str]:
    for name in triggers.missing():
        yield f"書きかえを防ぐしくみ {name} がありません"


@register(
    "audit_chain",
    "監査記録は、はじめから終わりまでつながっている",
    weight=Weight.NOW,
    todo="監査担当に知らせ、サーバーの担当者に、この番号のころの控えと見くらべてもらってください。",
)
def _audit_chain(at: datetime) -> Iterable[str]:
    broken = audit.verify()
    if broken is not None:
        yield f"監査記録 {broken.seq} 番: {broken.why}"


@register(
    "moves",
    "状態の移り変わりは、みなもとの行にたどりつく",
    weight=Weight.WEEK,
    todo="サーバーの担当者に伝えてください。行が直接消されたおそれがあります。",
)
def _moves(at: datetime) -> Iterable[str]:
    return dangling(StateTransition, kind_field="target_kind", id_field="target_id")
