"""What lies in an area is on its page from the day the area is there (R001, R002)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from tests.cast import Cast
from tests.factories import make_case, make_intake, make_zoning
from wagamachi.access.actor import system
from wagamachi.access.models import AuditEvent
from wagamachi.areas.models import Area, Tier, Town
from wagamachi.areas.services import Extent, TownPart, change_area, create_area, end_area
from wagamachi.areas.services.placing_anew import place_anew, place_anew_of_today
from wagamachi.casework.models import Case, Intake
from wagamachi.core import clock
from wagamachi.directory.models import Resource

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def town(db: None) -> Town:
    return Town.objects.create(name="鹿笛一丁目", key="鹿笛1丁目")


@pytest.fixture
def rows(cast: Cast, at: datetime, town: Town) -> list[Any]:
    """A case, an intake and a resource at 番地 3, and their neighbours at 番地 30."""
    found: list[Any] = []
    for lot in ("3番3号", "30番1号"):
        where = {"place": f"鹿笛一丁目{lot}", "town": town}
        case = make_case(cast.town.east_team, cast.csw, at, **where)
        intake = make_intake(cast.town.east_team, cast.csw, at, **where)
        found += [case, intake]
        found.append(
            Resource.objects.create(
                name=lot, kind_id="SHIGEN-09", sector="informal", town=town, address=where["place"]
            )
        )
    return found


def lying(rows: list[Any], area: Area) -> list[bool]:
    names = ("stands_in" if isinstance(row, Resource) else "areas" for row in rows)
    return [getattr(row, n).filter(pk=area.pk).exists() for row, n in zip(rows, names, strict=True)]


def draw(cast: Cast, at: datetime, town: Town, starts_on: date, lots: str = "1-20") -> Area:
    return create_area(
        actor=system(clock.today(at)), zoning=make_zoning(Tier.SMALL), name="鹿笛坂のまわり",
        parent=cast.town.east, starts_on=starts_on, at=at,
        extent=Extent(towns=(TownPart(town, lots),)),
    )  # fmt: skip


def test_a_new_changed_and_ended_area_takes_and_gives_back_what_lies_in_it(
    cast: Cast, at: datetime, town: Town, rows: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    on, office = clock.today(at), system(clock.today(at))
    before = [(row.area_id, row.holder_team_id) for row in rows if isinstance(row, Case | Intake)]
    with django_capture_on_commit_callbacks(execute=True):
        area = draw(cast, at, town, on)
    assert DBTaskResult.objects.get(task_path__endswith="place_anew_in").args_kwargs["args"] == [
        [str(area.pk)]
    ]
    assert place_anew([area.pk], at=at) == 3
    assert lying(rows, area) == [True] * 3 + [False] * 3
    assert place_anew([area.pk], at=at) == 0
    assert AuditEvent.objects.filter(target_id=rows[0].pk, data={"fields": ["areas"]}).count() == 1

    tomorrow = at + timedelta(days=1)
    change_area(
        actor=office, area=area, extent=Extent(towns=(TownPart(town, "21-40"),)),
        starts_on=tomorrow.date(), agreed_by="地区懇談会", at=at,
    )  # fmt: skip
    assert place_anew_of_today(at=at) == 0
    assert place_anew_of_today(at=tomorrow) == 6
    assert lying(rows, area) == [False] * 3 + [True] * 3

    later = tomorrow + timedelta(days=2)
    end_area(actor=office, area=area, ends_on=later.date(), at=tomorrow)
    assert place_anew_of_today(at=later) == 3
    assert not any(lying(rows, area))
    for row in rows:
        row.refresh_from_db()
    now = [(row.area_id, row.holder_team_id) for row in rows if isinstance(row, Case | Intake)]
    assert now == before


def test_a_row_that_lies_elsewhere_is_not_looked_at(
    cast: Cast, at: datetime, town: Town, rows: list[Any]
) -> None:
    other = Town.objects.create(name="杉本町", key="杉本町")
    elsewhere = make_case(cast.town.east_team, cast.csw, at, place="杉本町3", town=other)
    elsewhere.areas.set([cast.town.west])
    area = draw(cast, at, town, clock.today(at))
    assert place_anew([area.pk], at=at) == 3
    assert list(elsewhere.areas.all()) == [cast.town.west]
