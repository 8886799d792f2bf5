"""A save that is sent again is there once, and the sender is never left in doubt (I8)."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.test import Client

from wagamachi.access.models import AuditEvent
from wagamachi.casework.models import Case, Intake
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code
from wagamachi.records.models import ActivityRecord, RecordLink

from .scenes import Scene

pytestmark = pytest.mark.django_db

HEARD = {
    "noticed_by": "となりの人",
    "situation": "夜に大きな声がする。\nあかりも消えたまま。",
    "place": "東のほう",
    "themes": ["KADAI_T-01"],
}
DONE = {
    "occurred_at_on": "令和8年11月22日",
    "occurred_at_time": "14:00",
    "minutes": 30,
    "method": "SHUDAN-01",
    "function": "individual",
    "counterpart": "12階のBさん",
    "content": "玄関先で話した。",
    "result": "また来てよいと言われた。",
    "next_action": "木曜に訪問する",
    "next_action_on": "令和8年11月26日",
}


def put(browser: Client, address: str, said: dict[str, Any], as_form: bool = False) -> Any:
    if as_form:
        body, kind = urlencode(said, doseq=True), "application/x-www-form-urlencoded"
    else:
        body, kind = json.dumps(said), "application/json"
    return browser.put(address, body, content_type=kind)


def intake_at(pk: UUID) -> str:
    return f"/cases/intakes/{pk}/"


def record_at(case: Case, pk: UUID) -> str:
    return f"/cases/{case.pk}/records/{pk}/"


def done(case: Case, **said: Any) -> dict[str, Any]:
    return DONE | {"area": str(case.area_id), "team": str(case.holder_team_id)} | said


@pytest.mark.parametrize("as_form", [False, True])
def test_a_worry_sent_twice_is_there_once(scene: Scene, as_form: bool) -> None:
    browser, pk = scene.browser("csw"), uuid7()
    answers = [put(browser, intake_at(pk), HEARD, as_form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert answers[0].json() == answers[1].json() == answers[2].json()
    (intake,) = Intake.objects.all()
    assert (intake.pk, intake.noticed_by, intake.received_by) == (pk, "となりの人", scene.cast.csw)
    assert answers[0].json()["page"] == f"/cases/intakes/{pk}/received/"
    assert AuditEvent.objects.filter(kind="created", target_id=pk).count() == 1


def test_a_form_whose_answer_got_lost_may_be_sent_again_either_way(scene: Scene) -> None:
    """Browsers end the lines of a form in CR LF, and those of what a script sends in LF."""
    browser, pk = scene.browser("csw"), uuid7()
    first = HEARD | {"token": str(pk), "situation": HEARD["situation"].replace("\n", "\r\n")}  # type: ignore[attr-defined]
    assert browser.post("/cases/intakes/new/", first).status_code == 302
    assert put(browser, intake_at(pk), HEARD).status_code == 200
    assert browser.post("/cases/intakes/new/", first).status_code == 302
    assert Intake.objects.count() == 1


def test_other_words_under_the_same_id_are_shown_beside_what_is_kept(scene: Scene) -> None:
    browser, pk = scene.browser("csw"), uuid7()
    put(browser, intake_at(pk), HEARD)
    answer = put(
        browser, intake_at(pk), HEARD | {"place": "西のほう", "themes": [], "urgency": ["life"]}
    )
    assert answer.status_code == 409
    assert answer.json()["differences"] == [
        {"item": "どこのこと", "kept": "東のほう", "came": "西のほう"},
        {"item": "急ぎのしるし", "kept": "（なし）", "came": "命の危険がある"},
        {"item": "課題", "kept": str(Code.objects.get(pk="KADAI_T-01")), "came": "（なし）"},
    ]
    assert Intake.objects.get().place == "東のほう"


def test_the_page_too_says_that_other_words_are_not_saved_yet(scene: Scene) -> None:
    browser, pk = scene.browser("csw"), uuid7()
    put(browser, intake_at(pk), HEARD)
    answer = browser.post("/cases/intakes/new/", HEARD | {"token": str(pk), "place": "西のほう"})
    assert answer.status_code == 409
    assert "こちらはまだ保存していません" in answer.content.decode()


def test_what_is_missing_is_said_field_by_field(scene: Scene) -> None:
    answer = put(scene.browser("csw"), intake_at(uuid7()), {"noticed_by": "となりの人"})
    assert answer.status_code == 422
    assert sorted(answer.json()["errors"]) == ["place", "situation"]
    assert Intake.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{", "application/json"),
        ("[1]", "application/json"),
        ('{"place": {"a": 1}}', "application/json"),
        (b"\xff", "application/json"),
        ("x", "text/plain"),
    ],
)
def test_what_cannot_be_read_is_not_guessed(scene: Scene, body: Any, kind: str) -> None:
    answer = scene.browser("csw").put(intake_at(uuid7()), body, content_type=kind)
    assert (answer.status_code, Intake.objects.count()) == (400, 0)


def test_the_id_of_somebody_elses_worry_tells_nothing(scene: Scene) -> None:
    intake = scene.intake()
    answer = put(scene.browser("other_csw"), intake_at(intake.pk), HEARD)
    assert (answer.status_code, intake.situation in answer.content.decode()) == (404, False)
    denied = AuditEvent.objects.filter(kind="denied", target_id=intake.pk)
    assert [event.user for event in denied] == [scene.cast.other_csw]


def test_who_takes_no_worries_has_no_such_door(scene: Scene) -> None:
    assert put(scene.browser("auditor"), intake_at(uuid7()), HEARD).status_code == 404
    assert put(Client(), intake_at(uuid7()), HEARD)["Location"].startswith("/account/login/")


def test_a_page_of_another_site_cannot_save(scene: Scene) -> None:
    browser = scene.browser("csw")
    browser.handler.enforce_csrf_checks = True
    assert put(browser, intake_at(uuid7()), HEARD).status_code == 403
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.put(
        intake_at(uuid7()), json.dumps(HEARD), content_type="application/json",
        headers={"X-CSRFToken": "a" * 32},
    )  # fmt: skip
    assert answer.status_code == 201


@pytest.mark.parametrize("as_form", [False, True])
def test_a_record_sent_twice_is_there_once(scene: Scene, as_form: bool) -> None:
    case, browser, pk = scene.case(), scene.browser("csw"), uuid7()
    answers = [put(browser, record_at(case, pk), done(case), as_form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert [link.record_id for link in RecordLink.objects.filter(target_id=case.pk)] == [pk]
    case.refresh_from_db()
    assert case.next_action == "木曜に訪問する"


def test_a_record_sent_again_after_the_case_was_closed_is_still_the_one_kept(scene: Scene) -> None:
    case, browser, pk = scene.case(), scene.browser("csw"), uuid7()
    put(browser, record_at(case, pk), done(case))
    case.refresh_from_db()
    scene.closed(case)
    assert put(browser, record_at(case, pk), done(case)).status_code == 200
    assert put(browser, record_at(case, uuid7()), done(case)).status_code == 422


def test_a_record_with_other_words_is_not_saved_over(scene: Scene) -> None:
    case, browser, pk = scene.case(), scene.browser("csw"), uuid7()
    put(browser, record_at(case, pk), done(case))
    answer = put(browser, record_at(case, pk), done(case, minutes=45, content="電話だけ。"))
    assert answer.status_code == 409
    assert answer.json()["differences"] == [
        {"item": "所要時間（分）", "kept": "30", "came": "45"},
        {"item": "内容", "kept": "玄関先で話した。", "came": "電話だけ。"},
    ]
    assert ActivityRecord.objects.get().minutes == 30


def test_the_id_of_a_record_elsewhere_tells_nothing(scene: Scene) -> None:
    case, other, pk = scene.case(), scene.case(), uuid7()
    put(scene.browser("csw"), record_at(case, pk), done(case))
    statuses = [
        put(scene.browser("csw"), record_at(other, pk), done(other)).status_code,
        put(scene.browser("colleague"), record_at(case, pk), done(case)).status_code,
        put(scene.browser("other_csw"), record_at(case, pk), done(case)).status_code,
    ]
    assert statuses == [404, 404, 404]


def test_a_record_is_refused_as_on_its_page(scene: Scene) -> None:
    case = scene.case()
    answer = put(scene.browser("csw"), record_at(case, uuid7()), done(case, content=""))
    assert (answer.status_code, answer.json()["errors"]) == (
        422, {"content": ["「内容」を入れてください。"]},
    )  # fmt: skip
    assert scene.browser("csw").post(record_at(case, uuid7())).status_code == 405


def test_the_page_that_sent_it_says_that_it_is_recorded(scene: Scene) -> None:
    case, browser = scene.case(), scene.browser("csw")
    answer = browser.put(
        record_at(case, uuid7()), json.dumps(done(case)), content_type="application/json",
        headers={"X-From-Page": "1"},
    )  # fmt: skip
    assert answer.status_code == 201
    assert "記録しました。" in browser.get(f"/cases/{case.pk}/").content.decode()


def test_an_hour_stays_the_same_hour(scene: Scene, at: datetime) -> None:
    """The day and time are two boxes; sent again they must make the same instant."""
    case, browser, pk = scene.case(), scene.browser("csw"), uuid7()
    put(browser, record_at(case, pk), done(case))
    assert ActivityRecord.objects.get().occurred_at.isoformat() == "2026-11-22T05:00:00+00:00"
