"""Where a proposal went, what came back and what became of it wait for a second person, and can be mended."""

from typing import Any

from tests.publishing.acts import let_out, sent_back, waiting
from wagamachi.action.models import Correction, Proposal, Submission

from .stage import Stage


def page(stage: Stage, proposal: Proposal, who: str = "auditor") -> str:
    return stage.browser(who).get(f"/action/{proposal.pk}/").content.decode()


def mended(stage: Stage, row: Submission, status: int = 302, **said: Any) -> Any:
    usual = {
        "version": row.version, "receiver": row.receiver, "body": row.body,
        "submitted_on": "令和8年11月23日", "reason": "名前をまちがえた",
    }  # fmt: skip
    answer = stage.browser("colleague").post(f"/action/submissions/{row.pk}/", usual | said)
    assert answer.status_code == status
    return answer


def test_what_may_be_a_name_is_read_by_nobody_on_the_writers_word_alone(stage: Stage) -> None:
    """The tick asks a second person; until then the city reads what kind of body it was, and the verdict."""
    proposal = stage.submitted()
    typed = {
        "verdict": "adopted", "answered_on": "令和8年11月23日", "answer": "佐藤さんの件から始める",
        "is_sure": "on",
    }  # fmt: skip
    assert stage.browser("csw").post(f"/action/{proposal.pk}/answer/", typed).status_code == 302
    stage.outcome(Proposal.objects.get(), title="佐藤さん方式の通いの場", is_sure=True)
    outside = page(stage, proposal)
    assert ("佐藤" in outside, "政策化の協議の場" in outside) == (False, False)
    assert ("採用する" in outside, "協議の場・会議体" in outside, "計画の項目" in outside) == (
        True, True, True,
    )  # fmt: skip
    assert "佐藤さんの件から始める" in page(stage, proposal, "colleague")
    submission = proposal.submissions.get()
    review = stage.browser("colleague").get(f"/texts/{waiting('submission', submission.pk).pk}/")
    assert "<mark>佐藤さん</mark>" in review.content.decode()
    let_out(stage, "submission", submission.pk)
    assert ("佐藤さんの件" in page(stage, proposal), "佐藤さん方式" in page(stage, proposal)) == (
        True, False,
    )  # fmt: skip


def test_what_was_sent_back_is_mended_where_the_writer_is_led(stage: Stage) -> None:
    proposal = stage.submitted()
    row = proposal.submissions.get()
    sent_back(stage, "submission", row.pk)
    assert f'href="/action/submissions/{row.pk}/"' in stage.browser("csw").get("/").content.decode()
    assert "めずらしい仕事" not in page(stage, proposal)
    mended(stage, row, body="福祉課の会議")
    assert waiting("submission", row.pk).state == "waiting"
    let_out(stage, "submission", row.pk, "lead")
    assert "福祉課の会議" in page(stage, proposal)


def test_where_it_went_is_mended_with_a_reason_and_what_stood_there_is_kept(stage: Stage) -> None:
    proposal = stage.submitted()
    row = proposal.submissions.get()
    let_out(stage, "submission", row.pk)
    mended(stage, row, status=422, body="福祉課の会議", reason=" ")
    mended(stage, row, body="福祉課の会議", submitted_on="令和8年11月20日")
    assert Proposal.objects.get().waiting_since == stage.day(-3)
    kept = Correction.objects.get()
    assert ["会議や部署の名前", "政策化の協議の場"] in kept.before
    inside, outside = page(stage, proposal, "csw"), page(stage, proposal)
    assert ("名前をまちがえた" in inside, "政策化の協議の場" in inside) == (True, True)
    for words in ("名前をまちがえた", "政策化の協議の場", "福祉課の会議"):
        assert words not in outside
    mended(stage, row, status=409, body="べつの会議")  # of an older page
    assert Submission.objects.get().body == "福祉課の会議"


def test_what_was_handed_in_by_mistake_is_called_back(stage: Stage) -> None:
    proposal = stage.submitted()
    row = proposal.submissions.get()
    let_out(stage, "submission", row.pk)
    browser = stage.browser("colleague")
    assert "出したことを取り消す" in page(stage, proposal, "colleague")
    address, said = f"/action/{proposal.pk}/call-back/", {"reason": "べつの提案だった"}
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert browser.post(address, said).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.waiting_since) == ("draft", None)
    outside = page(stage, proposal)
    assert ("取り消した" in outside, "べつの提案だった" in outside, row.body in outside) == (
        True, False, False,
    )  # fmt: skip
    assert "べつの提案だった" in page(stage, proposal, "csw")
    stage.submit(proposal)


def test_an_outcome_is_mended_too(stage: Stage) -> None:
    proposal = stage.realised()
    made = proposal.outcomes.get()
    typed = {
        "version": made.version, "kind": made.kind, "title": "夜の居場所", "place": made.place,
        "from_on": "令和9年4月1日", "reason": "名前が変わった",
    }  # fmt: skip
    assert stage.browser("csw").post(f"/action/outcomes/{made.pk}/", typed).status_code == 302
    let_out(stage, "outcome", made.pk)
    assert "夜の居場所" in page(stage, proposal)
