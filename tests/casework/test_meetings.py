"""調整会議: called for a day, its outcome kept, or called off with a reason (R013, R028)."""

from datetime import time
from typing import Any

import pytest

from tests.factories import make_organization, make_team
from wagamachi.access.versions import Stale
from wagamachi.casework.enums import Level
from wagamachi.casework.models import Case, CaseMeeting
from wagamachi.casework.queries.meetings import next_meeting
from wagamachi.casework.services import (
    call_meeting,
    call_off_meeting,
    hold_meeting,
)
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.notices.models import Notice

from .scenes import Scene, nothing_saved, told


def called(scene: Scene, case: Case, who: str = "csw", **said: Any) -> CaseMeeting:
    return call_meeting(actor=scene.actor(who), at=scene.at, case=case, draft=scene.meets(**said))


def held(scene: Scene, meeting: CaseMeeting, who: str = "csw", **said: Any) -> CaseMeeting:
    values: dict[str, Any] = {
        "version": meeting.version, "outcome": "包括が週1回たずねる", "person_present": True,
    }  # fmt: skip
    return hold_meeting(actor=scene.actor(who), at=scene.at, meeting=meeting, **values | said)


def test_a_meeting_is_called_shown_and_its_outcome_kept(scene: Scene) -> None:
    case = scene.case()
    browser = scene.browser("csw")
    said = {
        "token": str(uuid7()), "meets_on": "令和8年11月23日", "from_time": "10:00",
        "until_time": "11:30", "purpose": "役割を決める",
        "organizations": [str(scene.cast.town.houkatsu.pk)], "others": "長男",
    }  # fmt: skip
    for _ in range(2):  # a double click
        assert browser.post(f"/cases/{case.pk}/meetings/new/", said).status_code == 302
    meeting = CaseMeeting.objects.get()
    side = browser.get(f"/cases/{case.pk}/").content.decode()
    assert "次の調整会議" in side
    page = browser.get(f"/cases/{case.pk}/meetings/").content.decode()
    assert "東地域包括支援センター、長男" in page
    assert "10:00〜11:30" in page

    outcome = {
        "version": meeting.version,
        "outcome": "包括が週1回たずねる",
        "person_present": "yes",
    }
    assert browser.post(f"/cases/meetings/{meeting.pk}/held/", outcome).status_code == 302
    page = browser.get(f"/cases/{case.pk}/meetings/").content.decode()
    assert "包括が週1回たずねる" in page
    assert "同席した" in page
    assert next_meeting(case.pk, scene.today) is None
    course = browser.get(f"/cases/{case.pk}/?kind=meeting").content.decode()
    assert course.index("調整会議を開いた") < course.index("調整会議を呼びかけた"), "newest first"
    assert told(case)[0] == ("created", "青葉")


def test_everybody_it_names_is_told_finds_it_on_their_day_and_may_read_when_and_where(
    scene: Scene,
) -> None:
    """Also who has nothing to do with the case yet; nobody else, and nothing of the case."""
    case = scene.case()
    scene.accompanied(case, "other_csw")
    Notice.objects.all().delete()
    meeting = called(scene, case, place="地区の会議室")
    rows = Notice.objects.filter(kind="meeting_called")
    assert set(rows.values_list("user__username", flat=True)) == {
        "agency", "colleague", "lead", "other_csw",
    }  # fmt: skip
    assert set(rows.values_list("target_kind", "target_id")) == {("meeting", meeting.pk)}
    guest = scene.browser("agency")
    assert "これからの調整会議" in guest.get("/").content.decode()
    page = guest.get(f"/cases/meetings/{meeting.pk}/").content.decode()
    assert ("10:00〜11:30" in page, "地区の会議室" in page, case.label in page) == (
        True,
        True,
        False,
    )
    assert guest.get(f"/cases/{case.pk}/").status_code == 404
    assert scene.browser("nursery").get(f"/cases/meetings/{meeting.pk}/").status_code == 404
    call_off_meeting(
        actor=scene.actor("csw"), at=scene.at, meeting=meeting, version=meeting.version,
        reason="本人が入院した",
    )  # fmt: skip
    off = Notice.objects.filter(kind="meeting_called_off")
    assert set(off.values_list("user__username", flat=True)) == {
        "agency", "colleague", "lead", "other_csw",
    }  # fmt: skip


def test_the_agencies_of_the_case_come_first_when_inviting(scene: Scene) -> None:
    case = scene.case()
    scene.handoff(case)
    form = scene.browser("csw").get(f"/cases/{case.pk}/meetings/new/").context["form"]
    (near, agencies), (_, others) = form.fields["organizations"].choices
    assert (near, [name for _, name in agencies]) == (
        "このケースに関わっている機関", ["試験市社会福祉協議会", "東地域包括支援センター"],
    )  # fmt: skip
    assert "東地域包括支援センター" not in [name for _, name in others]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"meets_on": -1}, "meets_on"),
        ({"purpose": "。"}, "purpose"),
        ({"until_time": time(10)}, "until_time"),
        ({"organization_ids": []}, "organizations"),
    ],
)
def test_what_is_no_meeting_is_refused(scene: Scene, said: dict[str, Any], field: str) -> None:
    if "meets_on" in said:
        said = {"meets_on": scene.day(-1)}
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError) as refused:
        called(scene, case, **said)
    assert refused.value.field == field
    assert not CaseMeeting.objects.exists()


@pytest.mark.parametrize("who", ["core", "lead", "manager"])
def test_the_core_body_calls_a_meeting_over_a_case_it_sees_the_outline_of(
    scene: Scene, who: str
) -> None:
    meeting = called(scene, scene.case(), who, meets_on=scene.today)
    assert held(scene, meeting, who).held_at == scene.at


@pytest.mark.parametrize("who", ["other_csw", "agency", "minsei", "seikatsu_sc", "auditor"])
def test_others_call_none(scene: Scene, who: str) -> None:
    case = scene.case()
    scene.accepted(case, level=Level.FULL)
    with pytest.raises(NotAllowed):
        called(scene, case, who)
    assert not CaseMeeting.objects.exists()


def test_the_leader_of_an_agency_that_is_no_core_body_calls_none(scene: Scene) -> None:
    agency = make_organization("市立福祉事務所")
    case = scene.case(team=make_team(agency), holder=None)
    scene.cast.town.shakyo.is_core_body = False
    scene.cast.town.shakyo.save()
    for of in (case, scene.case()):
        with pytest.raises(NotAllowed):
            called(scene, of, "core")


def test_a_partner_who_reads_the_outline_sees_the_day_but_not_the_outcome(scene: Scene) -> None:
    case = scene.case()
    scene.accepted(case, level=Level.SUMMARY)
    held(scene, called(scene, case, meets_on=scene.today))
    page = scene.browser("agency").get(f"/cases/{case.pk}/meetings/").content.decode()
    assert "だれがなにをするか決める" in page
    assert "包括が週1回たずねる" not in page
    assert "調整会議を呼びかける" not in page


def test_an_outcome_is_not_written_before_the_day_or_without_words(scene: Scene) -> None:
    meeting = called(scene, scene.case())
    with pytest.raises(DomainError, match="まだ開いていない"):
        held(scene, meeting)
    with pytest.raises(DomainError) as refused:
        held(scene, meeting, outcome="。。")
    assert refused.value.field == "outcome"


def test_a_meeting_is_called_off_with_a_reason(scene: Scene) -> None:
    meeting = called(scene, scene.case(), meets_on=scene.today)
    off = {"actor": scene.actor("csw"), "at": scene.at, "meeting": meeting}
    with pytest.raises(DomainError) as refused:
        call_off_meeting(**off, version=meeting.version, reason="　")
    assert refused.value.field == "reason"
    call_off_meeting(**off, version=meeting.version, reason="本人が入院した")
    again = call_off_meeting(**off, version=1, reason="二度め")
    assert again.cancelled_because == "本人が入院した"
    assert next_meeting(meeting.case_id, scene.today) is None
    with pytest.raises(Conflict, match="取りやめ"):
        held(scene, meeting)
    page = scene.browser("csw").get(f"/cases/{meeting.case_id}/meetings/").content.decode()
    assert "本人が入院した" in page


def test_a_meeting_that_was_held_is_not_called_off(scene: Scene) -> None:
    meeting = held(scene, called(scene, scene.case(), meets_on=scene.today))
    with pytest.raises(Conflict, match="もう開かれて"):
        call_off_meeting(
            actor=scene.actor("csw"), at=scene.at, meeting=meeting, version=meeting.version,
            reason="まちがい",
        )  # fmt: skip


def test_of_two_who_write_the_outcome_the_second_sees_both(scene: Scene) -> None:
    meeting = called(scene, scene.case(), meets_on=scene.today)
    version = meeting.version
    held(scene, meeting)
    with pytest.raises(Stale) as stale:
        held(scene, meeting, "colleague", version=version, outcome="まだ決まらない")
    assert stale.value.differences[0] == ("決まったこと", "包括が週1回たずねる", "まだ決まらない")


def test_no_meeting_over_a_case_that_has_ended(scene: Scene) -> None:
    case = scene.closed()
    with pytest.raises(DomainError, match="終わっています"):
        called(scene, case)
