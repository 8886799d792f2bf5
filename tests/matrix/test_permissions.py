"""Every door of the house against everybody of the cast: what is not theirs is not there.

Nobody is ever told "forbidden": what one may not see answers 404, and that it was asked for is
written down.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.action.stage import proposed
from tests.casework.acts import worked_on
from tests.casework.scenes import Scene
from tests.cast import Cast, build_cast
from tests.continuity.acts import continued
from tests.house.urls import all_urls
from tests.notices.people import tell
from tests.support.stage import planned
from tests.workforce.stage import relieved
from wagamachi.access.models import AuditEvent
from wagamachi.casework.enums import Level
from wagamachi.casework.models import CaseFlag, CaseMember
from wagamachi.casework.services import add_member, add_supporter, record_on_case
from wagamachi.people.services import PersonDraft

from .table import LINES, Line

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, at: datetime
) -> Iterator[tuple[Scene, dict[str, Any]]]:
    """Build the town once: every line of the table looks at it in a savepoint of its own."""
    atomic = transaction.atomic()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: at)
        atomic.__enter__()
        scene = Scene(build_cast(), at)
        found = rows(scene)
    yield scene, found
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture
def town(
    built: tuple[Scene, dict[str, Any]], db: None, frozen: datetime
) -> tuple[Scene, dict[str, Any]]:
    """The scene and the rows of ``built``, as nobody has touched them yet."""
    return deepcopy(built)


def rows(scene: Scene) -> dict[str, Any]:
    """Return what has happened in the town, each row under the name the table uses."""
    town, csw = scene.cast.town, scene.actor("csw")
    taken = scene.intake()
    case, shared, outlined = scene.claimed(taken), scene.case(), scene.case()
    west = scene.case(team=town.west_team, holder=scene.cast.other_csw)
    consent = scene.consent(shared)
    member = add_member(
        actor=csw, at=scene.at, case=shared, relation="妹", draft=PersonDraft(nickname="妹さん")
    )
    supporter = add_supporter(
        actor=csw, at=scene.at, case=shared, name="となりの人", closeness="informal", role="声かけ"
    )
    about = {"actor": csw, "at": scene.at, "draft": scene.record(), "next_action": None}
    return {
        "accepted": scene.accepted(shared, consent=consent),
        "answered": scene.intake(state="answered", answer="案内した", answered_at=scene.at),
        "approval": scene.handoff(scene.case()).approvals.get(),
        "area": town.east,
        "case": case,
        "closed": scene.closed(),
        "consent": consent,
        "evaluation": scene.evaluated(shared),
        "flag": CaseFlag.objects.create(
            case=scene.case(), kind="stale", since_at=scene.at, facts={"last": "2026-08-01"}
        ),
        "intake": scene.intake(),
        "member": member,
        "notice": tell(scene.cast.csw, scene.at),
        "of_the_west": west,
        "organization": town.houkatsu,
        "outlined": outlined,
        "outlined_handoff": scene.accepted(outlined, level=Level.SUMMARY),
        "person": CaseMember.objects.get(case=shared, is_key=True).person,
        "post": scene.cast.csw.assignments.get(),
        "public_resource": scene.resource(is_public=True),
        "record": record_on_case(case=case, **about),
        "sent": scene.handoff(scene.case()),
        "sent_by_the_west": scene.handoff(west, "other_csw"),
        "shared": shared,
        "shared_record": record_on_case(case=shared, **about),
        "staff_resource": scene.resource(),
        "supporter": supporter,
        "taken": taken,
        "team": town.houkatsu_team,
        "user": scene.cast.colleague,
        "zoning": town.east.zoning,
        **planned(scene, shared),
        **worked_on(scene, shared),
        **continued(scene),
        **relieved(scene),
        **proposed(scene),
    }


def url(line: Line, town: dict[str, Any]) -> str:
    args = [str(town[name].pk) for name in line.row.split()]
    args += [str(town[arg].pk) if line.name.endswith("handoff_new") and arg == "team" and n
             else arg for n, arg in enumerate(line.args)]  # fmt: skip
    return reverse(line.name, args=args)


def expected(line: Line, who: str, method: str) -> int:
    if line.only not in ("", method):
        return 405
    if method == "GET" and who in line.led.split():
        return 302
    return line.get if who in line.may.split() else line.others


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_who_may_go_through(town: tuple[Scene, dict[str, Any]], line: Line) -> None:
    scene, happened = town
    address = url(line, happened)
    cast = _sent(line, dict(scene.cast.everybody()))
    browsers = {who: scene.browser(who) for who in cast}
    answers = {who: browser.get(address) for who, browser in browsers.items()}
    found = {who: answer.status_code for who, answer in answers.items()}
    assert found == {who: expected(line, who, "GET") for who in cast}
    # What was shown to somebody must not come back after they have logged out.
    assert {answer.headers.get("Cache-Control") for answer in answers.values()} == {"no-store"}

    outside = Client().get(address)
    assert outside.status_code == line.anonymous
    if line.anonymous == 302 and line.name not in ("core:language", "account_logout"):
        assert outside["Location"].startswith("/account/login/")

    others = set(cast) - set(line.may.split())
    # The same check guards both methods: where GET was tried by everybody, two more are enough.
    tried = others if line.only == "POST" else sorted(others)[:2]
    posted = {who: browsers[who].post(address, {"x": "1"}).status_code for who in tried}
    assert posted == {who: expected(line, who, "POST") for who in tried}

    if line.post:
        may = set(cast) & set(line.may.split())
        assert {who: _once(browsers[who], address) for who in may} == dict.fromkeys(may, line.post)
    if line.row:
        denied = AuditEvent.objects.filter(kind="denied").values_list("user__username", flat=True)
        assert set(denied) == others


def _sent(line: Line, cast: dict[str, Any]) -> dict[str, Any]:
    """Everybody; where it is only asked whether the other database agrees, one of each side is enough."""
    if connection.vendor == "sqlite":
        return cast
    may = set(line.may.split())
    return {who: cast[who] for who in [*sorted(may & set(cast))[:1], *sorted(set(cast) - may)[:1]]}


def _once(browser: Client, address: str) -> int:
    """Press the button and undo what it did."""
    with transaction.atomic():
        status = browser.post(address, {"x": "1"}).status_code
        transaction.set_rollback(True)
    return status


def test_every_door_is_in_the_table() -> None:
    doors = {door.name for door in all_urls()}
    assert {line.name for line in LINES} == doors, "tests/matrix/table.py に1行加えてください"


def test_nobody_is_in_a_line_twice_or_unknown() -> None:
    cast = {field.name for field in fields(Cast)} - {"town"}
    for line in LINES:
        names = line.may.split()
        assert sorted(names) == sorted(set(names)), line.id
        assert set(names) <= cast, line.id
