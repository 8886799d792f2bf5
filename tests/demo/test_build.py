"""The city in a database: every promise kept, every login working, and room for a million more."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from wagamachi.access import audit
from wagamachi.access.models import Assignment, AuditEvent, StateTransition
from wagamachi.access.queries import actor_for
from wagamachi.accounts.models import User
from wagamachi.areas.models import Area, AreaOverlap, MunicipalityProfile, Town
from wagamachi.areas.resolve import resolve_address
from wagamachi.casework.models import (
    OPEN_STATES,
    Case,
    CaseCounter,
    CaseFlag,
    CaseMeeting,
    Handoff,
    Intake,
    Participation,
    RoleTask,
)
from wagamachi.casework.services.flags import refresh_all
from wagamachi.continuity.models import Absence
from wagamachi.core import doctor, search
from wagamachi.core.errors import DomainError
from wagamachi.demo import build, bulk, telling
from wagamachi.demo.cast import LOGINS, PASSWORD, Login
from wagamachi.demo.days import day_of
from wagamachi.demo.showcase_stuck import HELD_ALONE, PASSED_AROUND
from wagamachi.directory.models import Resource
from wagamachi.notices.models import Notice
from wagamachi.records.models import ActivityRecord, RecordLink
from wagamachi.support.models import Outreach, PlanReview, SupportPlan

from .test_geography import UNTIL

TODAY = day_of(UNTIL)


@pytest.fixture(scope="module")
def counts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """A city with a tenth of the worries, built once for this module and taken away after it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(telling, "INTAKES_PER_YEAR", 180)
        yield build.build_city(until=UNTIL)
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counts")]


def test_what_was_counted_is_what_is_there(counts: dict[str, int]) -> None:
    assert counts["casework.Case"] == Case.objects.count()
    assert counts["casework.Intake"] == Intake.objects.count()
    assert counts["records.ActivityRecord"] == ActivityRecord.objects.count()
    assert (Town.objects.count(), Resource.objects.count()) == (140, 306)


def test_the_doctor_finds_nothing_broken() -> None:
    findings = doctor.examine(at=UNTIL)
    assert [(f.name, f.places) for f in findings] == []


def test_the_audit_chain_holds_and_tells_of_every_case() -> None:
    assert audit.verify() is None
    told = AuditEvent.objects.filter(kind="created", target_kind="case").values("target_id")
    assert Case.objects.exclude(pk__in=told).count() == 0


def test_the_city_says_it_is_fictional() -> None:
    profile = MunicipalityProfile.objects.get()
    assert (profile.name, profile.is_fictional) == ("わがまち市", True)


def test_every_town_resolves_to_one_base_middle_area() -> None:
    for town in Town.objects.all():
        found = resolve_address(f"{town.name}1番1号", TODAY)
        middles = [m for m in found.areas if m.area.zoning.code == "middle"]
        assert len(middles) == 1, town.name


def test_overlaps_between_zonings_are_worked_out() -> None:
    small = Area.objects.get(code="R-2")
    shares = AreaOverlap.objects.filter(area=small, other__zoning__code="middle")
    assert shares.count() == 2


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.username)
def test_every_login_has_a_post_and_the_password_of_the_demo(login: Login) -> None:
    user = User.objects.get(username=login.username)
    assert check_password(PASSWORD, user.password)
    assert actor_for(user, TODAY).posts


def test_logins_find_work_on_their_desks() -> None:
    csw = actor_for(User.objects.get(username="csw"), TODAY)
    houkatsu = actor_for(User.objects.get(username="houkatsu"), TODAY)
    hoiku = User.objects.get(username="hoiku")
    waiting = Intake.objects.filter(holder_team__in=csw.team_ids, state="waiting")
    asked = Handoff.objects.filter(to_team__in=houkatsu.team_ids, state="sent")
    assert waiting.count() >= 4
    assert asked.count() >= 1
    assert Intake.objects.filter(received_by=hoiku).count() >= 3


def test_open_cases_have_holder_team_and_next_action() -> None:
    open_cases = Case.objects.filter(state__in=OPEN_STATES)
    assert open_cases.filter(next_action_on=None).count() == 0
    holders = open_cases.exclude(holder_user=None).values_list("holder_user", "holder_team")
    for user, team in holders.distinct():
        assert Assignment.objects.live(TODAY).filter(user_id=user, team_id=team).exists()


def test_whoever_took_a_worry_in_still_sees_its_case() -> None:
    """I4: the receiving team is the holder, or a live participation names team or person."""
    for intake in Intake.objects.exclude(case=None).select_related("case"):
        assert intake.case is not None
        if intake.received_team_id == intake.case.holder_team_id:
            continue
        party: dict[str, UUID] = (
            {"team_id": intake.received_team_id}
            if intake.received_team_id
            else {"user_id": intake.received_by_id}
        )
        live = Participation.objects.filter(case=intake.case, until_at=None, **party)
        assert live.exists()


def test_case_numbers_go_on_where_the_city_stopped() -> None:
    for counter in CaseCounter.objects.all():
        numbers = Case.objects.filter(number__startswith=f"{counter.fiscal_year}-")
        assert numbers.count() == counter.last


def test_cases_can_be_found_by_words() -> None:
    team = actor_for(User.objects.get(username="csw"), TODAY).team_ids
    narrow = [f"team:{pk}" for pk in team]
    assert search.hits("ベイタワー", narrow=narrow, kinds=["case"])
    assert search.hits("なぎしろ", narrow=narrow, kinds=["case"])
    assert not search.hits("ベイタワー", narrow=["team:nobody"], kinds=["case"])


def test_a_second_city_is_refused() -> None:
    with pytest.raises(DomainError, match="空のデータベース"):
        build.build_city(until=UNTIL)


def test_bulk_adds_exactly_as_many_cases_and_breaks_no_promise() -> None:
    before = Case.objects.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "INTAKES_PER_YEAR", 30)  # fewer stories than cases: some are cast twice
        counts = bulk.load_cases(40, until=UNTIL)
    assert counts["casework.Case"] == 40
    assert Case.objects.count() == before + 40
    assert [(f.name, f.places) for f in doctor.examine(at=UNTIL)] == []


def test_cast_families_differ_in_name_address_and_key() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "INTAKES_PER_YEAR", 12)
        bulk.load_cases(120, until=UNTIL, with_search=False)
    newest = Case.objects.order_by("-number")
    assert len({case.number for case in newest}) == len(newest)
    exact = Case.objects.exclude(address_key="").values_list("address_key", flat=True)
    assert len(set(exact)) > 0.9 * len(exact)
    assert not Case.objects.filter(label="型").exists()


def test_moments_are_aware() -> None:
    received: datetime = Intake.objects.latest("received_at").received_at
    assert received < UNTIL


def test_every_new_screen_has_something_to_show() -> None:
    asked = Handoff.objects.exclude(kind="refer")
    climbs = set(asked.filter(kind="escalate").values_list("state", flat=True))
    assert climbs >= {"sent", "received", "weighing", "accepted", "declined", "withdrawn"}
    backups = asked.filter(kind="backup")
    assert backups.values("backup_kind").distinct().count() == 10
    assert backups.filter(state="sent", due_on__lt=TODAY).exists()
    assert Case.objects.filter(is_escalated=True, companion_user__isnull=False).exists()
    assert set(Case.objects.values_list("restriction", flat=True)) >= {"child_abuse", "elder_abuse"}
    assert Case.objects.filter(keeps_from_neighbours=True).exists()
    assert Case.objects.filter(state="standing_by").exists()
    assert set(Intake.objects.values_list("ask", flat=True)) == {
        "worry",
        "raise",
        "advice",
        "heard",
    }
    assert Absence.objects.overlapping(TODAY, TODAY + timedelta(days=1)).exists()


def test_meetings_roles_and_plans_are_at_every_stage() -> None:
    assert CaseMeeting.objects.filter(held_at=None, meets_on__gte=TODAY).exists()
    assert CaseMeeting.objects.exclude(held_at=None).exists()
    assert RoleTask.objects.filter(organization__isnull=False).exists()
    plans = Counter(SupportPlan.objects.values_list("state", flat=True))
    assert min(plans["agreed"], plans["ended"]) > 10
    assert SupportPlan.objects.filter(number=2, previous__isnull=False).exists()
    assert PlanReview.objects.filter(next_review_on__lt=TODAY).exists()


def test_outings_go_through_all_seasons() -> None:
    months = {at.month for at in Outreach.objects.values_list("record__occurred_at", flat=True)}
    assert months == set(range(1, 13))
    assert Intake.objects.filter(found_by__isnull=False).exists()


def test_the_detectors_find_the_two_named_cases() -> None:
    standing = CaseFlag.objects.filter(cleared_at=None)
    found = set(standing.values_list("kind", "case__label"))
    assert ("passed_around", PASSED_AROUND) in found
    assert ("held_alone", HELD_ALONE) in found


def test_flags_of_the_city_are_those_of_today() -> None:
    kept = list(CaseFlag.objects.filter(cleared_at=None).values_list("case", "kind", "facts"))
    refresh_all(at=UNTIL)
    assert (
        list(CaseFlag.objects.filter(cleared_at=None).values_list("case", "kind", "facts")) == kept
    )


def test_nothing_was_asked_or_told_after_the_history_ends() -> None:
    assert not StateTransition.objects.filter(at__gt=UNTIL).exists()
    lived = AuditEvent.objects.filter(target_kind__in=("case", "handoff", "intake", "record"))
    assert not lived.filter(at__gt=UNTIL).exists()
    assert not Notice.objects.filter(at__gt=UNTIL).exists()


def test_nothing_lies_before_what_it_answers() -> None:
    began = {
        "intake": dict(Intake.objects.values_list("pk", "received_at")),
        "case": dict(Case.objects.values_list("pk", "opened_at")),
        "handoff": dict(Handoff.objects.values_list("pk", "sent_at")),
    }
    last: dict[UUID, datetime] = {pk: at for rows in began.values() for pk, at in rows.items()}
    too_early = Counter[tuple[str, str]]()
    for move in StateTransition.objects.order_by("seq"):
        before = last.get(move.target_id, move.at)
        too_early[move.target_kind, move.action] += move.at < before
        last[move.target_id] = max(before, move.at)
    for link in RecordLink.objects.filter(target_kind="case").select_related("record"):
        too_early["record", "of case"] += link.record.occurred_at < began["case"][link.target_id]
    first = {
        one.case_id: one.received_at
        for one in Intake.objects.order_by("-received_at")
        if one.case_id
    }
    too_early["case", "opened"] += sum(began["case"][pk] < at for pk, at in first.items())
    assert +too_early == {}


def test_old_notices_are_read() -> None:
    old = Notice.objects.filter(read_at=None, at__lt=UNTIL - timedelta(days=3))
    assert old.count() == 0
    assert Notice.objects.filter(read_at=None).exists()
