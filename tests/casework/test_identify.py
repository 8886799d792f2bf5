"""「12階のBさん」 turns out to be somebody known: nothing that hung on either is lost (R022)."""

from datetime import datetime

from django.test import Client

from tests.cast import Cast
from tests.factories import make_case, make_intake
from wagamachi.casework.models import Case, CaseMember
from wagamachi.casework.services import change_member
from wagamachi.core import search
from wagamachi.people.models import Person
from wagamachi.people.services import PersonDraft

PHONE = "09012345678"


def two_cases(cast: Cast, at: datetime, *, other_team: bool = False) -> tuple[Case, Case]:
    """Return a case of a nickname and one of a named person who share a telephone."""
    nickname = make_case(cast.town.east_team, cast.csw, at)
    team = cast.town.west_team if other_team else cast.town.east_team
    named = make_case(team, None, at, label="山田花子")
    Person.objects.filter(memberships__case__in=[nickname, named]).update(phone_key=PHONE)
    Person.objects.filter(memberships__case=named).update(name="山田花子")
    return nickname, named


def member_of(case: Case) -> CaseMember:
    return CaseMember.objects.select_related("person__merged_into").get(case=case)


def test_a_nickname_becomes_a_known_person_and_keeps_its_links(
    cast: Cast, client: Client, at: datetime
) -> None:
    nickname, named = two_cases(cast, at)
    known = member_of(named).person
    client.force_login(cast.csw)
    url = f"/cases/members/{member_of(nickname).pk}/identify/"
    assert client.post(url, {"known": str(known.pk)}).status_code == 302
    assert member_of(nickname).person.known == known
    assert member_of(nickname).case == nickname
    page = client.get(f"/cases/{nickname.pk}/household/").content.decode()
    assert "山田花子" in page
    assert "（「12階のBさん」とも）" in page
    hits = search.hits("山田花子", narrow=[f"team:{cast.town.east_team.pk}"], kinds=["case"])
    assert nickname.pk in {hit.object_id for hit in hits}


def test_somebody_in_a_case_one_cannot_see_is_not_offered(
    cast: Cast, client: Client, at: datetime
) -> None:
    nickname, named = two_cases(cast, at, other_team=True)
    client.force_login(cast.csw)
    url = f"/cases/members/{member_of(nickname).pk}/identify/"
    assert "山田花子" not in client.get(url).content.decode()
    known = member_of(named).person
    assert client.post(url, {"known": str(known.pk)}).status_code == 422
    assert member_of(nickname).person.merged_into is None


def test_nobody_is_merged_twice(cast: Cast, client: Client, at: datetime) -> None:
    nickname, named = two_cases(cast, at)
    client.force_login(cast.csw)
    url = f"/cases/members/{member_of(nickname).pk}/identify/"
    typed = {"known": str(member_of(named).person.pk)}
    client.post(url, typed)
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert "もうほかの人とまとめられています" in answer.content.decode()


def test_a_nickname_that_gives_way_to_a_name_stays_as_an_alias(cast: Cast, at: datetime) -> None:
    case = make_case(cast.town.east_team, cast.csw, at)
    member = member_of(case)
    before = member.person.nickname
    for name in ("山田花子", "山田はな子"):
        member.refresh_from_db()
        change_member(
            actor=cast.actor(cast.csw, at.date()), at=at, member=member, version=member.version,
            person_version=member.person.version, draft=PersonDraft(name=name), relation="本人",
            theme_ids=[], note="",
        )  # fmt: skip
    person = member_of(case).person
    assert (person.label, person.also_called) == ("山田はな子", [before])
    client = Client()
    client.force_login(cast.csw)
    assert f"「{before}」とも" in client.get(f"/cases/{case.pk}/household/").content.decode()
    hits = search.hits(before, narrow=[f"team:{cast.town.east_team.pk}"], kinds=["case"])
    assert case.pk in {hit.object_id for hit in hits}


def test_the_first_nickname_outlives_a_name_a_merge_and_its_undoing(
    cast: Cast, client: Client, at: datetime
) -> None:
    nickname, named = two_cases(cast, at)
    client.force_login(cast.csw)
    for pk in Person.objects.filter(memberships__case=nickname).values_list("pk", flat=True):
        Person.objects.filter(pk=pk).update(name="山田花子", aliases=["12階のBさん"], nickname="")
    member, known = member_of(nickname), member_of(named).person
    first = "（「12階のBさん」とも）"
    client.post(f"/cases/members/{member.pk}/identify/", {"known": str(known.pk)})
    assert first in client.get(f"/cases/{nickname.pk}/household/").content.decode()
    client.post(f"/cases/members/{member.pk}/part/")
    assert first in client.get(f"/cases/{nickname.pk}/household/").content.decode()


def test_a_title_the_house_made_follows_the_name_and_one_typed_does_not(
    cast: Cast, at: datetime
) -> None:
    actor = cast.actor(cast.csw, at.date())
    for title, after in (("鹿笛二丁目8番8号の方", "下鳥ナミ"), ("12階のBさん", "12階のBさん")):
        case = make_case(cast.town.east_team, cast.csw, at, label=title)
        make_intake(
            cast.town.east_team, cast.csw, at, place="鹿笛二丁目8番8号", case=case, state="taken"
        )
        member = member_of(case)
        change_member(
            actor=actor, at=at, member=member, version=member.version,
            person_version=member.person.version, draft=PersonDraft(name="下鳥ナミ"),
            relation="本人", theme_ids=[], note="",
        )  # fmt: skip
        case.refresh_from_db()
        assert case.label == after
        hits = search.hits(title, narrow=[f"team:{cast.town.east_team.pk}"], kinds=["case"])
        assert case.pk in {hit.object_id for hit in hits}


def test_who_was_taken_for_somebody_else_is_parted_again(
    cast: Cast, client: Client, at: datetime
) -> None:
    nickname, named = two_cases(cast, at)
    member = member_of(nickname)
    client.force_login(cast.csw)
    client.post(f"/cases/members/{member.pk}/identify/", {"known": str(member_of(named).person.pk)})
    assert "ちがう人だった" in client.get(f"/cases/{nickname.pk}/household/").content.decode()
    for _ in range(2):  # pressed twice
        assert client.post(f"/cases/members/{member.pk}/part/").status_code == 302
    assert member_of(nickname).person.known == member.person
    page = client.get(f"/cases/{nickname.pk}/household/").content.decode()
    assert ("12階のBさん" in page, "山田花子" in page) == (True, False)
