"""Everything that is written down is kept once under the id of its page, and compared when it comes again."""

import json
from typing import Any
from uuid import UUID

import pytest

from wagamachi.access.models import AuditEvent
from wagamachi.core.ids import uuid7

from .doors import PAGES, more_people
from .scenes import Scene

every_door = pytest.mark.parametrize("name", PAGES)


class Door:
    """One page that makes a row, as two colleagues of one team use it."""

    def __init__(self, scene: Scene, name: str) -> None:
        more_people(scene)
        self.scene, self.page = scene, PAGES[name]
        self.model = self.page.model
        self.address, self.case = self.another()
        self.said = self.page.says(scene, self.case)

    def another(self) -> tuple[str, Any]:
        """Return the address of such a page on a case of its own, and the case."""
        scene, town = self.scene, self.scene.cast.town
        case = self.page.case(scene)
        on = self.page.on(scene, case) if self.page.on else case
        address = self.page.address.format(
            case=case.pk, on=on.pk, houkatsu=town.houkatsu_team.pk, shakyo=town.shakyo.pk,
            stranger=scene.cast.stranger.pk,
        )  # fmt: skip
        return address, case

    def post(self, token: Any, who: int = 0, *, address: str = "", **said: Any) -> Any:
        browser = self.scene.browser(self.page.who[who])
        return browser.post(address or self.address, self.said | said | {"token": token})

    def kept(self) -> tuple[int, int]:
        """Return how many rows there are, and how many events that something was written."""
        written = AuditEvent.objects.filter(kind__in=("created", "changed", "moved"))
        return self.model._default_manager.count(), written.count()


@pytest.fixture
def door(scene: Scene, name: str) -> Door:
    return Door(scene, name)


def denials() -> int:
    return AuditEvent.objects.filter(kind="denied").count()


@every_door
def test_the_same_again_is_the_row_that_is_there(door: Door) -> None:
    token = uuid7()
    first = door.post(token)
    form = (first.context or {}).get("form")
    assert form is None or form.errors == {}
    was = door.kept()
    again = door.post(token)
    assert (again.status_code, door.kept()) == (302, was)
    assert first.status_code == 200 or again.url == first.url
    assert door.model._default_manager.filter(**{door.page.under: token}).count() == 1


@every_door
def test_other_words_are_shown_beside_what_is_kept_and_change_nothing(door: Door) -> None:
    token = uuid7()
    door.post(token)
    was = door.kept()
    answer = door.post(token, **door.page.otherwise)
    assert (answer.status_code, door.kept()) == (409, was)
    shown = [
        words for _, kept, came in answer.context["form"].differences for words in (kept, came)
    ]
    text = answer.content.decode()
    assert [words for words in shown if words not in text] == []
    assert len(shown) >= 2
    fresh = answer.context["form"]["token"].value()
    assert UUID(str(fresh)) != token


@every_door
def test_the_id_of_somebody_else_or_of_another_kind_is_nothing(door: Door) -> None:
    token = uuid7()
    door.post(token)
    was, refused = door.kept(), denials()
    assert door.post(token, 1).status_code == 404
    assert door.post(door.scene.cast.town.east_team.organization_id).status_code == 404
    assert (door.kept(), denials()) == (was, refused + 2)


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.is_within])
def test_the_id_of_another_case_is_nothing(door: Door) -> None:
    token = uuid7()
    door.post(token)
    address, case = door.another()
    said, was = door.page.says(door.scene, case), door.kept()
    assert door.post(token, address=address, **said).status_code == 404
    assert door.kept() == was


@every_door
def test_a_page_that_lost_its_id_says_so_and_has_another(door: Door) -> None:
    was = door.kept()
    for token in ("", "17", "no-id"):
        answer = door.post(token)
        assert (answer.status_code, door.kept()) == (422, was)
        assert "もう一度押してください" in answer.content.decode()
        assert UUID(str(answer.context["form"]["token"].value()))


@pytest.mark.parametrize("address", ["/cases/intakes/{pk}/", "/cases/{case}/records/{pk}/"])
def test_what_is_put_under_the_id_of_another_kind_is_nothing(scene: Scene, address: str) -> None:
    """What else holds for PUT is in test_put."""
    case, town = scene.case(), scene.cast.town
    said = {
        "noticed_by": "隣人", "situation": "郵便がたまる", "place": "東のほう", "result": "会えた",
        "occurred_at_on": "R8.11.22", "occurred_at_time": "14:00", "minutes": 30,
        "method": "SHUDAN-01", "function": "individual", "counterpart": "Bさん", "content": "話した",
        "next_action": "訪問", "next_action_on": "R8.11.26", "area": str(town.east.pk),
        "team": str(town.east_team.pk),
    }  # fmt: skip
    url = address.format(case=case.pk, pk=town.shakyo.pk)
    answer = scene.browser("csw").put(url, json.dumps(said), content_type="application/json")
    assert (answer.status_code, denials()) == (404, 1)
