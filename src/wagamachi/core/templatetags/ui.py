"""Template tags and filters that every page may use; ``docs/ui.md`` shows each with an example."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django import forms, template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagamachi.core import clock
from wagamachi.core import wareki as words
from wagamachi.core.ids import paper_number as number_of_paper
from wagamachi.core.paging import Page
from wagamachi.core.text import phone_key
from wagamachi.core.words import local as local_words

register = template.Library()

_BEYOND_NUMBER = re.compile(r"[^\d+()（）\-－‐ー\s]")

TONES = frozenset({"info", "ok", "warn", "danger", "quiet"})


# --- words ----------------------------------------------------------------------------------------


@register.filter
def local(text: str) -> str:
    """Return what the program says in this municipality's words (R005, R006); nothing people wrote."""
    return local_words(text)


# --- dates and times ------------------------------------------------------------------------------


@register.filter
def wareki(value: date | datetime | None) -> str:
    """Return 令和8年11月23日（月）; nothing for None."""
    return words.format_wareki(_day(value)) if value else ""


@register.filter
def wareki_short(value: date | datetime | None) -> str:
    """Return R8.11.23; nothing for None."""
    return words.format_wareki_short(_day(value)) if value else ""


@register.filter
def datetime_ja(value: datetime | None) -> str:
    """Return 令和8年11月23日（月）14:05 in the municipality's time; nothing for None."""
    return words.format_datetime(value) if value else ""


@register.filter
def relative_day(value: date | datetime | None) -> str:
    """Return きょう, あした, あと2日 or 3日すぎ, counted from today; nothing for None."""
    return words.relative_day(_day(value), clock.today()) if value else ""


@register.simple_tag
def printed_at() -> str:
    """Return the present time in full, for the foot of a printed sheet."""
    return words.format_datetime(clock.now())


@register.filter
def duration_ja(minutes: int | None) -> str:
    """Return 1時間15分 for 75 minutes; nothing for None."""
    return "" if minutes is None else words.format_duration(minutes)


@register.filter
def paper_number(pk: uuid.UUID) -> str:
    """Return the 受付番号 or つなぎ番号 of a row: it names nobody, so it can be said on the telephone."""
    return number_of_paper(pk)


@register.filter
def tel(number: str) -> str:
    """Return the number of an office as a link that a telephone dials; nothing when there is none.

    What follows the number (内線 12) is shown and not dialled.
    """
    if not number:
        return ""
    dialled = phone_key(_BEYOND_NUMBER.split(number.lstrip())[0]) or quote(number, safe="")
    return format_html('<a class="figure" href="tel:{}">{}</a>', dialled, number)


def _day(value: date | datetime) -> date:
    return clock.today(value) if isinstance(value, datetime) else value


# --- forms ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mistake:
    """One line of the error summary: what is wrong, and the id of the control it is about."""

    message: str
    label: str = ""
    target: str = ""


@register.inclusion_tag("core/ui/errors.html")
def errors(*bound: forms.BaseForm | forms.BaseFormSet[Any] | None) -> dict[str, Any]:
    """Draw all mistakes in the given forms and formsets, and after a conflict both versions."""
    given = [form for form in bound if form is not None]
    return {
        "mistakes": [mistake for form in given for mistake in _mistakes(form)],
        "differences": [two for form in given for two in getattr(form, "differences", ())],
    }


def _mistakes(form: forms.BaseForm | forms.BaseFormSet[Any]) -> Iterator[Mistake]:
    if not form.is_bound:
        return
    if isinstance(form, forms.BaseFormSet):
        yield from (Mistake(str(message)) for message in form.non_form_errors())
        for one in form.forms:
            yield from _mistakes(one)
        return
    yield from (Mistake(str(message)) for message in form.non_field_errors())
    for field in form:
        for message in field.errors:
            hidden = field.is_hidden
            label, target = ("", "") if hidden else (str(field.label), _target(field))
            yield Mistake(str(message), label, target)


def _target(field: forms.BoundField) -> str:
    """Return the id of the control a person must change: of a group, its first choice."""
    first = field.subwidgets[0].id_for_label if field.use_fieldset and field.subwidgets else ""
    return first or field.auto_id


@register.simple_tag(name="field")
def draw_field(bound: forms.BoundField) -> SafeString:
    """Draw label, help, error and control of one field."""
    return bound.as_field_group()


@register.inclusion_tag("core/ui/once_token.html", takes_context=True)
def once_token(context: Context) -> dict[str, str]:
    """Draw the hidden ``token`` that lets a service recognise a save that comes twice.

    A form that comes back with errors keeps its token: it is still the same save.
    """
    request = context.get("request")
    sent = request.POST.get("token", "") if request is not None else ""
    return {"token": sent if _is_uuid(sent) else str(uuid.uuid4())}


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Return the languages one can choose, each by its own name: (code, name)."""
    return list(settings.LANGUAGES)


# --- components -----------------------------------------------------------------------------------


@register.inclusion_tag("core/ui/empty.html", takes_context=True)
def empty(
    context: Context, heading: str, text: str = "", url: str = "", button: str = "", of: str = ""
) -> dict[str, str]:
    """Draw what a list says when it has no rows: what that means, and the next thing to do.

    ``of`` is the permission by which its rows are seen: see ``none``.
    """
    return {"heading": none(context, heading, of), "text": text, "url": url, "button": button}


@register.simple_tag(takes_context=True)
def none(context: Context, sentence: str, of: str = "") -> str:
    """Say that there is none: of what the reader may see, unless ``of`` lets them see every row.

    Nothing is looked up, so the words are the same whether or not there is something behind them.
    """
    request = context.get("request")
    if not of or request is None or request.actor.sees_all(of):
        return sentence
    return f"あなたが見られる範囲では、{sentence}"


@register.inclusion_tag("core/ui/badge.html")
def badge(text: object, tone: str = "quiet") -> dict[str, object]:
    """Draw a short mark; raise ValueError for a tone that does not exist."""
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone!r}; use one of {sorted(TONES)}")
    return {"text": text, "tone": tone}


@register.inclusion_tag("core/ui/pager.html")
def pager(page: Page[Any]) -> dict[str, Any]:
    """Draw the links to the rows before and after these; nothing when there are neither."""
    return {"page": page}
