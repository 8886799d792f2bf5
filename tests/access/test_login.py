"""Getting in: who may, with what password, and what is written down about it."""

import pytest
from django.test import Client

from tests.cast import Cast, build_cast
from tests.factories import PASSWORD
from wagamachi.access.audit import EventKind
from wagamachi.access.models import AuditEvent
from wagamachi.accounts.services import renew_password

LOGIN = "/account/login/"
NEW = "あたらしい合言葉-2026-秋"


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


def log_in(client: Client, username: str, password: str) -> int:
    return client.post(LOGIN, {"login": username, "password": password}).status_code


def test_a_one_time_password_opens_nothing_but_its_own_change(cast: Cast, client: Client) -> None:
    once = renew_password(user=cast.csw)
    assert log_in(client, "csw", once) == 302
    assert client.get("/").headers["Location"] == "/account/password/change/"
    typed = {"oldpassword": once, "password1": NEW, "password2": NEW}
    client.post("/account/password/change/", typed)
    assert client.get("/").status_code == 200


def test_logging_in_is_in_the_audit_log(cast: Cast, client: Client) -> None:
    log_in(client, "csw", PASSWORD)
    event = AuditEvent.objects.get(kind=EventKind.LOGGED_IN)
    assert event.user == cast.csw


def test_a_weak_password_is_refused_with_a_reason(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    typed = {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"}
    page = client.post("/account/password/change/", typed).content.decode()
    assert "12" in page
    assert "文字" in page


def test_whoever_has_no_post_today_sees_no_lists(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    assert client.get("/cases/").status_code == 404


def test_a_name_longer_than_any_account_is_only_wrong(cast: Cast, client: Client) -> None:
    for name in ("a" * 60_000, f"{'a' * 60_000}@example.org"):
        answer = client.post("/account/login/", {"login": name, "password": PASSWORD})
        assert answer.status_code in (200, 422)
