"""Each paper holds what its row holds, reaches only who may read all of it, and leaves a trace."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.casework.scenes import Scene
from wagamachi.access.models import AuditEvent
from wagamachi.areas.models import MunicipalityProfile
from wagamachi.casework.enums import Level
from wagamachi.casework.models import Case, Handoff, Intake
from wagamachi.casework.services import accept_handoff, withdraw_consent
from wagamachi.exchange import queries
from wagamachi.support.models import DOMAINS

from .filled import a_meeting, a_plan, a_record, an_assessment, an_evaluation
from .reading import page_texts, pages, plain, text_of

pytestmark = pytest.mark.django_db


def taken(scene: Scene, name: str, *args: Any, who: str = "csw", **asked: str) -> HttpResponse:
    address = reverse(f"exchange:{name}", args=args)
    response: HttpResponse = scene.browser(who).get(address, asked)
    return response


def read(scene: Scene, name: str, *args: Any, who: str = "csw", **asked: str) -> str:
    response = taken(scene, name, *args, who=who, **asked)
    assert response.status_code == 200
    return text_of(response.content)


def ticked(text: str) -> list[str]:
    """Return what follows the ticks, up to the first letter of the next box."""
    return [part[:4] for part in text.split("✓")[1:]]


def missing(text: str, *wanted: str) -> list[str]:
    return [one for one in wanted if plain(one) not in text]


def test_the_intake_sheet_holds_what_was_heard(scene: Scene) -> None:
    intake = scene.intake(
        subject="山本　正", subject_kana="やまもと　ただし", phone="042-123-4567",
        urgency=["life"], route_id="KEIRO-06", method_id="SHUDAN-02", keeps_from_neighbours=True,
    )  # fmt: skip
    intake.themes.set(["KADAI_T-04"])
    text = read(scene, "intake", intake.pk)
    assert missing(
        text, "相談受付票", "様式1", "山本　正", "やまもと　ただし", "042-123-4567", "となりの人",
        intake.situation, intake.place, "関係機関・関係者からの紹介", "令和8年11月23日（月）10:00",
        "試験市社会福祉協議会　東チーム", "受けとめて、はじめの連絡をする", "説明を受け、同意します。",
    ) == []  # fmt: skip
    assert ticked(text) == ["命の危険", "近隣・担", "ごみ屋敷"]


def test_a_raised_worry_says_what_was_tried(scene: Scene) -> None:
    intake = scene.intake(ask="raise", tried="声をかけた", asked="訪ねてほしい")
    assert missing(read(scene, "intake", intake.pk), "声をかけた", "訪ねてほしい") == []


def test_the_assessment_sheet_holds_every_side_of_life(scene: Scene) -> None:
    row = an_assessment(scene, scene.case())
    said = [getattr(row, name) for name in DOMAINS]
    told = [row.complaint, row.words, row.wish, row.strengths, row.view, row.urgent]
    text = read(scene, "assessment", row.pk)
    assert missing(text, "アセスメントシート", "12階のBさん（本人）", *said, *told) == []


def test_the_assessment_sheet_says_who_lives_there_and_on_what(scene: Scene) -> None:
    case = scene.case()
    row = an_assessment(
        scene, case, insurance="national", pensions=["old_age", "survivor"],
        handbooks=["psychiatric"], handbook_note="2級", income=85000, income_note="年金とパート",
    )  # fmt: skip
    text = read(scene, "assessment", row.pk)
    assert missing(text, "続柄・関係", "本人", "2級", "85,000円", "年金とパート") == []
    assert [one[:4] for one in ticked(text)] == ["国民健康", "老齢年金", "遺族年金", "精神障害"]


def test_the_plan_has_a_row_for_each_goal_and_lines_to_sign(scene: Scene) -> None:
    plan = a_plan(scene, scene.case(), goals=5)
    text = read(scene, "plan", plan.pk)
    goals = [f"{n}つめの目標" for n in range(1, 6)]
    assert missing(
        text, "支援計画", "第1回", *goals, "週に一度、袋ひとつを出す", "東地域包括支援センター",
        plan.words, plan.vision, "R9.1.22", "氏名", "代筆者",
    ) == []  # fmt: skip
    assert ticked(text) == ["本人がい"]


def test_the_evaluation_sheet_shows_the_goals_of_the_plan_it_ends(scene: Scene) -> None:
    case = scene.case()
    evaluation = an_evaluation(scene, case)
    plan = a_plan(scene, case, goals=2)
    plan.goals.update(achievement=4, achieved_note="毎週出せた")
    text = read(scene, "evaluation", case.pk, evaluation.pk)
    assert ("毎週出せた" in text, "つめの目標" in text) == (False, False)
    type(plan).objects.filter(pk=plan.pk).update(
        state="ended", agreed_at=scene.at, ended_at=scene.at, outcome="finish",
        evaluation=evaluation,
    )  # fmt: skip
    text = read(scene, "evaluation", case.pk, evaluation.pk)
    assert missing(text, "2つめの目標", "毎週出せた", "ベランダが残っている", "第1回の計画") == []
    assert ticked(text) == ["おおむね", "住まいの", "安心感が", "計画によ", "こちらか"]


def test_an_evaluation_that_ends_a_case_says_why(scene: Scene) -> None:
    case = scene.closed()
    text = read(scene, "evaluation", case.pk, case.closing_evaluation_id)
    assert "課題がお" in ticked(text)


def test_an_evaluation_is_found_under_its_own_case_only(scene: Scene) -> None:
    evaluation = an_evaluation(scene, scene.case())
    assert taken(scene, "evaluation", scene.case().pk, evaluation.pk).status_code == 404


def test_the_course_holds_the_period_oldest_first_with_its_sums(scene: Scene) -> None:
    case = scene.case()
    for days_ago, minutes in ((3, 30), (2, 60), (40, 90)):
        a_record(scene, case, days_ago, content=f"{days_ago}日前のこと", minutes=minutes)
    text = read(scene, "course", case.pk, period="2026-11")
    assert missing(text, "3日前のこと", "2日前のこと", "2件・1時間30分", "令和8年11月") == []
    assert "40日前のこと" not in text
    assert text.index("3日前のこと") < text.index("2日前のこと")


def test_the_course_tells_of_everything_that_happened(scene: Scene) -> None:
    case = scene.claimed(scene.intake())
    scene.handoff(case, request="申請を手伝ってほしい")
    a_meeting(scene, case, outcome="包括が週1回たずねる")
    a_meeting(scene, case, purpose="まだ開いていない会議")
    an_evaluation(scene, case)
    text = read(scene, "course", case.pk)
    wanted = (
        "【相談】",
        "【つなぎ】",
        "【調整会議】",
        "包括が週1回たずねる",
        "【評価】",
        "申請を手伝ってほしい",
    )
    assert missing(text, *wanted) == []
    assert "まだ開いていない会議" not in text


def test_a_course_that_is_a_book_asks_for_a_shorter_period(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 1)
    case = scene.case()
    for days_ago in (1, 2):
        a_record(scene, case, days_ago)
    response = taken(scene, "course", case.pk)
    assert (response.status_code, "期間を短く" in response.content.decode()) == (422, True)
    assert AuditEvent.objects.filter(kind="exported").count() == 0


def test_the_course_costs_the_same_with_one_record_and_three(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    case = scene.case()
    a_record(scene, case)
    browser, address = scene.browser("csw"), reverse("exchange:course", args=[case.pk])
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for days_ago in (1, 2):
        a_record(scene, case, days_ago)
    with django_assert_num_queries(len(one)):
        browser.get(address)


def test_the_handoff_sheet_asks_shows_and_leaves_room_for_the_answer(scene: Scene) -> None:
    town = scene.cast.town
    town.shakyo.phone = "042-000-1234"
    town.shakyo.save()
    handoff = scene.handoff(scene.case())
    text = read(scene, "handoff", handoff.pk)
    assert missing(
        text, "つなぎ票", "東地域包括支援センター　窓口　御中", "申請を手伝ってほしい", "ひとり暮らしの方",
        "虐待の通告・通報", "命にかかわるため", "引き受けます", "一部引き受けます", "戻します",
        "定員・待機", "令和8年11月26日（木）まで", "電話（042-000-1234）",
    ) == []  # fmt: skip
    assert ticked(text) == []


def test_a_handoff_on_consent_names_the_person_it_covers(scene: Scene) -> None:
    case = scene.case(label="鈴木一郎")
    handoff = scene.handoff(case, consent=scene.consent(case))
    text = read(scene, "handoff", handoff.pk)
    assert missing(text, "ご本人の同意（令和8年11月23日・口頭）", "ご本人", "鈴木一郎") == []
    withdraw_consent(
        actor=scene.actor("csw"), at=scene.at, case=case, consent=case.handoffs.get().consent
    )
    assert "鈴木" not in read(scene, "handoff", handoff.pk)


def test_who_has_not_answered_prints_what_the_screen_shows_and_nobodys_name(scene: Scene) -> None:
    case = scene.case(label="鈴木一郎")
    handoff = scene.handoff(case, consent=scene.consent(case))
    early = read(scene, "handoff", handoff.pk, who="agency")
    assert ("鈴木" in early, case.number in early) == (False, False)
    accept_handoff(actor=scene.actor("agency"), at=scene.at, handoff=handoff)
    assert "鈴木一郎" in read(scene, "handoff", handoff.pk, who="agency")


def test_a_consent_that_leaves_the_name_out_names_nobody(scene: Scene) -> None:
    case = scene.case(label="鈴木一郎")
    consent = scene.consent(case)
    handoff = scene.handoff(case, consent=consent)
    consent.items.set(["DOI_KOMOKU-02"])
    assert "鈴木" not in read(scene, "handoff", handoff.pk)
    consent.items.set(["DOI_KOMOKU-01"])
    consent.recipients.set([scene.cast.town.hoiku])
    assert "鈴木" not in read(scene, "handoff", handoff.pk)


def test_the_law_covers_the_name_where_it_covers_more_than_the_standing(scene: Scene) -> None:
    case = scene.case(label="鈴木一郎")
    assert "鈴木一郎" in read(scene, "handoff", scene.handoff(case).pk)
    asked = scene.case(label="鈴木一郎")
    handoff = scene.handoff(asked, level=Level.STATUS)
    assert "鈴木" not in read(scene, "handoff", handoff.pk)


def test_the_consent_sheet_ticks_what_may_be_told_and_has_lines_to_sign(scene: Scene) -> None:
    case = scene.case(label="鈴木一郎")
    consent = scene.consent(case, item_ids=["DOI_KOMOKU-01", "DOI_KOMOKU-04"])
    text = read(scene, "consent", case.pk, consent.pk)
    assert missing(
        text, "同意書", "様式7", "鈴木一郎", "東地域包括支援センター", "口頭で確かめた", "説明した人", "代理・代筆",
        "支援がつづくあいだ", "いつでも、理由を言わずに取り消せます",
    ) == []  # fmt: skip
    assert [one[:2] for one in ticked(text)] == ["基本", "収入", "同意"]
    other = scene.case()
    assert taken(scene, "consent", other.pk, consent.pk).status_code == 404
    assert taken(scene, "consent", case.pk, consent.pk, who="other_csw").status_code == 404


def test_the_signature_of_the_intake_stands_beside_whom_it_is_about(scene: Scene) -> None:
    """However long the worry is, nobody signs a page on which nothing stands."""
    intake = scene.intake(subject="山本　正", situation="ようすが気になる。" * 400)
    body = taken(scene, "intake", intake.pk).content
    first, *rest = page_texts(body)
    assert rest
    assert missing(first, "山本　正", "説明を受け、同意します。", "代筆者") == []
    assert [one for one in rest if "代筆者" in one] == []


def test_a_request_without_a_case_has_a_paper_too(scene: Scene) -> None:
    """Backup is asked for in general as well (R011)."""
    town = scene.cast.town
    handoff = Handoff.objects.create(
        kind="backup", backup_kind_id="BACKUP-01", state="sent", level=Level.STATUS,
        from_team=town.east_team, from_user=scene.cast.csw, to_team=town.core_team,
        purpose="研修", request="事例の持ち方を教えてほしい", sent_at=scene.at, due_on=scene.today,
    )  # fmt: skip
    text = read(scene, "handoff", handoff.pk)
    assert (
        missing(text, "バックアップ依頼（", "事例の持ち方を教えてほしい", "よりどころは要りません")
        == []
    )
    assert AuditEvent.objects.get(kind="exported").target_kind == "handoff"


def test_an_answered_handoff_is_ticked(scene: Scene) -> None:
    handoff = scene.accepted(scene.case())
    assert ticked(read(scene, "handoff", handoff.pk)) == ["引き受け"]


def _intake(scene: Scene) -> tuple[str, list[Any], Intake]:
    row = scene.intake()
    return "intake", [row.pk], row


def _handoff(scene: Scene) -> tuple[str, list[Any], Case]:
    case = scene.case()
    return "handoff", [scene.handoff(case).pk], case


def _of_case(make: Callable[[Scene, Case], list[Any]], name: str) -> Any:
    def made(scene: Scene) -> tuple[str, list[Any], Case]:
        case = scene.case()
        return name, make(scene, case), case

    return made


PAPERS = {
    "相談受付票": _intake,
    "アセスメントシート": _of_case(lambda s, c: [an_assessment(s, c).pk], "assessment"),
    "支援計画": _of_case(lambda s, c: [a_plan(s, c).pk], "plan"),
    "支援経過": _of_case(lambda s, c: [c.pk], "course"),
    "評価シート": _of_case(lambda s, c: [c.pk, an_evaluation(s, c).pk], "evaluation"),
    "つなぎ票": _handoff,
    "同意書": _of_case(lambda s, c: [c.pk, s.consent(c).pk], "consent"),
}

OF_CASE = ["アセスメントシート", "支援計画", "支援経過", "評価シート", "同意書"]


@pytest.mark.parametrize("title", PAPERS)
def test_every_print_is_written_down(scene: Scene, title: str) -> None:
    name, args, row = PAPERS[title](scene)
    taken(scene, name, *args)
    event = AuditEvent.objects.get(kind="exported")
    assert (event.user_id, event.target_id) == (scene.cast.csw.pk, row.pk)
    assert event.data == {"what": "paper", "form": title}


def test_the_case_tells_who_took_which_of_its_papers(scene: Scene) -> None:
    case = scene.claimed(scene.intake())
    taken(scene, "intake", case.intakes.get().pk)
    taken(scene, "handoff", scene.handoff(case).pk)
    taken(scene, "course", case.pk)
    page = scene.browser("csw").get(reverse("casework:readers", args=[case.pk]))
    told = page.content.decode()
    assert [f"取り出した（{t}）" in told for t in ("相談受付票", "つなぎ票", "支援経過")] == [
        True
    ] * 3


@pytest.mark.parametrize("title", PAPERS)
def test_a_paper_is_a_pdf_kept_nowhere_under_a_name_that_tells_nothing(
    scene: Scene, title: str
) -> None:
    name, args, _ = PAPERS[title](scene)
    response = taken(scene, name, *args)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    disposition = response["Content-Disposition"]
    assert disposition.startswith("inline")
    assert ("20261123.pdf" in disposition, "%E3%81%95%E3%82%93" in disposition) == (True, False)


@pytest.mark.parametrize("title", PAPERS)
def test_every_paper_says_who_took_it_when_and_why(scene: Scene, title: str) -> None:
    MunicipalityProfile.objects.update(is_fictional=True)
    name, args, _ = PAPERS[title](scene)
    text = read(scene, name, *args)
    foot = "出力: 青葉　令和8年11月23日（月）10:00　よりどころ:"
    assert missing(text, title, foot, "試験市", "架空のデモデータ") == []


@pytest.mark.parametrize("title", OF_CASE)
def test_whoever_sees_the_outline_only_gets_no_paper(scene: Scene, title: str) -> None:
    """包括 takes part with あらまし, the lead of the organisation sees the outline: 404 for both."""
    name, args, case = PAPERS[title](scene)
    scene.accepted(case, level=Level.SUMMARY)
    assert [taken(scene, name, *args, who=who).status_code for who in ("agency", "core")] == [
        404
    ] * 2
    assert taken(scene, "case", case.pk, who="agency").status_code == 404
    assert AuditEvent.objects.filter(kind="exported").count() == 0


@pytest.mark.parametrize("title", OF_CASE)
def test_whoever_takes_part_in_full_gets_the_paper(scene: Scene, title: str) -> None:
    name, args, case = PAPERS[title](scene)
    scene.accepted(case, level=Level.FULL)
    assert "よりどころ:このケースに関与しているから" in read(scene, name, *args, who="agency")


def test_whoever_gave_it_back_can_no_longer_print_it(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    assert taken(scene, "handoff", handoff.pk, who="agency").status_code == 200
    Handoff.objects.filter(pk=handoff.pk).update(
        state="declined", decline_reason="HAZAMA-01", answered_at=scene.at
    )
    assert taken(scene, "handoff", handoff.pk, who="agency").status_code == 404
    assert taken(scene, "handoff", handoff.pk).status_code == 200


def test_one_sheet_is_enough_for_what_fits_on_one(scene: Scene) -> None:
    """The paper in use is one sheet; so is ours, filled in as people fill it in."""
    case = scene.case()
    evaluation = an_evaluation(scene, case)
    one_sheet = [
        taken(scene, "intake", scene.intake(situation="新聞がたまっている。" * 12).pk),
        taken(scene, "plan", a_plan(scene, case, goals=4).pk),
        taken(scene, "handoff", scene.handoff(case).pk),
        taken(scene, "evaluation", case.pk, evaluation.pk),
        taken(scene, "course", scene.case().pk),
        taken(scene, "consent", case.pk, scene.consent(case).pk),
    ]
    assert [pages(response.content) for response in one_sheet] == [1] * 6


@pytest.mark.parametrize("form", ["assessment", "plan", "evaluation", "consent"])
def test_a_form_can_be_taken_along_to_be_written_by_hand(scene: Scene, form: str) -> None:
    case = scene.case()
    text = read(scene, "blank", case.pk, form)
    named = [] if form == "consent" else [case.label]
    assert (missing(text, case.number, "ケース番号", *named), ticked(text)) == ([], [])
    assert case._meta.model.objects.filter(pk=case.pk, assessments=None, plans=None).exists()
    scene.accepted(case, level=Level.SUMMARY)
    assert taken(scene, "blank", case.pk, form, who="agency").status_code == 404


def test_an_empty_intake_sheet_names_nobody(scene: Scene) -> None:
    text = read(scene, "blank_intake", who="minsei")
    assert (missing(text, "相談受付票", "ふりがな", "受付番号"), ticked(text)) == ([], [])
    event = AuditEvent.objects.get(kind="exported")
    assert (event.target_id, event.data["form"]) == (None, "相談受付票")
    assert Intake.objects.count() == 0


def test_the_tab_offers_every_paper(scene: Scene) -> None:
    case = scene.claimed(scene.intake())
    an_assessment(scene, case)
    a_plan(scene, case)
    an_evaluation(scene, case)
    scene.handoff(case)
    response: Any = taken(scene, "case", case.pk)
    papers = response.context["papers"]
    assert [paper.title for paper in papers] == [
        "相談受付票", "アセスメントシート", "支援計画", "評価シート", "つなぎ票",
    ]  # fmt: skip
    browser = scene.browser("csw")
    assert [browser.get(paper.url).status_code for paper in papers] == [200] * 5


def test_the_tab_costs_the_same_with_one_and_three(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    case = scene.claimed(scene.intake())
    browser, address = scene.browser("csw"), reverse("exchange:case", args=[case.pk])
    an_assessment(scene, case)
    an_evaluation(scene, case)
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for _ in range(2):
        an_assessment(scene, case, assessed_on=date(2026, 11, 1))
        an_evaluation(scene, case)
    with django_assert_num_queries(len(one)):
        browser.get(address)
