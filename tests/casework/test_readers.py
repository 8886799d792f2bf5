"""The page of who sees a case names everybody the policy lets in, and nobody else (R102)."""

from datetime import timedelta
from typing import Any

import pytest

from wagamachi.casework.enums import Level, ParticipationKind
from wagamachi.casework.models import Case, Participation
from wagamachi.casework.policy import level_of
from wagamachi.casework.queries.readers import past_doors, readers_of

from .scenes import Scene


def seen_by(scene: Scene, case: Case) -> dict[Any, Level]:
    """Return, asked of the policy one login at a time, how much each sees of the case."""
    found = {user.pk: level_of(scene.actor(name), case) for name, user in scene.cast.everybody()}
    return {user: level for user, level in found.items() if level}


def told_by(scene: Scene, case: Case) -> dict[Any, Level]:
    """Return the same, read off the page's rows."""
    everybody = {user.pk for _, user in scene.cast.everybody()}
    found: dict[Any, Level] = {}
    for reader in readers_of(case, scene.today):
        for user in reader.people & everybody:
            found[user] = max(reader.level, found.get(user, Level.NONE))
    return found


@pytest.mark.parametrize("restriction", ["", "elder_abuse"])
@pytest.mark.parametrize("holder", ["east_team", "core_team", "houkatsu_team"])
def test_the_page_names_whom_the_policy_lets_in(
    scene: Scene, holder: str, restriction: str
) -> None:
    town, cast = scene.cast.town, scene.cast
    case = scene.case()
    consent = scene.consent(case)
    said = {"holder_team": getattr(town, holder), "restriction": restriction}
    Case.objects.filter(pk=case.pk).update(holder_user=None, **said)
    case.refresh_from_db()
    assert told_by(scene, case) == seen_by(scene, case)
    kind, since = ParticipationKind, scene.at - timedelta(days=1)
    doors: list[dict[str, Any]] = [
        {"kind": kind.PARTNER, "team": town.west_team, "level": 3, "consent": consent},
        {"kind": kind.FIRST_RECEIVER, "user": cast.minsei, "level": 1},
        {"kind": kind.FORMER_HOLDER, "team": town.east_team, "level": 1},
        {"kind": kind.COMPANION, "team": town.east_team, "level": 1},
        {"kind": kind.PARTNER, "team": town.hoiku_team, "level": 2, "consent": consent},
    ]
    for door in doors:
        Participation.objects.create(case=case, since_at=since, **door)
    Case.objects.filter(pk=case.pk).update(companion_team=town.east_team, companion_user=cast.csw)
    case.refresh_from_db()
    assert told_by(scene, case) == seen_by(scene, case)
    rows = [(r.who, r.standing) for r in readers_of(case, scene.today)]
    assert [one for one, standing in rows if standing == "前に関わった機関"] == []
    companion = f"{town.shakyo.name} {town.east_team.name}・{cast.csw.name}"
    assert [one for one, standing in rows if standing == "伴走担当"] == [companion]

    type(consent).objects.filter(pk=consent.pk).update(valid_until=scene.today)
    assert told_by(scene, case) == seen_by(scene, case)
    assert {d.team_id for d in past_doors(case, scene.today)} == {
        town.west_team.pk, town.hoiku_team.pk,
    }  # fmt: skip


def test_the_page_says_who_answers_for_it(scene: Scene) -> None:
    case = scene.case()
    text = scene.browser("csw").get(f"/cases/{case.pk}/consents/").content.decode()
    leads = [r for r in readers_of(case, scene.today) if r.standing == "責任者"]
    assert leads
    assert all(r.who in text and r.level == Level.SUMMARY for r in leads)
    assert "見られる人はいません" not in text
