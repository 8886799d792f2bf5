"""しるし: why it stands, keeping it quiet for a while, and letting it speak again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.access.roles import Role
from wagamachi.core import clock
from wagamachi.core.forms import Kept
from wagamachi.core.paging import paginate

from ..enums import FlagKind
from ..forms.flags import QuietForm
from ..forms.meetings import MeetingForm
from ..models import CaseFlag, CaseMeeting
from ..queries.flags import MUNICIPAL, may_keep_quiet, most_quiet_days, sign
from ..queries.flags import municipal as municipal_flags
from ..queries.joining import who_could_join
from ..queries.meetings import may_call_meeting
from ..services import call_meeting
from ..services.flags import silence_flag, speak_again
from .parts import refuse

NEWEST_FIRST = ("-since_at", "-id")
ROW = CaseFlag.objects.select_related(
    "case__area", "case__holder_team__organization", "case__holder_user", "quiet_by"
)


def flag(request: Request, pk: UUID) -> HttpResponse:
    """Why a しるし stands and what one can do about it; the 中心機関 sees no more than this."""
    row = get_for(request.actor, ROW, pk, Perm.CASE_READ_STATUS)
    sees = can(request.actor, Perm.CASE_READ_SUMMARY, row.case)
    alone = row.kind == FlagKind.HELD_ALONE and sees and row.cleared_at is None
    context = {
        "flag": row,
        "sign": sign(row, clock.today()),
        "sees": sees,
        "may_open": sees or can(request.actor, Perm.CASE_READ_STATUS, row.case),
        "may_keep_quiet": row.cleared_at is None and may_keep_quiet(request.actor, row),
        "holds": can(request.actor, Perm.CASE_EDIT, row.case),
        "may_call": row.cleared_at is None
        and row.kind in MUNICIPAL
        and may_call_meeting(request.actor, row.case),
        "joining": who_could_join(request.actor, row.case, clock.now()) if alone else None,
    }
    return page(request, "casework/flag.html", context)


def municipal(request: Request) -> HttpResponse:
    """たらいまわし and 丸抱え anywhere in the municipality, for the 中心機関 (R013, R014)."""
    if Role.CORE_BODY not in request.actor.roles:
        raise Http404
    on = clock.today()
    shown = paginate(municipal_flags(request.actor), request.GET, NEWEST_FIRST)
    rows = [{"flag": row, "sign": sign(row, on)} for row in shown.items]
    return page(request, "casework/municipal.html", {"rows": rows, "page": shown})


def quiet(request: Request, pk: UUID) -> HttpResponse:
    """しばらく知らせない: until a day, for a reason."""
    row = _to_silence(request, pk)
    form = QuietForm(request.POST or None, most=most_quiet_days(row))
    if form.is_valid():
        until, reason = form.said()
        if attempt(
            form, silence_flag, actor=request.actor, at=clock.now(), flag=row, until=until,
            reason=reason,
        ):  # fmt: skip
            messages.success(request, "その日まで、このしるしを知らせません。")
            return redirect("casework:flag", row.pk)
    context = {"form": form, "flag": row, "sign": sign(row, clock.today())}
    return page(request, "casework/flag_quiet.html", context)


def meeting(request: Request, pk: UUID) -> HttpResponse:
    """調整会議を呼びかける for the 中心機関 that sees nothing of the case but its しるし.

    Who sees the case calls it from there. Sent twice it was called once, though the しるし is gone.
    """
    row = _called_before(request, pk) or _to_call(request, pk)
    if row.cleared_at is None and can(request.actor, Perm.CASE_READ_SUMMARY, row.case):
        return redirect("casework:meeting_new", row.case_id)
    around = [row.case.holder_team.organization_id]  # who else has to do with it is not told
    form = MeetingForm(request.POST or None, around=around)
    if form.is_valid():
        done = attempt(
            form, call_meeting,
            actor=request.actor, at=clock.now(), case=row.case, draft=form.draft(),
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(
                request, "調整会議を呼びかけました。担当と、選んだ機関に知らせました。"
            )
            return redirect("casework:municipal")
    context = {"form": form, "flag": row, "sign": sign(row, clock.today())}
    return page(request, "casework/flag_meeting.html", context)


def _to_call(request: Request, pk: UUID) -> CaseFlag:
    row = get_for(request.actor, ROW, pk, Perm.CASE_READ_STATUS, cleared_at=None)
    if not may_call_meeting(request.actor, row.case):
        refuse(request, Perm.CASE_EDIT, row.case)
    return row


def _called_before(request: Request, pk: UUID) -> CaseFlag | None:
    """Return the しるし for which the actor has called the meeting of this very page already."""
    form = Kept(request.POST)
    if not form.is_valid():
        return None
    called = CaseMeeting.objects.filter(
        pk=form.cleaned_data["token"], called_by=request.actor.user_id
    )
    return ROW.filter(pk=pk, case__in=called.values("case")).first()


@require_POST
def speak(request: Request, pk: UUID) -> HttpResponse:
    """また知らせる: at once."""
    row = _to_silence(request, pk)
    speak_again(actor=request.actor, at=clock.now(), flag=row)
    messages.success(request, "このしるしを、また知らせます。")
    return redirect("casework:flag", row.pk)


def _to_silence(request: Request, pk: UUID) -> CaseFlag:
    """Return a standing しるし whose silence is the actor's to begin or end; unseen otherwise."""
    row = get_for(request.actor, ROW, pk, Perm.CASE_READ_STATUS, cleared_at=None)
    if not may_keep_quiet(request.actor, row) and not (
        row.quiet_until and can(request.actor, Perm.CASE_EDIT, row)
    ):
        refuse(request, Perm.CASE_EDIT, row.case)
    return row
