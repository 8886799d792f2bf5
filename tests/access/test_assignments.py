"""配置 and accounts: who may be given what, and the two rules that keep power in check."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password

from tests.cast import Cast, build_cast
from tests.factories import make_post, make_user
from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment, AuditEvent
from wagamachi.access.roles import Role
from wagamachi.access.services import (
    assign_post,
    change_post,
    end_post,
    open_account,
    renew_account_password,
    set_account_active,
)
from wagamachi.access.versions import Stale
from wagamachi.accounts.models import User
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.notices.models import Notice

ON = date(2026, 11, 23)


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor(cast.admin, ON)


def _post(cast: Cast, **fields: Any) -> dict[str, Any]:
    return {
        "user": cast.stranger,
        "role": Role.CSW,
        "organization": cast.town.shakyo,
        "team": cast.town.east_team,
        "areas": [cast.town.east],
        "fte": Decimal(1),
        "starts_on": ON,
        "ends_on": None,
    } | fields


def test_a_post_opens_doors_from_its_first_day(cast: Cast, admin: Actor, at: datetime) -> None:
    post = assign_post(actor=admin, at=at, **_post(cast))
    assert cast.actor(cast.stranger, date(2026, 11, 22)).roles == frozenset()
    assert cast.actor(cast.stranger, ON).team_ids == {cast.town.east_team.pk}
    event = AuditEvent.objects.order_by("-seq").first()
    assert event is not None
    assert (event.kind, event.target_id, event.data["role"]) == ("created", post.pk, "csw")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ends_on": ON}, "ends_on"),
        ({"team": None}, "place"),
        ({"role": Role.DISTRICT_STAFF, "areas": []}, "areas"),
    ],
)
def test_a_post_that_cannot_be_is_refused(
    cast: Cast, admin: Actor, at: datetime, fields: dict[str, Any], field: str
) -> None:
    before = Assignment.objects.count()
    with pytest.raises(DomainError) as caught:
        assign_post(actor=admin, at=at, **_post(cast, **fields))
    assert caught.value.field == field
    assert Assignment.objects.count() == before


def test_a_team_of_another_organisation_is_refused(cast: Cast, admin: Actor, at: datetime) -> None:
    with pytest.raises(DomainError, match="チームと機関が合っていません"):
        assign_post(actor=admin, at=at, **_post(cast, organization=cast.town.hoiku))


def test_coordinators_share_one_full_time(cast: Cast, admin: Actor, at: datetime) -> None:
    half = Decimal("0.50")
    assign_post(actor=admin, at=at, **_post(cast, fte=half))
    sc = _post(cast, role=Role.SEIKATSU_SC)
    with pytest.raises(DomainError, match="を超えます"):
        assign_post(actor=admin, at=at, **sc)
    assign_post(actor=admin, at=at, **sc | {"fte": half})
    assert cast.actor(cast.stranger, ON).roles == {Role.CSW, Role.SEIKATSU_SC}


def test_the_same_post_twice_is_refused(cast: Cast, admin: Actor, at: datetime) -> None:
    assign_post(actor=admin, at=at, **_post(cast, fte=Decimal(0)))
    with pytest.raises(DomainError, match="同じ役割の配置"):
        assign_post(actor=admin, at=at, **_post(cast, fte=Decimal(0)))


@pytest.fixture
def second_admin(cast: Cast) -> User:
    other = make_user("admin2", "楓")
    make_post(other, Role.ADMIN, cast.town.core_team)
    return other


@pytest.mark.usefixtures("second_admin")
def test_nobody_gives_themselves_anything(cast: Cast, admin: Actor, at: datetime) -> None:
    own = Assignment.objects.get(user=cast.admin)
    with pytest.raises(NotAllowed):
        assign_post(actor=admin, at=at, **_post(cast, user=cast.admin))
    with pytest.raises(NotAllowed):
        end_post(actor=admin, assignment=own, ends_on=date(2027, 4, 1), version=1, at=at)
    with pytest.raises(NotAllowed):
        set_account_active(actor=admin, user=cast.admin, is_active=False, at=at)


@pytest.mark.usefixtures("second_admin")
@pytest.mark.parametrize(
    "alike",
    [
        {"name": "桐 "},
        {"name": "きり", "email": "ADMIN@example.jp"},
        {"name": "キリ", "kana": "きり"},
    ],
)
def test_nor_to_a_second_account_of_theirs(
    cast: Cast, admin: Actor, at: datetime, alike: dict[str, str]
) -> None:
    User.objects.filter(pk=cast.admin.pk).update(kana="きり")
    User.objects.filter(pk=cast.stranger.pk).update(**alike)
    with pytest.raises(NotAllowed, match="ほかの管理担当"):
        assign_post(actor=admin, at=at, **_post(cast, user=User.objects.get(username="stranger")))


def test_a_lone_administrator_may_and_the_auditors_are_told(
    cast: Cast, admin: Actor, at: datetime
) -> None:
    twin = make_user("admin2", "桐")  # a second account of theirs is nobody else who could
    make_post(twin, Role.ADMIN, cast.town.core_team)
    post = assign_post(actor=admin, at=at, **_post(cast, user=cast.admin))
    event = AuditEvent.objects.get(kind="post_to_oneself")
    assert (event.user_id, event.target_id) == (cast.admin.pk, post.pk)
    assert _told("post_to_oneself") == {"auditor", "admin2"}


def test_a_renewed_password_is_told_to_its_owner_and_the_auditors(
    cast: Cast, admin: Actor, at: datetime
) -> None:
    renew_account_password(actor=admin, user=cast.csw, at=at)
    event = AuditEvent.objects.get(kind="password_renewed")
    assert (event.user_id, event.target_id) == (cast.admin.pk, cast.csw.pk)
    assert _told("password_renewed") == {"csw"}
    assert _told("others_password") == {"auditor"}


def test_without_an_auditor_the_other_administrators_are_told(
    cast: Cast, admin: Actor, at: datetime, second_admin: User
) -> None:
    Assignment.objects.filter(role=Role.AUDITOR).delete()
    renew_account_password(actor=admin, user=cast.csw, at=at)
    assert _told("others_password") == {second_admin.username}


def test_of_a_new_administrator_or_auditor_those_who_watch_are_told(
    cast: Cast, admin: Actor, at: datetime, second_admin: User
) -> None:
    watching = {"auditor", second_admin.username}
    for role, told in (
        (Role.ADMIN, watching), (Role.AUDITOR, watching), (Role.CSW, set()), (Role.MANAGER, set()),
    ):  # fmt: skip
        Notice.objects.all().delete()
        post = assign_post(actor=admin, at=at, **_post(cast, user=cast.stranger, role=role))
        assert _told("power_given") == told
        Notice.objects.all().delete()
        end_post(actor=admin, assignment=post, ends_on=date(2026, 12, 1), version=1, at=at)
        post.refresh_from_db()
        assert _told("power_given") == set()
        fields = {k: v for k, v in _post(cast).items() if k not in {"user", "role"}}
        change_post(actor=admin, assignment=post, version=post.version, at=at, **fields)
        assert _told("power_given") == told, "it goes on after all"
        post.delete()


def _told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


def test_an_ended_post_gives_nothing(cast: Cast, admin: Actor, at: datetime) -> None:
    post = Assignment.objects.get(user=cast.csw)
    end_post(actor=admin, assignment=post, ends_on=ON, version=1, at=at)
    assert cast.actor(cast.csw, ON).posts == ()
    assert len(cast.actor(cast.csw, date(2026, 11, 22)).posts) == 1


def test_a_post_cannot_end_before_it_began(cast: Cast, admin: Actor, at: datetime) -> None:
    post = Assignment.objects.get(user=cast.csw)
    with pytest.raises(DomainError) as caught:
        end_post(actor=admin, assignment=post, ends_on=post.starts_on, version=1, at=at)
    assert caught.value.field == "ends_on"


def test_an_administrator_always_remains(cast: Cast, admin: Actor, at: datetime) -> None:
    other = make_user("kiri2", "桐二")
    second = assign_post(
        actor=admin, at=at, **_post(cast, user=other, role=Role.ADMIN, areas=[], fte=Decimal(0))
    )
    second_admin = cast.actor(other, ON)
    first = Assignment.objects.get(user=cast.admin)
    end_post(actor=second_admin, assignment=first, ends_on=ON, version=1, at=at)
    with pytest.raises(DomainError, match="1人もいなくなります"):
        set_account_active(actor=admin, user=other, is_active=False, at=at)
    with pytest.raises(DomainError, match="1人もいなくなります"):
        end_post(actor=admin, assignment=second, ends_on=date(2027, 1, 1), version=1, at=at)


def test_a_stale_change_shows_both_versions(cast: Cast, admin: Actor, at: datetime) -> None:
    post = Assignment.objects.get(user=cast.csw)
    fields = {k: v for k, v in _post(cast).items() if k not in {"user", "role"}}
    fields |= {"starts_on": post.starts_on}
    half = fields | {"fte": Decimal("0.50")}
    change_post(actor=admin, assignment=post, version=1, at=at, **half)
    with pytest.raises(Stale) as caught:
        change_post(actor=admin, assignment=post, version=1, at=at, **fields)
    assert caught.value.differences == [("常勤換算", "0.50", "1")]


def test_a_new_account_logs_in_with_its_one_time_password(
    cast: Cast, admin: Actor, at: datetime
) -> None:
    user, password = open_account(
        actor=admin, username="yamada-h", name="山田", kana="やまだ", email="", at=at
    )
    validate_password(password, user)
    assert User.objects.get(username="yamada-h").check_password(password)
    event = AuditEvent.objects.order_by("-seq").first()
    assert event is not None
    assert (event.target_kind, event.data) == ("user", {})
    renewed = renew_account_password(actor=admin, user=user, at=at)
    user.refresh_from_db()
    assert (user.check_password(password), user.check_password(renewed)) == (False, True)


def test_a_taken_login_name_is_refused(cast: Cast, admin: Actor, at: datetime) -> None:
    with pytest.raises(DomainError) as caught:
        open_account(actor=admin, username="CSW", name="別人", kana="", email="", at=at)
    assert caught.value.field == "username"


def test_an_account_that_is_stopped_sees_nothing(cast: Cast, admin: Actor, at: datetime) -> None:
    set_account_active(actor=admin, user=cast.csw, is_active=False, at=at)
    assert cast.actor(User.objects.get(pk=cast.csw.pk), ON).posts == ()
