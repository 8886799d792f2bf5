"""E-mails: how many of what, and where to read them; never about whom. Nothing is lost."""

import re
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.factories import make_case
from wagamachi.access.queries import actor_for
from wagamachi.accounts.models import User
from wagamachi.core import nights
from wagamachi.core.refs import ref_of
from wagamachi.notices.enums import ABOUT, Mail, NoticeKind
from wagamachi.notices.models import Notice
from wagamachi.notices.services import (
    PreferenceDraft,
    choose_mail,
    deliver_mail,
    give_up_mail,
    mark_read,
)
from wagamachi.notices.services.mailing import compose
from wagamachi.notices.tasks import mail

from .people import tell

pytestmark = pytest.mark.django_db
URGENT, CALM = NoticeKind.INTAKE_LATE, NoticeKind.INTAKE_ARRIVED
HOUR = timedelta(hours=1)


def choose(who: User, at: datetime, **fields: Any) -> None:
    draft = {
        "address": "", "mail": Mail.BY_KIND, "digest_hour": 8, "quiet_from": 20, "quiet_until": 7,
        "workdays_only": True,
    }  # fmt: skip
    choose_mail(actor=actor_for(who, at.date()), draft=PreferenceDraft(**draft | fields), at=at)


def sent() -> list[tuple[str, str]]:
    return [(message.to[0], message.subject) for message in outbox.outbox]


def test_the_urgent_goes_at_once_and_the_rest_next_morning(cast: Cast, at: datetime) -> None:
    tell(cast.csw, at, URGENT)
    tell(cast.csw, at, CALM)
    tell(cast.csw, at, CALM)
    assert deliver_mail(at=at) == 1
    assert sent() == [("csw@example.jp", "わがまち: 急ぎのお知らせが1件あります")]
    assert deliver_mail(at=at + 21 * HOUR) == 0
    assert deliver_mail(at=at + 22 * HOUR) == 1
    assert sent()[1:] == [("csw@example.jp", "わがまち: お知らせが2件あります")]


def test_mailing_again_sends_nothing_twice(cast: Cast, at: datetime) -> None:
    tell(cast.csw, at, URGENT)
    assert [deliver_mail(at=at + n * HOUR) for n in range(3)] == [1, 0, 0]


def test_what_was_read_is_not_mailed(cast: Cast, at: datetime) -> None:
    notice = tell(cast.csw, at, URGENT)
    mark_read(actor=cast.actor(cast.csw, at.date()), notice=notice, at=at)
    assert deliver_mail(at=at) == 0


def test_quiet_hours_hold_the_urgent_until_they_end(cast: Cast, at: datetime) -> None:
    tell(cast.csw, at + 12 * HOUR, URGENT)  # 22:00
    assert [deliver_mail(at=at + n * HOUR) for n in (12, 20, 21)] == [0, 0, 1]


def test_a_matter_of_life_goes_out_at_night(cast: Cast, at: datetime) -> None:
    tell(cast.csw, at + 12 * HOUR, NoticeKind.INTAKE_URGENT)  # 22:00
    assert deliver_mail(at=at + 12 * HOUR) == 1


def test_what_was_due_before_does_not_go_out_in_quiet_hours(cast: Cast, at: datetime) -> None:
    """The mail server was away until the evening."""
    tell(cast.csw, at + 9 * HOUR, URGENT)  # 19:00
    assert [deliver_mail(at=at + n * HOUR) for n in (12, 20, 21)] == [0, 0, 1]


def test_people_without_address_account_or_wish_get_none(cast: Cast, at: datetime) -> None:
    User.objects.filter(pk=cast.csw.pk).update(email="")
    tell(cast.csw, at, URGENT)
    tell(cast.colleague, at, URGENT)
    User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
    choose(cast.agency, at, mail=Mail.NONE)
    tell(cast.agency, at, URGENT)
    assert (deliver_mail(at=at), Notice.objects.count()) == (0, 3)


def test_an_address_of_ones_own_goes_before_the_accounts(cast: Cast, at: datetime) -> None:
    User.objects.filter(pk=cast.csw.pk).update(email="")
    for who in (cast.csw, cast.agency):
        choose(who, at, address=f"{who.username}@home.example.jp")
        tell(who, at, URGENT)
    deliver_mail(at=at)
    assert {address for address, _ in sent()} == {
        "csw@home.example.jp", "agency@home.example.jp",
    }  # fmt: skip


def test_a_new_choice_holds_for_what_is_waiting(cast: Cast, at: datetime) -> None:
    tell(cast.csw, at, CALM)
    choose(cast.csw, at, mail=Mail.AT_ONCE)
    assert deliver_mail(at=at) == 1
    tell(cast.csw, at, CALM)
    choose(cast.csw, at, mail=Mail.NONE)
    assert deliver_mail(at=at + 48 * HOUR) == 0


class Refusing(EmailBackend):
    """A server that hangs up on one address."""

    def send_messages(self, messages: Any) -> int:
        if any("csw@" in message.to[0] for message in messages):
            raise SMTPServerDisconnected
        return super().send_messages(messages)


class Away(EmailBackend):
    """A server nobody reaches."""

    def open(self) -> None:
        raise ConnectionRefusedError


@pytest.mark.parametrize(("server", "reached"), [("Refusing", 1), ("Away", 0)])
def test_what_was_not_taken_is_sent_again(
    cast: Cast, at: datetime, settings: Any, server: str, reached: int
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.{server}"
    tell(cast.csw, at, URGENT)
    tell(cast.agency, at, URGENT)
    assert deliver_mail(at=at) == reached
    settings.EMAIL_BACKEND = working
    assert deliver_mail(at=at + HOUR) == 2 - reached
    assert Notice.objects.filter(mailed_at=None).count() == 0


def test_what_is_refused_for_long_is_tried_ever_more_rarely(
    cast: Cast, at: datetime, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    tell(cast.csw, at, URGENT)
    waits = []
    for late in (0 * HOUR, 2 * HOUR, 8 * HOUR, 27 * HOUR):
        Notice.objects.update(mail_at=at + late)
        deliver_mail(at=at + late)
        waits.append((Notice.objects.get().mail_at or at) - at - late)
    assert waits == [HOUR / 4, HOUR, 4 * HOUR, 6 * HOUR]


def test_of_two_senders_one_wins(cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second looks while the first is sending."""
    tell(cast.csw, at, URGENT)
    seen = []

    class Slow(EmailBackend):
        def send_messages(self, messages: Any) -> int:
            seen.append(deliver_mail(at=at))
            return super().send_messages(messages)

    from wagamachi.notices.services import mailing

    monkeypatch.setattr(mailing, "get_connection", lambda: Slow())
    assert (deliver_mail(at=at), seen) == (1, [0])


def test_two_weeks_without_delivery_are_enough(cast: Cast, at: datetime) -> None:
    tell(cast.csw, at, URGENT)
    tell(cast.agency, at + timedelta(days=2), URGENT)
    assert give_up_mail(at=at + timedelta(days=15)) == 1
    assert deliver_mail(at=at + timedelta(days=15)) == 1
    assert Notice.objects.unread().count() == 2


def test_the_task_and_the_rounds_both_mail(cast: Cast, frozen: datetime) -> None:
    tell(cast.csw, frozen, URGENT)
    mail.call()
    tell(cast.agency, frozen, URGENT)
    assert nights.run_rounds(frozen) == []
    assert [address for address, _ in sent()] == ["csw@example.jp", "agency@example.jp"]


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_what_is_due_costs_the_same(
    cast: Cast, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    from wagamachi.notices.services.mailing import _due

    for _ in range(count):
        tell(cast.csw, at, URGENT)
    for who in (cast.agency, cast.core)[: count - 1]:
        tell(who, at, URGENT)
    with django_assert_num_queries(2):
        assert len(_due(at)) == count


# --- nothing about anybody ---------------------------------------------------------------------------

# What a sentence may be made of: no digits, no Latin letters, no names, no places.
PLAIN = re.compile(r"[ぁ-んァ-ヶー一-龠々、。「」（）]+")


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_words_and_none_is_filled_in(kind: NoticeKind) -> None:
    about = ABOUT[kind]
    assert PLAIN.fullmatch(kind.label)
    assert PLAIN.fullmatch(about.sentence)
    assert about.sentence.endswith("。")
    assert about.mail in (Mail.AT_ONCE, Mail.DIGEST)


@given(kinds=st.lists(st.sampled_from(NoticeKind), min_size=1, max_size=40))
def test_an_email_is_counts_sentences_and_an_address(kinds: list[NoticeKind]) -> None:
    """Take away what the table says and the two addresses: only numbers and the frame remain."""
    message = compose("u@example.jp", kinds)
    body = str(message.body)
    assert sum(int(n) for n in re.findall(r"（(\d+)件）", body)) == len(kinds)
    for kind in set(kinds):
        body = body.replace(kind.label, "", 1).replace(ABOUT[kind].sentence, "", 1)
    frame = str(compose("u@example.jp", []).body).split()
    rest = [re.sub(r"(?<=お知らせが)\d+", "0", word) for word in body.split()]
    assert [word for word in rest if not re.fullmatch(r"■|（\d+件）", word)] == frame
    assert re.fullmatch(r"わがまち: (急ぎの)?お知らせが\d+件あります", message.subject)


def test_nothing_of_a_real_worry_is_in_what_is_sent(cast: Cast, at: datetime) -> None:
    case = make_case(cast.town.east_team, cast.csw, at, summary="妹と二人ぐらし")
    for kind in NoticeKind:
        tell(cast.agency, at, kind, ref_of(case))
    deliver_mail(at=at)
    deliver_mail(at=at + 24 * HOUR)
    written = "".join(f"{m.subject}{m.body}{m.extra_headers}" for m in outbox.outbox)
    private = [case.label, case.number, case.place, case.summary, case.next_action, str(case.pk)]
    private += [case.area.name, cast.csw.name, cast.agency.name]
    assert len(outbox.outbox) == 2
    assert [words for words in private if words in written] == []
