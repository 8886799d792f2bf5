"""What a page does not show is not told by narrowing, by an old link or by a door that has closed."""

from datetime import timedelta

import pytest

from tests.factories import make_post
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.roles import Role
from wagamachi.casework.models import Case, Handoff, Intake
from wagamachi.casework.policy import reads_request
from wagamachi.casework.queries.lists import my_cases
from wagamachi.casework.services import (
    accept_handoff,
    decline_handoff,
    merge_cases,
    part_cases,
    withdraw_consent,
)
from wagamachi.casework.services.flags import refresh_flags, silence_flag
from wagamachi.records.services import write_record

from .scenes import TOO_FULL, Scene, told

THEME = "KADAI_T-01"
TOLD = "ひとり暮らしの方"


def restricted(scene: Scene) -> Case:
    """Return a case that 青葉 holds and the law closes to her manager but for its standing."""
    case = scene.case(restriction="dv")
    case.tags.add(THEME)
    return case


# --- lists and their filters ----------------------------------------------------------------------


def listed(scene: Scene, **asked: object) -> bool:
    page = scene.browser("manager").get("/cases/", {"whose": "organization"} | asked)
    return "取り扱い注意" in page.content.decode().partition("<tbody>")[2]


def test_a_manager_learns_nothing_of_a_restricted_case_by_narrowing_a_list(scene: Scene) -> None:
    restricted(scene)
    assert listed(scene)
    asked = [{"tag": THEME}, {"area": scene.cast.town.east.pk}, {"theme": THEME}]
    assert [listed(scene, **one) for one in asked] == [False] * 3


def test_nor_which_door_a_restricted_worry_came_in_by(scene: Scene) -> None:
    town = scene.cast.town
    scene.intake(restriction="dv")

    def found(**asked: object) -> bool:
        page = scene.browser("manager").get("/cases/intakes/find/", asked)
        return "取り扱い注意" in page.content.decode().partition("<tbody>")[2]

    asked = [
        {"window": town.hoiku.pk},
        {"window_kind": town.hoiku.kind_id},
        {"area": town.east.pk},
    ]
    assert [found(), *(found(**one) for one in asked)] == [True, False, False, False]


def test_nobody_keeps_the_list_of_a_team_they_have_left(scene: Scene) -> None:
    scene.case(label="山本さんの家")
    Assignment.objects.filter(user=scene.cast.csw).update(ends_on=scene.today)
    make_post(scene.cast.csw, Role.CSW, scene.cast.town.west_team)
    assert list(my_cases(scene.actor("csw"))) == []
    pages = [scene.browser("csw").get(url).content.decode() for url in ("/", "/cases/")]
    assert ["山本さん" in page for page in pages] == [False, False]


# --- つなぎ ------------------------------------------------------------------------------------------


def reads(scene: Scene, who: str, handoff: Handoff) -> bool:
    """Say whether the page of a つなぎ shows what was told; the paper must agree with it."""
    row = Handoff.objects.get(pk=handoff.pk)
    page = scene.browser(who).get(f"/cases/handoffs/{handoff.pk}/").content.decode()
    assert (TOLD in page) == reads_request(scene.actor(who), row) == ("つなぎ票を紙に" in page)
    return TOLD in page


def test_a_consent_taken_back_closes_what_was_told_on_it(scene: Scene) -> None:
    case = scene.case()
    consent = scene.consent(case)
    handoff = scene.accepted(case, consent=consent)
    assert reads(scene, "agency", handoff)
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=case, consent=consent)
    assert (reads(scene, "agency", handoff), reads(scene, "csw", handoff)) == (False, True)
    act = scene.browser("agency").get(f"/cases/handoffs/{handoff.pk}/finish/").content.decode()
    assert "申請を手伝ってほしい" not in act


@pytest.mark.parametrize("is_answered", [True, False])
def test_so_does_one_that_has_run_out(scene: Scene, is_answered: bool) -> None:
    case = scene.case()
    handoff = scene.handoff(case, consent=scene.consent(case, valid_until=scene.day(1)))
    if is_answered:
        accept_handoff(actor=scene.actor("agency"), at=scene.at, handoff=handoff)
    assert reads_request(scene.actor("agency"), handoff)
    scene.at += timedelta(days=1)
    assert not reads_request(scene.actor("agency"), Handoff.objects.get(pk=handoff.pk))
    assert reads_request(scene.actor("csw"), handoff)


def test_who_asked_no_longer_reads_it_when_the_case_left_and_the_law_closed_it(
    scene: Scene,
) -> None:
    case = scene.case()
    handoff = scene.accepted(case)
    Case.objects.filter(pk=case.pk).update(
        holder_team=scene.cast.town.west_team, holder_user=scene.cast.other_csw
    )
    assert reads(scene, "csw", handoff)
    Case.objects.filter(pk=case.pk).update(restriction="dv")
    assert (reads(scene, "csw", handoff), reads(scene, "other_csw", handoff)) == (False, True)


def test_what_was_given_back_hides_the_answers_too(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    Handoff.objects.filter(pk=handoff.pk).update(explanation="長男は入院中です")
    handoff.refresh_from_db()
    decline_handoff(
        actor=scene.actor("agency"), at=scene.at, handoff=handoff,
        decline_reason_id=TOO_FULL, answer="いっぱいです",
    )  # fmt: skip
    url = f"/cases/handoffs/{handoff.pk}/"
    pages = [scene.browser(who).get(url).content.decode() for who in ("agency", "csw")]
    assert [("入院" in page, "命にかかわる" in page) for page in pages] == [
        (False, False), (True, True),
    ]  # fmt: skip


# --- what is said beside a case ------------------------------------------------------------------


def test_why_a_sign_is_kept_quiet_is_for_those_who_see_the_case(scene: Scene) -> None:
    case = restricted(scene)
    Case.objects.filter(pk=case.pk).update(next_action_on=scene.day(-1))
    refresh_flags(case_ids=[case.pk], at=scene.at)
    flag = case.flags.get()
    silence_flag(
        actor=scene.actor("csw"), at=scene.at, flag=flag, until=scene.day(7),
        reason="母が退院するまで待つ",
    )  # fmt: skip
    url = f"/cases/flags/{flag.pk}/"
    pages = [scene.browser(who).get(url).content.decode() for who in ("csw", "manager")]
    assert [("知らせません" in page, "退院" in page) for page in pages] == [
        (True, True), (True, False),
    ]  # fmt: skip


def test_the_receipt_of_a_restricted_worry_tells_others_nothing(scene: Scene) -> None:
    intake = scene.intake(restriction="dv", urgency=["abuse"])
    url = f"/cases/intakes/{intake.pk}/received/"
    pages = {who: scene.browser(who).get(url).content.decode() for who in ("nursery", "manager")}
    assert {who: ("圏域</dt>" in page, "shows-abuse" in page) for who, page in pages.items()} == {
        "nursery": (True, True), "manager": (False, False),
    }  # fmt: skip
    assert told(intake)[-2:] == [("read", "杉"), ("read", "楠")]


@pytest.mark.parametrize("act", ["claim", "pass-on", "answer"])
def test_what_is_shown_beside_a_form_is_written_down_as_read(scene: Scene, act: str) -> None:
    intake = scene.intake()
    page = scene.browser("csw").get(f"/cases/intakes/{intake.pk}/{act}/")
    assert (page.status_code, told(intake)[-1:]) == (200, [("read", "青葉")])


def test_two_cases_that_were_parted_are_strangers_again(scene: Scene) -> None:
    kept, merged = scene.case(), scene.case(label="山本さんの家")
    said = {"actor": scene.actor("csw"), "at": scene.at}
    merge = merge_cases(kept=kept, merged=merged, reason="電話で確かめた", **said)
    part_cases(merge=merge, **said)
    url = f"/cases/merges/{merge.pk}/part/"
    assert "山本さん" in scene.browser("csw").get(url).content.decode()
    Case.objects.filter(pk=merged.pk).update(
        holder_team=scene.cast.town.west_team, holder_user=scene.cast.other_csw
    )
    assert scene.browser("csw").get(url).status_code == 404
    assert told(merged)[-1] == ("denied", "青葉")


# --- activity records ----------------------------------------------------------------------------


def test_a_record_a_restricted_worry_was_raised_from_is_not_its_teams_reading(
    scene: Scene,
) -> None:
    record = write_record(actor=scene.actor("csw"), at=scene.at, draft=scene.record(), about=[])
    reading = [can(scene.actor("colleague"), Perm.RECORD_READ, record)]
    intake = scene.intake(raised_from=record, holder_team=scene.cast.town.core_team)
    reading.append(can(scene.actor("colleague"), Perm.RECORD_READ, record))
    Intake.objects.filter(pk=intake.pk).update(restriction="child_abuse")
    reading.append(can(scene.actor("colleague"), Perm.RECORD_READ, record))
    assert reading == [True, True, False]
    assert can(scene.actor("csw"), Perm.RECORD_READ, record)  # who wrote it
