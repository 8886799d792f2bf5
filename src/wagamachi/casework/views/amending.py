"""直す・書きたす: whoever took a worry in mends it while it is 未受領, and adds to it afterwards."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.access.saving import saved
from wagamachi.core import clock
from wagamachi.core.refs import Ref

from ..forms.amending import AddForm, CorrectForm, UrgencyForm
from ..models import Intake
from ..services import add_to_intake, correct_intake, is_unreceived, weigh_urgency

ROW = Intake.objects.select_related("case", "holder_team__organization", "area")


def correct(request: Request, pk: UUID) -> HttpResponse:
    """直す: once somebody has received it, it can only be added to."""
    intake = _own(request, pk)
    if request.method == "GET" and not is_unreceived(intake):
        messages.info(request, "もう受けとめられたので、書きなおせません。書きたすことはできます。")
        return redirect("casework:intake_add", pk)
    form = CorrectForm(request.POST or None, intake=intake)
    if form.is_valid() and saved(
        form, intake, correct_intake, actor=request.actor, intake=intake, **form.said()
    ):
        messages.success(request, "直しました。届いたチームに知らせました。")
        return redirect("casework:intake", pk)
    return page(request, "casework/intake_amend.html", {"form": form, "intake": intake})


def urgency(request: Request, pk: UUID) -> HttpResponse:
    """急ぎのしるしを直す: who took it in, and who holds it, both ways and with the reason."""
    taker = can(request.actor, Perm.INTAKE_AMEND, Intake(pk=pk))
    perm = Perm.INTAKE_AMEND if taker else Perm.INTAKE_CLAIM
    intake = get_for(request.actor, ROW, pk, perm)
    audit.read(actor=request.actor, ref=Ref("intake", pk), level="full")
    form = UrgencyForm(request.POST or None, intake=intake)
    if form.is_valid() and saved(
        form, intake, weigh_urgency, actor=request.actor, intake=intake, **form.cleaned_data
    ):
        messages.success(request, "急ぎのしるしを直しました。届いているチームに知らせました。")
        return redirect("casework:intake", pk)
    return page(request, "casework/intake_urgency.html", {"form": form, "intake": intake})


def add(request: Request, pk: UUID) -> HttpResponse:
    """書きたす: nothing that was said before is overwritten."""
    intake = _own(request, pk)
    form = AddForm(request.POST or None, intake=intake)
    if form.is_valid():
        done = attempt(
            form, add_to_intake,
            actor=request.actor, at=clock.now(), intake=intake, **form.said(),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "書きたしました。いまの担当に知らせました。")
            return redirect("casework:intake", pk)
    return page(request, "casework/intake_amend.html", {"form": form, "intake": intake})


def _own(request: Request, pk: UUID) -> Intake:
    """Return the worry for whoever took it in, and write down that they read it."""
    intake = get_for(request.actor, ROW, pk, Perm.INTAKE_AMEND)
    audit.read(actor=request.actor, ref=Ref("intake", pk), level="full")
    return intake
