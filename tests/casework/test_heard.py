"""聞いた話: from a 地区担当 to the coordinators of the district, and read by nobody else (R143)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import make_post, make_user
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.queries import actor_for
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area
from wagamachi.casework.enums import IntakeAsk
from wagamachi.casework.models import Intake
from wagamachi.casework.queries.standing import what_became_of
from wagamachi.casework.services import IntakeDraft, answer_intake, receive_intake, weigh_intake
from wagamachi.core.errors import DomainError
from wagamachi.core.ids import uuid7

from .scenes import Scene, nothing_saved


def heard(scene: Scene, area: Area | None = None) -> Intake:
    draft = IntakeDraft(
        noticed_by="銭湯の番台", situation="坂の上のバスがなくなった", place="西",
        ask=IntakeAsk.HEARD, area_id=(area or scene.cast.town.west).pk,
    )  # fmt: skip
    return receive_intake(actor=scene.actor("district"), at=scene.at, id=uuid7(), draft=draft)


def readers(scene: Scene, intake: Intake) -> set[str]:
    people = [name for name, _ in scene.cast.everybody()]
    return {name for name in people if can(scene.actor(name), Perm.INTAKE_READ, intake)}


def test_it_is_read_by_who_wrote_it_and_by_the_coordinators_of_the_district(scene: Scene) -> None:
    cast = scene.cast
    make_post(cast.district, Role.AGENCY_DESK, cast.town.houkatsu_team)
    intake = heard(scene)
    assert intake.holder_team == cast.town.west_team
    assert intake.received_team == cast.town.core_team  # as the 地区担当, not as the other post
    assert readers(scene, intake) == {"district", "other_csw", "seikatsu_sc"}
    neighbour = make_user("neighbour", "となりの地区担当")
    make_post(neighbour, Role.DISTRICT_STAFF, cast.town.core_team, areas=[cast.town.east])
    colleague = actor_for(neighbour, scene.today)
    assert can(colleague, Perm.INTAKE_STATUS, intake)
    assert not can(colleague, Perm.INTAKE_READ, intake)
    Assignment.objects.filter(user=cast.district, role=Role.DISTRICT_STAFF).update(
        ends_on=scene.today
    )
    assert readers(scene, intake) == {"other_csw", "seikatsu_sc"}


def test_only_ones_own_district_can_be_told_of(scene: Scene) -> None:
    with nothing_saved(), pytest.raises(DomainError):
        heard(scene, scene.cast.town.east)
    for who, status in (("district", 200), ("csw", 404), ("minsei", 404), ("manager", 404)):
        assert scene.browser(who).get(reverse("casework:heard")).status_code == status


def test_whoever_wrote_it_sees_that_it_was_read_and_what_became_of_it(scene: Scene) -> None:
    kept, taken = heard(scene), heard(scene)
    csw, later = scene.actor("other_csw"), scene.at + timedelta(hours=1)
    assert what_became_of(kept) == "まだ読まれていません。"
    weigh_intake(actor=csw, at=later, intake=kept)
    assert what_became_of(kept) == "読みました。どうするか考えています。"
    answer_intake(actor=csw, at=later, intake=kept, answer="来月の協議の場で話します。")
    assert what_became_of(kept) == "読んで、地区のようすとして残しました。"
    scene.claimed(taken, "other_csw")
    taken.refresh_from_db()
    assert what_became_of(taken) == "相談として引き受けました。"
    home = scene.browser("district").get(reverse("home:today")).content.decode()
    assert "来月の協議の場で話します。" in home
    assert "相談として引き受けました。" in home
