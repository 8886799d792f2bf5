"""引き継ぎ: what somebody has in hand, what was handed to whom, and handing it over (R141)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.core.refs import Ref

from .. import services
from ..forms import HandingOverForm
from ..models import HandedOver
from ..queries.choices import people_of
from ..queries.held import held_counts, items_of, may_hand_over
from ..queries.lists import grouped, handed_over_by, last_days, sees_figures_only
from .denying import deny


def _leaver(request: Request, pk: UUID) -> User:
    """Return whose checklist it is, or Http404 after writing down the denial."""
    found = may_hand_over(request.actor, clock.today()).filter(pk=pk).first()
    if found is None:
        deny(request, pk, Perm.CASE_EDIT)
    return found


def _context(request: Request, leaver: User) -> dict[str, Any]:
    on = clock.today()
    context: dict[str, Any] = {"leaver": leaver, "today": on, "ends": last_days(leaver, on)}
    if sees_figures_only(request.actor, leaver, on):
        counts = held_counts(leaver.pk, on)
        return context | {"counts": [(as_.label, n) for as_, n in counts.items()], "blind": True}
    items = items_of(request.actor, leaver, on)
    people = people_of({item.team_id for item in items if item.team_id}, on, but=leaver.pk)
    keys = [item.key for item in items]
    return context | {
        "groups": grouped(items),
        "left_count": len(items),
        "done": handed_over_by(leaver),
        "form": HandingOverForm(_posted(request, keys), people=people, keys=keys),
        "items": {item.key: item for item in items},
    }


def _posted(request: Request, keys: list[str]) -> Any:
    """Return what was posted, also when that is nothing; 「ぜんぶ」 ticks everything that is left."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    if "everything" in data:
        data.setlist("item", keys)
    return data


def _form(request: Request, context: dict[str, Any]) -> HandingOverForm:
    """Return the form; for those who see figures only there is none, and nothing to press."""
    if "form" not in context:
        deny(request, context["leaver"].pk, Perm.CASE_EDIT)
    form: HandingOverForm = context["form"]
    return form


def checklist(request: Request, pk: UUID) -> HttpResponse:
    """引き継ぎの一覧: what is left, what is done, who did it when."""
    leaver = _leaver(request, pk)
    audit.read(actor=request.actor, ref=Ref("handover", pk), level="checklist")
    return page(request, "continuity/handover.html", _context(request, leaver))


def sheet(request: Request, pk: UUID) -> HttpResponse:
    """The checklist on paper, for the talk between the old and the new person."""
    leaver = _leaver(request, pk)
    audit.read(actor=request.actor, ref=Ref("handover", pk), level="sheet")
    return page(request, "continuity/handover_sheet.html", _context(request, leaver))


@require_POST
def preview(request: Request, pk: UUID) -> HttpResponse:
    """What would happen: the same rules, nothing done yet."""
    leaver = _leaver(request, pk)
    context = _context(request, leaver)
    form = _form(request, context)
    if form.is_valid():
        steps = attempt(
            form, services.rehearse_handing_over,
            actor=request.actor, at=clock.now(), leaver=leaver, picks=form.picks(),
            to_user=form.to_user,
        )  # fmt: skip
        if steps is not None:
            context["steps"] = _told(context, steps)
            return page(request, "continuity/handover_preview.html", context)
    return page(request, "continuity/handover.html", context)


@require_POST
def carry_out(request: Request, pk: UUID) -> HttpResponse:
    """Hand over what was previewed; what cannot be handed over stays, with the reason."""
    leaver = _leaver(request, pk)
    context = _context(request, leaver)
    form = _form(request, context)
    if form.is_valid():
        steps = attempt(
            form, services.hand_over,
            actor=request.actor, at=clock.now(), leaver=leaver, picks=form.picks(),
            to_user=form.to_user,
        )  # fmt: skip
        if steps is not None:
            _say(request, form.to_label, _told(context, steps))
            return redirect("continuity:handover", pk)
    return page(request, "continuity/handover.html", context)


def _told(context: dict[str, Any], steps: list[services.Step]) -> list[dict[str, Any]]:
    items = context["items"]
    return [
        {"item": items.get(f"{step.held_as.value}:{step.pk}"), "problem": step.problem}
        for step in steps
    ]


def _say(request: Request, to: str, told: list[dict[str, Any]]) -> None:
    done = sum(not one["problem"] for one in told)
    if done:
        messages.success(request, f"{to}へ、{done}件を引き継ぎました。")
    for one in told:
        if one["problem"]:
            messages.warning(request, f"引き継げなかったもの: {one['problem']}")


@require_POST
def met(request: Request, pk: UUID) -> HttpResponse:
    """説明と顔合わせが済んだ: a tick on what was handed over."""
    done = get_for(request.actor, HandedOver, pk, Perm.CASE_EDIT)
    services.note_meeting(actor=request.actor, at=clock.now(), done=done)
    messages.success(request, "説明と顔合わせが済んだ、と書きました。")
    return redirect("continuity:handover", done.user_id)
