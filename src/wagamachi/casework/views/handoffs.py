"""Asking others: choosing whom, asking in one of five ways, and seeing how it stands."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.core import clock
from wagamachi.core.paging import paginate
from wagamachi.core.refs import Ref
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team

from ..enums import HandoffKind, HandoffState, Level
from ..forms.handoff_filter import HandoffFilter
from ..forms.handoffs import BackupForm, HandoffForm, PullForm, ReceiverForm
from ..models import Handoff
from ..policy import may_say_yes, reads_request
from ..queries.approvals import approval_of, awaits_approval, was_turned_down
from ..queries.detectors import passed_around
from ..queries.handoffs import first_due, outline_for_sharing, receivers
from ..queries.household import consents_of, handoffs_for, live_consents
from ..queries.lists import asked_by_us, asked_of_us, came_back
from ..queries.tiers import backup_teams, teams_above
from ..services import ask_for_backup, ask_to_take_over, send_handoff
from ..states import HANDOFF
from .parts import case_context, open_case, refuse, rooms

LATELY = timedelta(days=90)
ROW = Handoff.objects.select_related(
    "case__area", "case__holder_team__organization", "from_team__organization", "from_user",
    "to_team__organization", "to_user", "to_resource", "consent", "legal_basis", "answered_by",
    "decline_reason", "result", "backup_kind",
)  # fmt: skip

WAYS = {
    HandoffKind.REFER: ("つなぐ", "つないでも、担当は変わりません。先方の返事を待って、いっしょに支えます。"),
    HandoffKind.TRANSFER: ("担当を移す", "先方が引き受けたときに、担当が移ります。それまでは、わたしたちの担当です。"),
    HandoffKind.ESCALATE: (
        "段階を上げる",
        "より広い圏域のチームに受けとめてもらいます。引き受けてもらったあとも、わたしたちが伴走します。",
    ),
    HandoffKind.BACKUP: ("バックアップを頼む", "担当は変わりません。知恵や人手を貸してもらいます。"),
}  # fmt: skip

# What たらいまわし stops until somebody sits down over the case or walks beside it (R013).
STOPPED = (HandoffKind.REFER, HandoffKind.TRANSFER)


def handoff_list(request: Request) -> HttpResponse:
    """つなぎ: what waits for our answer, and what we wait for."""
    require(request, Perm.HANDOFF_READ)
    chosen, on = HandoffFilter(request.GET or None), clock.today()
    asked = chosen.narrow(asked_of_us(request.actor), on)
    context = {
        "form": chosen,
        "page": paginate(asked, request.GET, by=("due_on", "id")),
        "asked_by_us": chosen.narrow(asked_by_us(request.actor), on)[:50],
        "came_back": chosen.narrow(came_back(request.actor, clock.now() - LATELY), on)[:50],
        "today": clock.today(),
        "rooms": rooms(request, "handoff_list"),
        "may_ask": request.actor.has(Perm.HANDOFF_BACKUP),
    }
    return page(request, "casework/handoff_list.html", context)


def case_handoffs(request: Request, pk: UUID) -> HttpResponse:
    """つなぎ of one case: who was asked for what, and how it stands."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    context = case_context(request, case, "handoffs")
    context["handoffs"] = handoffs_for(request.actor, case.pk)
    return page(request, "casework/case_handoffs.html", context)


def _way(request: Request) -> HandoffKind:
    """Return the way of asking that the link names; Http404 for one that does not exist."""
    try:
        way = HandoffKind(request.GET.get("way", HandoffKind.REFER))
    except ValueError as error:
        raise Http404("そのような頼み方はありません。") from error
    if way not in WAYS:
        raise Http404("引き取りの申し出は、ケースの画面からします。")
    return way


def choose_receiver(request: Request, pk: UUID) -> HttpResponse:
    """だれに頼むか: the teams and resources that fit, or the teams of the tiers above."""
    case = open_case(request, pk, Perm.HANDOFF_SEND)
    way, form = _way(request), ReceiverForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    context = case_context(request, case, "handoffs")
    context |= {"form": form, "way": way, "heading": WAYS[way][0], "lead": WAYS[way][1]}
    if way in (HandoffKind.ESCALATE, HandoffKind.BACKUP):
        context["above"] = teams_above(case, clock.today())
        return page(request, "casework/choose_above.html", context)
    context["found"] = receivers(request.actor, case, asked, clock.today())
    return page(request, "casework/choose_receiver.html", context)


def new_handoff(request: Request, pk: UUID, kind: str, to: UUID) -> HttpResponse:
    """Ask a team or a resource: what for, by when, and exactly what they will see."""
    return _ask(request, pk, _receiver(kind, to))


def new_external(request: Request, pk: UUID) -> HttpResponse:
    """つなぐ to somebody who is in no register: a name and how to reach them."""
    return _ask(request, pk, {})


def _ask(request: Request, pk: UUID, receiver: dict[str, Any]) -> HttpResponse:
    case = open_case(request, pk, Perm.HANDOFF_SEND)
    way = _way(request) if receiver else HandoffKind.REFER
    outline = outline_for_sharing(case, _organization_of(receiver), clock.today())
    form = HandoffForm(
        request.POST or None, consents=live_consents(case.pk, clock.today()), way=way,
        is_named=not receiver, left_out=outline.left_out, initial=_first(way, outline.text),
    )  # fmt: skip
    if form.is_valid():
        done = attempt(
            form, send_handoff,
            actor=request.actor, at=clock.now(), case=case, draft=form.draft(**receiver),
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            return _asked(request, done)
    context = case_context(request, case, "handoffs")
    context |= {"form": form, "receiver": receiver, "has_consents": bool(consents_of(case.pk))}
    context |= {"way": way, "heading": WAYS[way][0], "lead": WAYS[way][1]}
    context["is_stopped"] = way in STOPPED and passed_around(case=case, at=clock.now()) is not None
    return page(request, "casework/handoff_new.html", context)


def _first(way: HandoffKind, outline: str = "") -> dict[str, Any]:
    """Return what the form is filled in with."""
    return {
        "due_on": first_due(clock.today()), "level": Level.SUMMARY.value,
        "shared_summary": outline if way != HandoffKind.BACKUP else "",
        "until_on": clock.today() + timedelta(days=settings.WAGAMACHI["SHARING_DAYS"]),
    }  # fmt: skip


def _asked(request: Request, handoff: Handoff) -> HttpResponse:
    due = f"返事の期日は{handoff.due_on.month}月{handoff.due_on.day}日です。"
    if handoff.state == HandoffState.UNAPPROVED:
        messages.success(
            request, "責任者に承認を頼みました。承認されるまで、先方には何も見えません。"
        )
        return redirect("casework:handoff", handoff.pk)
    messages.success(request, f"頼みました。返事があるまで、担当はこのチームのままです。{due}")
    return redirect("casework:handoff", handoff.pk)


def _receiver(kind: str, to: UUID) -> dict[str, Any]:
    """Return both receivers of a draft, one of them set; Http404 for one that does not exist."""
    model: type[Model] = {"team": Team, "resource": Resource}[kind]
    found = model._default_manager.filter(pk=to).first()
    if found is None:
        raise Http404("つなぐ相手が見つかりません。選び直してください。")
    return {"team": None, "resource": None} | {kind: found}


def _organization_of(receiver: dict[str, Any]) -> UUID | None:
    """Return the organisation a consent would have to name; None for somebody in no register."""
    found = next((one for one in receiver.values() if one is not None), None)
    return found.organization_id if found else None


def pull(request: Request, pk: UUID) -> HttpResponse:
    """引き取りを申し出る: offer the holder to take the case over."""
    case = open_case(request, pk, Perm.CASE_READ_STATUS)
    if not request.actor.has(Perm.HANDOFF_SEND):
        refuse(request, Perm.HANDOFF_SEND, case)
    form = PullForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form, ask_to_take_over,
            actor=request.actor, at=clock.now(), case=case, purpose=data["purpose"],
            request=data["request"], id=data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "申し出ました。いまの担当が返事をします。")
            return redirect("casework:handoff", done.pk)
    context = case_context(request, case, "handoffs") | {"form": form}
    return page(request, "casework/handoff_pull.html", context)


def new_backup(request: Request) -> HttpResponse:
    """バックアップを頼む that is about no single case (R011)."""
    require(request, Perm.HANDOFF_BACKUP)
    teams = backup_teams(request.actor, clock.today())
    form = BackupForm(request.POST or None, teams=teams, initial=_first(HandoffKind.BACKUP))
    if form.is_valid():
        draft = form.draft(team=form.cleaned_data["team"])
        done = attempt(
            form, ask_for_backup, actor=request.actor, at=clock.now(), draft=draft,
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            return _asked(request, done)
    return page(
        request, "casework/backup_new.html", {"form": form, "lead": WAYS[HandoffKind.BACKUP][1]}
    )


_MAY = {
    "receive": Perm.HANDOFF_ANSWER,
    "weigh": Perm.HANDOFF_ANSWER,
    "accept": Perm.HANDOFF_ANSWER,
    "explain": Perm.HANDOFF_WITHDRAW,
    "heard_yes": Perm.HANDOFF_WITHDRAW,
    "withdraw": Perm.HANDOFF_WITHDRAW,
    "finish": Perm.HANDOFF_FINISH,
}


def handoff(request: Request, pk: UUID) -> HttpResponse:
    """One request: both sides read the same preview, the deadline and the answer."""
    row = get_for(request.actor, ROW, pk, Perm.HANDOFF_READ)
    audit.read(actor=request.actor, ref=Ref("handoff", row.pk), level="summary")
    legal = {move.action for move in HANDOFF.available(row.state)}
    has = {perm: can(request.actor, perm, row) for perm in set(_MAY.values())}
    context: dict[str, Any] = {f"may_{a}": a in legal and has[p] for a, p in _MAY.items()}
    turned_down = was_turned_down(row)
    sees = row.case is not None and can(request.actor, Perm.CASE_READ_SUMMARY, row.case)
    context |= {
        "handoff": row,
        "public_state": "承認されませんでした" if turned_down else HANDOFF.public[row.state],
        "turned_down": turned_down,
        "awaits_approval": awaits_approval(row, clock.now()),
        "approval": approval_of(row.pk),
        "sees_case": sees,
        "shows_summary": reads_request(request.actor, row),
        "is_late": row.is_waiting and row.due_on < clock.today(),
        "may_heard": context["may_heard_yes"] and not row.is_personal,
        "may_finish": context["may_finish"] and row.kind != HandoffKind.COMPANION,
        "may_say_yes": may_say_yes(request.actor, row),
        "today": clock.today(),
    }
    return page(request, "casework/handoff.html", context)
