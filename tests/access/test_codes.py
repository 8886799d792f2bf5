"""A municipality says things its own way, and the figures of two of them still add up."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast, build_cast
from wagamachi.access.actor import Actor, system
from wagamachi.access.models import AuditEvent
from wagamachi.access.services import codes as services
from wagamachi.core import codelists, codes
from wagamachi.core.errors import DomainError
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code, CodeList

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def who() -> Actor:
    return system(TODAY)


@pytest.fixture
def themes() -> CodeList:
    return CodeList.objects.get(pk="KADAI_T")


@pytest.fixture
def cast() -> Cast:
    return build_cast()


def code(pk: str) -> Code:
    return Code.objects.get(pk=pk)


def add(who: Actor, themes: CodeList, at: datetime, label: str, *targets: str) -> Code:
    return services.add_local_code(
        actor=who,
        code_list=themes,
        label=label,
        maps_to=[code(pk) for pk in targets],
        note="",
        at=at,
    )


def last_event() -> dict[str, object]:
    return AuditEvent.objects.latest("seq").data


def test_no_two_themes_of_one_choice_are_called_the_same(
    who: Actor, themes: CodeList, at: datetime
) -> None:
    """A name a municipality gives is told apart from a later list's as well, until it is taken back."""

    def called() -> list[str]:
        return [str(one) for one in Code.objects.filter(code_list__in=codes.TOGETHER)]

    assert len(called()) == len(set(called()))
    assert str(code("KADAI_LAW-07")) == "教育"
    services.rename_code(actor=who, code=code("KADAI_T-33"), label="教育", at=at)
    assert str(code("KADAI_LAW-07")) == "教育（法の区分）"
    offered = [label for _, label in codes.theme_choices(TODAY)]
    assert len(offered) == len(set(offered)) > 60
    with pytest.raises(
        DomainError
    ):  # within its list the name is taken, whatever it is told apart by
        services.rename_code(actor=who, code=code("KADAI_LAW-06"), label="教育", at=at)
    services.rename_code(actor=who, code=code("KADAI_T-33"), label="", at=at)
    assert str(code("KADAI_LAW-07")) == "教育"


def test_a_local_name_is_used_everywhere_and_can_be_taken_back(who: Actor, at: datetime) -> None:
    services.rename_code(actor=who, code=code("KADAI_T-04"), label=" 片づけの困りごと ", at=at)
    assert codes.labels("KADAI_T")["KADAI_T-04"] == "片づけの困りごと"
    assert last_event() == {"code": "KADAI_T-04", "fields": ["local_label"]}
    services.rename_code(actor=who, code=code("KADAI_T-04"), label="", at=at)
    assert codes.labels("KADAI_T")["KADAI_T-04"] == "ごみ屋敷・ため込み"


def test_two_codes_of_a_list_cannot_have_one_name(
    who: Actor, themes: CodeList, at: datetime
) -> None:
    with pytest.raises(DomainError, match="「ひきこもり」はこの表にもうあります"):
        services.rename_code(actor=who, code=code("KADAI_T-04"), label="ひきこもり", at=at)
    with pytest.raises(DomainError, match="「8050」はこの表にもうあります"):
        add(who, themes, at, "8050", "KADAI_T-01")


def test_a_local_code_gets_its_number_and_is_offered(
    who: Actor, themes: CodeList, at: datetime
) -> None:
    first = add(who, themes, at, "多頭飼い", "KADAI_T-20", "KADAI_T-04")
    second = add(who, themes, at, "空き家の庭", "KADAI_T-19")
    assert (first.pk, second.pk) == ("KADAI_T-L01", "KADAI_T-L02")
    assert dict(codes.choices("KADAI_T", TODAY))["KADAI_T-L01"] == "多頭飼い"
    about = {"code": "KADAI_T-L02", "code_list": "KADAI_T"}
    assert last_event() == about | {"maps_to": ["KADAI_T-19"]}


@pytest.mark.parametrize("targets", [(), ("KADAI_LAW-05",), ("KADAI_T-L01",)])
def test_a_local_code_adds_up_under_shared_codes_of_its_list(
    who: Actor, themes: CodeList, at: datetime, targets: tuple[str, ...]
) -> None:
    add(who, themes, at, "多頭飼い", "KADAI_T-20")
    with pytest.raises(DomainError) as error:
        add(who, themes, at, "別の困りごと", *targets)
    assert error.value.field == "maps_to"
    assert Code.objects.filter(is_local=True).count() == 1


def test_an_ended_code_is_no_longer_offered_and_can_come_back(who: Actor, at: datetime) -> None:
    services.end_code(actor=who, code=code("KADAI_T-28"), valid_until=TODAY, at=at)
    assert "KADAI_T-28" not in dict(codes.choices("KADAI_T", TODAY))
    assert "KADAI_T-28" in dict(codes.choices("KADAI_T", TODAY - timedelta(days=1)))
    assert "KADAI_T-28" in codes.labels("KADAI_T")
    services.resume_code(actor=who, code=code("KADAI_T-28"), at=at)
    assert "KADAI_T-28" in dict(codes.choices("KADAI_T", TODAY))


def test_a_code_that_figures_rest_on_cannot_end(who: Actor, at: datetime) -> None:
    with pytest.raises(DomainError, match="集計先になっている"):
        services.end_code(actor=who, code=code("KADAI_LAW-05"), valid_until=TODAY, at=at)


def test_the_last_code_of_a_list_cannot_end(who: Actor, at: datetime) -> None:
    Code.objects.of("KINO").exclude(pk="KINO-01").update(valid_until=TODAY)
    with pytest.raises(DomainError, match="使えるコードがなくなる"):
        services.end_code(actor=who, code=code("KINO-01"), valid_until=TODAY, at=at)


def test_a_release_comes_in_once_and_is_audited(who: Actor, at: datetime, tmp_path: Path) -> None:
    assert services.load_codelists(actor=who, at=at) is None
    newer = tmp_path / "codelists.json"
    newer.write_text(
        codelists.DEFAULT.read_text(encoding="utf-8").replace(
            f'"{codelists.read().name}"', '"2027.04"'
        ),
        encoding="utf-8",
    )
    loaded = services.load_codelists(actor=who, at=at, path=newer)
    assert loaded == codelists.Loaded("2027.04", added=0, changed=0, ended=0)
    assert last_event() == {"codelists": "2027.04", "added": 0, "changed": 0, "ended": 0}
    assert services.load_codelists(actor=who, at=at, path=newer) is None


def test_two_municipalities_with_words_of_their_own_add_up(
    who: Actor, themes: CodeList, at: datetime
) -> None:
    """One renames ごみ屋敷, the other counts 多頭飼い as well; the shared figures are the same kind."""
    one = codes.roll_up({"KADAI_T-04": 3, "KADAI_T-20": 1}, "KADAI_T")
    services.rename_code(actor=who, code=code("KADAI_T-04"), label="片づけ", at=at)
    local = add(who, themes, at, "多頭飼い", "KADAI_T-20")
    other = codes.roll_up({"KADAI_T-04": 2, local.pk: 5}, "KADAI_T")
    both = {pk: one.get(pk, 0) + other.get(pk, 0) for pk in one | other}
    assert both == {"KADAI_T-04": 5, "KADAI_T-20": 6}
    assert codes.roll_up(both, "KADAI_LAW") == {"KADAI_LAW-05": 11, "KADAI_LAW-08": 5}


# --- screens --------------------------------------------------------------------------------------

SCREENS = [
    ("access:codes", []),
    ("access:code_list", ["KADAI_T"]),
    ("access:code_add", ["KADAI_T"]),
    ("access:code_rename", ["KADAI_T-04"]),
    ("access:code_end", ["KADAI_T-04"]),
]


@pytest.mark.parametrize(("name", "args"), SCREENS)
def test_the_screens_are_for_administrators_only(
    client: Client, cast: Cast, name: str, args: list[str]
) -> None:
    url = reverse(name, args=args)
    for user, status in ((cast.admin, 200), (cast.csw, 404), (cast.manager, 404)):
        client.force_login(user)
        assert client.get(url).status_code == status


def test_an_administrator_renames_adds_ends_and_resumes(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    page = reverse("access:code_list", args=["KADAI_T"])
    steps = [
        (reverse("access:code_rename", args=["KADAI_T-04"]), {"label": "片づけの困りごと"}),
        (
            reverse("access:code_add", args=["KADAI_T"]),
            {"label": "多頭飼い", "maps_to": ["KADAI_T-20"], "note": ""},
        ),
        (reverse("access:code_end", args=["KADAI_T-L01"]), {"valid_until": "R40.4.1"}),
        (reverse("access:code_resume", args=["KADAI_T-L01"]), {}),
    ]
    for url, data in steps:
        response = client.post(url, data | {"token": uuid7()})
        assert (url, response.status_code, response.headers.get("Location")) == (url, 302, page)
    assert code("KADAI_T-04").local_label == "片づけの困りごと"
    assert code("KADAI_T-L01").valid_until is None


@pytest.mark.parametrize(
    ("name", "arg", "data", "says"),
    [
        ("access:code_rename", "KADAI_T-04", {"label": "8050"}, "もうあります"),
        ("access:code_add", "KADAI_T", {"label": "新しい"}, "集計先を1つ以上えらんでください"),
        ("access:code_end", "KADAI_T-04", {"valid_until": "令和99年1月1日"}, "先すぎます"),
        ("access:code_end", "KADAI_LAW-05", {"valid_until": "R9.4.1"}, "集計先になっている"),
    ],
)
def test_a_slip_is_told_beside_the_field(
    client: Client, cast: Cast, name: str, arg: str, data: dict[str, str], says: str
) -> None:
    client.force_login(cast.admin)
    response = client.post(reverse(name, args=[arg]), data | {"token": uuid7()})
    assert response.status_code == 422
    assert says in response.content.decode()


def test_the_list_of_lists_and_one_list_cost_the_same_however_long(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.admin)

    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    long, short = ("access:code_list", ["TSUNAGISAKI"]), ("access:code_list", ["KINO"])
    assert queries(reverse(*long[:1], args=long[1])) == queries(reverse(*short[:1], args=short[1]))
    before = queries(reverse("access:codes"))
    CodeList.objects.create(key="ANOTHER", name="もう一つ", release="1")
    assert queries(reverse("access:codes")) == before
