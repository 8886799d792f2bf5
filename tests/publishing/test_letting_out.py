"""A sentence leaves its case once a second person let it out, and not a moment before (R023)."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.casework.scenes import Scene
from tests.support.stage import THEME, Stage
from wagamachi.access.models import AuditEvent
from wagamachi.casework.models import Case
from wagamachi.core.errors import Conflict, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.people.models import Person
from wagamachi.publishing.checking import Telling
from wagamachi.publishing.models import Release
from wagamachi.publishing.services import decide
from wagamachi.support.models import Gap
from wagamachi.support.queries.gaps import entries, public_notes

from .acts import let_out, sent_back, waiting

SENTENCE = "離職から2年を過ぎると使えない"
CHECK = "外に出す文を確かめる"


def register(stage: Scene, who: str = "manager") -> str:
    return stage.browser(who).get("/support/gaps/").content.decode()


def home(stage: Scene, who: str) -> str:
    return stage.browser(who).get("/").content.decode()


def typed(**said: str) -> dict[str, str]:
    return {
        "token": str(uuid7()), "scheme": "住居確保給付金", "reason": "HAZAMA-01", "theme": THEME,
        "found_on": "令和8年11月23日", "note": "", "public_note": SENTENCE,
    } | said  # fmt: skip


def test_a_sentence_waits_for_a_second_person(stage: Stage) -> None:
    gap = stage.gap(stage.case())
    assert (SENTENCE in register(stage), len(entries(2026))) == (False, 1)
    assert [CHECK in home(stage, who) for who in ("csw", "colleague", "lead", "other_csw")] == [
        False, True, True, False,
    ]  # fmt: skip
    release = let_out(stage, "gap", gap.pk)
    assert SENTENCE in register(stage)
    page = stage.browser("colleague").get(f"/support/gaps/{gap.pk}/").content.decode()
    assert ("外に出してよい" in page, f"/texts/{release.pk}/" in page) == (True, True)
    moved = AuditEvent.objects.get(kind="moved", target_kind="release")
    assert (moved.user, moved.target_id) == (stage.cast.colleague, release.pk)


def test_who_wrote_it_cannot_let_it_out(stage: Stage) -> None:
    gap = stage.gap(stage.case())
    with pytest.raises(NotAllowed):
        let_out(stage, "gap", gap.pk, who="csw")
    address = f"/texts/{waiting('gap', gap.pk).pk}/"
    assert [stage.browser(who).get(address).status_code for who in ("csw", "colleague")] == [
        404,
        200,
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.update(state="let_out", decided_by=stage.cast.csw, decided_at=stage.at)


def test_who_wrote_any_word_of_it_is_no_second_person(stage: Stage) -> None:
    """A colleague changes a comma: the first writer still may not let their own words out."""
    gap = stage.gap(stage.case())
    changed = typed(version="1", public_note=f"{SENTENCE}。")
    address = f"/support/gaps/{gap.pk}/change/"
    assert stage.browser("colleague").post(address, changed).status_code == 302
    for who in ("csw", "colleague"):
        with pytest.raises(NotAllowed):
            let_out(stage, "gap", gap.pk, who=who)
    let_out(stage, "gap", gap.pk, who="lead")
    again = typed(version="2", public_note=SENTENCE)
    assert stage.browser("colleague").post(address, again).status_code == 302
    let_out(stage, "gap", gap.pk, who="csw")


def test_it_comes_back_with_a_reason_and_waits_again_once_changed(stage: Stage) -> None:
    gap = stage.gap(stage.case())
    page = stage.browser("colleague").post(
        f"/texts/{waiting('gap', gap.pk).pk}/", {"action": "send_back", "reason": ""}
    )
    assert page.status_code == 422
    sent_back(stage, "gap", gap.pk)
    assert ("めずらしい仕事" in home(stage, "csw"), SENTENCE in register(stage)) == (True, False)
    answer = stage.browser("csw").post(
        f"/support/gaps/{gap.pk}/change/", typed(version="1", public_note="手帳がないと使えない")
    )
    assert answer.status_code == 302
    assert waiting("gap", gap.pk).state == "waiting"
    let_out(stage, "gap", gap.pk)
    assert "手帳がないと使えない" in register(stage)


def test_a_changed_sentence_is_taken_off_at_once(stage: Stage) -> None:
    gap = stage.gap(stage.case())
    before = let_out(stage, "gap", gap.pk)
    stage.browser("csw").post(
        f"/support/gaps/{gap.pk}/change/", typed(version="1", public_note="言い方を変えた文")
    )
    assert [text in register(stage) for text in (SENTENCE, "言い方を変えた文")] == [False, False]
    before.refresh_from_db()
    assert (before.state, before.ended_at) == ("let_out", stage.at)


def test_a_decision_about_an_older_text_is_refused(stage: Stage) -> None:
    """Who looked at the sentence before it was changed has not looked at this one."""
    gap = stage.gap(stage.case())
    old = waiting("gap", gap.pk)
    stage.browser("csw").post(
        f"/support/gaps/{gap.pk}/change/", typed(version="1", public_note="言い方を変えた文")
    )
    with pytest.raises((NotAllowed, Conflict)):
        decide(actor=stage.actor("colleague"), at=stage.at, release=old, action="let_out")
    assert "言い方を変えた文" not in register(stage)


def test_what_was_let_out_can_be_taken_back(stage: Stage) -> None:
    gap = stage.gap(stage.case())
    release = let_out(stage, "gap", gap.pk)
    browser = stage.browser("lead")
    assert (
        browser.post(f"/texts/{release.pk}/", {"reason": "だれかわかると言われた"}).status_code
        == 302
    )
    assert SENTENCE not in register(stage)


def test_the_sentence_of_a_restricted_case_is_shown_to_nobody(stage: Stage) -> None:
    case = stage.case()
    gap = stage.gap(case)
    Case.objects.filter(pk=case.pk).update(restriction="dv")
    address = f"/texts/{waiting('gap', gap.pk).pk}/"
    assert stage.browser("colleague").get(address).status_code == 404
    assert CHECK not in home(stage, "colleague")


def test_where_nobody_else_is_the_fallback_team_looks(stage: Stage) -> None:
    """A point with one person cannot have a second: the team that takes what belongs to nobody does."""
    town = stage.cast.town
    case = stage.case(team=town.houkatsu_team, holder=stage.cast.agency)
    gap = stage.gap(case, who="agency")
    assert waiting("gap", gap.pk).team == town.core_team
    let_out(stage, "gap", gap.pk, who="core")
    assert public_notes(2026).count() == 1


@pytest.fixture
def known(stage: Stage) -> Case:
    """A case of 山本正, eighty-two, of 暁町3-5-1."""
    case = stage.case(label="山本　正", place="暁町3-5-1 コーポ暁202")
    Person.objects.filter(memberships__case=case).update(
        name="山本　正", kana="やまもと　ただし", birth_on=date(1944, 3, 5), phone="042-624-0000",
        address="暁町3-5-1 コーポ暁202",
    )  # fmt: skip
    return case


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("山本さんは暁町三丁目5番1号に住む82歳で、年齢の要件に合わない", "暁町三丁目5番1号"),
        ("ヤマモト氏の世帯は対象外とされた", "ヤマモト氏"),
        ("やまもとただしが使えるしくみがない", "やまもとただし"),
        ("Tadashi Yamamotoには使えない", "Yamamoto"),
        ("八十二歳では新しく借りられない", "八十二歳"),
        ("昭和19年3月5日生まれは対象外", "昭和19年3月5日生"),
        ("０４２（６２４）００００にかけても断られる", "０４２（６２４）００００"),
        ("コーポ暁には手すりがつけられない", "コーポ暁"),
    ],
)
def test_what_names_somebody_is_not_saved_and_shown_where_it_stands(
    stage: Stage, known: Case, sentence: str, said: str
) -> None:
    form = typed(public_note=sentence, is_sure="on")
    answer: Any = stage.browser("csw").post(f"/support/cases/{known.pk}/gaps/new/", form)
    page = answer.content.decode()
    assert (answer.status_code, Gap.objects.count()) == (422, 0)
    assert f"<mark>{said}</mark>" in page
    assert "書きなおしてください" in page


def test_the_scheme_that_goes_along_is_looked_through_too(stage: Stage, known: Case) -> None:
    form = typed(scheme="山本さん宅への訪問介護")
    answer: Any = stage.browser("csw").post(f"/support/cases/{known.pk}/gaps/new/", form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["scheme"])


def test_a_name_that_is_no_longer_used_still_names_somebody(stage: Stage, known: Case) -> None:
    Person.objects.filter(memberships__case=known).update(aliases=["赤い屋根のおばさん"])
    with pytest.raises(Telling):
        stage.gap(known, public_note="赤い屋根のおばさんには使えない", is_sure=True)


def test_what_may_be_a_name_is_asked_about_once(stage: Stage, known: Case) -> None:
    browser, address = stage.browser("csw"), f"/support/cases/{known.pk}/gaps/new/"
    form = typed(public_note="佐藤さんのような人が使える制度がない")
    page = browser.post(address, form)
    assert (page.status_code, "確かめました" in page.content.decode()) == (422, True)
    assert browser.post(address, form | {"is_sure": "on"}).status_code == 302
    review = stage.browser("colleague").get(f"/texts/{Release.objects.get().pk}/").content.decode()
    assert ("<mark>佐藤さん</mark>" in review, "1か所を「だれのことかわかる" in review) == (
        True,
        True,
    )


def test_the_second_look_knows_what_the_case_learned_since(stage: Stage) -> None:
    case = stage.case()
    gap = stage.gap(case, public_note="夜の波止場で働く人が使える制度がない", is_sure=True)
    address = f"/texts/{waiting('gap', gap.pk).pk}/"
    assert "書いたときには、気になる言葉は見つかりませんでした" in (
        before := stage.browser("colleague").get(address).content.decode()
    )
    Person.objects.filter(memberships__case=case).update(aliases=["夜の波止場"])
    after = stage.browser("colleague").get(address).content.decode()
    assert ["<mark>夜の波止場</mark>" in page for page in (before, after)] == [False, True]


def test_nobody_lets_out_what_became_certain_since(stage: Stage) -> None:
    """The places are named, nothing leaves, and the way back to the writer is there."""
    case = stage.case()
    gap = stage.gap(case, public_note="夜の波止場で働く人が使える制度がない", is_sure=True)
    address, browser = f"/texts/{waiting('gap', gap.pk).pk}/", stage.browser("colleague")
    Person.objects.filter(memberships__case=case).update(aliases=["夜の波止場"])
    offered = browser.get(address).content.decode()
    assert ('value="let_out"' in offered, "このままでは外に出せません" in offered) == (False, True)
    answer: Any = browser.post(address, {"action": "let_out", "reason": ""})
    (told,) = answer.context["form"].errors["action"]
    assert (answer.status_code, "台帳にのせる一文" in told, "「夜の波止場」" in told) == (
        422,
        True,
        True,
    )
    assert (waiting("gap", gap.pk).state, public_notes(2026).count()) == ("waiting", 0)
    said = {"action": "send_back", "reason": "ほかの言い方にしてください。"}
    assert browser.post(address, said).status_code == 302
    assert "直しに戻された文" in home(stage, "csw")


def test_no_way_round_the_form(stage: Stage, known: Case) -> None:
    with pytest.raises(Telling):
        stage.gap(known, public_note="山本さんには使えない", is_sure=True)
