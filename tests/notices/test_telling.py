"""Who is told: those named and those at work in the team that day, never whoever did it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories import make_post, make_user
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.models import Notice
from wagamachi.notices.services import drop_old_notices, notify
from wagamachi.notices.tasks import mail

from .people import a_case, ids, tell, told

pytestmark = pytest.mark.django_db
ARRIVED = NoticeKind.INTAKE_ARRIVED


def test_a_team_is_everybody_at_work_in_it_that_day(cast: Cast, at: datetime) -> None:
    notify(kind=ARRIVED, ref=a_case(), at=at, teams=[cast.town.east_team.pk])
    assert told() == {"csw", "colleague", "lead"}


def test_whoever_did_it_is_not_told(cast: Cast, at: datetime) -> None:
    notify(
        kind=ARRIVED,
        ref=a_case(),
        at=at,
        users=[cast.csw.pk, cast.agency.pk],
        teams=[cast.town.east_team.pk],
        but_not=cast.csw.pk,
    )
    assert told() == {"colleague", "lead", "agency"}


def test_who_sits_in_a_team_without_seeing_its_work_is_not_told(cast: Cast, at: datetime) -> None:
    notify(kind=ARRIVED, ref=a_case(), at=at, teams=[cast.town.core_team.pk])
    assert told() == {"core", "district"}


def test_a_named_minsei_iin_is_told(cast: Cast, at: datetime) -> None:
    notify(kind=ARRIVED, ref=a_case(), at=at, users=[cast.minsei.pk])
    assert told() == {"minsei"}


def test_ended_posts_and_stopped_accounts_are_not_told(cast: Cast, at: datetime) -> None:
    Assignment.objects.filter(user=cast.colleague).update(ends_on=at.date())
    cast.lead.is_active = False
    cast.lead.save()
    notify(kind=ARRIVED, ref=a_case(), at=at, users=[cast.lead.pk], teams=[cast.town.east_team.pk])
    assert told() == {"csw"}


def test_two_posts_are_one_person(cast: Cast, at: datetime) -> None:
    make_post(cast.csw, Role.SEIKATSU_SC, cast.town.east_team)
    notify(kind=ARRIVED, ref=a_case(), at=at, users=[cast.csw.pk], teams=[cast.town.east_team.pk])
    assert Notice.objects.filter(user=cast.csw).count() == 1


def test_the_same_is_not_told_twice_until_it_was_read(cast: Cast, at: datetime) -> None:
    ref, later = a_case(), at + timedelta(hours=1)
    first = tell(cast.csw, at, ARRIVED, ref)
    again = tell(cast.csw, later, ARRIVED, ref)
    assert (again.pk, again.at) == (first.pk, later)
    Notice.objects.update(read_at=later)
    assert tell(cast.csw, later, ARRIVED, ref).pk != first.pk


def test_clocks_that_go_backwards_do_not_hide_what_is_new(cast: Cast, at: datetime) -> None:
    ref = a_case()
    tell(cast.csw, at, ARRIVED, ref)
    assert tell(cast.csw, at - timedelta(hours=1), ARRIVED, ref).at == at


def test_another_row_or_another_kind_is_another_notice(cast: Cast, at: datetime) -> None:
    ref = a_case()
    notices = {
        tell(cast.csw, at, ARRIVED, ref).pk,
        tell(cast.csw, at, ARRIVED).pk,
        tell(cast.csw, at, NoticeKind.INTAKE_LATE, ref).pk,
    }
    assert len(notices) == 3


def test_a_row_of_no_known_kind_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        notify(kind=ARRIVED, ref=Ref("ghost", cast.csw.pk), at=at, users=[cast.csw.pk])


@pytest.mark.parametrize("more", [1, 30])
def test_telling_costs_the_same_for_one_and_for_many(cast: Cast, at: datetime, more: int) -> None:
    for number in range(more):
        make_post(make_user(f"more{number}"), Role.CSW, cast.town.east_team)
    with CaptureQueriesContext(connection) as queries:
        notify(
            kind=ARRIVED, ref=a_case(), at=at, users=ids([cast.agency]),
            teams=[cast.town.east_team.pk],
        )  # fmt: skip
    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) == 5


def test_the_urgent_is_queued_for_mail_when_the_transaction_holds(
    cast: Cast, at: datetime, django_capture_on_commit_callbacks: object
) -> None:
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        tell(cast.csw, at, NoticeKind.INTAKE_URGENT)
        tell(cast.csw, at, NoticeKind.HANDOFF_DECLINED)
        tell(cast.csw, at, NoticeKind.INTAKE_ARRIVED)
    assert [job.task_path for job in DBTaskResult.objects.all()] == [mail.module_path]


def test_what_can_wait_queues_nothing(
    cast: Cast, at: datetime, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[operator]  # a fixture
        tell(cast.csw, at, NoticeKind.INTAKE_ARRIVED)
    assert callbacks == []


def test_old_notices_are_dropped_read_or_not(cast: Cast, at: datetime) -> None:
    tell(cast.csw, at - timedelta(days=401))
    kept = tell(cast.csw, at - timedelta(days=399))
    assert drop_old_notices(at=at) == 1
    assert list(Notice.objects.all()) == [kept]
