"""Whoever guesses is slowed down; whoever knows is not: nobody's mistakes lock anybody else out."""

from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from tests.cast import Cast, build_cast
from tests.factories import PASSWORD, make_user
from wagamachi.accounts import guessing
from wagamachi.accounts.addresses import client_address
from wagamachi.accounts.models import LoginAttempt
from wagamachi.accounts.services import renew_password

LOGIN = "/account/login/"
OFFICE, OUTSIDE, PROXY = "203.0.113.7", "198.51.100.9", "127.0.0.1"
WRONG = "ちがう合言葉-2026"


@pytest.fixture
def cast(db: None, frozen: datetime) -> Cast:
    return build_cast()


def browser(address: str) -> Client:
    """A browser at ``address``, behind the reverse proxy that docs/operating.md describes."""
    return Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=address)


@pytest.fixture(autouse=True)
def _behind_a_proxy() -> object:
    with override_settings(TRUSTED_PROXIES="127.0.0.1,::1"):
        yield


def log_in(client: Client, username: str, password: str = PASSWORD) -> HttpResponse:
    answer: HttpResponse = client.post(LOGIN, {"login": username, "password": password})
    return answer


def test_guessing_is_answered_with_what_to_do_and_when(cast: Cast) -> None:
    guesser = browser(OUTSIDE)
    assert [log_in(guesser, "csw", WRONG).status_code for _ in range(5)] == [422] * 5
    answer = log_in(guesser, "csw")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
    assert "10:05になったら、もう一度試してください。" in page
    assert 'lang="ja"' in page


def test_the_wait_ends_when_it_was_said_to_end(
    cast: Cast, frozen: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    guesser = browser(OUTSIDE)
    for _ in range(5):
        log_in(guesser, "csw", WRONG)
    assert log_in(guesser, "csw").status_code == 429  # turned away, and not counted
    monkeypatch.setattr(timezone, "now", lambda: frozen + timedelta(minutes=5))
    assert log_in(guesser, "csw").status_code == 302


def test_an_outsider_keeps_nobody_out_of_their_own_account(cast: Cast) -> None:
    """Neither at the browser nor at the address the owner comes from, nor by way of the name."""
    at_the_office = browser(OFFICE)
    assert log_in(at_the_office, "csw").status_code == 302
    at_the_office.post("/account/logout/")
    for number in range(60):  # many addresses, one account
        log_in(browser(f"198.51.100.{number}"), "csw", WRONG)
    assert log_in(browser("198.51.100.200"), "csw").status_code == 429
    assert log_in(at_the_office, "csw").status_code == 302
    assert log_in(browser(OFFICE), "csw").status_code == 302


def test_a_neighbour_at_the_same_address_keeps_nobody_out_either(cast: Cast) -> None:
    own = browser(OFFICE)
    log_in(own, "csw")
    own.post("/account/logout/")
    neighbour = browser(OFFICE)
    for _ in range(6):
        log_in(neighbour, "csw", WRONG)
    assert log_in(neighbour, "csw").status_code == 429
    assert log_in(own, "csw").status_code == 302


def test_one_address_cannot_try_the_whole_town(cast: Cast) -> None:
    """And when it has, those who come from there every day still come in."""
    regular = browser(OFFICE)
    log_in(regular, "lead")
    regular.post("/account/logout/")
    guesser = browser(OFFICE)
    for number in range(guessing.ADDRESS.amount):
        log_in(guesser, f"nobody-{number}", WRONG)
    assert log_in(guesser, "csw").status_code == 429
    assert log_in(browser(OUTSIDE), "csw").status_code == 302
    assert log_in(regular, "lead").status_code == 302


def test_a_whole_office_comes_in_within_two_minutes_through_one_address(
    cast: Cast, frozen: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = [make_user(f"staff{number}", f"職員{number}") for number in range(60)]
    for number, person in enumerate(staff):
        now = frozen + timedelta(seconds=2 * number)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        own = browser(OFFICE)
        if number % 4 == 0:
            assert log_in(own, person.username, WRONG).status_code == 422
        assert log_in(own, person.username).status_code == 302


def test_the_name_and_the_mail_address_are_one_account(cast: Cast) -> None:
    guesser = browser(OUTSIDE)
    for _ in range(3):
        log_in(guesser, "CSW", WRONG)
        log_in(guesser, cast.csw.email.upper(), WRONG)
    assert log_in(guesser, "csw").status_code == 429


def test_a_name_nobody_has_is_slowed_down_alike_and_not_kept_as_typed(cast: Cast) -> None:
    guesser = browser(OUTSIDE)
    found = [log_in(guesser, "himitsu-no-kotoba", WRONG).status_code for _ in range(6)]
    assert found == [422] * 5 + [429]
    assert not LoginAttempt.objects.filter(account__contains="himitsu").exists()


def test_a_renewed_password_lets_its_owner_in_at_once(cast: Cast) -> None:
    forgetful = browser(OUTSIDE)
    for _ in range(6):
        log_in(forgetful, "csw", WRONG)
    assert log_in(forgetful, "csw", renew_password(user=cast.csw)).status_code == 302


def test_a_forged_cookie_makes_no_device_known(cast: Cast) -> None:
    guesser = browser(OUTSIDE)
    guesser.cookies["wagamachi_device"] = f"abc.{cast.csw.pk}:1wXyz0:forged"
    for _ in range(5):
        log_in(guesser, "csw", WRONG)
    assert LoginAttempt.objects.exclude(device="").count() == 0
    assert log_in(guesser, "csw").status_code == 429


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "found"),
    [
        ("", "198.51.100.9", "203.0.113.7", "198.51.100.9"),  # no proxy: nobody is believed
        ("127.0.0.1", "198.51.100.9", "203.0.113.7", "198.51.100.9"),  # not from our proxy
        ("127.0.0.1", "127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "127.0.0.1", "10.9.9.9, 203.0.113.7", "203.0.113.7"),  # its own invention
        ("127.0.0.1,10.0.0.0/8", "127.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("127.0.0.1", "127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "nonsense", "127.0.0.1"),
        ("1", "172.18.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("2", "172.18.0.1", "1.1.1.1, 203.0.113.7, 172.18.0.5", "203.0.113.7"),
        ("1", "172.18.0.1", "203.0.113.7:51034", "203.0.113.7"),
        ("1", "172.18.0.1", "[2001:db8:1:2:3::4]:443", "2001:db8:1:2::"),
        ("1", "172.18.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_where_somebody_comes_from(trusted: str, peer: str, forwarded: str, found: str) -> None:
    request = RequestFactory(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded).get("/")
    with override_settings(TRUSTED_PROXIES=trusted):
        assert client_address(request) == found


def test_changing_a_password_too_often_is_answered_in_plain_words(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.csw)
    typed = {"oldpassword": WRONG, "password1": "x", "password2": "y"}
    found = [client.post("/account/password/change/", typed) for _ in range(6)]
    assert found[-1].status_code == 429
    assert "1分ほど待ってから" in found[-1].content.decode()
