"""Whatever is chosen, no table tells what one person did, but to those who answer for them (R115)."""

from datetime import datetime
from itertools import combinations, product

import pytest
from django.test import Client

from tests.cast import Cast, on_day
from tests.records.scene import a_record
from wagamachi.insight.forms import FunctionsForm
from wagamachi.insight.queries.functions import BREAKDOWNS
from wagamachi.insight.queries.roles import by_role

from .scene import in_file

pytestmark = pytest.mark.usefixtures("frozen")
# Each writes a record whose minutes no others add up to: every sum says who is in it.
WRITE = {"csw": 15, "colleague": 30, "other_csw": 60, "seikatsu_sc": 120, "lead": 240, "core": 480}
KNOWN = {
    "other_csw": {"other_csw"},
    "district": set(),
    "auditor": set(),
    "lead": {"csw", "colleague", "lead"},
    "manager": set(WRITE),
}


@pytest.fixture
def written(cast: Cast, at: datetime) -> Cast:
    town = cast.town
    teams = {"other_csw": town.west_team, "seikatsu_sc": town.west_team, "core": town.core_team}
    for who, minutes in WRITE.items():
        area = town.west if teams.get(who) == town.west_team else town.east
        by, team = getattr(cast, who), teams.get(who, town.east_team)
        a_record(cast, at, by=by, minutes=minutes, team_id=team.pk, area_id=area.pk)
    return cast


@pytest.mark.parametrize("who", KNOWN)
def test_no_two_choices_together_tell_of_one_person(written: Cast, at: datetime, who: str) -> None:
    town, actor = written.town, written.actor(getattr(written, who), on_day(at))
    offered = {
        "by": list(BREAKDOWNS),
        "role": ["csw", "seikatsu_sc", "team_lead", "core_body"],
        "team": [str(town.east_team.pk), str(town.west_team.pk)],
        "area": [str(town.east.pk), str(town.west.pk)],
    }
    shown = 0
    for one, other in combinations(offered, 2):
        for values in product(offered[one], offered[other]):
            asked = dict(zip((one, other), values, strict=True))
            form = FunctionsForm(asked, actor=actor)
            if form.errors:
                assert who != "manager", asked
                continue
            shown += 1
            for line in BREAKDOWNS[form.breakdown][2](form.chosen_year, form.narrow):
                told = {name for name, minutes in WRITE.items() if line.total // 15 & minutes // 15}
                assert len(told - KNOWN[who]) != 1, (asked, line.label)
    assert shown, "something is left to read"


def test_the_refusal_says_what_to_choose_instead_and_gives_no_file(
    written: Cast, client: Client
) -> None:
    town, address = written.town, "/insight/functions/"
    crossed = {"role": "csw", "area": str(town.east.pk)}
    for who, status in (("other_csw", 422), ("lead", 422), ("manager", 200)):
        client.force_login(getattr(written, who))
        for more in ({}, {"file": "time"}, {"file": "count", "by": "person"}):
            answer = client.get(address, crossed | more)
            assert answer.status_code == status
            assert ("どれかひとつだけを選び" in answer.content.decode()) == (status == 422)
    client.force_login(written.lead)
    own = client.get(address, crossed | {"team": str(town.east_team.pk)})
    assert own.status_code == 200
    few = client.get(address, {"role": "seikatsu_sc"})
    assert few.status_code == 422
    assert "ほかの役割を選んでください" in few.content.decode()


def test_the_page_by_role_hides_the_work_of_one(written: Cast, client: Client) -> None:
    client.force_login(written.auditor)
    hidden = {
        row["役割コード"]
        for row in in_file(client, "roles", "role").values()
        if row["時間（分）"] == row["記録（件）"] == "非表示"
    }
    assert hidden >= {"team_lead", "seikatsu_sc", "core_body"}
    assert "csw" not in hidden
    client.force_login(written.manager)
    told = in_file(client, "roles", "role").values()
    assert {row["時間（分）"] for row in told if row["役割コード"] == "team_lead"} == {"240"}


def test_a_small_role_is_not_worked_out_from_the_whole(written: Cast, at: datetime) -> None:
    """The lead knows her team; 紅葉 is the one CSW she does not answer for."""
    lead = written.actor(written.lead, on_day(at))
    rows = {row.cells[0]: row.cells[-1] for row in by_role(2026, lead).rows}
    assert rows["csw"] == rows["seikatsu_sc"] == "非表示"
