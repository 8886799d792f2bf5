"""A person is written down as little or as much as is known, and recognised again later."""

from datetime import date, datetime

import pytest

from wagamachi.access.actor import Actor, system
from wagamachi.access.versions import Stale
from wagamachi.core.errors import DomainError
from wagamachi.people.keys import place_keys
from wagamachi.people.models import Consent, Person
from wagamachi.people.services import PersonDraft, merge_people, put_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Actor:
    return system(date(2026, 11, 23))


def put(office: Actor, at: datetime, **said: object) -> Person:
    return put_person(actor=office, at=at, draft=PersonDraft(**said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "label"),
    [({"nickname": "12階のBさん"}, "12階のBさん"), ({"name": "山本花子"}, "山本花子")],
)
def test_a_name_or_a_nickname_is_enough(
    office: Actor, at: datetime, said: dict[str, str], label: str
) -> None:
    assert put(office, at, **said).label == label


def test_a_nickname_that_says_san_is_not_told_twice(office: Actor, at: datetime) -> None:
    said = (put(office, at, nickname="12階のBさん"), put(office, at, name="山本花子"))
    assert [person.with_san for person in said] == ["12階のBさん", "山本花子さん"]


def test_nobody_is_nameless(office: Actor, at: datetime) -> None:
    with pytest.raises(DomainError) as refused:
        put(office, at, name=" ", nickname="　")
    assert (refused.value.field, Person.objects.count()) == ("nickname", 0)


def test_the_keys_are_folded_so_that_spellings_meet(office: Actor, at: datetime) -> None:
    one = put(
        office,
        at,
        name="髙橋　花子",
        phone="０３（１２３４）５６７８",
        address="港町１丁目２番３号",
    )
    two = put(office, at, name="高橋花子", phone="03-1234-5678", address="港町1-2-3")
    assert (one.name_key, one.phone_key, one.address_key) == (
        two.name_key, two.phone_key, two.address_key,
    )  # fmt: skip


def test_a_stale_change_shows_both_versions(office: Actor, at: datetime) -> None:
    person = put(office, at, nickname="Bさん")
    said = {"actor": office, "at": at, "person": person, "version": 1}
    put_person(draft=PersonDraft(nickname="山本さん"), **said)
    with pytest.raises(Stale) as stale:
        put_person(draft=PersonDraft(nickname="山元さん"), **said)
    assert ("呼び名", "山本さん", "山元さん") in stale.value.differences
    assert "ほかの人が" in str(stale.value), "who else knows the person is told to nobody"


def test_merged_people_keep_everything_that_hangs_on_them(office: Actor, at: datetime) -> None:
    known, same = put(office, at, name="山本花子"), put(office, at, nickname="12階のBさん")
    merge_people(actor=office, at=at, known=known, same=same)
    assert (same.merged_into, list(known.merged_from.all())) == (known, [same])
    assert (same.nickname, Person.objects.count()) == ("12階のBさん", 2)


def test_nobody_is_merged_with_themselves_twice_or_in_a_ring(office: Actor, at: datetime) -> None:
    a, b, c = (put(office, at, nickname=name) for name in "abc")
    merge_people(actor=office, at=at, known=a, same=b)
    for known, same in ((a, a), (c, b), (b, c), (b, a)):
        with pytest.raises(DomainError):
            merge_people(actor=office, at=at, known=known, same=same)
    assert list(Person.objects.exclude(merged_into=None)) == [b]


@pytest.mark.parametrize(
    ("place", "household", "building"),
    [
        ("港町1-2-3 コーポ港 203号室", True, True),
        ("駅前の団地のあたり", False, False),
        ("港町1丁目", False, False),
        ("", False, False),
    ],
)
def test_a_vague_place_has_no_keys(place: str, household: bool, building: bool) -> None:
    keys = place_keys(place)
    assert (bool(keys.household), bool(keys.building)) == (household, building)


def test_two_rooms_share_the_building_and_not_the_household() -> None:
    one, two = place_keys("港町1-2-3 コーポ港203号室"), place_keys("港町1-2-3 コーポ港204号室")
    assert (one.building == two.building, one.household == two.household) == (True, False)


def test_only_a_yes_that_lives_counts(office: Actor, at: datetime) -> None:
    person, asker = put(office, at, nickname="Bさん"), user()
    said = {"person": person, "asked_at": at, "asked_by": asker}
    yes = Consent.objects.create(answer_id="DOI_KOTAE-01", **said)
    partly = Consent.objects.create(
        answer_id="DOI_KOTAE-02", valid_until=date(2026, 11, 24), **said
    )
    Consent.objects.create(answer_id="DOI_KOTAE-03", **said)
    Consent.objects.create(answer_id="DOI_KOTAE-01", withdrawn_at=at, **said)
    Consent.objects.create(answer_id="DOI_KOTAE-01", valid_until=date(2026, 11, 23), **said)
    assert set(Consent.objects.live(date(2026, 11, 23))) == {yes, partly}
    assert set(Consent.objects.live(date(2026, 11, 24))) == {yes}


def user() -> object:
    from tests.factories import make_user

    return make_user("asker")
