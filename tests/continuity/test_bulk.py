"""まとめて担当を変える: each case by its own rules, what cannot move stays and is said."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.casework.scenes import Scene, told
from wagamachi.casework.models import Case
from wagamachi.continuity.services import Picked, reassign_cases, rehearse_reassignment
from wagamachi.continuity.services.bulk import ALREADY, MOST, NOT_OURS
from wagamachi.core.errors import DomainError
from wagamachi.core.ids import uuid7
from wagamachi.notices.models import Notice


def pick(*cases: Case) -> list[Picked]:
    return [Picked(case.pk, case.version) for case in cases]


def problems(
    scene: Scene, *cases: Case, to: str | None = "colleague", who: str = "csw"
) -> list[str]:
    outcomes = reassign_cases(
        actor=scene.actor(who), at=scene.at, picked=pick(*cases),
        to_user=getattr(scene.cast, to) if to else None,
    )  # fmt: skip
    return [one.problem for one in outcomes]


def holders(*cases: Case) -> list[str | None]:
    return [
        Case.objects.filter(pk=case.pk).values_list("holder_user__name", flat=True).get()
        for case in cases
    ]


def test_each_case_moves_with_its_own_event_and_notice(scene: Scene) -> None:
    cases = [scene.case() for _ in range(3)]
    assert problems(scene, *cases) == ["", "", ""]
    assert holders(*cases) == ["若葉"] * 3
    assert [told(case) for case in cases] == [[("changed", "青葉")]] * 3
    assert Notice.objects.filter(user=scene.cast.colleague, kind="cases_assigned").count() == 3


def test_what_cannot_move_stays_and_says_why(scene: Scene) -> None:
    town = scene.cast.town
    ours, closed, stale = scene.case(), scene.closed(), scene.case()
    west = scene.case(team=town.west_team, holder=scene.cast.other_csw)
    already = scene.case(holder=scene.cast.colleague)
    seen_earlier = Case.objects.get(pk=stale.pk)
    Case.objects.filter(pk=stale.pk).update(version=9)
    found = problems(scene, ours, closed, seen_earlier, west, already)
    assert [found[0], found[3], found[4]] == ["", NOT_OURS, ALREADY]
    assert "終わっています" in found[1]
    assert "書きかえました" in found[2]
    assert holders(ours, west, stale) == ["若葉", "紅葉", "青葉"]


def test_a_person_off_the_team_gets_nothing(scene: Scene) -> None:
    case = scene.case()
    (problem,) = problems(scene, case, to="other_csw")
    assert problem == "主担当にできるのは、いま担当チームにいて、ケースを担当できる人だけです。"
    assert holders(case) == ["青葉"]
    assert Notice.objects.count() == 0


def test_to_the_inbox(scene: Scene) -> None:
    case = scene.case()
    assert (problems(scene, case, to=None), holders(case)) == ([""], [None])


@pytest.mark.parametrize("who", ["other_csw", "agency", "manager", "core", "minsei", "stranger"])
def test_others_move_nothing(scene: Scene, who: str) -> None:
    case = scene.case()
    assert problems(scene, case, who=who) == [NOT_OURS]
    assert holders(case) == ["青葉"]


def test_nothing_and_far_too_much_are_refused(scene: Scene) -> None:
    said = {"actor": scene.actor("csw"), "at": scene.at, "to_user": None}
    with pytest.raises(DomainError, match="ひとつ以上"):
        reassign_cases(picked=[], **said)
    with pytest.raises(DomainError, match="200件まで"):
        reassign_cases(picked=[Picked(uuid7(), 1) for _ in range(MOST + 1)], **said)


def test_a_preview_is_the_same_act_undone(scene: Scene) -> None:
    cases = [scene.case(), scene.closed()]
    said = {
        "actor": scene.actor("csw"), "at": scene.at, "picked": pick(*cases),
        "to_user": scene.cast.colleague,
    }  # fmt: skip
    seen = rehearse_reassignment(**said)
    assert holders(cases[0]) == ["青葉"]
    assert [(one.before, one.problem) for one in seen] == [
        (one.before, one.problem) for one in reassign_cases(**said)
    ]
    assert holders(cases[0]) == ["若葉"]


def test_from_the_list_to_the_change(scene: Scene) -> None:
    browser, mine = scene.browser("csw"), scene.case()
    west = scene.case(team=scene.cast.town.west_team, holder=None, label="西のだれか")
    listed = browser.get("/cases/").content.decode()
    assert f'value="{mine.pk}.1"' in listed
    ticked = {"case": [f"{mine.pk}.1", f"{west.pk}.1"]}

    choice = browser.post("/continuity/bulk/", ticked).content.decode()
    assert "ほかの1件は" in choice
    assert "西のだれか" not in choice
    ticked["to"] = str(scene.cast.colleague.pk)  # type: ignore[assignment]
    preview = browser.post("/continuity/bulk/", ticked)
    assert preview.status_code == 200
    assert "1件を変える" in preview.content.decode()
    assert "西のだれか" not in preview.content.decode()
    assert holders(mine) == ["青葉"]

    assert browser.post("/continuity/bulk/do/", ticked).status_code == 302
    assert holders(mine, west) == ["若葉", None]


@pytest.mark.parametrize("door", ["bulk/", "bulk/do/"])
def test_bad_input_changes_nothing(scene: Scene, door: str) -> None:
    browser, case = scene.browser("csw"), scene.case()
    url, good = f"/continuity/{door}", f"{case.pk}.1"
    for bad in ([], ["x"], ["x.1"], [str(case.pk)], [f"{case.pk}.x"]):
        assert browser.post(url, {"case": bad, "to": "inbox"}).status_code == 302
    for to in ("", "x", str(scene.cast.other_csw.pk)):
        assert browser.post(url, {"case": [good], "to": to}).status_code == 422
    assert holders(case) == ["青葉"]


def test_only_those_who_hold_cases_are_offered_boxes(scene: Scene) -> None:
    case = scene.case()
    assert "bulk-form" in scene.browser("lead").get("/cases/?whose=team").content.decode()
    assert "bulk-form" not in scene.browser("manager").get("/cases/").content.decode()
    west = scene.browser("other_csw").get("/cases/?whose=all").content.decode()
    assert f"{case.pk}.1" not in west


def test_a_preview_costs_so_much_a_case_and_no_more(scene: Scene) -> None:
    def queries(count: int) -> int:
        browser = scene.browser("csw")
        cases = [f"{scene.case().pk}.1" for _ in range(count)]
        with CaptureQueriesContext(connection) as caught:
            assert browser.post("/continuity/bulk/", {"case": cases}).status_code == 200
        return len(caught)

    assert queries(3) == queries(1)
