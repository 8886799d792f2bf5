"""「もう相談が来ていませんか」: told before saving, and never more than one may know."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_intake
from wagamachi.access.models import AuditEvent
from wagamachi.casework.models import Case
from wagamachi.casework.queries.matching import (
    SAME_BUILDING,
    SAME_HOME,
    SAME_PERSON,
    SAME_PHONE,
    Match,
    find_matches,
)
from wagamachi.casework.services import claim_intake, receive_intake
from wagamachi.core.ids import uuid7

from .scenes import HEARD, Scene

HOME, NEXT_DOOR = "港町1-2-3 コーポ港 203号室", "港町1-2-3 コーポ港 204号室"
EAST = "試験市社会福祉協議会 東チーム"


def household(scene: Scene, place: str = HOME, **said: str) -> Case:
    """Return a case of 東 that began with a worry about this home."""
    draft = {f: getattr(HEARD, f) for f in HEARD.__slots__} | {"place": place} | said
    intake = receive_intake(
        actor=scene.actor("csw"), at=scene.at, id=uuid7(),
        draft=type(HEARD)(**draft | {"area_id": scene.cast.town.east.pk}),
    )  # fmt: skip
    return claim_intake(
        actor=scene.actor("csw"), at=scene.at, intake=intake, next_action="電話する",
        next_action_on=scene.today,
    )  # fmt: skip


def asked(
    scene: Scene, who: str, subject: str = "", phone: str = "", place: str = ""
) -> list[Match]:
    return find_matches(scene.actor(who), subject=subject, phone=phone, place=place)


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"place": "港町１丁目２番３号　コーポ港　２０３号室"}, (SAME_HOME, SAME_BUILDING)),
        ({"place": NEXT_DOOR}, (SAME_BUILDING,)),
        ({"phone": "０３（１２３４）５６７８"}, (SAME_PHONE,)),
        ({"subject": "山本　花子"}, (SAME_PERSON,)),
    ],
)
def test_the_holding_team_finds_it_by_home_building_telephone_or_name(
    scene: Scene, typed: dict[str, str], reasons: tuple[str, ...]
) -> None:
    case = household(scene, subject="山本 花子", phone="03-1234-5678")
    assert asked(scene, "csw", **typed) == [Match(reasons, EAST, case=case)]


def test_the_more_that_agrees_the_higher_it_stands(scene: Scene) -> None:
    neighbour = household(scene, NEXT_DOOR)
    same = household(scene, HOME, phone="03-1234-5678")
    found = asked(scene, "csw", phone="0312345678", place=HOME)
    assert [match.case for match in found] == [same, neighbour]


@pytest.mark.parametrize("typed", [{"place": HOME}, {"phone": "0312345678"}])
@pytest.mark.parametrize("who", ["other_csw", "agency", "nursery", "seikatsu_sc"])
def test_others_hear_only_whom_to_call_and_only_of_the_same_home_or_telephone(
    scene: Scene, who: str, typed: dict[str, str]
) -> None:
    household(scene, subject="山本 花子", phone="03-1234-5678")
    found = asked(scene, who, **typed)
    assert [(match.case, match.intake, match.holder) for match in found] == [(None, None, EAST)]


@pytest.mark.parametrize("who", ["core", "manager"])
def test_who_leads_the_holding_organisation_sees_which_case_it_is(scene: Scene, who: str) -> None:
    case = household(scene, phone="03-1234-5678")
    assert [match.case for match in asked(scene, who, phone="0312345678")] == [case]


@pytest.mark.parametrize("typed", [{"place": NEXT_DOOR}, {"subject": "山本花子"}])
def test_a_like_name_or_the_same_building_tells_others_nothing(
    scene: Scene, typed: dict[str, str]
) -> None:
    household(scene, subject="山本 花子")
    assert asked(scene, "other_csw", **typed) == []
    assert asked(scene, "agency", **typed) == []


@pytest.mark.parametrize("who", ["minsei", "resident", "auditor", "admin", "district", "stranger"])
def test_whose_post_does_not_match_intakes_hears_nothing_at_all(scene: Scene, who: str) -> None:
    household(scene, subject="山本 花子", phone="03-1234-5678")
    assert asked(scene, who, subject="山本花子", phone="0312345678", place=HOME) == []


def test_a_worry_still_waiting_is_found_too(scene: Scene) -> None:
    mine = scene.intake(phone_key="0312345678")
    theirs = make_intake(
        scene.cast.town.houkatsu_team, scene.cast.agency, scene.at, phone_key="0312345678"
    )
    found = asked(scene, "csw", phone="0312345678")
    assert {(match.intake, match.holder) for match in found} == {
        (mine, EAST),
        (None, "東地域包括支援センター 窓口"),
    }
    assert theirs.pk not in {match.intake.pk for match in found if match.intake}


def test_a_worry_is_not_told_that_it_is_like_itself(scene: Scene) -> None:
    alone = scene.intake(phone="03-1234-5678", phone_key="0312345678")
    page = scene.browser("csw").get(f"/cases/intakes/{alone.pk}/").content.decode()
    assert "同じ世帯かもしれない" not in page


def test_what_is_over_or_answered_is_not_offered(scene: Scene) -> None:
    case = household(scene, phone="03-1234-5678")
    scene.closed(case)
    scene.intake(phone_key="0312345678", state="answered", answer="済", answered_at=scene.at)
    assert asked(scene, "csw", phone="0312345678") == []


def test_nothing_typed_finds_nothing(scene: Scene) -> None:
    household(scene)
    assert asked(scene, "csw") == []
    assert asked(scene, "csw", place="駅前の団地のあたり") == []


def test_the_fragment_beside_the_form_shows_no_name_of_what_one_may_not_see(scene: Scene) -> None:
    case = household(scene, subject="山本 花子", phone="03-1234-5678")
    page = scene.browser("other_csw").post(
        "/cases/intakes/matches/", {"phone": "0312345678", "subject": "", "place": ""}
    )
    text = page.content.decode()
    assert ("東チーム" in text, "くわしくは見られません" in text) == (True, True)
    assert [word in text for word in ("山本", case.number, str(case.pk), "港町")] == [False] * 4


def test_the_fragment_says_nothing_to_a_minsei_iin(scene: Scene) -> None:
    household(scene, phone="03-1234-5678")
    page = scene.browser("minsei").post("/cases/intakes/matches/", {"phone": "0312345678"})
    assert "見つかりませんでした" in page.content.decode()
    assert "東チーム" not in page.content.decode()


def test_every_look_is_written_down_and_there_is_an_end_to_it(scene: Scene, settings: Any) -> None:
    household(scene, subject="山本 花子", phone="03-1234-5678")
    settings.WAGAMACHI = settings.WAGAMACHI | {"MATCH_LOOKUPS_PER_HOUR": 2}
    browser, typed = scene.browser("csw"), {"phone": "0312345678", "subject": "山本花子"}
    url = "/cases/intakes/matches/"
    assert [browser.post(url, said).status_code for said in ({}, typed, {"place": HOME})] == [
        200
    ] * 3
    refused = browser.post(url, typed)
    assert (refused.status_code, "この1時間に" in refused.content.decode()) == (422, True)
    assert "東チーム" not in refused.content.decode()
    assert scene.browser("colleague").post(url, typed).status_code == 200  # each by themselves
    events = AuditEvent.objects.filter(data__what="matches").order_by("seq")
    assert [(e.user.name if e.user else "", e.kind, e.data.get("by")) for e in events] == [
        ("青葉", "searched", ["subject", "phone"]), ("青葉", "searched", ["place"]),
        ("青葉", "denied", ["subject", "phone"]), ("若葉", "searched", ["subject", "phone"]),
    ]  # fmt: skip
    assert not any(word in str(e.data) for e in events for word in ("山本", "0312345678", "港町"))


def test_looking_for_matches_costs_the_same_however_many_there_are(scene: Scene) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            asked(scene, "csw", subject="山本", phone="0312345678", place=HOME)
        return len(caught)

    household(scene, subject="山本", phone="03-1234-5678")
    with_one = queries()
    household(scene, subject="山本", phone="03-1234-5678")
    household(scene, subject="山本", phone="03-1234-5678")
    assert queries() == with_one
