"""A new installation gets its first administrator once, and with that an inbox for every worry."""

from datetime import datetime

import pytest

from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.operate.founding import found
from wagamachi.operate.installation import Problem
from wagamachi.organizations.models import Organization
from wagamachi.organizations.queries import fallback_team

pytestmark = pytest.mark.django_db
ASKED = {
    "office": "わがまち市社会福祉協議会",
    "kind": "TSUNAGISAKI-25",
    "username": "yamada",
    "name": "山田花子",
    "email": "yamada@example.jp",
}


def test_the_first_administrator_can_log_in_and_worries_have_an_inbox(at: datetime) -> None:
    password = found(**ASKED, at=at)
    user = User.objects.get(username="yamada")
    assert user.check_password(password)
    assert [post.role for post in Assignment.objects.filter(user=user)] == [Role.ADMIN]
    assert fallback_team(at.date()).organization.name == ASKED["office"]


def test_there_is_only_one_first_administrator(at: datetime) -> None:
    found(**ASKED, at=at)
    with pytest.raises(Problem, match="管理者はもういます"):
        found(**(ASKED | {"office": "別の社協", "username": "suzuki"}), at=at)
    assert (Organization.objects.count(), User.objects.count()) == (1, 1)


def test_an_unknown_kind_of_office_leaves_nothing_behind(at: datetime) -> None:
    with pytest.raises(Problem, match="種別 社協 はありません"):
        found(**(ASKED | {"kind": "社協"}), at=at)
    assert (Organization.objects.count(), User.objects.count()) == (0, 0)
