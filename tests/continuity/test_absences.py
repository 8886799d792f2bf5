"""不在: who may write it, what cannot be, and who really stands in."""

from dataclasses import replace
from datetime import date

import pytest

from tests.casework.scenes import Scene, told
from tests.factories import make_post, make_user
from wagamachi.access.roles import Role
from wagamachi.continuity.models import Absence
from wagamachi.continuity.queries import cover
from wagamachi.continuity.services import AbsenceDraft, call_off_absence, change_absence
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.notices.models import Notice

from .acts import away, leave


def refused(
    scene: Scene, who: str = "csw", deputy: str | None = "colleague", **said: object
) -> str:
    """Return on which field an absence is refused; nothing was saved."""
    before = Absence.objects.count()
    with pytest.raises(DomainError) as caught:
        away(scene, who, deputy, **said)
    assert Absence.objects.count() == before
    return caught.value.field


def stand_in(scene: Scene, who: str = "csw", on: date | None = None) -> tuple[str, str]:
    """Return who stands in and why not the one who was named."""
    found = cover.stand_in_for(getattr(scene.cast, who).pk, on or scene.today)
    assert found is not None
    return (found.deputy.name if found.deputy else "", found.note)


def test_the_deputy_is_told_and_stands_in(scene: Scene) -> None:
    absence = away(scene)
    assert stand_in(scene) == ("若葉", "")
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.target_id) == (
        scene.cast.colleague, "absence_cover", absence.pk,
    )  # fmt: skip
    assert told(absence) == [("created", "青葉")]


@pytest.mark.parametrize(("offset", "is_away"), [(-1, False), (0, True), (6, True), (7, False)])
def test_the_day_of_return_is_no_day_away(scene: Scene, offset: int, is_away: bool) -> None:
    away(scene)
    found = cover.stand_in_for(scene.cast.csw.pk, scene.day(offset))
    assert (found is not None) == is_away


def test_days_that_cannot_be_are_refused(scene: Scene) -> None:
    assert refused(scene, starts_on=scene.day(3), ends_on=scene.day(3)) == "ends_on"
    assert refused(scene, starts_on=scene.day(-9), ends_on=scene.today) == "ends_on"
    assert refused(scene, ends_on=scene.day(500)) == "ends_on"


@pytest.mark.parametrize(
    ("first", "back", "field"),
    [(-3, 1, "starts_on"), (3, 4, "starts_on"), (6, 9, "starts_on"), (-1, 20, "starts_on")],
)
def test_two_absences_never_overlap(scene: Scene, first: int, back: int, field: str) -> None:
    away(scene)
    assert refused(scene, starts_on=scene.day(first), ends_on=scene.day(back)) == field


def test_one_absence_may_follow_another_at_once(scene: Scene) -> None:
    away(scene)
    away(scene, starts_on=scene.day(7), ends_on=scene.day(9))
    assert Absence.objects.count() == 2


def test_a_called_off_absence_is_in_nobodys_way(scene: Scene) -> None:
    call_off_absence(actor=scene.actor("csw"), at=scene.at, absence=away(scene))
    away(scene)
    assert Absence.objects.standing().count() == 1


@pytest.mark.parametrize("deputy", ["other_csw", "agency", "admin", "csw", None])
def test_the_deputy_is_on_the_same_team(scene: Scene, deputy: str | None) -> None:
    assert refused(scene, "csw", deputy) == "deputy"


def test_the_deputy_is_there_to_the_last_day(scene: Scene) -> None:
    leave(scene.cast.colleague, scene.day(6))
    assert refused(scene) == "deputy"
    leave(scene.cast.colleague, scene.day(7))
    assert stand_in_after(scene) == ("若葉", "")


def stand_in_after(scene: Scene) -> tuple[str, str]:
    away(scene)
    return stand_in(scene)


def test_whoever_is_away_stands_in_for_nobody(scene: Scene) -> None:
    away(scene, "colleague", "lead")
    assert (
        refused(scene, "csw", "colleague", starts_on=scene.day(6), ends_on=scene.day(9)) == "deputy"
    )


def test_alone_on_a_team_there_is_nobody_to_name(scene: Scene) -> None:
    away(scene, "agency", None)
    assert stand_in(scene, "agency") == ("", cover.NOT_NAMED)


def test_a_deputy_who_falls_ill_passes_it_on(scene: Scene) -> None:
    away(scene, "csw", "colleague")
    away(scene, "colleague", "lead")
    assert stand_in(scene, "csw") == ("樫", "若葉さんも不在のため、樫さんが代わりをします。")
    assert [one.absence.user.name for one in cover.Cover(scene.today).by(scene.cast.lead.pk)] == [
        "若葉", "青葉",
    ]  # fmt: skip


def test_when_all_stand_in_for_each_other_the_team_looks(scene: Scene) -> None:
    away(scene, "csw", "colleague")
    away(scene, "colleague", "lead")
    Absence.objects.create(
        user=scene.cast.lead, deputy=scene.cast.csw, entered_by=scene.cast.lead,
        starts_on=scene.today, ends_on=scene.day(2),
    )  # fmt: skip
    assert stand_in(scene, "csw") == ("", cover.ALL_AWAY)
    assert cover.Cover(scene.today).by(scene.cast.csw.pk) == []


@pytest.mark.parametrize("how", ["post", "login"])
def test_a_deputy_who_left_stands_in_no_more(scene: Scene, how: str) -> None:
    away(scene)
    if how == "post":
        leave(scene.cast.colleague, scene.day(1))
        assert stand_in(scene) == ("若葉", "")
        assert stand_in(scene, on=scene.day(1)) == ("", cover.HAS_LEFT)
    else:
        scene.cast.colleague.is_active = False
        scene.cast.colleague.save()
        assert stand_in(scene) == ("", cover.HAS_LEFT)


@pytest.mark.parametrize("by", ["lead", "core", "manager"])
def test_whoever_answers_for_somebody_may_write_it(scene: Scene, by: str) -> None:
    assert away(scene, by=by).entered_by == getattr(scene.cast, by)


@pytest.mark.parametrize("by", ["colleague", "other_csw", "agency", "admin", "minsei", "stranger"])
def test_nobody_else_may(scene: Scene, by: str) -> None:
    with pytest.raises(NotAllowed):
        away(scene, by=by)
    assert Absence.objects.count() == 0


def test_coming_back_early_is_a_new_day(scene: Scene) -> None:
    absence = away(scene)
    draft = AbsenceDraft(
        starts_on=absence.starts_on, ends_on=scene.day(2), deputy=scene.cast.lead, note="机の上"
    )
    change_absence(actor=scene.actor("csw"), at=scene.at, absence=absence, version=1, draft=draft)
    assert (absence.ends_on, absence.deputy, absence.note) == (
        scene.day(2),
        scene.cast.lead,
        "机の上",
    )
    assert Notice.objects.filter(user=scene.cast.lead).count() == 1
    other = replace(draft, note="棚の中")
    with pytest.raises(DomainError, match="書きかえました"):
        change_absence(
            actor=scene.actor("csw"), at=scene.at, absence=absence, version=1, draft=other
        )


def test_what_is_over_or_called_off_stays(scene: Scene) -> None:
    absence = away(scene)
    call_off_absence(actor=scene.actor("csw"), at=scene.at, absence=absence)
    with pytest.raises(DomainError, match="取りやめ"):
        call_off_absence(actor=scene.actor("csw"), at=scene.at, absence=absence)
    old = Absence.objects.create(
        user=scene.cast.csw, entered_by=scene.cast.csw, starts_on=scene.day(-9),
        ends_on=scene.day(-2),
    )  # fmt: skip
    with pytest.raises(DomainError, match="終わっています"):
        call_off_absence(actor=scene.actor("csw"), at=scene.at, absence=old)


def test_a_second_post_keeps_two_people_together(scene: Scene) -> None:
    twice = make_user("twice", "二つの席")
    make_post(twice, Role.CSW, scene.cast.town.east_team, starts_on=scene.day(-1))
    make_post(twice, Role.CSW, scene.cast.town.west_team)
    assert set(cover.possible_deputies(twice.pk, scene.today)) == {
        scene.cast.csw, scene.cast.colleague, scene.cast.lead, scene.cast.other_csw,
        scene.cast.seikatsu_sc,
    }  # fmt: skip
