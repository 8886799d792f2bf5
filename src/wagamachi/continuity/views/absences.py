"""わたしの不在: who is away, who stands in, for oneself and for the people one leads (R141)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.access.saving import saved
from wagamachi.accounts.models import User
from wagamachi.core import clock

from .. import services
from ..forms import AbsenceForm
from ..models import Absence, AbsenceQuerySet
from ..queries.cover import Cover, arranges_for, of_my_people, own, possible_deputies
from .denying import deny

_ROWS = Absence.objects.select_related("user", "deputy", "entered_by")


def index(request: Request) -> HttpResponse:
    """不在: mine, those I stand in for, and my people's."""
    require(request, Perm.CASE_READ_STATUS)
    on = clock.today()
    context = {
        "own": own(request.actor, on),
        "covering": Cover(on).by(request.actor.user_id),
        "colleagues": of_my_people(request.actor, on)[:100],
        "people": arranges_for(request.actor, on).exclude(pk=request.user.pk),
        "today": on,
    }
    return page(request, "continuity/absences.html", context)


def new(request: Request) -> HttpResponse:
    """Write down one's own absence."""
    require(request, Perm.CASE_READ_STATUS)
    return _enter(request, request.user)


def new_for(request: Request, pk: UUID) -> HttpResponse:
    """Write down the absence of somebody one answers for."""
    person = arranges_for(request.actor, clock.today()).filter(pk=pk).first()
    if person is None:
        deny(request, pk, Perm.CASE_READ_STATUS)
    return _enter(request, person)


def _enter(request: Request, person: User) -> HttpResponse:
    deputies = possible_deputies(person.pk, clock.today())
    form = AbsenceForm(request.POST or None, deputies=deputies)
    if form.is_valid():
        done = attempt(
            form, services.enter_absence,
            actor=request.actor, at=clock.now(), user=person, draft=form.draft(),
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "不在を書きました。代わりの人の「今日」に、仕事が出ます。")
            return redirect("continuity:absences")
    return page(request, "continuity/absence_form.html", {"form": form, "person": person})


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One absence: the days, who stands in, the message left."""
    absence = get_for(request.actor, _ROWS, pk, Perm.CASE_READ_STATUS)
    context = {
        "absence": absence,
        "standing": Cover(clock.today()).of(absence.user_id),
        "may_change": _changeable(request).filter(pk=pk).exists(),
        "today": clock.today(),
    }
    return page(request, "continuity/absence.html", context)


def _changeable(request: Request) -> AbsenceQuerySet:
    """Return the absences ahead that are mine, or of people I answer for."""
    on = clock.today()
    people = [request.actor.user_id, *arranges_for(request.actor, on).values_list("pk", flat=True)]
    return _ROWS.ahead(on).filter(user__in=people)


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change days or deputy; coming back early is a new day."""
    absence = get_for(request.actor, _changeable(request), pk, Perm.CASE_READ_STATUS)
    deputies = possible_deputies(absence.user_id, max(absence.starts_on, clock.today()))
    form = AbsenceForm(request.POST or None, deputies=deputies, initial=AbsenceForm.of(absence))
    if form.is_valid():
        said = {"version": form.cleaned_data["version"], "draft": form.draft()}
        if saved(
            form, absence, services.change_absence, actor=request.actor, absence=absence, **said
        ):
            messages.success(request, "不在を書きなおしました。")
            return redirect("continuity:absences")
    context = {"form": form, "person": absence.user, "absence": absence}
    return page(request, "continuity/absence_form.html", context)


@require_POST
def call_off(request: Request, pk: UUID) -> HttpResponse:
    """Call an absence off."""
    absence = get_for(request.actor, _changeable(request), pk, Perm.CASE_READ_STATUS)
    services.call_off_absence(actor=request.actor, at=clock.now(), absence=absence)
    messages.success(request, "不在を取りやめました。")
    return redirect("continuity:absences")
