"""What the inspector writes into a form: nothing, what somebody sensible would, what somebody hostile would."""

import io
from enum import StrEnum
from random import Random
from typing import Any
from uuid import UUID

from wagamachi.core import clock
from wagamachi.core.wareki import format_wareki

from .pages import Element, boxes_of, filled, options_of

TEMPLATE = "{{ 7|add:7 }} {% now 'Y' %}"
SCRIPT = "<script>alert('わがまち')</script>"
HOSTILE = (
    SCRIPT,
    "' OR 1=1; DROP TABLE casework_case; --",
    "\x00\x01\x1f",
    "あ" * 20_000,
    "𠮷野家🏠\u202e‮かくれた字",
    "=cmd|' /C calc'!A0",
    "../../../etc/passwd",
    f"{TEMPLATE} %s%n",
    "-1",
    "9" * 40,
    "令和99年13月45日",
    "　",
)
LETTERS = "確かめのために書いた文です。"
KEPT = ("csrfmiddlewaretoken",)


class Manner(StrEnum):
    """How a form is filled in."""

    AS_IT_STANDS = "そのまま"
    EMPTY = "空"
    SENSIBLE = "ふつう"
    HOSTILE = "いじわる"


Sent = dict[str, Any]


def fill(form: Element, manner: Manner, random: Random) -> Sent:
    """Return what is sent of ``form`` when it is filled in that manner: lists of values by name."""
    sent: Sent = {}
    for name, value in filled(form):
        sent.setdefault(name, []).append(value)
    if manner is not Manner.AS_IT_STANDS:
        for box in boxes_of(form):
            _write(sent, box, manner, random)
    if (button := _button(form, random)) is not None:
        sent[button.get("name")] = [button.get("value", "")]
    return sent


def _write(sent: Sent, box: Element, manner: Manner, random: Random) -> None:
    name, kind = box.get("name"), box.get("type", "text")
    if name in KEPT:
        return
    if kind == "file":
        if manner is Manner.HOSTILE:
            sent[name] = _file(random)
    elif manner is Manner.EMPTY:
        if kind != "hidden":
            sent[name] = [""]
    elif manner is Manner.HOSTILE:
        sent[name] = [_hostile(box, random)]
    elif (value := _sensible(box, random)) is not None:
        sent[name] = [value]


def _sensible(box: Element, random: Random) -> str | None:
    """Return what somebody would write; None leaves the field as it stands."""
    name, kind = box.get("name"), box.get("type", "text")
    if box.tag == "select":
        return random.choice([*options_of(box), ""])
    if kind in ("checkbox", "radio"):
        return box.get("value", "on") if random.random() < 0.4 else None
    if kind == "hidden" or box.get("value"):
        return None
    if name.endswith("_on") or kind == "date":
        return format_wareki(clock.today())
    if kind == "number" or name.endswith(("_minutes", "minutes", "_count")):
        return str(
            random.randint(int(float(box.get("min") or 1)), int(float(box.get("max") or 60)))
        )
    if kind == "tel" or "phone" in name:
        return "042-000-0000"
    if kind == "email":
        return "somebody@example.jp"
    if kind == "password":
        return None
    return LETTERS


def _hostile(box: Element, random: Random) -> str:
    if box.get("type") == "hidden" and random.random() < 0.5:
        return str(box.get("value", ""))
    if random.random() < 0.3:
        return str(UUID(int=random.getrandbits(128), version=4))
    return random.choice(HOSTILE)


def _file(random: Random) -> io.BytesIO:
    body = random.choice(
        (b"", b"\xff\xfe\x00\x00", b"PK\x03\x04 not a workbook", b"%PDF-1.4", b"a,b\n1")
    )
    upload = io.BytesIO(body)
    upload.name = random.choice(("a.csv", "a.xlsx", "../a.csv", "a.exe"))
    return upload


def _button(form: Element, random: Random) -> Element | None:
    named = [box for box in form.iter("button", "input") if box.get("name") and _submits(box)]
    return random.choice(named) if named else None


def _submits(box: Element) -> bool:
    return bool(box.get("type", "submit" if box.tag == "button" else "text") == "submit")
