"""このケースの圏域: the 小地域 and 中圏域 of the place. A filter by it leaves the other side of town out."""

from typing import Any

from tests.cast import Cast
from tests.factories import make_organization, make_team
from wagamachi.areas.models import Area, AreaTown, AreaVersion, Tier
from wagamachi.casework.forms.filters import CaseFilter
from wagamachi.casework.models import Case
from wagamachi.casework.queries.handoffs import receivers
from wagamachi.casework.queries.joining import who_could_join
from wagamachi.organizations.models import Team

from .scenes import Scene, town_of
from .test_flags import alone


def in_the_city(cast: Cast, name: str, area: Area) -> None:
    """Put a 町丁目 into an area and into the municipality, as a real list of towns does."""
    town = town_of(name, area)
    city = cast.town.city
    version = AreaVersion.objects.filter(area=city).first() or AreaVersion.objects.create(
        area=city, starts_on=city.starts_on
    )
    AreaTown.objects.create(version=version, town=town)


def taken_on(scene: Scene, place: str) -> Case:
    return scene.claimed(scene.received(place=place))


def offices(scene: Scene) -> dict[str, Team]:
    """Return an office of each side, one for the whole town, and one with no area of its own."""
    town = scene.cast.town
    small = Area.objects.create(
        zoning=town.east.zoning, tier=Tier.SMALL, name="東の一", parent=town.east,
        starts_on=town.east.starts_on,
    )  # fmt: skip
    areas: dict[str, list[Area]] = {
        "東の窓口": [town.east], "東の一の窓口": [small], "西の窓口": [town.west],
        "市の窓口": [town.city], "どこでも": [],
    }  # fmt: skip
    made = {}
    for name, of in areas.items():
        made[name] = make_team(make_organization(name, "TSUNAGISAKI-08"), "相談")
        made[name].areas.set(of)
    return made


def test_a_place_lies_in_its_areas_and_not_in_the_whole_town(scene: Scene) -> None:
    in_the_city(scene.cast, "港町一丁目", scene.cast.town.east)
    intake = scene.received(place="港町一丁目2-3")
    assert list(intake.areas.all()) == [scene.cast.town.east]
    assert intake.holder_team == scene.cast.town.east_team
    assert list(scene.claimed(intake).areas.all()) == [scene.cast.town.east]


def test_the_filter_by_the_area_of_a_case_leaves_the_other_side_out(scene: Scene) -> None:
    in_the_city(scene.cast, "港町一丁目", scene.cast.town.east)
    case, made = taken_on(scene, "港町一丁目2-3"), offices(scene)

    def shown(**asked: Any) -> set[str]:
        found = receivers(scene.actor("csw"), case, asked, scene.today).teams
        return {team.organization.name for team in found} & set(made)

    assert shown() == set(made)
    assert shown(near=True) == set(made) - {"西の窓口"}


def test_who_could_join_lies_in_the_area(scene: Scene) -> None:
    case, made = alone(scene), offices(scene)
    offered = {offer.team for offer in who_could_join(scene.actor("csw"), case, scene.at).offers}
    assert made["西の窓口"] not in offered
    assert made["東の窓口"] in offered
    resource = scene.resource(name="西の教室")
    resource.themes.add("KADAI_LAW-06")
    resource.areas.add(scene.cast.town.west)
    assert who_could_join(scene.actor("csw"), case, scene.at).resources == []


def test_the_list_of_an_area_holds_what_lies_below_it(scene: Scene) -> None:
    town = scene.cast.town
    east, west = scene.case(), scene.case(area=town.west)
    small = Area.objects.create(
        zoning=town.east.zoning, tier=Tier.SMALL, name="東の一", parent=town.east,
        starts_on=town.east.starts_on,
    )  # fmt: skip
    below = scene.case(area=small)

    def listed(area: Area) -> set[Case]:
        form = CaseFilter({"area": area.pk, "whose": "team"}, actor=scene.actor("csw"))
        return set(form.cases(scene.at))

    assert listed(town.east) == {east, below}
    assert listed(town.city) == {east, below, west}
