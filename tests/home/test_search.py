"""さがす: across everything one may see, by words that never stand in an address."""

import pytest

from tests.casework.scenes import Scene
from wagamachi.casework.services import add_member, describe_case
from wagamachi.core import search
from wagamachi.core.refs import ref_of
from wagamachi.home.finding import find
from wagamachi.people.services import PersonDraft


def found(scene: Scene, who: str, words: str) -> dict[str, list[str]]:
    return {g.label: [r.title for r in g.results] for g in find(scene.actor(who), words)}


def test_a_case_is_found_by_name_reading_number_place_and_what_was_heard(scene: Scene) -> None:
    case = scene.claimed(
        scene.intake(
            subject="髙橋 花子", subject_kana="たかはし はなこ", place="港町1-2-3",
            situation="ゴミ屋敷になっている",
        )
    )  # fmt: skip
    title = f"{case.label}（{case.number}）"
    for words in ("高橋", "髙橋花子", "タカハシ", case.number, "港町", "ごみ屋敷"):
        assert found(scene, "csw", words).get("ケース") == [title], words


def test_somebody_who_joins_the_household_is_found_and_so_is_a_new_name(scene: Scene) -> None:
    case, csw = scene.case(label="12階のBさん"), scene.actor("csw")
    add_member(
        actor=csw, at=scene.at, case=case, relation="妹", draft=PersonDraft(name="山本 桃子")
    )
    describe_case(actor=csw, at=scene.at, case=case, version=case.version, label="山本さんの家")
    for words in ("山本桃子", "山本さんの家"):
        assert found(scene, "csw", words) == {"ケース": [f"山本さんの家（{case.number}）"]}


def test_a_waiting_intake_is_found_by_its_holders_and_its_receiver(scene: Scene) -> None:
    scene.intake(situation="郵便がたまっている")
    who = [name for name, _ in scene.cast.everybody() if found(scene, name, "郵便")]
    assert who == ["csw", "colleague", "nursery", "lead"]


def test_a_closed_case_is_still_found_by_those_who_held_it(scene: Scene) -> None:
    closed = scene.closed(scene.case(label="山本さんの家"))
    assert found(scene, "csw", "山本") == {"ケース": [f"山本さんの家（{closed.number}）"]}


@pytest.mark.parametrize("who", ["core", "manager", "lead"])
def test_leads_find_the_cases_of_their_organisation(scene: Scene, who: str) -> None:
    case = scene.case(label="山本さんの家")
    assert found(scene, who, "山本") == {"ケース": [f"山本さんの家（{case.number}）"]}


def test_who_reads_the_outline_learns_by_searching_no_more_than_it_says(scene: Scene) -> None:
    case = scene.claimed(
        scene.intake(subject="山本さんの家", place="港町1-2-3", situation="こわい音")
    )
    add_member(
        actor=scene.actor("csw"), at=scene.at, case=case, relation="妹", draft=PersonDraft(name="青木 桃子")
    )  # fmt: skip
    title = {"ケース": [f"山本さんの家（{case.number}）"]}
    for words in ("青木桃子", "港町", "こわい音"):
        assert found(scene, "csw", words).get("ケース") == title["ケース"], words
        assert found(scene, "core", words) == {}, words
    for words in ("山本", case.number, "山本 家"):
        assert found(scene, "core", words) == title


def test_organisations_and_resources_are_found_too(scene: Scene) -> None:
    houkatsu, resource = scene.cast.town.houkatsu, scene.resource(name="東ふれあいサロン")
    for row, words in ((houkatsu, houkatsu.name), (resource, resource.name)):
        search.put(ref_of(row), texts=[], titles=[words], narrow=["all"], at=scene.at)
    assert found(scene, "minsei", "東") == {
        "機関": ["東地域包括支援センター"],
        "社会資源": ["東ふれあいサロン"],
    }
    assert found(scene, "resident", "東") == {"機関": ["東地域包括支援センター"]}
    assert found(scene, "stranger", "東") == {}


def test_words_in_the_address_are_not_read(scene: Scene) -> None:
    case = scene.case(label="山本さんの家")
    browser = scene.browser("csw")
    assert case.number not in browser.get("/search/?q=山本").content.decode()
    answer = browser.post("/search/", {"q": "山本"})
    assert (case.number in answer.content.decode(), answer.request["QUERY_STRING"]) == (True, "")


@pytest.mark.parametrize("words", ["", "   ", '"', "*", "AND", "(", "%", "あ" * 200, "\x00"])
def test_odd_words_find_nothing_and_break_nothing(scene: Scene, words: str) -> None:
    scene.case(label="山本さんの家")
    answer = scene.browser("csw").post("/search/", {"q": words})
    assert (answer.status_code, "山本さんの家" in answer.content.decode()) == (200, False)


@pytest.mark.parametrize("spelling", ["{0}-{1}", "{0}{1}", "{0}－{1}"])
def test_a_worry_is_found_by_the_number_told_on_the_telephone(scene: Scene, spelling: str) -> None:
    intake = scene.received()
    said = spelling.format(intake.pk.hex[-8:-4], intake.pk.hex[-4:])
    found = {
        who: f"/cases/intakes/{intake.pk}/"
        in scene.browser(who).post("/search/", {"q": said}).content.decode()
        for who in ("nursery", "csw", "core", "minsei")
    }
    assert found["nursery"]
    assert not found["minsei"]
