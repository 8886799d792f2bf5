"""まとめる・分ける: two cases of one household become one and can be parted; no worry is lost on the way."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_post, make_team
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.roles import Role
from wagamachi.casework.enums import CaseState, Level
from wagamachi.casework.models import (
    OPEN_STATES,
    Case,
    CaseFlag,
    CaseMember,
    CaseMerge,
    MemberTheme,
    Participation,
    RoleTask,
)
from wagamachi.casework.queries.course import course_of
from wagamachi.casework.services import (
    RoleDraft,
    add_member,
    add_role,
    add_supporter,
    call_meeting,
    finish_handoff,
    merge_cases,
    part_cases,
    record_on_case,
    tag_case,
    withdraw_consent,
)
from wagamachi.casework.services.cases import remember_receiver
from wagamachi.casework.services.companions import keep_in_sight
from wagamachi.core import search
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.models import SearchDocument
from wagamachi.people.services import PersonDraft, merge_people
from wagamachi.records.models import RecordLink

from .scenes import CONNECTED, Scene, counted, moves, nothing_saved, told

HIKIKOMORI, GOMI = "KADAI_T-05", "KADAI_T-04"


def merged(scene: Scene, kept: Case, other: Case, who: str = "csw") -> CaseMerge:
    return merge_cases(
        actor=scene.actor(who), at=scene.at, kept=kept, merged=other, reason="電話で確かめた"
    )


def parted(scene: Scene, merge: CaseMerge, who: str = "csw") -> Case:
    return part_cases(actor=scene.actor(who), at=scene.at, merge=merge)


def a_full_case(scene: Scene, label: str) -> Case:
    """Return a case on which everything has happened that can go over."""
    csw = scene.actor("csw")
    case = scene.claimed(scene.intake(subject=label))
    member = add_member(
        actor=csw, at=scene.at, case=case, relation="長男", draft=PersonDraft(nickname="長男"),
        theme_ids=[HIKIKOMORI],
    )  # fmt: skip
    add_supporter(
        actor=csw, at=scene.at, case=case, name="となり", closeness="informal", role="声かけ",
        member=member,
    )  # fmt: skip
    record_on_case(actor=csw, at=scene.at, case=case, draft=scene.record(), next_action=None)
    scene.accepted(case, consent=scene.consent(case))
    add_role(
        actor=csw, at=scene.at, case=case,
        draft=RoleDraft(name="長男", task="ごみ出し", member=member, theme_id=HIKIKOMORI),
    )  # fmt: skip
    call_meeting(
        actor=csw, at=scene.at, case=case,
        draft=scene.meets(meets_on=scene.day(3)),
    )  # fmt: skip
    case.refresh_from_db()
    tag_case(actor=csw, at=scene.at, case=case, version=case.version, tag_ids=[GOMI])
    case.refresh_from_db()
    return case


def belongings(case: Case) -> dict[str, list[Any]]:
    """Return what hangs on a case, each row by its key."""
    rows = {
        "intakes": case.intakes, "members": case.members, "supporters": case.supporters,
        "roles": case.roles, "meetings": case.meetings, "handoffs": case.handoffs,
        "doors": case.participations.filter(until_at=None), "tags": case.tags, "areas": case.areas,
        "records": RecordLink.objects.filter(target_kind="case", target_id=case.pk),
        "themes": MemberTheme.objects.filter(member__case=case, until_on=None),
    }  # fmt: skip
    return {
        name: sorted(map(str, found.values_list("pk", flat=True))) for name, found in rows.items()
    }


def check_promise(scene: Scene) -> None:
    """Check I1, I2 and I4 over every case and intake there is."""
    for case in Case.objects.filter(state__in=OPEN_STATES):
        assert case.holder_team_id
        assert case.next_action_on is not None
        assert case.next_action_on >= scene.today
        assert case.next_action
        assert case.members.filter(is_key=True, left_on=None).count() == 1
    nursery = scene.actor("nursery")
    for intake in scene.cast.town.hoiku_team.pk and list(_taken()):
        assert intake.case.state != CaseState.MERGED
        assert can(nursery, Perm.CASE_READ_STATUS, intake.case), "I4"


def _taken() -> Any:
    from wagamachi.casework.models import Intake

    return Intake.objects.filter(state="taken", received_by__username="nursery")


def test_everything_goes_over_and_comes_back(scene: Scene) -> None:
    kept, other = scene.claimed(scene.intake(subject="12階のBさん")), a_full_case(scene, "ゴミの家")
    was_kept, was_other = belongings(kept), belongings(other)
    merge = merged(scene, kept, other)
    check_promise(scene)
    together = belongings(kept)
    for name in set(was_kept) - {"doors", "areas", "tags", "members", "themes"}:
        assert together[name] == sorted(was_kept[name] + was_other[name]), name
    assert len(together["members"]) == 3
    assert together["tags"] == [GOMI]
    assert len(kept.members.filter(is_key=True)) == 1
    left = belongings(other)
    assert {name for name, rows in left.items() if rows} <= {"doors", "tags", "areas"}
    assert moves(other)[-1] == ("merge", other_state(other), "merged")
    assert ("changed", "青葉") in told(kept)

    parted(scene, merge)
    check_promise(scene)
    assert belongings(kept) == was_kept
    assert belongings(other) == was_other
    other.refresh_from_db()
    assert (other.state, other.merged_into_id) == ("active", None)
    assert other.holder_user == scene.cast.csw


def other_state(case: Case) -> str:
    return moves(case)[-1][1]


def test_what_was_written_since_stays_with_the_kept_case(scene: Scene) -> None:
    kept, other = scene.case(), a_full_case(scene, "ゴミの家")
    merge = merged(scene, kept, other)
    kept.refresh_from_db()
    new = record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=kept, draft=scene.record(content="まとめたあと"),
        next_action=None,
    )  # fmt: skip
    sister = add_member(
        actor=scene.actor("csw"), at=scene.at, case=kept, relation="妹",
        draft=PersonDraft(nickname="妹さん"),
    )  # fmt: skip
    parted(scene, merge)
    assert [link.record_id for link in RecordLink.objects.filter(target_id=kept.pk)] == [new.pk]
    assert sister in kept.members.all()
    assert RecordLink.objects.filter(target_id=other.pk).count() == 1


def test_the_same_person_is_not_in_the_household_twice(scene: Scene) -> None:
    csw = scene.actor("csw")
    kept, other = scene.case(), scene.case(label="ゴミの家")
    here, there = kept.members.get(), other.members.get()
    MemberTheme.objects.create(member=there, theme_id=GOMI, since_on=scene.today)
    MemberTheme.objects.create(member=there, theme_id=HIKIKOMORI, since_on=scene.today)
    MemberTheme.objects.create(member=here, theme_id=GOMI, since_on=scene.today)
    task = add_role(
        actor=csw, at=scene.at, case=other, draft=RoleDraft(name="長男", task="送迎", member=there)
    )
    merge_people(actor=csw, at=scene.at, known=here.person, same=there.person)
    merge = merged(scene, kept, other)
    assert kept.members.count() == 1
    themes = here.themes.filter(until_on=None).order_by("theme")
    assert [theme.theme_id for theme in themes] == [GOMI, HIKIKOMORI]
    task.refresh_from_db()
    assert (task.case_id, task.member_id) == (kept.pk, here.pk)
    check_promise(scene)

    parted(scene, merge)
    task.refresh_from_db()
    assert (task.case_id, task.member_id) == (other.pk, there.pk)
    assert there.themes.count() == 2
    assert [theme.theme_id for theme in here.themes.all()] == [GOMI]
    check_promise(scene)


def test_whoever_first_received_either_worry_sees_the_one_case(scene: Scene) -> None:
    kept, other = scene.claimed(scene.intake()), scene.claimed(scene.intake())
    merge = merged(scene, kept, other)
    nursery = scene.actor("nursery")
    assert can(nursery, Perm.CASE_READ_STATUS, kept)
    page = scene.browser("nursery").get(f"/cases/{other.pk}/").content.decode()
    assert "ほかのケースにまとめました" in page
    assert f"/cases/{kept.pk}/" in page
    parted(scene, merge)
    assert can(nursery, Perm.CASE_READ_STATUS, kept)
    assert can(nursery, Perm.CASE_READ_STATUS, other)


def test_a_worry_that_joined_since_keeps_its_receiver_when_the_two_are_parted(
    scene: Scene,
) -> None:
    kept, other = scene.case(), scene.claimed(scene.intake())
    merge = merged(scene, kept, other)
    kept.refresh_from_db()
    late = scene.claimed(scene.intake(), case=kept)
    parted(scene, merge)
    assert late.pk == kept.pk
    check_promise(scene)


def test_a_case_of_another_of_my_teams_is_merged_and_that_team_keeps_seeing_the_status(
    scene: Scene,
) -> None:
    town = scene.cast.town
    make_post(scene.cast.csw, Role.CSW, town.west_team)
    kept, other = scene.case(), scene.case(team=town.west_team, holder=scene.cast.csw)
    intake = scene.intake(
        holder_team=town.west_team, received_team=town.west_team,
        received_by=scene.cast.other_csw,
    )  # fmt: skip
    scene.claimed(intake, case=other)
    merge = merged(scene, kept, other)
    outsider = scene.actor("other_csw")
    assert can(outsider, Perm.CASE_READ_STATUS, kept)
    assert not can(outsider, Perm.CASE_READ_SUMMARY, kept)
    parted(scene, merge)
    other.refresh_from_db()
    assert other.holder_team == town.west_team
    check_promise(scene)


def test_the_earlier_next_action_and_both_plans_are_kept(scene: Scene) -> None:
    kept = scene.case(next_action_on=scene.day(9), next_action="訪問する")
    other = scene.case(next_action_on=scene.day(1), next_action="電話する")
    merged(scene, kept, other)
    kept.refresh_from_db()
    assert (kept.next_action_on, kept.next_action) == (scene.day(1), "訪問する／電話する")


def test_a_next_action_that_has_passed_meanwhile_is_today_after_parting(scene: Scene) -> None:
    kept, other = scene.case(), scene.case(next_action_on=scene.day(1))
    merge = merged(scene, kept, other)
    Case.objects.filter(pk=other.pk).update(next_action_on=scene.day(-20))
    parted(scene, merge)
    other.refresh_from_db()
    assert other.next_action_on == scene.today


def test_the_merged_case_is_found_under_the_kept_one(scene: Scene) -> None:
    kept, other = scene.case(label="田中さん"), scene.case(label="ゴミの家")
    merge = merged(scene, kept, other)
    narrow = ["team:" + str(scene.cast.town.east_team.pk)]

    def found() -> list[Any]:
        return [hit.object_id for hit in search.hits("ゴミの家", narrow=narrow, kinds=["case"])]

    assert found() == [kept.pk]
    assert not SearchDocument.objects.filter(object_id=other.pk).exists()
    parted(scene, merge)
    assert found() == [other.pk]


def test_the_signs_of_the_merged_case_are_cleared(scene: Scene) -> None:
    kept, other = scene.case(), scene.case()
    CaseFlag.objects.create(case=other, kind="overdue", since_at=scene.at)
    merged(scene, kept, other)
    assert not CaseFlag.objects.filter(case=other, cleared_at=None).exists()


def test_a_companion_goes_along_and_comes_back(scene: Scene) -> None:
    town = scene.cast.town
    kept = scene.case()
    other = scene.case(
        is_escalated=True, companion_team=town.west_team, companion_user=scene.cast.other_csw
    )
    Participation.objects.create(
        case=other, kind="companion", level=Level.STATUS, team=town.west_team, since_at=scene.at
    )
    merge = merged(scene, kept, other)
    kept.refresh_from_db()
    assert (kept.is_escalated, kept.companion_team) == (True, town.west_team)
    assert kept.participations.filter(kind="companion", until_at=None).count() == 1
    parted(scene, merge)
    kept.refresh_from_db()
    assert (kept.is_escalated, kept.companion_team) == (False, None)
    assert not kept.participations.filter(kind="companion", until_at=None).exists()
    assert other.participations.filter(kind="companion", until_at=None).count() == 1


def test_three_cases_are_parted_in_the_order_they_came_together(scene: Scene) -> None:
    first, second, third = (a_full_case(scene, "A") if n == 0 else scene.case() for n in range(3))
    was = belongings(first)
    inner = merged(scene, second, first)
    second.refresh_from_db()
    outer = merged(scene, third, second)
    with pytest.raises(DomainError, match="まとめられています"):
        parted(scene, inner)
    parted(scene, outer)
    inner = CaseMerge.objects.get(pk=inner.pk)
    parted(scene, inner)
    assert belongings(first) == was
    check_promise(scene)


def test_merge_part_and_merge_again_the_other_way_round(scene: Scene) -> None:
    one, two = a_full_case(scene, "A"), scene.case()
    was = belongings(one), belongings(two)
    parted(scene, merged(scene, one, two))
    one.refresh_from_db()
    two.refresh_from_db()
    parted(scene, merged(scene, two, one))
    assert (belongings(one), belongings(two)) == was
    check_promise(scene)


# --- refusals -------------------------------------------------------------------------------------


def refused(scene: Scene, kept: Case, other: Case, words: str) -> None:
    with nothing_saved(), pytest.raises(DomainError, match=words) as error:
        merged(scene, kept, other)
    assert error.value.field in ("other", "")
    assert not CaseMerge.objects.exists()


def test_a_case_is_not_merged_into_itself(scene: Scene) -> None:
    case = scene.case()
    refused(scene, case, Case.objects.get(pk=case.pk), "同じケース")


@pytest.mark.parametrize("guard", [{"restriction": "dv"}, {"keeps_from_neighbours": True}])
def test_cases_that_different_people_may_read_are_not_merged(
    scene: Scene, guard: dict[str, Any]
) -> None:
    refused(scene, scene.case(), scene.case(**guard), "見られる人の決まり")
    refused(scene, scene.case(**guard), scene.case(), "見られる人の決まり")


def test_an_agency_asked_on_both_stops_the_merge_until_one_is_finished(scene: Scene) -> None:
    kept, other = scene.case(), scene.case()
    scene.accepted(kept)
    handoff = scene.accepted(other)
    refused(scene, kept, other, "東地域包括支援センターへのつなぎが、両方")
    finish_handoff(actor=scene.actor("csw"), at=scene.at, handoff=handoff, result_id=CONNECTED)
    assert merged(scene, kept, other).merged_id == other.pk


def test_two_different_companions_stop_the_merge(scene: Scene) -> None:
    town = scene.cast.town
    kept = scene.case(companion_team=town.west_team)
    refused(scene, kept, scene.case(companion_team=town.core_team), "伴走するチーム")


def test_a_closed_case_is_not_merged(scene: Scene) -> None:
    refused(scene, scene.case(), scene.closed(), "終わっています")
    refused(scene, scene.closed(), scene.case(), "終わっています")


@pytest.mark.parametrize("who", ["other_csw", "agency", "core", "manager", "minsei"])
def test_only_who_holds_both_merges_and_parts(scene: Scene, who: str) -> None:
    kept, other = scene.case(), scene.case()
    with nothing_saved(), pytest.raises(NotAllowed):
        merged(scene, kept, other, who)
    merge = merged(scene, kept, other)
    with pytest.raises(NotAllowed):
        parted(scene, merge, who)


def test_a_case_of_another_team_is_not_merged(scene: Scene) -> None:
    west = scene.case(team=scene.cast.town.west_team, holder=scene.cast.other_csw)
    with pytest.raises(NotAllowed):
        merged(scene, scene.case(), west)
    with pytest.raises(NotAllowed):
        merged(scene, west, scene.case())


def test_a_double_click_merges_once_and_parts_once(scene: Scene) -> None:
    kept, other = scene.case(), scene.case()
    seen = Case.objects.get(pk=other.pk)
    merge = merged(scene, kept, other)
    with pytest.raises(Conflict, match="青葉さんが先に「まとめる」"):
        merged(scene, kept, seen)
    parted(scene, merge)
    before = counted()
    with pytest.raises(Conflict, match="もう、もとに"):
        parted(scene, CaseMerge.objects.get(pk=merge.pk))
    assert counted() == before


def test_a_merged_case_takes_nothing_more(scene: Scene) -> None:
    kept, other = scene.case(), scene.case()
    merged(scene, kept, other)
    for act in (
        lambda: scene.evaluated(other),
        lambda: add_role(
            actor=scene.actor("csw"),
            at=scene.at,
            case=other,
            draft=RoleDraft(name="長男", task="送迎"),
        ),
    ):
        with pytest.raises(DomainError, match="まとめられています"):
            act()
    assert not RoleTask.objects.exists()


def test_a_withdrawn_consent_closes_the_door_of_the_kept_case_too(scene: Scene) -> None:
    kept, other = scene.case(), scene.case()
    consent = scene.consent(other)
    scene.accepted(other, consent=consent)
    merged(scene, kept, other)
    kept.refresh_from_db()
    assert can(scene.actor("agency"), Perm.CASE_READ_FULL, kept)
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=kept, consent=consent)
    assert not can(scene.actor("agency"), Perm.CASE_READ_SUMMARY, kept)


# --- pages ----------------------------------------------------------------------------------------


def test_likely_cases_are_offered_and_the_page_leads_there_and_back(scene: Scene) -> None:
    place = "東町3-5-1 ひがしハイツ 202"
    from wagamachi.people.keys import place_keys

    key = place_keys(place).household
    kept = scene.case(place=place, address_key=key)
    other = scene.case(label="ゴミの家", place=place, address_key=key)
    browser, url = scene.browser("csw"), f"/cases/{kept.pk}/merge/"
    page = browser.get(url).content.decode()
    assert f"{other.number} ゴミの家（住所が同じ）" in page
    answer = browser.post(url, {"other": str(other.pk), "reason": "電話で確かめた"})
    assert answer.status_code == 302
    page = browser.get(f"/cases/{kept.pk}/").content.decode()
    assert "このケースにまとめたもの" in page
    merge = CaseMerge.objects.get()
    assert f"/cases/merges/{merge.pk}/part/" in page
    page = browser.get(f"/cases/{other.pk}/").content.decode()
    assert "もとにもどす" in page
    assert browser.get(f"/cases/merges/{merge.pk}/part/").status_code == 200
    assert browser.post(f"/cases/merges/{merge.pk}/part/").status_code == 302
    assert "まとめたもの" not in browser.get(f"/cases/{kept.pk}/").content.decode()


def test_a_number_nobody_of_ours_holds_is_refused_beside_the_field(scene: Scene) -> None:
    west = scene.case(team=scene.cast.town.west_team, holder=None)
    url = f"/cases/{scene.case().pk}/merge/"
    browser = scene.browser("csw")
    for said in ({"number": west.number}, {"number": "2026-9999"}, {}):
        answer = browser.post(url, said | {"reason": "同じ家"})
        assert answer.status_code == 422
        assert west.label not in answer.context["form"].errors.as_text()


def test_the_pages_cost_the_same_with_one_merge_and_with_three(scene: Scene) -> None:
    kept = scene.case()
    browser = scene.browser("csw")

    def cost(url: str) -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(url).status_code == 200
        return len(caught)

    urls = [f"/cases/{kept.pk}/", f"/cases/{kept.pk}/merge/"]
    merged(scene, kept, scene.case())
    one = [cost(url) for url in urls]
    for _ in range(2):
        kept.refresh_from_db()
        merged(scene, kept, scene.case())
    assert [cost(url) for url in urls] == one


def test_members_who_left_go_along_too(scene: Scene) -> None:
    kept, other = scene.case(), scene.case()
    left = add_member(
        actor=scene.actor("csw"), at=scene.at, case=other, relation="妹",
        draft=PersonDraft(nickname="妹さん"),
    )  # fmt: skip
    CaseMember.objects.filter(pk=left.pk).update(left_on=scene.today)
    merge = merged(scene, kept, other)
    assert CaseMember.objects.get(pk=left.pk).case_id == kept.pk
    make_team(scene.cast.town.hoiku, "別の係")
    parted(scene, merge)
    assert CaseMember.objects.get(pk=left.pk).case_id == other.pk


def test_the_course_of_both_tells_of_the_merge_and_of_its_end(scene: Scene) -> None:
    kept, other = scene.case(), scene.case()
    parted(scene, merged(scene, kept, other))
    told_of_kept = [entry.title for entry in course_of(kept, kind="move").entries]
    told_of_other = [entry.title for entry in course_of(other, kind="move").entries]
    assert f"ケース {other.number} をこのケースにまとめた" in told_of_kept
    assert f"ケース {kept.number} にまとめた" in told_of_other
    back = "まとめるのをやめ、もとの2つのケースにもどした"
    assert back in told_of_kept
    assert back in told_of_other


def test_a_door_that_is_there_twice_opens_no_third_and_breaks_nothing(scene: Scene) -> None:
    """Parting can bring back a door beside one that was opened meanwhile."""
    case, team = scene.case(), scene.cast.town.west_team
    for kind in ("former_holder", "first_receiver"):
        for _ in range(2):
            Participation.objects.create(
                case=case, kind=kind, team=team, level=Level.STATUS, since_at=scene.at
            )
    keep_in_sight(case=case, team_id=team.pk, at=scene.at)
    remember_receiver(case=case, intake=scene.intake(received_team=team), at=scene.at)
    assert case.participations.filter(team=team, until_at=None).count() == 4
