"""The promise, looked for in a living database: every open worry is held and moves on (I1-I4, I7)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from wagamachi.access.models import Assignment, StateTransition
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.codes import THEMES
from wagamachi.core.doctor import Weight, register
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

# What an administrator can do who may not open the row: the number says nothing about anybody.
_ASK_LEAD = "番号を、かっこの中のチームのリーダーに伝え、"
_CLOSE_DOOR = f"いますぐ{_ASK_LEAD}関わっている機関の一覧を見なおしてもらってください。"


def _places(
    rows: "QuerySet[Any]", kind: str, what: str, *, pk: str = "pk", team: str = "holder_team"
) -> Iterable[str]:
    """Say ``what`` of each row, with the team whose lead can open it."""
    for found, whose in rows.values_list(pk, team).iterator():
        yield f"{kind}:{found}（team:{whose}）{what}"


def _of_cases(doors: "QuerySet[Any]", what: str) -> Iterable[str]:
    """Say ``what`` of the case of each 関与."""
    return _places(doors, "case", what, pk="case", team="case__holder_team")


@register(
    "i1_holder_on_team",
    "主担当は、いま担当チームにいる人である",
    todo=f"{_ASK_LEAD}主担当を決めなおしてもらってください。次の夜にも、チームに戻します。",
)
def _holder_is_on_team(at: datetime) -> Iterable[str]:
    posts = Assignment.objects.live(clock.today(at)).filter(
        user=OuterRef("holder_user"), team=OuterRef("holder_team")
    )
    named = Case.objects.filter(_OPEN_CASE, holder_user__isnull=False)
    return _places(named.filter(~Exists(posts)), "case", "の主担当は、もう担当チームにいません")


@register(
    "i1_team_open",
    "開いている相談とケースの担当チームは、続いている",
    weight=Weight.NOW,
    todo="受け皿になるチーム（総合の受け口）が続いているかを「機関・チーム」で確かめてください。次の夜に、そこへ移します。",
)
def _team_is_open(at: datetime) -> Iterable[str]:
    on = clock.today(at)
    closed = Q(holder_team__closes_on__lte=on) | Q(holder_team__organization__closes_on__lte=on)
    gone = "の担当チームは、もうありません"
    yield from _places(Intake.objects.filter(_OPEN_INTAKE & closed), "intake", gone)
    yield from _places(Case.objects.filter(_OPEN_CASE & closed), "case", gone)


@register(
    "i1_inbox_is_read",
    "相談が届くチームには、引き受けられる人がいる",
    weight=Weight.NOW,
    todo="「利用者と配置」で、このチームに相談を引き受けられる人を配置してください。",
)
def _inbox_is_read(at: datetime) -> Iterable[str]:
    on = clock.today(at)
    at_work = Assignment.objects.able(Perm.INTAKE_CLAIM, on).filter(team=OuterRef("pk"))
    waits = Intake.objects.filter(_OPEN_INTAKE, holder_team=OuterRef("pk"))
    empty = Team.objects.live(on).filter(~Exists(at_work))
    for pk in empty.filter(Q(is_fallback=True) | Exists(waits)).values_list("pk", flat=True):
        yield f"team:{pk} に届いた相談を引き受けられる人が、ひとりもいません"


@register(
    "i2_next_action",
    "開いている相談とケースには、次にすることの期日がある",
    todo=f"{_ASK_LEAD}次にすることと期日を書いてもらってください。",
)
def _next_action(at: datetime) -> Iterable[str]:
    missing = Q(next_action_on=None) | Q(next_action="")
    nothing = "に、次にすることがありません"
    yield from _places(Intake.objects.filter(_OPEN_INTAKE & missing), "intake", nothing)
    yield from _places(Case.objects.filter(_OPEN_CASE & missing), "case", nothing)


@register(
    "i3_handoff",
    "引き受けられたつなぎには、関与がある",
    todo=f"{_ASK_LEAD}つないだ相手に、もう一度つないでもらってください。",
)
def _accepted_take_part(at: datetime) -> Iterable[str]:
    made = Participation.objects.filter(handoff=OuterRef("pk"))
    partners = Q(state=HandoffState.ACCEPTED, case__isnull=False, to_team__isnull=False)
    accepted = Handoff.objects.filter(partners).exclude(kind__in=MOVING).filter(~Exists(made))
    unseen = "を引き受けた相手が、ケースを見られません"
    return _places(accepted, "handoff", unseen, team="from_team")


@register(
    "i3_receiver_open",
    "返事を待っている相手は、いまもある",
    weight=Weight.NOW,
    todo=f"{_ASK_LEAD}ほかの相手を決めてもらってください。次の夜に、送った側へ戻します。",
)
def _receiver_is_open(at: datetime) -> Iterable[str]:
    on = clock.today(at)
    closed = Q(to_team__closes_on__lte=on) | Q(to_team__organization__closes_on__lte=on)
    waiting = Handoff.objects.filter(closed, state__in=ASKED)
    return _places(waiting, "handoff", "の相手は、もうありません", team="from_team")


@register(
    "i5_companion",
    "段階を上げたケースには伴走する人がいて、そのチームは担当と状況を見られる",
    todo=f"{_ASK_LEAD}伴走担当を決めなおしてもらってください。",
)
def _companion_sees(at: datetime) -> Iterable[str]:
    sees = Participation.objects.filter(
        case=OuterRef("pk"), team=OuterRef("companion_team"), until_at=None
    )
    beside = Case.objects.filter(_OPEN_CASE, companion_team__isnull=False)
    unseen, left = (
        "の伴走するチームが、ケースを見られません",
        "に、伴走していないチームの伴走の関与が残っています",
    )
    yield from _places(beside.filter(~Exists(sees)), "case", unseen)
    yield from _places(beside.filter(companion_user=None), "case", "の伴走担当に、名前がありません")
    doors = Participation.objects.filter(_OPEN_DOOR, kind=ParticipationKind.COMPANION)
    yield from _of_cases(doors.exclude(team=F("case__companion_team")), left)


@register(
    "i4_first_receiver",
    "最初に受けとめた窓口は、担当と状況を見られる",
    todo=f"{_ASK_LEAD}受けた窓口に、いまの担当と状況を伝えてもらってください。",
)
def _first_receiver(at: datetime) -> Iterable[str]:
    sees = Participation.objects.filter(
        Q(team=OuterRef("received_team")) | Q(user=OuterRef("received_by")),
        case=OuterRef("case"),
        until_at=None,
    )
    elsewhere = Intake.objects.filter(state=IntakeState.TAKEN).exclude(
        received_team=F("case__holder_team")
    )
    unseen = "を受けた窓口が、その後を見られません"
    return _places(elsewhere.filter(~Exists(sees)), "intake", unseen, team="case__holder_team")


@register(
    "i7_evaluation",
    "終わったケースには、最後にひらいたあとの評価がある",
    weight=Weight.WEEK,
    todo=f"{_ASK_LEAD}ケースをひらきなおし、評価してから終えてもらってください。",
)
def _closed_after_evaluation(at: datetime) -> Iterable[str]:
    later = StateTransition.objects.filter(
        target_kind="case",
        target_id=OuterRef("pk"),
        action="reopen",
        at__gt=OuterRef("closing_evaluation__evaluated_at"),
    )
    closed = Case.objects.filter(state=CaseState.CLOSED).filter(Exists(later))
    return _places(closed, "case", "は、評価の前の評価で終わっています")


@register(
    "consent_ends_access",
    "取り消された同意で、見えている人はいない",
    weight=Weight.NOW,
    todo=_CLOSE_DOOR,
)
def _withdrawn_consents(at: datetime) -> Iterable[str]:
    resting = Participation.objects.filter(until_at=None, consent__withdrawn_at__isnull=False)
    return _of_cases(resting, "が、取り消された同意で見えています")


@register(
    "approval_ends_access",
    "承認されなかった共有で、見えている人はいない",
    weight=Weight.NOW,
    todo=_CLOSE_DOOR,
)
def _refused_approvals(at: datetime) -> Iterable[str]:
    ended = [ApprovalState.REFUSED, ApprovalState.LAPSED]
    resting = Participation.objects.filter(until_at=None, approval__state__in=ended)
    yield from _of_cases(resting, "が、承認されなかった共有で見えています")
    asked = Approval.objects.filter(handoff=OuterRef("pk"), state=ApprovalState.WAITING)
    unsent = Handoff.objects.filter(~Exists(asked), state=HandoffState.UNAPPROVED)
    waits = "が、だれにも承認を頼まないまま待っています"
    yield from _places(unsent, "handoff", waits, team="from_team")


@register(
    "guards_carried",
    "知らせない・取り扱い注意のケースの相談は、同じように守られている",
    weight=Weight.NOW,
    todo=f"いますぐ{_ASK_LEAD}相談の特別な取り扱いを、ケースにそろえてもらってください。",
)
def _guards_are_carried(at: datetime) -> Iterable[str]:
    loose = Q(case__keeps_from_neighbours=True, keeps_from_neighbours=False)
    loose |= Q(restriction="", case__isnull=False) & ~Q(case__restriction="")
    return _places(
        Intake.objects.filter(loose), "intake", "が、ケースより広く読めるようになっています"
    )


@register(
    "by_law_restricted",
    "虐待・DV・生活保護のしるしがあるケースは、取り扱い注意になっている",
    weight=Weight.NOW,
    todo=f"いますぐ{_ASK_LEAD}特別な取り扱いにしてもらってください。",
)
def _law_is_followed(at: datetime) -> Iterable[str]:
    themes = Code.objects.filter(code_list__in=THEMES)
    codes = [code for code in themes.values_list("pk", flat=True) if means(code)]
    codes += [code for code in BY_CODE if code not in codes]
    weighing = CaseMember.objects.filter(
        left_on=None, themes__until_on=None, themes__theme__in=codes
    )
    tagged = Case.tags.through._default_manager.filter(code__in=codes)
    marked = Q(pk__in=weighing.values("case")) | Q(pk__in=tagged.values("case"))
    loose = Case.objects.filter(_OPEN_CASE, marked, restriction="")
    return _places(loose, "case", "に、法律にもとづく対応のしるしがあるのに、ふつうに読めます")


@register(
    "record_minutes",
    "活動記録の所要時間は、15分きざみである",
    weight=Weight.WEEK,
    todo=f"{_ASK_LEAD}記録の時間を直してもらってください。",
)
def _quarter_hours(at: datetime) -> Iterable[str]:
    odd = ActivityRecord.objects.annotate(rest=F("minutes") % 15).exclude(rest=0)
    return _places(odd, "record", "の所要時間が、15分きざみではありません", team="team")
