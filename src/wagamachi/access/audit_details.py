"""What an event of the audit log holds, put into words: every key, every code, every number (R102).

Codes are looked up where they are defined: moves and states in their tables, choices in the columns
of the models, local words in the code lists. Only what the services themselves invent stands here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils import timezone

from wagamachi.accounts.models import User
from wagamachi.core import refs, states
from wagamachi.core.ids import made_on
from wagamachi.core.models import Code
from wagamachi.core.wareki import format_short, format_wareki

from .docs import PERM_LABELS
from .models import AuditEvent
from .perms import Perm

KEYS: dict[str, str] = {
    "about": "なにについて", "action": "動き", "added": "ふやしたことば", "area": "圏域",
    "areas": "圏域の数", "asker": "だれからの依頼", "bearer": "担い手の性格",
    "broken_at": "切れているところ", "by": "なにで", "changed": "変わったことば",
    "code": "この区市町村のことば", "code_list": "コード表", "codelists": "コード表の版",
    "emergency": "緊急", "ended": "終わったものの数", "ends": "いつまで", "form": "用紙",
    "format": "形", "from": "前", "function": "機能", "functions_off": "使わない画面",
    "gave_back": "もとにもどしたケース", "held_as": "立場", "households_new": "ふえた地域の世帯数",
    "households_replaced": "入れかわった地域の世帯数", "is_base": "圏域の相談を受けとめる",
    "key_member": "中心の人", "kind": "種別", "labelled": "呼び方を決めた段階",
    "legal_basis": "法的根拠", "level": "見えた範囲", "maps_to": "もとのことば",
    "municipality": "区市町村の番号", "origin": "決めたところ", "role": "役割",
    "role_labels": "呼び方を変えた役割", "rows": "件数", "screen": "画面", "shown": "見せた件数",
    "fields": "項目", "perm": "できること",
    "tier": "段階", "tiers": "使う段階", "to": "あと", "took_in": "まとめたケース",
    "towns_changed": "変わった町の数", "towns_new": "ふえた町の数", "until": "いつまで",
    "user": "だれの", "verdict": "判断", "version": "範囲の版", "what": "なにを", "whose": "だれの記録",
    "withdrawn": "取りやめたつなぎの数", "zoning": "区分け",
}  # fmt: skip

# What a service calls by a word of its own, by key.
WORDS: dict[str, dict[str, str]] = {
    "by": {"subject": "呼び名", "phone": "電話番号", "place": "場所"},
    "format": {"csv": "CSV", "xlsx": "Excel"},
    "function": {"individual": "①個別支援", "community": "②地域支援", "system": "③しくみづくり"},
    "level": {
        "0": "見えない", "none": "見えない", "1": "担当と状況だけ", "status": "担当と状況だけ",
        "2": "あらまし", "summary": "あらまし", "3": "すべて", "full": "すべて", "print": "紙に出す画面",
        "checklist": "引き継ぎの一覧", "sheet": "引き継ぎの紙", "events": "できごと",
        "texts": "外に出す文",
    },
    "screen": {
        "audit": "閲覧と変更の記録", "audit_verify": "記録のつながりの確かめ",
        "explain": "なぜ見えるのか", "night": "夜の点検",
    },
    "what": {
        "asked": "本人の答えを残した", "withdrawn": "本人が取り消した", "called": "呼びかけた",
        "calendar_feed": "わたしの予定のアドレス", "discarded": "下書きを捨てた",
        "guards": "知らせない相手の決まり", "matches": "もう相談が来ていないかの確かめ",
        "municipality": "区市町村の設定", "notice_preference": "お知らせの受け取り方", "paper": "帳票",
        "removed": "目標をはずした", "review": "モニタリング", "taken_on": "つなぎを引き受けた",
    },
    "whose": {"mine": "自分の記録", "seen": "見られる記録すべて"},
}  # fmt: skip
_ROOMS = {"insight": "集計", "support": "支援のまとめ", "workforce": "委員の仕事"}
_SAME = {"tiers": "tier", "labelled": "tier", "role_labels": "role", "maps_to": "code"}
# Whose names everybody who works here may read, and which tell nothing of a person.
_NAMED = ("area", "organization", "team", "zoning")


@dataclass(frozen=True, slots=True)
class Names:
    """What the rows, people and codes that some events point to are called."""

    rows: Mapping[refs.Ref, str]
    people: Mapping[str, str]
    codes: Mapping[str, str]


def names_of(events: Iterable[AuditEvent]) -> Names:
    """Look up what ``events`` point to: a few queries, however many events."""
    events = list(events)
    pointed = {ref for event in events for ref in _pointed(event)}
    words = {text for event in events for text in _texts(event.data.values())}
    users = {ref.id for ref in pointed if ref.kind in ("user", "account", "handover")}
    people = User.objects.filter(pk__in=users).values_list("pk", "name")
    codes = dict(Code.objects.filter(pk__in=words).values_list("pk", "label"))
    zonings = refs.kind("zoning").model._default_manager.filter(code__in=words)
    codes |= dict(zonings.values_list("code", "name"))
    return Names(refs.lines(pointed, _NAMED), {str(pk): name for pk, name in people}, codes)


def called(event: AuditEvent, names: Names) -> str:
    """Return what an event is about, its kind and what tells it apart: 「ケース 2026-0811」."""
    known = _kind(event.target_kind)
    if known is None:
        return ""
    ref = refs.Ref(event.target_kind, event.target_id) if event.target_id else None
    return _joined(known.label, names.rows.get(ref, "") if ref else "")


def details(event: AuditEvent, names: Names) -> list[str]:
    """Return the rest of an event, one line for each thing it holds."""
    found = ((key, _told(key, value, event, names)) for key, value in event.data.items())
    return [f"{_key(key)}: {words}" for key, words in found if words]


def _told(key: str, value: Any, event: AuditEvent, names: Names) -> str:
    if key == "fields":
        columns = dict.fromkeys(_column(name, event.target_kind) for name in value)
        return "、".join(filter(None, columns)) or "画面に出ない項目"
    if key == "perm":
        return PERM_LABELS[Perm(value)] if value in Perm._value2member_map_ else str(value)
    if isinstance(value, list):
        return "、".join(_word(key, str(one), event, names) for one in value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, int) and key not in WORDS:
        return str(value)
    return "" if value in (None, "") else _word(key, str(value), event, names)


def _word(key: str, value: str, event: AuditEvent, names: Names) -> str:
    """Return one value in words: the first place that knows it."""
    key = _SAME.get(key, key)
    if (ref := _ref(key, value)) is not None:
        label = _kind(ref.kind)
        line = names.people.get(str(ref.id)) or names.rows.get(ref, "")
        kind = label.label if label and label.label != _key(key) and key != "user" else ""
        return _joined(kind, line or _number(ref.id))
    if known := _move(key, value, event.target_kind) or WORDS.get(key, {}).get(value):
        return known
    if value.isdecimal() and _is_model(key):
        return "1件"
    if key == "what" and (room := _ROOMS.get(value.partition(".")[0])):
        return f"{room}の表"
    if value in names.codes:
        return names.codes[value]
    if chosen := _choices(key, event.target_kind).get(value):
        return chosen
    named = _kind(value)
    return named.label if named else _plain(value)


def _move(key: str, value: str, kind: str) -> str:
    machine = next((one for one in states.registered() if one.kind == kind), None)
    if machine is None or key not in ("action", "from", "to"):
        return ""
    if key == "action":
        return next((move.label for move in machine.moves if move.action == value), "")
    return next((str(state.label) for state in machine.states if state.value == value), "")


def _plain(value: str) -> str:
    """Return a day or a moment as it is written here, anything else as it is."""
    try:
        return format_wareki(date.fromisoformat(value))
    except ValueError:
        pass
    try:
        return format_wareki(timezone.localdate(datetime.fromisoformat(value)))
    except ValueError:
        return value


def _ref(key: str, value: str) -> refs.Ref | None:
    """Read ``kind:id``, or an id under the name of what it is."""
    kind, _, rest = value.rpartition(":")
    try:
        return refs.Ref(kind or {"took_in": "case", "gave_back": "case"}.get(key, key), UUID(rest))
    except ValueError:
        return None


def _pointed(event: AuditEvent) -> Iterator[refs.Ref]:
    if event.target_id:
        yield refs.Ref(event.target_kind, event.target_id)
    for key, value in event.data.items():
        for text in _texts([value]):
            if (ref := _ref(key, text)) is not None:
                yield ref


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _texts(value)


def adds_to_row(event: AuditEvent) -> bool:
    """Say whether a row was written that is a part of what the event is about, which was there before."""
    known = _kind(event.target_kind)
    return known is not None and any(_is_part(key, known.model) for key in event.data)


@cache
def _is_model(name: str) -> bool:
    return any(model._meta.model_name == name for model in _models(""))


@cache
def _is_part(name: str, whole: Any) -> bool:
    """Say whether rows of the model ``name`` are always within one of ``whole``."""
    fields = (
        field
        for model in _models("") if model._meta.model_name == name
        for field in model._meta.concrete_fields
    )  # fmt: skip
    return any(field.related_model is whole and not field.null for field in fields)


def _number(pk: UUID) -> str:
    """Return what tells a row apart that nothing else is known of: its day, and the end of its number."""
    day = made_on(pk)
    return f"{format_short(day)}のもの・番号 {pk.hex[-8:]}" if day else f"番号 {pk.hex[-8:]}"


def _joined(label: str, line: str) -> str:
    return line if line.startswith(label) else f"{label} {line}".strip()


def _kind(name: str) -> refs.Kind | None:
    try:
        return refs.kind(name)
    except ValueError:
        return None


@cache
def _models(kind: str) -> tuple[Any, ...]:
    """Return the models of the house, the one of ``kind`` and its room first."""
    known = _kind(kind)
    everything = [one for one in apps.get_models() if one.__module__.startswith("wagamachi.")]
    if known is None:
        return tuple(everything)
    mine, room = known.model, known.model._meta.app_label
    return tuple(sorted(everything, key=lambda m: (m is not mine, m._meta.app_label != room)))


@cache
def _choices(key: str, kind: str) -> dict[str, str]:
    """Return the labels of what a column called ``key`` may hold; those of the kind's room win."""
    found: dict[str, str] = {}
    for named in (True, False):
        for model in _models(kind):
            for field in model._meta.get_fields():
                if named == (field.name == key) and getattr(field, "choices", None):
                    for value, label in field.choices:
                        found.setdefault(str(value), str(label))
    return found


@cache
def _column(name: str, kind: str) -> str:
    """Return what a column is called on the screens; nothing for one that no screen shows."""
    for model in _models(kind):
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if name in (field.name, field.attname):
                target = field.related_model._meta.verbose_name if field.related_model else ""
                words = str(field.verbose_name)
                return str(target) if words.isascii() else words
    return ""


@cache
def _key(name: str) -> str:
    if name in KEYS:
        return KEYS[name]
    known = _kind(name)
    models = (model for model in _models("") if model._meta.model_name == name)
    named = (str(model._meta.verbose_name) for model in models)
    return known.label if known else next(named, name)
