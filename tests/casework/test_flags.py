"""しるし: they come and go with the case, are kept quiet for a reason, and are told of once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_organization, make_team
from wagamachi.casework.enums import FlagKind, Level
from wagamachi.casework.models import Case, CaseFlag, Handoff, MemberTheme
from wagamachi.casework.queries import flags
from wagamachi.casework.queries.joining import who_could_join
from wagamachi.casework.services import (
    NextAction,
    RoleDraft,
    add_role,
    assign_case,
    call_meeting,
    call_off_meeting,
    decline_handoff,
    hold_meeting,
    plan_next_action,
    record_on_case,
    tag_case,
)
from wagamachi.casework.services.flags import (
    keeps_flags,
    refresh_all,
    refresh_flags,
    silence_flag,
    speak_again,
)
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.notices.models import Notice

from .scenes import Scene, nothing_saved, told
from .test_detectors import asked, declined, old_case, recorded, themed

OUT = "HAZAMA-01"


def kinds(case: Case) -> list[str]:
    """Return what stands on a case, kept quiet or not."""
    live = CaseFlag.objects.filter(case=case, cleared_at=None)
    return sorted(live.values_list("kind", flat=True))


def look(scene: Scene, *cases: Case) -> None:
    refresh_flags(case_ids=[case.pk for case in cases], at=scene.at)


def late(scene: Scene) -> CaseFlag:
    """Return the しるし of a case whose day has passed."""
    case = scene.case(next_action_on=scene.day(-1))
    look(scene, case)
    return case.flags.get()


def shown(scene: Scene, flag: CaseFlag, on: date) -> bool:
    return flags.flagged(Case.objects.all(), flag.kind, on).filter(pk=flag.case_id).exists()


# --- coming and going -----------------------------------------------------------------------------


def test_a_sign_comes_and_goes_with_the_case(scene: Scene) -> None:
    case = scene.case(next_action_on=scene.day(-1))
    look(scene, case)
    assert kinds(case) == ["overdue"]
    Case.objects.filter(pk=case.pk).update(next_action_on=scene.today)
    look(scene, case)
    assert (kinds(case), case.flags.get().cleared_at) == ([], scene.at)
    Case.objects.filter(pk=case.pk).update(next_action_on=scene.day(-1))
    look(scene, case)
    assert (kinds(case), case.flags.count()) == (["overdue"], 2)


def test_looking_again_changes_nothing(scene: Scene) -> None:
    flag = late(scene)
    scene.at += timedelta(hours=1)
    look(scene, flag.case)
    same = flag.case.flags.get()
    assert (same.pk, same.since_at) == (flag.pk, flag.since_at)


def test_the_numbers_follow(scene: Scene) -> None:
    case = scene.case()
    asked(scene, case, due_on=scene.day(-1))
    look(scene, case)
    asked(scene, case, due_on=scene.day(-3))
    look(scene, case)
    assert case.flags.get().facts == {"count": 2, "oldest": scene.day(-3).isoformat()}


def test_what_ends_takes_its_signs_along(scene: Scene) -> None:
    case = scene.case(next_action_on=scene.day(-1))
    look(scene, case)
    scene.closed(case)
    refresh_all(at=scene.at)
    assert kinds(case) == []


def test_the_night_finds_what_a_new_day_brings(scene: Scene) -> None:
    case = scene.case(next_action_on=scene.today)
    assert refresh_all(at=scene.at) == 1
    assert kinds(case) == []
    refresh_all(at=scene.at + timedelta(days=1))
    assert kinds(case) == ["overdue"]


def test_a_night_in_which_nothing_changes_takes_no_lock(scene: Scene) -> None:
    scene.case(next_action_on=scene.day(-1))
    refresh_all(at=scene.at)
    with CaptureQueriesContext(connection) as night:
        refresh_all(at=scene.at)
    assert {query["sql"].split()[0] for query in night.captured_queries} == {"SELECT"}


def test_a_building_is_looked_at_as_a_whole(scene: Scene) -> None:
    here = {"building_key": "東1-2-3"}
    first, second, third = (scene.case(**here) for _ in range(3))
    look(scene, third)
    assert [kinds(case) for case in (first, second, third)] == [["cluster"]] * 3
    scene.closed(second)
    look(scene, second)
    assert [kinds(case) for case in (first, second, third)] == [[], [], []]


# --- kept quiet -----------------------------------------------------------------------------------


def quieted(scene: Scene, flag: CaseFlag, days: int = 7, reason: str = "入院中") -> CaseFlag:
    return silence_flag(
        actor=scene.actor("csw"), at=scene.at, flag=flag, until=scene.day(days), reason=reason
    )


def test_kept_quiet_until_the_day_and_not_longer(scene: Scene) -> None:
    flag = quieted(scene, late(scene))
    look(scene, flag.case)
    spoken = [shown(scene, flag, scene.day(n)) for n in (0, 6, 7, 8)]
    assert (kinds(flag.case), spoken) == (["overdue"], [False, False, True, True])
    assert ("changed", "青葉") in told(flag)


def test_a_new_sign_is_not_quiet_because_the_old_one_was(scene: Scene) -> None:
    flag = quieted(scene, late(scene))
    case = flag.case
    for day in (scene.today, scene.day(-1)):
        Case.objects.filter(pk=case.pk).update(next_action_on=day)
        look(scene, case)
    assert shown(scene, case.flags.get(cleared_at=None), scene.today)


def test_letting_it_speak_again(scene: Scene) -> None:
    flag = quieted(scene, late(scene))
    speak_again(actor=scene.actor("colleague"), at=scene.at, flag=flag)
    assert (shown(scene, flag, scene.today), flag.quiet_reason) == (True, "")


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(7, "  ", "reason"), (7, "。", "reason"), (7, "ああ", "reason"), (None, "入院中", "until"), (0, "入院中", "until"),
     (-1, "入院中", "until"), (91, "入院中", "until")],
)  # fmt: skip
def test_quiet_needs_a_reason_and_a_near_day(
    scene: Scene, days: int | None, reason: str, field: str
) -> None:
    flag = late(scene)
    until = None if days is None else scene.day(days)
    with pytest.raises(DomainError) as error:
        silence_flag(actor=scene.actor("csw"), at=scene.at, flag=flag, until=until, reason=reason)
    assert error.value.field == field


def test_ninety_days_are_allowed(scene: Scene) -> None:
    assert quieted(scene, late(scene), days=90).quiet_until == scene.day(90)


@pytest.mark.parametrize("who", ["other_csw", "agency", "core", "manager", "minsei"])
def test_only_the_holding_team_keeps_it_quiet(scene: Scene, who: str) -> None:
    flag = late(scene)
    with pytest.raises(NotAllowed):
        silence_flag(
            actor=scene.actor(who), at=scene.at, flag=flag, until=scene.day(7), reason="入院中"
        )


def test_what_is_over_cannot_be_kept_quiet(scene: Scene) -> None:
    flag = late(scene)
    CaseFlag.objects.update(cleared_at=scene.at)
    flag.refresh_from_db()
    with pytest.raises(DomainError, match="消えています"):
        quieted(scene, flag)


def test_keeping_quiet_on_the_screen(scene: Scene) -> None:
    flag = late(scene)
    browser, url = scene.browser("csw"), f"/cases/flags/{flag.pk}/quiet/"
    assert "次にすることの期日を1日すぎています" in browser.get(url).content.decode()
    assert browser.post(url, {"until": "", "reason": ""}).status_code == 422
    said = {"until": scene.day(7).isoformat(), "reason": "入院中"}
    assert browser.post(url, said).status_code == 302
    page = browser.get(f"/cases/{flag.case_id}/").content.decode()
    assert "まで知らせません（入院中）" in page
    assert browser.post(f"/cases/flags/{flag.pk}/speak/").status_code == 302
    flag.refresh_from_db()
    assert flag.quiet_until is None


def around(scene: Scene) -> CaseFlag:
    """Return the しるし of a case that 東 passes around."""
    case = scene.case()
    for ago in (9, 5):
        declined(scene, case, ago=ago)
    look(scene, case)
    return case.flags.get(kind=FlagKind.PASSED_AROUND)


@pytest.mark.parametrize("who", ["csw", "colleague", "lead", "other_csw", "agency", "auditor"])
def test_who_passes_around_does_not_silence_it(scene: Scene, who: str) -> None:
    flag = around(scene)
    with pytest.raises(NotAllowed):
        silence_flag(
            actor=scene.actor(who), at=scene.at, flag=flag, until=scene.day(7), reason="入院中"
        )
    assert scene.browser(who).get(f"/cases/flags/{flag.pk}/quiet/").status_code == 404


def test_the_core_body_silences_it_shortly_and_sees_it_all_the_same(scene: Scene) -> None:
    flag, core = around(scene), scene.browser("core")
    url = f"/cases/flags/{flag.pk}/quiet/"
    assert core.post(url, {"until": "R8.12.8", "reason": "会議の日を調整中"}).status_code == 422
    said = {"until": "R8.12.7", "reason": "会議の日を調整中"}  # fourteen days ahead
    assert core.post(url, said)["Location"] == f"/cases/flags/{flag.pk}/"
    assert not shown(scene, flag, scene.today)
    assert "まで止めてあります" in core.get("/cases/flags/").content.decode()
    with pytest.raises(DomainError):
        scene.handoff(flag.case)


def test_a_new_refusal_ends_the_silence_and_is_told(scene: Scene) -> None:
    flag = around(scene)
    silence_flag(
        actor=scene.actor("core"), at=scene.at, flag=flag, until=scene.day(7), reason="調整中"
    )
    Notice.objects.all().delete()
    look(scene, flag.case)
    assert not shown(scene, flag, scene.today)
    declined(scene, flag.case, ago=0)
    look(scene, flag.case)
    assert shown(scene, flag, scene.today)
    assert readers(flag) == {"csw", "colleague", "lead", "core"}


def test_the_holding_team_lets_it_speak_again(scene: Scene) -> None:
    flag = around(scene)
    silence_flag(
        actor=scene.actor("core"), at=scene.at, flag=flag, until=scene.day(7), reason="調整中"
    )
    assert scene.browser("csw").post(f"/cases/flags/{flag.pk}/speak/").status_code == 302
    assert shown(scene, flag, scene.today)


# --- told of --------------------------------------------------------------------------------------


def readers(flag: CaseFlag) -> set[str]:
    rows = Notice.objects.filter(kind="flag_raised", target_id=flag.pk)
    return set(rows.values_list("user__username", flat=True))


def test_the_team_is_told_once_and_the_core_body_of_passing_around(scene: Scene) -> None:
    case = scene.case()
    for ago in (9, 5):
        declined(scene, case, ago=ago)
    look(scene, case)
    flag = case.flags.get()
    assert readers(flag) == {"csw", "colleague", "lead", "core"}
    look(scene, case)
    refresh_all(at=scene.at)
    assert Notice.objects.filter(kind="flag_raised").count() == 4


def test_what_is_on_the_daily_list_is_not_told_again(scene: Scene) -> None:
    assert readers(late(scene)) == set()


# --- scenario 2: passed around, and 3: held alone -------------------------------------------------


def test_passed_around_is_shown_and_stopped_until_they_sit_down(scene: Scene) -> None:
    case = scene.case()
    desks = [make_team(make_organization(name)) for name in ("障害相談", "保健所", "法テラス")]
    sent = [scene.handoff(case, team=team) for team in desks[:2]]
    for handoff in sent:
        declined_by_hand(scene, handoff)
    look(scene, case)
    sign = flags.signs_of(case.pk, scene.today)[0]
    assert (sign.kind, sign.why) == (
        FlagKind.PASSED_AROUND, "2回つないで、「対象外」の返事が2回つづいています。"
    )  # fmt: skip
    assert case.flags.get().pk in flags.municipal(scene.actor("core")).values_list("pk", flat=True)
    with pytest.raises(DomainError):
        scene.handoff(case, team=desks[2])
    draft = scene.meets(others="ご本人と妹さん")
    call_meeting(actor=scene.actor("csw"), at=scene.at, case=case, draft=draft)
    look(scene, case)
    assert kinds(case) == []
    assert scene.handoff(case, team=desks[2]).pk


def test_the_core_body_brings_them_together_wherever_the_case_lies(scene: Scene) -> None:
    """It sees the しるし and nothing of the case; the holder is told and writes what was decided."""
    town = scene.cast.town
    case = scene.case(team=town.houkatsu_team, holder=scene.cast.agency)
    sent = [
        scene.handoff(case, "agency", team=make_team(make_organization(n))) for n in ("甲", "乙")
    ]
    for handoff in sent:
        declined_by_hand(scene, handoff)
    look(scene, case)
    address = f"/cases/flags/{case.flags.get(kind=FlagKind.PASSED_AROUND).pk}/meeting/"
    browser = scene.browser("core")
    form = browser.get(address)
    assert case.label not in form.content.decode()
    assert scene.browser("other_csw").get(address).status_code == 404
    said = {
        "token": str(form.context["form"]["token"].value()), "meets_on": "令和8年11月26日",
        "from_time": "10:00", "until_time": "11:00", "purpose": "だれが受け持つか",
        "others": "担当の人", "organizations": [str(town.houkatsu.pk), str(town.hoiku.pk)],
    }  # fmt: skip
    for _ in range(2):  # pressed twice
        assert browser.post(address, said)["Location"] == "/cases/flags/"
    (meeting,) = case.meetings.all()
    assert (meeting.called_by, meeting.meets_on) == (scene.cast.core, scene.day(3))
    assert Notice.objects.filter(user=scene.cast.agency, kind="meeting_called").exists()
    assert browser.get(f"/cases/{case.pk}/").status_code == 404
    with nothing_saved(), pytest.raises(NotAllowed):
        hold_meeting(
            actor=scene.actor("core"), at=scene.at, meeting=meeting, version=meeting.version,
            outcome="決めた", person_present=True,
        )  # fmt: skip
    look(scene, case)
    assert FlagKind.PASSED_AROUND not in kinds(case)
    other = scene.case(team=town.houkatsu_team, holder=scene.cast.agency)
    draft = scene.meets()
    with nothing_saved(), pytest.raises(NotAllowed):
        call_meeting(actor=scene.actor("core"), at=scene.at, case=other, draft=draft)


def declined_by_hand(scene: Scene, handoff: Handoff) -> None:
    Handoff.objects.filter(pk=handoff.pk).update(
        state="declined", decline_reason=OUT, answered_at=scene.at
    )


def alone(scene: Scene) -> Case:
    """Return 社協 alone with 介護, 就労 and 教育, for sixty days."""
    case = old_case(scene)
    themed(case, "KADAI_N-17", "KADAI_N-12", "KADAI_N-21")
    recorded(scene, case, scene.cast.town.east_team, ago=3)
    look(scene, case)
    return case


def test_held_alone_is_shown_with_who_could_join_and_clears_by_contact(scene: Scene) -> None:
    case = alone(scene)
    assert kinds(case) == ["held_alone"]
    resource = scene.resource(name="就労準備の教室")
    resource.themes.add("KADAI_LAW-06")
    joining = who_could_join(scene.actor("csw"), case, scene.at)
    assert [offer.team for offer in joining.offers] == [scene.cast.town.houkatsu_team]
    assert (joining.offers[0].themes, joining.resources) == (["介護"], [(resource, [])])
    page = scene.browser("csw").get(f"/cases/flags/{case.flags.get().pk}/").content.decode()
    to = f"/cases/{case.pk}/handoffs/new/team/{scene.cast.town.houkatsu_team.pk}/"
    assert (to in page, "就労準備の教室" in page) == (True, True)
    ranked = scene.browser("lead").get("/stuck/").context["shares"]
    assert [(share.organization, share.percent) for share in ranked] == [
        ("試験市社会福祉協議会", 100)
    ]
    draft = RoleDraft(
        task="介護保険の申請", organization_id=scene.cast.town.houkatsu.pk, theme_id="KADAI_N-17"
    )
    add_role(actor=scene.actor("csw"), at=scene.at, case=case, draft=draft)
    assert kinds(case) == ["held_alone"], "a role is a promise"
    scene.accepted(case, level=Level.FULL)
    record_on_case(
        actor=scene.actor("agency"), at=scene.at, case=case, next_action=None,
        draft=scene.record(team_id=scene.cast.town.houkatsu_team.pk),
    )  # fmt: skip
    assert kinds(case) == []


def test_each_theme_has_its_best_first_and_what_serves_none_is_left_out(scene: Scene) -> None:
    """Many whose name comes first, and who only say 福祉, do not crowd out the one that helps."""
    case = old_case(scene)
    themed(case, "KADAI_N-09", "KADAI_T-34", "KADAI_N-06")
    many = [("17", f"あ{n}ケア", "福祉なんでも相談") for n in range(7)]
    for kind, name, words in (
        *many, ("13", "わ保健センター", ""), ("13", "い保健センター", ""), ("06", "ん相談", "")
    ):  # fmt: skip
        organization = make_organization(name, f"TSUNAGISAKI-{kind}", kana=name, speciality=words)
        make_team(organization, "窓口")
    for name, theme in (("あ小口基金", "KADAI_LAW-01"), ("ん作業所", "KADAI_T-34")):
        scene.resource(name=name, kana=name).themes.add(theme)
    joining = who_could_join(scene.actor("csw"), case, scene.at)
    work, poor = "就労", "経済的困窮"
    found = [(one.team.organization.name, one.themes) for one in joining.offers]
    assert [name for name, _ in found] == ["い保健センター", "ん相談", "わ保健センター"]
    assert set(found[1][1]) == {work, poor}
    assert [(one.name, fits) for one, fits in joining.resources] == [("ん作業所", [work])]
    choose = scene.browser("csw").get(f"/cases/{case.pk}/handoffs/choose/?theme=KADAI_T-34")
    names = [team.organization.name for team in choose.context["found"].teams]
    assert (names[0], "あ0ケア" in names) == ("ん相談", True)
    assert choose.content.decode().count("この課題をよく受け持つ</") == 1


def test_who_acts_already_is_not_offered(scene: Scene) -> None:
    case = alone(scene)
    recorded(scene, case, scene.cast.town.houkatsu_team, ago=1)
    assert who_could_join(scene.actor("csw"), case, scene.at).offers == []


# --- sentences and lists --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "facts", "why"),
    [
        ("no_holder", {"gone": 0}, "名前のある主担当がいません。だれが持つか決めましょう。"),
        ("overdue", {"on": "2026-11-20"}, "次にすることの期日を3日すぎています。"),
        ("stale", {"last": "2026-08-25"}, "90日のあいだ、だれも記録していません。"),
        ("passed_around", {"sent": 3, "out_of_scope": 1}, "3回つないで、まだどこも引き受けていません。"),
        ("cluster", {"count": 4}, "同じ建物に、終わっていないケースが4件あります。"),
        ("unreceived", {"count": 2, "oldest": "2026-11-18"},
         "返事の期日をすぎたつなぎが2件あります（長いもので5日すぎ）。"),
    ],
)  # fmt: skip
def test_a_sign_is_a_sentence(kind: str, facts: dict[str, Any], why: str) -> None:
    assert flags.sentence(FlagKind(kind), facts, date(2026, 11, 23)) == why


def test_every_kind_has_a_sentence_and_a_place_in_the_order() -> None:
    assert set(flags.ORDER) == set(FlagKind) == set(flags._SENTENCES)


@pytest.mark.parametrize("kind", ["any", "overdue"])
def test_a_flagged_list_costs_the_same_with_one_row_and_with_three(scene: Scene, kind: str) -> None:
    def queries() -> tuple[int, int]:
        browser = scene.browser("csw")
        browser.get(f"/cases/?whose=team&flag={kind}")
        with CaptureQueriesContext(connection) as caught:
            page = browser.get(f"/cases/?whose=team&flag={kind}")
        return len(caught), len(page.context["page"].items)

    late(scene)
    cost, rows = queries()
    late(scene)
    late(scene)
    assert (queries(), rows) == ((cost, 3), 1)


def test_a_neighbour_of_the_case_sees_no_sign_of_it(scene: Scene) -> None:
    flag = late(scene)
    seen = {
        who: scene.browser(who).get(f"/cases/flags/{flag.pk}/").status_code
        for who in ("csw", "lead", "manager", "core", "other_csw", "agency", "minsei", "resident")
    }
    assert seen == {
        "csw": 200, "lead": 200, "manager": 200, "core": 200, "other_csw": 404, "agency": 404,
        "minsei": 404, "resident": 404,
    }  # fmt: skip


# --- in the transaction of the change -------------------------------------------------------------


def test_a_service_that_keeps_flags_looks_once_at_its_end(scene: Scene) -> None:
    case = scene.case(next_action_on=scene.day(-1))

    @keeps_flags
    def inner(*, at: Any, case: Case) -> Case:
        return case

    @keeps_flags
    def outer(*, at: Any, case: Case) -> list[str]:
        inner(at=at, case=case)
        return kinds(case)

    assert (outer(at=scene.at, case=case), kinds(case)) == ([], ["overdue"])


def test_what_a_service_refuses_leaves_no_sign_and_keeps_the_denial(scene: Scene) -> None:
    case = scene.case(next_action_on=scene.day(-1))

    @keeps_flags
    def refuse(*, at: Any, case: Case) -> None:
        scene.received()
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(next_action="消える")
            raise NotAllowed("だめです")

    with pytest.raises(NotAllowed):
        refuse(at=scene.at, case=case)
    case.refresh_from_db()
    assert (kinds(case), case.next_action) == ([], "訪問する")


ACTS: list[Callable[[Scene, Case], object]] = [
    lambda s, c: Case.objects.filter(pk=c.pk).update(next_action_on=s.day(-2)),
    lambda s, c: plan_next_action(
        actor=s.actor("csw"), at=s.at, case=c, version=Case.objects.get(pk=c.pk).version,
        next_action_on=s.day(3), next_action="電話",
    ),
    lambda s, c: assign_case(
        actor=s.actor("csw"), at=s.at, case=c, version=Case.objects.get(pk=c.pk).version,
        holder_user_id=None,
    ),
    lambda s, c: record_on_case(
        actor=s.actor("csw"), at=s.at, case=c, draft=s.record(), next_action=NextAction(s.day(9), "訪問"),
    ),
    lambda s, c: declined(s, c, ago=1),
    lambda s, c: asked(s, c, due_on=s.day(-1)),
    lambda s, c: MemberTheme.objects.get_or_create(
        member=c.members.get(is_key=True), theme_id="KADAI_N-12", until_on=None,
        defaults={"since_on": s.today},
    ),
    lambda s, c: c.tags.add("KADAI_N-17"),
    lambda s, c: recorded(s, c, s.cast.town.houkatsu_team, ago=2),
    lambda s, c: Case.objects.filter(pk=c.pk).update(building_key="東1-2-3"),
    lambda s, c: Case.objects.filter(pk=c.pk).update(
        companion_team=s.cast.town.houkatsu_team, is_escalated=True
    ),
    lambda s, c: Handoff.objects.filter(case=c, state="sent").update(
        state="accepted", answered_at=s.at
    ),
]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(range(len(ACTS)))), max_size=14))
def test_step_by_step_finds_what_the_night_finds(scene: Scene, acts: list[tuple[int, int]]) -> None:
    with transaction.atomic():
        cases = [old_case(scene), old_case(scene, days=200), scene.case(), scene.case()]
        look(scene, *cases)
        for which, act in acts:
            ACTS[act](scene, Case.objects.get(pk=cases[which].pk))
            look(scene, cases[which])
        stepwise = standing()
        refresh_all(at=scene.at)
        assert standing() == stepwise
        CaseFlag.objects.all().delete()
        refresh_all(at=scene.at)
        assert standing() == stepwise
        transaction.set_rollback(True)


def standing() -> set[tuple[Any, ...]]:
    rows = CaseFlag.objects.filter(cleared_at=None)
    return {(flag.case_id, flag.kind, tuple(sorted(flag.facts.items()))) for flag in rows}


def test_every_change_keeps_the_signs_by_itself(scene: Scene) -> None:
    """No one calls ``refresh_flags`` here: the services do, in their own transaction."""
    csw, agency, at = scene.actor("csw"), scene.actor("agency"), scene.at
    case = scene.claimed(scene.intake())
    assign_case(actor=csw, at=at, case=case, version=case.version, holder_user_id=None)
    assert kinds(case) == ["no_holder"]
    assign_case(actor=csw, at=at, case=case, version=case.version, holder_user_id=scene.cast.csw.pk)
    assert kinds(case) == []
    for _ in range(2):
        handoff = scene.handoff(case)
        decline_handoff(
            actor=agency, at=at, handoff=handoff, decline_reason_id=OUT, answer="対象外です"
        )
    assert kinds(case) == ["passed_around"]
    draft = scene.meets()
    meeting = call_meeting(actor=csw, at=at, case=case, draft=draft)
    assert kinds(case) == []
    call_off_meeting(
        actor=csw, at=at, meeting=meeting, version=meeting.version, reason="集まれない"
    )
    assert kinds(case) == ["passed_around"]
    scene.closed(case)
    assert kinds(case) == []


def test_tags_and_records_keep_the_signs_by_themselves(scene: Scene) -> None:
    csw, at, case = scene.actor("csw"), scene.at, old_case(scene)
    tag_case(
        actor=csw, at=at, case=case, version=case.version,
        tag_ids=["KADAI_T-21", "KADAI_T-06"],
    )  # fmt: skip
    assert kinds(case) == ["held_alone"]
    record_on_case(actor=csw, at=at, case=case, draft=scene.record(), next_action=None)
    assert kinds(case) == ["held_alone"]
