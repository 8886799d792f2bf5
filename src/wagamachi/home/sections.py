"""今日: what must I do now? One table says which section each kind of post sees, in what order."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.action.queries import proposals
from wagamachi.areas.municipality import is_used_url
from wagamachi.casework.enums import IntakeAsk, UrgentRank
from wagamachi.casework.models import Intake
from wagamachi.casework.queries import flags, lists
from wagamachi.casework.queries.approvals import waiting_for
from wagamachi.casework.queries.meetings import coming_meetings
from wagamachi.casework.queries.standing import Standing, standing_of
from wagamachi.continuity.queries.cover import covering
from wagamachi.continuity.queries.held import leavers
from wagamachi.core import clock
from wagamachi.core.paging import first_of
from wagamachi.core.words import local
from wagamachi.publishing.queries import releases
from wagamachi.support.queries import outreach_tasks
from wagamachi.support.queries.plans import due_reviews
from wagamachi.workforce.queries import tasks as commissioner_tasks

from .districts import heard, my_districts
from .figures import Figure
from .night import by_night
from .section import SHOWN, Builder, Section, if_any, listed, urgent_first

WHOLE = 200  # rows of a section's own page
RECENT_DAYS = 90
FRESH = timedelta(days=14)  # what came back longer ago is on the page of its case


def sections_for(actor: Actor, at: datetime) -> list[Section]:
    """Return the sections of this actor's home page; those with nothing to say are left out."""
    built = (replace(s, name=name) for name, build in _builders(actor) if (s := build(actor, at)))
    return [s for s in built if is_used_url(s.more_url)]


def section_named(actor: Actor, at: datetime, name: str) -> Section | None:
    """Return one section of this actor's home page with all its rows; None when it is empty now.

    Raises KeyError when this actor has no such section.
    """
    section = dict(_builders(actor))[name](actor, at)
    return replace(section, rows=section.draw(WHOLE)) if section and section.draw else section


def _builders(actor: Actor) -> list[tuple[str, Builder]]:
    """Return the sections the actor's posts have, by the name in their page's address."""
    builders: list[tuple[Perm, Builder]] = [
        (Perm.SHARING_APPROVE, _to_approve),
        (Perm.INTAKE_CLAIM, _inbox),
        (Perm.CASE_EDIT, _unheld),
        (Perm.HANDOFF_ANSWER, _asked_of_us),
        (Perm.HANDOFF_BACKUP, _questions),
        (Perm.CASE_EDIT, _due),
        (Perm.HANDOFF_READ, _meetings),
        (Perm.TASK_ANSWER, _tasks_asked),
        (Perm.TASK_EDIT, _tasks_back),
        (Perm.TASK_READ, _tasks_open),
        (Perm.TASK_RELIEVE, _tasks_left_behind),
        (Perm.TASK_RELIEVE, _tasks_against),
        (Perm.CASE_EDIT, _to_review),
        (Perm.CASE_EDIT, _covering),
        (Perm.CASE_READ_STATUS, _handing_over),
        (Perm.RECORD_WRITE, _outings_asked),
        (Perm.HANDOFF_BACKUP, _came_back),
        (Perm.HANDOFF_BACKUP, _unanswered),
        (Perm.CASE_READ_STATUS, _municipal),
        (Perm.TEXT_DECIDE, _texts_to_check),
        (Perm.TEXT_DECIDE, _texts_sent_back),
        (Perm.PROPOSAL_EDIT, _proposals),
        (Perm.CASE_EDIT, _signs),
        (Perm.CASE_EDIT, _mine),
        (Perm.INTAKE_STATUS, heard),
        (Perm.AREA_READ, my_districts),
        (Perm.CASE_READ_SUMMARY, _shared),
        (Perm.INTAKE_STATUS, _received),
        (Perm.NIGHT_READ, by_night),
    ]
    return [
        (build.__name__.strip("_").replace("_", "-"), build)
        for perm, build in builders
        if actor.has(perm)
    ]


def _to_approve(actor: Actor, at: datetime) -> Section | None:
    why = "本人の同意によらずに伝えることです。期限までに、承認するか認めないかを決めます。"
    rows, url = waiting_for(actor, at), reverse("casework:approvals")
    section = listed("承認する", why, "casework/_approval_rows.html", rows, url, tone="danger")
    return if_any(section)


def _inbox(actor: Actor, at: datetime) -> Section:
    return urgent_first(
        "受けとめる", "わたしのチームに届いて、まだだれも引き受けていない相談です。急ぎのものが先です。",
        "casework/_intake_rows.html", lists.inbox(actor).order_by(*lists.INBOX_ORDER),
        reverse("casework:inbox"), claimable=True, empty="受けとめ待ちの相談はありません。",
    )  # fmt: skip


def _unheld(actor: Actor, at: datetime) -> Section | None:
    """Urgent cases of my teams that nobody holds yet, or that a colleague holds: all of them."""
    rows = lists.team_cases(actor).filter(urgent_rank__lt=UrgentRank.CALM)
    rows = rows.exclude(holder_user=actor.user_id).order_by(*lists.DUE_ORDER)
    return if_any(
        urgent_first(
            "急ぎのケース", "命の危険や通報のケースで、まだ記録がありません。だれが動くか、すぐに決めましょう。",
            "casework/_case_rows.html", rows, f"{reverse('casework:cases')}?whose=team",
        )
    )  # fmt: skip


def _asked_of_us(actor: Actor, at: datetime) -> Section | None:
    return if_any(
        listed(
            "返事をする", "ほかの機関から、力を貸してほしいと頼まれています。",
            "casework/_asked_rows.html", lists.asked_of_us(actor), reverse("casework:handoff_list"),
        )
    )  # fmt: skip


def _questions(actor: Actor, at: datetime) -> Section | None:
    rows = lists.asking(lists.asked_by_us(actor))
    return if_any(
        listed(
            "聞かれたことに答える", "つないだ相手から、聞きたいことが来ています。答えると、先方が返事を決められます。",
            "casework/_handoff_rows.html", rows, f"{reverse('casework:handoff_list')}?due=asked",
        )
    )  # fmt: skip


def _meetings(actor: Actor, at: datetime) -> Section | None:
    """調整会議 we are asked to, or have called (R013, R028)."""
    return if_any(
        listed(
            "これからの調整会議", "わたしのチームが開くか、呼ばれている会議です。",
            "casework/_meeting_rows.html", coming_meetings(actor, clock.today(at)),
            reverse("casework:coming_meetings"), tone="info",
        )
    )  # fmt: skip


def _tasks_asked(actor: Actor, at: datetime) -> Section | None:
    """委員の仕事 that somebody asked me or my team to take (R172)."""
    return if_any(
        listed(
            "委員の仕事に返事をする", local("民生委員から、仕事を引き受けてほしいと頼まれています。"),
            "workforce/_task_rows.html", commissioner_tasks.waiting_for(actor),
            f"{reverse('workforce:tasks')}?whose=asked",
        )
    )  # fmt: skip


def _outings_asked(actor: Actor, at: datetime) -> Section | None:
    """頼まれたアウトリーチ: areas my teams were asked to go out to (R018)."""
    return if_any(
        listed(
            "頼まれたアウトリーチ", "相談や活動が少ない地域です。出かけて、困っている人がいないか確かめましょう。",
            "support/_outreach_task_rows.html", outreach_tasks.waiting(actor),
            reverse("support:outreach_tasks"),
        )
    )  # fmt: skip


def _tasks_back(actor: Actor, at: datetime) -> Section | None:
    """What I, a 民生委員, asked somebody to take and nobody took (R172)."""
    if Scope.OWN not in actor.scopes(Perm.TASK_EDIT):
        return None
    return if_any(
        listed(
            "戻ってきた仕事", "頼んだ仕事が、わけをつけて戻ってきました。次の相手を考えましょう。",
            "workforce/_task_rows.html", commissioner_tasks.came_back(actor),
            f"{reverse('workforce:tasks')}?whose=mine", tone="danger",
        )
    )  # fmt: skip


def _tasks_open(actor: Actor, at: datetime) -> Section | None:
    """My own 委員の仕事 that nobody has taken off me, and what I or my team took on (R172)."""
    whose = "mine" if Scope.OWN in actor.scopes(Perm.TASK_EDIT) else "asked"
    return if_any(
        listed(
            "手もとの委員の仕事", "まだ終わっていない仕事です。期日の近い順です。",
            "workforce/_task_rows.html", commissioner_tasks.to_do(actor),
            f"{reverse('workforce:tasks')}?whose={whose}", more_words="委員の仕事をぜんぶ見る",
        )
    )  # fmt: skip


def _tasks_left_behind(actor: Actor, at: datetime) -> Section | None:
    """委員の仕事 whose 委員, helper or team is no longer there: the 事務局 finds somebody."""
    return _of_tasks(
        actor, at, "left_behind", "担い手のいない委員の仕事",
        "持っている人の配置がおわっています。ほかの委員の仕事に直すか、手もとに戻してください。", "danger",
    )  # fmt: skip


def _tasks_against(actor: Actor, at: datetime) -> Section | None:
    """委員の仕事 of a kind that was to be stopped: the 事務局 tells whoever asks (R172)."""
    return _of_tasks(
        actor, at, "against", "やめると決めた仕事が頼まれた",
        "軽減の判断のあとに、委員が頼まれたものです。頼んだ相手に、決めたことを伝えましょう。", "warn",
    )  # fmt: skip


def _of_tasks(
    actor: Actor, at: datetime, which: str, title: str, why: str, tone: str
) -> Section | None:
    """Return those of everybody's 委員の仕事 that the list of the same name shows, the oldest first."""
    everyones = commissioner_tasks.everyones(actor)
    rows = commissioner_tasks.narrowed(everyones, which=which, team=None, on=clock.today(at))
    return if_any(
        listed(
            title, why, "workforce/_task_rows.html", rows.order_by("created_at", "id"),
            f"{reverse('workforce:tasks')}?which={which}", tone=tone,
        )
    )  # fmt: skip


def _due(actor: Actor, at: datetime) -> Section:
    rows = lists.due(lists.my_cases(actor), clock.today(at))
    return urgent_first(
        "今日まで", "次にすることの期日が来ている、わたしのケースです。",
        "casework/_case_rows.html", rows, f"{reverse('casework:cases')}?whose=mine",
        empty="今日までにすることは、ありません。",
    )  # fmt: skip


def _covering(actor: Actor, at: datetime) -> Section | None:
    work = covering(actor, clock.today(at), SHOWN)
    if work is None:
        return None
    return Section(
        title=f"{work.names}の代わり",
        why="不在の人の、期日が来ているケースと、返事を待っているつなぎです。",
        template="continuity/_covering.html", rows=[work], count=work.count, empty="",
        more_url=f"{reverse('casework:cases')}?whose=team", tone="warn",
        draw=lambda size: [covering(actor, clock.today(at), size)],
    )  # fmt: skip


def _handing_over(actor: Actor, at: datetime) -> Section | None:
    rows = leavers(actor, clock.today(at))
    section = Section(
        title="引き継ぎ", why="配置が終わる人の手もとに、まだ渡していないものがあります。",
        template="continuity/_leaver_rows.html", rows=rows[:SHOWN], count=len(rows), empty="",
        more_url=reverse("continuity:absences"), tone="danger", draw=lambda size: rows[:size],
    )  # fmt: skip
    return if_any(section)


def _to_review(actor: Actor, at: datetime) -> Section | None:
    rows = due_reviews(actor, clock.today(at)).filter(case__holder_user=actor.user_id)
    return if_any(
        listed(
            "計画を見直す", "見直す日が来ている、わたしのケースの支援計画です。",
            "support/_review_rows.html", rows.order_by("next_review_on", "id"),
            reverse("support:reviews"), tone="warn",
        )
    )  # fmt: skip


def _came_back(actor: Actor, at: datetime) -> Section | None:
    return if_any(
        listed(
            "戻ってきた", "先方が引き受けられず、理由がついて戻ってきました。次の相手を考えましょう。",
            "casework/_handoff_rows.html", lists.came_back(actor, at - FRESH),
            reverse("casework:handoff_list"), tone="danger",
        )
    )  # fmt: skip


def _unanswered(actor: Actor, at: datetime) -> Section | None:
    rows = lists.asked_by_us(actor).filter(due_on__lt=clock.today(at))
    return if_any(
        listed(
            "返事が来ていない", "つないだ相手の返事が、期日を過ぎても来ていません。電話してみましょう。",
            "casework/_handoff_rows.html", rows, reverse("casework:handoff_list"), tone="warn",
        )
    )  # fmt: skip


def _signs(actor: Actor, at: datetime) -> Section | None:
    """気になる: what stands out among my teams' cases, each with a sentence why."""
    on = clock.today(at)
    ours = lists.team_cases(actor)
    signed = flags.with_signs(flags.pressing_first(ours, on), on)
    cases, count = first_of(signed, SHOWN)
    if not count:
        return None
    url = f"{reverse('casework:cases')}?whose=team&flag="
    figures = [
        Figure(str(kind.label), number, f"{url}{kind}", "", is_grave=kind in flags.RED)
        for kind, number in flags.counted(ours, on).items()
    ]
    return Section(
        "気になる", "チームのケースで、見すごせないことが見つかっています。",
        "casework/_flag_rows.html", flags.in_words(cases, on), count,
        f"{url}{flags.ANY}", empty="", tone="danger", figures=figures,
        draw=lambda size: flags.in_words(signed[:size], on),
    )  # fmt: skip


def _municipal(actor: Actor, at: datetime) -> Section | None:
    """What the 中心機関 is told of, whoever holds the case (R013, R014)."""
    if Role.CORE_BODY not in actor.roles:
        return None
    on = clock.today(at)
    found = flags.municipal(actor)
    rows, count = first_of(found, SHOWN)
    if not count:
        return None

    def told(flags_found: Any) -> list[dict[str, Any]]:
        return [{"flag": flag, "sign": flags.sign(flag, on)} for flag in flags_found]

    return Section(
        "区市町村内のたらいまわし・丸抱え", "担当に声をかけ、集まる日を決めましょう。",
        "casework/_municipal_rows.html", told(rows), count, reverse("casework:municipal"),
        empty="", tone="danger", draw=lambda size: told(found[:size]),
    )  # fmt: skip


def _proposals(actor: Actor, at: datetime) -> Section | None:
    """しくみの提案 that nobody has answered for long (R047)."""
    return if_any(
        listed(
            "返事のない提案", "出したまま、返事が来ていません。いつ話し合うかを、出した先に聞きましょう。",
            "action/_rows.html", proposals.late_for(actor, clock.today(at)),
            f"{reverse('action:board')}?which=late", tone="warn",
        )
    )  # fmt: skip


def _texts_to_check(actor: Actor, at: datetime) -> Section | None:
    """What colleagues want to let out, and what needs a second person (R023)."""
    return if_any(
        listed(
            "外に出す文を確かめる", "書いた人とは別の人が、だれのことかわからないかを確かめます。",
            "publishing/_rows.html", releases.to_look_through(actor),
            reverse("publishing:releases"), tone="warn",
        )
    )  # fmt: skip


def _texts_sent_back(actor: Actor, at: datetime) -> Section | None:
    return if_any(
        listed(
            "直しに戻された文", "だれのことかわかるところを直すと、もう一度確かめてもらえます。",
            "publishing/_rows.html", releases.came_back(actor), reverse("publishing:releases"),
        )
    )  # fmt: skip


def _mine(actor: Actor, at: datetime) -> Section:
    rows = lists.my_cases(actor).filter(next_action_on__gt=clock.today(at))
    return urgent_first(
        "わたしのケース", "このあと期日が来る順です。",
        "casework/_case_rows.html", rows.order_by(*lists.DUE_ORDER),
        f"{reverse('casework:cases')}?whose=mine", empty="このあと期日が来るケースはありません。",
    )  # fmt: skip


def _shared(actor: Actor, at: datetime) -> Section | None:
    rows = lists.shared_cases(actor).order_by("next_action_on", "id")
    return if_any(
        listed(
            "いっしょに支えているケース", "ほかのチームが担当し、わたしたちが協力しています。",
            "casework/_case_rows.html", rows, f"{reverse('casework:cases')}?whose=shared",
        )
    )  # fmt: skip


def _received(actor: Actor, at: datetime) -> Section | None:
    since = at - timedelta(days=RECENT_DAYS)
    received = lists.received_here(actor).filter(received_at__gte=since)
    rows = received.exclude(ask=IntakeAsk.HEARD).order_by(*lists.RECEIVED_ORDER)
    section = urgent_first(
        "受けた相談のその後", "この90日にわたしの窓口が受けた相談を、いまだれが担当しているかです。",
        "home/_received_rows.html", rows, reverse("casework:my_intakes"),
    )  # fmt: skip
    return if_any(section.with_rows(lambda found: _received_rows(actor, list(found))))


def _received_rows(actor: Actor, intakes: list[Intake]) -> list[tuple[Intake, Standing, bool]]:
    """Return each with how it stands, and whether the actor still reads what it says."""
    reads = lists.readable(actor, intakes)
    return [(one, standing_of(one), one.pk in reads and not one.restriction) for one in intakes]
