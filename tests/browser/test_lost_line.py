"""The line goes while somebody saves: nothing typed is lost, and nothing is there twice (I8)."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Route

from .conftest import People
from .person import Person

NOT_SAVED = "まだ保存されていません。つながったら、もう一度保存します。"


# Lines are lost outdoors, on phones; the form is one and the same at a desk.
pytestmark = pytest.mark.parametrize("width", [360], indirect=True, ids=["phone"])


def test_a_worry_saved_without_a_line_is_saved_when_it_comes_back(people: People) -> None:
    nursery = people("hoiku")
    mark = uuid4().hex[:8]
    words = f"{mark}の家の明かりがずっと消えている。"
    _hear(nursery, words)
    nursery.page.context.set_offline(True)
    nursery.page.get_by_role("button", name="この相談を受ける").click()
    notice = nursery.page.locator("[data-not-saved]")
    notice.wait_for()
    assert NOT_SAVED in notice.inner_text()
    assert nursery.field("situation").input_value() == words
    forget_mistakes(nursery)
    nursery.page.context.set_offline(False)
    nursery.page.wait_for_url(re.compile("/received/$"))
    nursery.look()
    assert nursery.heading == "相談を受けとめました"
    nursery.go("/cases/intakes/")
    assert nursery.text.count(mark) == 1
    nursery.go("/cases/intakes/new/")
    assert nursery.field("situation").input_value() == ""


def test_an_answer_that_got_lost_makes_no_second_worry(people: People) -> None:
    nursery = people("hoiku")
    mark = uuid4().hex[:8]
    words = f"{mark}の家の郵便受けがいっぱい。"
    _hear(nursery, words)

    def lose_the_answer(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]  # the server saves …
        route.abort()  # type: ignore[attr-defined]  # … and nobody hears of it

    nursery.page.route(re.compile("/cases/intakes/[0-9a-f-]{36}/$"), lose_the_answer, times=1)
    nursery.page.get_by_role("button", name="この相談を受ける").click()
    nursery.page.locator("[data-not-saved]").wait_for()
    forget_mistakes(nursery)
    nursery.page.get_by_role("button", name="この相談を受ける").click()
    nursery.page.wait_for_url(re.compile("/received/$"))
    nursery.go("/cases/intakes/")
    assert nursery.text.count(mark) == 1


def test_the_button_rests_until_the_answer_is_its_own(people: People) -> None:
    nursery = people("hoiku")
    _hear(nursery, "同じ世帯をさがす返事が、保存の返事より先に来る。")
    saving: list[Route] = []

    def keep_waiting(route: Route) -> None:
        saving.append(route)

    nursery.page.route(re.compile("/cases/intakes/[0-9a-f-]{36}/$"), keep_waiting, times=1)
    button = nursery.page.get_by_role("button", name="この相談を受ける")
    with nursery.page.expect_response("**/matches/"):
        button.click()
    nursery.page.get_by_text("もう相談が来ていませんか").wait_for()
    nursery.page.wait_for_function("!document.querySelector('.htmx-request')")
    assert button.is_disabled()
    saving.pop().continue_()
    nursery.page.wait_for_url(re.compile("/received/$"))


def test_what_is_rewritten_without_a_line_waits_for_its_writer(people: People) -> None:
    nursery = people("hoiku")
    _hear(nursery, "とちゅうまで")
    nursery.page.context.set_offline(True)
    nursery.page.get_by_role("button", name="この相談を受ける").click()
    nursery.page.locator("[data-not-saved]").wait_for()
    nursery.write("situation", "とちゅうまで書いて、まだ")
    forget_mistakes(nursery)
    nursery.page.context.set_offline(False)
    notice = nursery.page.locator("[data-not-saved]").inner_text()
    assert notice.startswith("まだ保存されていません。書きおえたら、もう一度押してください。")
    nursery.page.reload()
    nursery.page.get_by_text("書きかけを戻しました").wait_for()
    assert nursery.field("situation").input_value() == "とちゅうまで書いて、まだ"


def test_asking_whether_a_household_is_known_ends_no_draft(people: People) -> None:
    nursery = people("hoiku")
    with nursery.page.expect_response("**/matches/"):
        _hear(nursery, "書きかけのまま、さがす返事が来る。")
        nursery.field("place").blur()
    nursery.page.wait_for_function("!document.querySelector('.htmx-request')")
    nursery.page.reload()
    nursery.page.get_by_text("書きかけを戻しました").wait_for()


def _hear(person: Person, words: str) -> None:
    person.go("/cases/intakes/new/")
    person.write("noticed_by", "となりの人")
    person.write("situation", words)
    person.write("place", "公園のあたり")


def forget_mistakes(person: Person) -> None:
    """A line that is gone is an error in the browser's console; that one is expected here."""
    assert all("net::ERR" in mistake for mistake in person.mistakes), person.mistakes
    person.mistakes.clear()


def test_which_button_was_pressed_goes_along_without_a_line_too(people: People) -> None:
    nursery = people("hoiku")
    _hear(nursery, f"{uuid4().hex[:8]}の家で、だれかが倒れている。")
    nursery.press("この相談を受ける")
    nursery.page.context.set_offline(True)
    nursery.page.get_by_role("button", name="急ぎとして送る").click()
    nursery.page.locator("[data-not-saved]").wait_for()
    forget_mistakes(nursery)
    nursery.page.context.set_offline(False)
    nursery.page.wait_for_url(re.compile("/received/$"))
    assert nursery.page.locator(".urgent-note[data-sign=life]").is_visible()
