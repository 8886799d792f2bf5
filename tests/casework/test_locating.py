"""Nothing stays under 圏域不明 for want of a field to write the place into (R001)."""

import pytest
from django.urls import reverse

from tests.factories import make_area
from wagamachi.areas.models import Area, Tier, ZoningSystem
from wagamachi.casework.services import locate_case, locate_intake, team_there
from wagamachi.core.errors import DomainError, NotAllowed

from .scenes import Scene, told, town_of


@pytest.fixture
def honcho(scene: Scene) -> Area:
    """Let 本町 lie in 西, whose team is not who holds the worries of these tests."""
    west = scene.cast.town.west
    ZoningSystem.objects.filter(pk=west.zoning_id).update(is_base=True)
    town_of("本町", west)
    return west


def unknown() -> Area:
    return Area.objects.get(is_unknown=True)


def test_a_waiting_worry_is_placed_and_its_holder_kept(scene: Scene, honcho: Area) -> None:
    intake = scene.intake(area=unknown())
    act = {"actor": scene.actor("csw"), "at": scene.at, "version": intake.version, "area_id": None}
    with pytest.raises(DomainError, match="圏域が決まりません"):
        locate_intake(intake=intake, place="どこか", **act)
    locate_intake(intake=intake, place="本町5-1", **act)
    assert (intake.area, intake.place_known) == (honcho, "本町5-1")
    assert intake.place == "駅前の団地のあたり"
    assert intake.holder_team == scene.cast.town.east_team
    assert team_there(intake, scene.today) == scene.cast.town.west_team
    assert told(intake)[-1] == ("changed", "青葉")
    case = scene.claimed(intake)
    assert (case.place, case.area) == ("本町5-1", honcho)


def test_a_case_takes_the_worries_it_came_of_along(scene: Scene, honcho: Area) -> None:
    case = scene.claimed(scene.intake(area=unknown()))
    act = {"at": scene.at, "case": case, "version": case.version, "place": ""}
    with pytest.raises(NotAllowed):
        locate_case(actor=scene.actor("other_csw"), area_id=honcho.pk, **act)
    locate_case(actor=scene.actor("csw"), area_id=honcho.pk, **act)
    assert (case.area, case.intakes.get().area) == (honcho, honcho)
    assert case.holder_team == scene.cast.town.east_team


def test_the_list_is_true_and_can_be_worked_off(scene: Scene, honcho: Area) -> None:
    intake, case = scene.intake(area=unknown()), scene.case(area=unknown())
    csw, outsider = scene.browser("csw"), scene.browser("other_csw")
    page = csw.get(reverse("areas:unassigned"))
    assert page.context["total"] == 2
    for url in (
        reverse("casework:intake_locate", args=[intake.pk]),
        reverse("casework:locate", args=[case.pk]),
    ):
        assert url in page.content.decode()
        assert csw.get(url).status_code == 200
        assert outsider.get(url).status_code == 404
    nothing = outsider.get(reverse("areas:unassigned"))
    assert nothing.context["total"] == 0
    assert "あなたが見られる範囲では、圏域不明のものはありません" in nothing.content.decode()
    url = reverse("casework:locate", args=[case.pk])
    sent = {"place": "本町1", "area": "", "version": case.version}
    offered = csw.post(url, sent, follow=True).content.decode()
    assert "西チーム" in offered
    assert "担当を移すことを頼む" in offered
    assert csw.get(reverse("areas:unassigned")).context["total"] == 1


@pytest.mark.parametrize("slug", ["intakes", "cases"])
def test_the_number_on_an_area_is_the_number_of_rows_behind_it(scene: Scene, slug: str) -> None:
    """A case in two 小地域 of the area is one case (R003)."""
    east = scene.cast.town.east
    smalls = [make_area(name, Tier.SMALL, parent=east) for name in ("坂の上", "坂の下")]
    for _ in range(7):
        scene.intake().areas.set(smalls)
        scene.case().areas.set(smalls)
    browser = scene.browser("csw")
    area = browser.get(reverse("areas:detail", args=[east.pk]))
    shown = {one.slug: one.count for one in area.context["attached"]}
    rows = browser.get(reverse("areas:attached", args=[east.pk, slug]))
    assert shown[slug] == 7
    assert len(rows.context["items"]) == 7
