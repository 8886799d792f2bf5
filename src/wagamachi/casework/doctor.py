"""The promise, looked for in a living database: every open worry is held and moves on (I1-I4, I7)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from wagamachi.access.models import Assignment, StateTransition
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.codes import THEMES
from wagamachi.core.doctor import register
from wagamachi.core.models import Code
from wagamachi.organizations.models import Team
from wagamachi.records.models import ActivityRecord

from .enums import ApprovalState, CaseState, HandoffState, IntakeState, ParticipationKind
from .models import (
    ASKED,
    MOVING,
    OPEN_STATES,
    Approval,
    Case,
    CaseMember,
    Handoff,
    Intake,
    Participation,
)
from .queries.statutory import BY_CODE, means

_OPEN_INTAKE = Q(state=IntakeState.WAITING)
_OPEN_CASE = Q(state__in=OPEN_STATES)
_OPEN_DOOR = Q(until_at=None, case__state__in=OPEN_STATES)


@register("i1_holder_on_team", "主担当は、いま担当チームにいる人である")
def _holder_is_on_team(at: datetime) -> Iterable[str]:
    posts = Assignment.objects.live(clock.today(at)).filter(
        user=OuterRef("holder_user"), team=OuterRef("holder_team")
    )
    named = Case.objects.filter(_OPEN_CASE, holder_user__isnull=False)
    for pk in named.filter(~Exists(posts)).values_list("pk", flat=True).iterator():
        yield f"case:{pk} の主担当は、もう担当チームにいません"


@register("i1_team_open", "開いている相談とケースの担当チームは、続いている")
def _team_is_open(at: datetime) -> Iterable[str]:
    on = clock.today(at)
    closed = Q(holder_team__closes_on__lte=on) | Q(holder_team__organization__closes_on__lte=on)
    for pk in Intake.objects.filter(_OPEN_INTAKE & closed).values_list("pk", flat=True).iterator():
        yield f"intake:{pk} の担当チームは、もうありません"
    for pk in Case.objects.filter(_OPEN_CASE & closed).values_list("pk", flat=True).iterator():
        yield f"case:{pk} の担当チームは、もうありません"


@register("i1_inbox_is_read", "相談が届くチームには、引き受けられる人がいる")
def _inbox_is_read(at: datetime) -> Iterable[str]:
    on = clock.today(at)
    at_work = Assignment.objects.able(Perm.INTAKE_CLAIM, on).filter(team=OuterRef("pk"))
    waits = Intake.objects.filter(_OPEN_INTAKE, holder_team=OuterRef("pk"))
    empty = Team.objects.live(on).filter(~Exists(at_work))
    for pk in empty.filter(Q(is_fallback=True) | Exists(waits)).values_list("pk", flat=True):
        yield f"team:{pk} に届いた相談を引き受けられる人が、ひとりもいません"


@register("i2_next_action", "開いている相談とケースには、次にすることの期日がある")
def _next_action(at: datetime) -> Iterable[str]:
    missing = Q(next_action_on=None) | Q(next_action="")
    for pk in Intake.objects.filter(_OPEN_INTAKE & missing).values_list("pk", flat=True):
        yield f"intake:{pk} に、次にすることがありません"
    for pk in Case.objects.filter(_OPEN_CASE & missing).values_list("pk", flat=True):
        yield f"case:{pk} に、次にすることがありません"


@register("i3_handoff", "引き受けられたつなぎには、関与がある")
def _accepted_take_part(at: datetime) -> Iterable[str]:
    made = Participation.objects.filter(handoff=OuterRef("pk"))
    partners = Q(state=HandoffState.ACCEPTED, case__isnull=False, to_team__isnull=False)
    accepted = Handoff.objects.filter(partners).exclude(kind__in=MOVING).filter(~Exists(made))
    for pk in accepted.values_list("pk", flat=True).iterator():
        yield f"handoff:{pk} を引き受けた相手が、ケースを見られません"


@register("i3_receiver_open", "返事を待っている相手は、いまもある")
def _receiver_is_open(at: datetime) -> Iterable[str]:
    on = clock.today(at)
    closed = Q(to_team__closes_on__lte=on) | Q(to_team__organization__closes_on__lte=on)
    waiting = Handoff.objects.filter(closed, state__in=ASKED)
    for pk in waiting.values_list("pk", flat=True).iterator():
        yield f"handoff:{pk} の相手は、もうありません"


@register("i5_companion", "段階を上げたケースには伴走するチームがあり、担当と状況を見られる")
def _companion_sees(at: datetime) -> Iterable[str]:
    sees = Participation.objects.filter(
        case=OuterRef("pk"), team=OuterRef("companion_team"), until_at=None
    )
    beside = Case.objects.filter(_OPEN_CASE, companion_team__isnull=False)
    for pk in beside.filter(~Exists(sees)).values_list("pk", flat=True).iterator():
        yield f"case:{pk} の伴走するチームが、ケースを見られません"
    doors = Participation.objects.filter(_OPEN_DOOR, kind=ParticipationKind.COMPANION)
    for pk in doors.exclude(team=F("case__companion_team")).values_list("case", flat=True):
        yield f"case:{pk} に、伴走していないチームの伴走の関与が残っています"


@register("i4_first_receiver", "最初に受けとめた窓口は、担当と状況を見られる")
def _first_receiver(at: datetime) -> Iterable[str]:
    sees = Participation.objects.filter(
        Q(team=OuterRef("received_team")) | Q(user=OuterRef("received_by")),
        case=OuterRef("case"),
        until_at=None,
    )
    elsewhere = Intake.objects.filter(state=IntakeState.TAKEN).exclude(
        received_team=F("case__holder_team")
    )
    for pk in elsewhere.filter(~Exists(sees)).values_list("pk", flat=True).iterator():
        yield f"intake:{pk} を受けた窓口が、その後を見られません"


@register("i7_evaluation", "終わったケースには、最後にひらいたあとの評価がある")
def _closed_after_evaluation(at: datetime) -> Iterable[str]:
    later = StateTransition.objects.filter(
        target_kind="case",
        target_id=OuterRef("pk"),
        action="reopen",
        at__gt=OuterRef("closing_evaluation__evaluated_at"),
    )
    closed = Case.objects.filter(state=CaseState.CLOSED).filter(Exists(later))
    for pk in closed.values_list("pk", flat=True).iterator():
        yield f"case:{pk} は、評価の前の評価で終わっています"


@register("consent_ends_access", "取り消された同意で、見えている人はいない")
def _withdrawn_consents(at: datetime) -> Iterable[str]:
    resting = Participation.objects.filter(until_at=None, consent__withdrawn_at__isnull=False)
    for pk in resting.values_list("case", flat=True).iterator():
        yield f"case:{pk} が、取り消された同意で見えています"


@register("approval_ends_access", "承認されなかった共有で、見えている人はいない")
def _refused_approvals(at: datetime) -> Iterable[str]:
    ended = [ApprovalState.REFUSED, ApprovalState.LAPSED]
    resting = Participation.objects.filter(until_at=None, approval__state__in=ended)
    for pk in resting.values_list("case", flat=True).iterator():
        yield f"case:{pk} が、承認されなかった共有で見えています"
    asked = Approval.objects.filter(handoff=OuterRef("pk"), state=ApprovalState.WAITING)
    unsent = Handoff.objects.filter(~Exists(asked), state=HandoffState.UNAPPROVED)
    for pk in unsent.values_list("pk", flat=True).iterator():
        yield f"handoff:{pk} が、だれにも承認を頼まないまま待っています"


@register("guards_carried", "知らせない・取り扱い注意のケースの相談は、同じように守られている")
def _guards_are_carried(at: datetime) -> Iterable[str]:
    loose = Q(case__keeps_from_neighbours=True, keeps_from_neighbours=False)
    loose |= Q(restriction="", case__isnull=False) & ~Q(case__restriction="")
    for pk in Intake.objects.filter(loose).values_list("pk", flat=True).iterator():
        yield f"intake:{pk} が、ケースより広く読めるようになっています"


@register("by_law_restricted", "虐待・DV・生活保護のしるしがあるケースは、取り扱い注意になっている")
def _law_is_followed(at: datetime) -> Iterable[str]:
    themes = Code.objects.filter(code_list__in=THEMES)
    codes = [code for code in themes.values_list("pk", flat=True) if means(code)]
    codes += [code for code in BY_CODE if code not in codes]
    weighing = CaseMember.objects.filter(
        left_on=None, themes__until_on=None, themes__theme__in=codes
    )
    tagged = Case.tags.through._default_manager.filter(code__in=codes)
    marked = Q(pk__in=weighing.values("case")) | Q(pk__in=tagged.values("case"))
    for pk in Case.objects.filter(_OPEN_CASE, marked, restriction="").values_list("pk", flat=True):
        yield f"case:{pk} に、法律にもとづく対応のしるしがあるのに、ふつうに読めます"


@register("record_minutes", "活動記録の所要時間は、15分きざみである")
def _quarter_hours(at: datetime) -> Iterable[str]:
    odd = ActivityRecord.objects.annotate(rest=F("minutes") % 15).exclude(rest=0)
    for pk in odd.values_list("pk", flat=True).iterator():
        yield f"record:{pk} の所要時間が、15分きざみではありません"
