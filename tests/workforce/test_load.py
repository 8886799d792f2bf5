"""負担のようす and 軽減の判断: numbers as counted by hand, and what is judged removable."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from tests.factories import make_organization, make_team
from wagamachi.access.models import AuditEvent
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code
from wagamachi.notices.models import Notice
from wagamachi.workforce.models import CommissionerTask, ReliefDecision
from wagamachi.workforce.queries.load import FIGURES, Load, Span, load_table, loads, own_table
from wagamachi.workforce.queries.load import team_table as by_team
from wagamachi.workforce.queries.relief import decisions, removable, told
from wagamachi.workforce.services import offer_task, recall_task, stop_task, take_task

from .stage import Stage

AUTUMN = Span(date(2026, 9, 1), date(2026, 12, 1))


def figures(line: Load) -> dict[str, int]:
    """Return the figures that are not nothing."""
    return {name: n for (name, _), n in zip(FIGURES, line.cells(), strict=True) if n}


def of(stage: Stage, name: str = "柳") -> dict[str, int]:
    (line,) = (line for line in loads(AUTUMN).lines if line.name == name)
    return figures(line)


def test_hours_visits_and_meetings_come_from_the_records(stage: Stage) -> None:
    minsei, other = stage.cast.minsei, stage.commissioner("柊")
    Code.objects.create(code="SHUDAN-L1", code_list_id="SHUDAN", label="玄関先", is_local=True)
    Code.objects.get(pk="SHUDAN-L1").maps_to.add(Code.objects.get(pk="SHUDAN-03"))
    for minutes, method in (
        (30, "SHUDAN-03"), (45, "SHUDAN-16"), (60, "SHUDAN-04"), (15, "SHUDAN-L1"),
        (120, "SHUDAN-13"), (90, "SHUDAN-10"), (15, "SHUDAN-02"),
    ):  # fmt: skip
        stage.did(minsei, minutes, method)
    stage.did(minsei, 600, occurred_at=stage.at.replace(month=8, day=31))
    together = stage.did(other, 30, "SHUDAN-11")
    together.staff.add(minsei)
    wrong = stage.did(minsei, 480)
    wrong.corrected_by = stage.did(minsei, 60)
    wrong.save()
    assert of(stage) == {"minutes": 465, "visits": 5, "meetings": 3}
    assert of(stage, "柊") == {"minutes": 30, "meetings": 1}


def test_tasks_count_where_they_lie(stage: Stage) -> None:
    other = stage.commissioner("柊")
    stage.task(minutes_per_month=10, bearer="public")
    stage.offered(minutes_per_month=20, asker="school")
    stage.given_back()
    stage.taken(minutes_per_month=300)
    stage.finished()
    stage.stopped()
    stage.task(minutes_per_month=5, asked_on=date(2026, 8, 31), asker="police_fire")
    helped = stage.task(minutes_per_month=40, asker="resident", kind="survey")
    offer_task(actor=stage.actor("minsei"), at=stage.at, task=helped, user=other)
    take_task(actor=stage.cast.actor(other, stage.today), at=stage.at, task=helped)
    stage.decided(verdict="lessen", kind="delivery")
    assert of(stage) == {
        "held_count": 4,  # mine, offered, given back, the one of August
        "held_minutes": 10 + 20 + 90 + 5,
        "public_count": 1,
        "handed_on": 2,
        "government_count": 5,  # the finished and the stopped one were asked too
        "government_minutes": 10 + 90 + 300 + 90 + 90,
        "others_count": 2,
        "others_minutes": 20 + 40,
        "removable_minutes": 10 + 20 + 90 + 5,
    }
    assert of(stage, "柊") == {"held_count": 1, "held_minutes": 40}


def test_a_decision_about_one_task_goes_before_its_kind(stage: Stage) -> None:
    kept = stage.task(minutes_per_month=10)
    stage.task(minutes_per_month=20)
    stage.decided(kind="delivery", verdict="stop")
    stage.decided(task=kept, verdict="keep")
    assert of(stage)["removable_minutes"] == 20
    stage.decided(kind="delivery", verdict="keep")
    assert "removable_minutes" not in of(stage)


def test_each_is_compared_with_the_median_of_their_group(stage: Stage) -> None:
    west = make_team(make_organization("西地区民児協", "TSUNAGISAKI-39"), "西地区")
    for name, minutes, team in (("柊", 120, None), ("楓", 300, None), ("榎", 60, west)):
        stage.did(stage.commissioner(name, team), minutes)
    stage.did(stage.cast.minsei, 60)
    table = load_table(loads(AUTUMN))
    east = {row.label: row.cells for row in table.rows[:5]}
    assert list(east)[:2] == ["東地区民児協 東地区（3人）", "班の中央値"]
    hours = {label: (cells[0], cells[-1]) for label, cells in east.items()}
    assert hours == {
        "東地区民児協 東地区（3人）": (8.0, None), "班の中央値": (2.0, None),
        "柳": (1.0, 0.5), "柊": (2.0, 1.0), "楓": (5.0, 2.5),
    }  # fmt: skip
    teams = {
        row.label: (row.cells[0], row.cells[1], *row.cells[-2:])
        for row in by_team(loads(AUTUMN)).rows
    }
    assert teams == {
        "東地区民児協 東地区": (3, 8.0, 2.0, 5.0), "西地区民児協 西地区": (1, 1.0, 1.0, 1.0)
    }  # fmt: skip


def test_a_commissioner_sees_their_own_line_only(stage: Stage) -> None:
    for name in ("柊", "楓", "榎"):
        stage.commissioner(name)
    labels = [row.label for row in own_table(loads(AUTUMN), stage.cast.minsei.pk).rows]
    assert labels == ["柳"]  # the median of four would say too much
    stage.commissioner("桂")
    labels = [row.label for row in own_table(loads(AUTUMN), stage.cast.minsei.pk).rows]
    assert labels == ["柳", "班の中央値"]


def test_only_those_in_office_in_the_span_count(stage: Stage) -> None:
    post = stage.post()
    post.ends_on = date(2026, 9, 1)
    post.save()
    assert loads(AUTUMN).lines == []
    assert [line.name for line in loads(Span(date(2026, 8, 1), date(2026, 9, 1))).lines] == ["柳"]


def test_the_load_costs_the_same_for_one_and_for_three(stage: Stage) -> None:
    counts = []
    for name in ("", "柊", "楓"):
        if name:
            stage.did(stage.commissioner(name), 30)
        stage.did(stage.cast.minsei, 30)
        stage.task()
        stage.decided()
        loads(AUTUMN)
        with CaptureQueriesContext(connection) as queries:
            loads(AUTUMN)
        counts.append(len(queries))
    assert counts == [4, 4, 4]


def test_a_decision_remembers_what_lay_with_them(stage: Stage) -> None:
    first, second = stage.task(minutes_per_month=60), stage.task(minutes_per_month=30)
    stage.taken()
    decision = stage.decided(verdict="move")
    assert (decision.count_before, decision.minutes_before) == (2, 90)
    stop_task(actor=stage.actor("minsei"), at=stage.at, task=first, reason="決まったので")
    (one,) = told([decision])
    assert (one.count_now, one.minutes_now, one.minutes_off) == (1, 30, 60)
    about = stage.decided(task=second)
    assert (about.count_before, about.minutes_before, about.about) == (1, 30, "敬老のお祝いを配る")


def test_the_latest_decision_counts(stage: Stage) -> None:
    task = stage.task()
    stage.decided(verdict="stop", decided_on=stage.day(-20), from_on=stage.day(-10))
    stage.decided(task=task, verdict="move")
    assert {one.decision.verdict for one in removable(stage.actor("core"))} == {"stop", "move"}
    stage.decided(verdict="keep")
    assert [one.decision.verdict for one in removable(stage.actor("core"))] == ["move"]


@pytest.mark.parametrize(
    ("said", "field"),
    [({"kind": ""}, "kind"), ({"reason": " "}, "reason"), ({"body": ""}, "body"),
     ({"decided_on": date(2026, 11, 24), "from_on": date(2026, 12, 1)}, "decided_on"),
     ({"from_on": date(2026, 11, 22)}, "from_on")],
)  # fmt: skip
def test_decisions_that_cannot_be(stage: Stage, said: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        stage.decided(**said)
    assert (refused.value.field, ReliefDecision.objects.count()) == (field, 0)


@pytest.mark.parametrize("who", ["minsei", "csw", "agency", "auditor", "resident"])
def test_only_the_office_decides(stage: Stage, who: str) -> None:
    with pytest.raises(NotAllowed):
        stage.decided(who)


def test_those_concerned_hear_of_a_decision(stage: Stage) -> None:
    other = stage.commissioner("柊")
    stage.task()
    stage.task("core", post=stage.post(other), kind="paper")
    stage.decided()
    rows = Notice.objects.filter(kind="relief_decided")
    assert list(rows.values_list("user__username", flat=True)) == ["minsei"]
    taken = stage.taken(kind="event")
    rows.delete()
    stage.decided(task=taken, verdict="move")
    assert list(rows.values_list("user__username", flat=True)) == ["minsei"]


def test_a_commissioner_reads_decisions_about_kinds_and_about_their_own_work(stage: Stage) -> None:
    other = stage.commissioner("柊")
    theirs = stage.task("core", post=stage.post(other))
    own = stage.task()
    stage.decided()
    stage.decided(task=own)
    stage.decided(task=theirs)
    assert decisions(stage.actor("minsei")).count() == 2
    assert decisions(stage.actor("core")).count() == 3


def test_from_a_task_that_weighs_to_the_relief(stage: Stage) -> None:
    """Written by the 委員, asked of the 包括, taken there, seen by the 事務局, decided to be taken off."""
    minsei, agency, core = (stage.browser(who) for who in ("minsei", "agency", "core"))
    stage.did(stage.cast.minsei, 90)
    stage.did(stage.cast.minsei, 60, "SHUDAN-13")
    said = {
        "post": str(stage.post().pk), "title": "高齢者の調査票を配る", "kind": "survey",
        "asker": "government", "asked_on": "R8.11.20", "bearer": "public",
        "minutes_per_month": "120", "token": str(uuid7()),
    }  # fmt: skip
    page = minsei.post("/workforce/tasks/new/", said)
    url = page["Location"]
    receiver = f"team:{stage.cast.town.houkatsu_team.pk}"
    asked = {"to": receiver, "token": str(uuid7())}
    assert minsei.post(f"{url}offer/", asked).status_code == 302
    assert "返事を待っています" in minsei.get(url).content.decode()
    assert "委員の仕事に返事をする" in agency.get("/").content.decode()
    assert load_of(core) == {"手もとの仕事（件）": "1", "行政からの依頼（件）": "1"}

    assert agency.post(f"{url}do/give_back/", {"reason": "手が足りない"}).status_code == 302
    assert "戻ってきた仕事" in minsei.get("/").content.decode()
    minsei.post(f"{url}offer/", {"to": receiver, "token": str(uuid7())})
    assert agency.post(f"{url}do/take/").status_code == 302
    assert "桜さんが引き受けました" in minsei.get(url).content.decode()
    assert load_of(core) == {"手もとの仕事（件）": "0", "行政からの依頼（件）": "1"}

    said = {
        "kind": "survey", "verdict": "move", "reason": "行政の調査は行政で", "body": "地域福祉課と民児協",
        "decided_on": "R8.11.23", "from_on": "R9.4.1", "token": str(uuid7()),
    }  # fmt: skip
    assert core.post("/workforce/decisions/new/", said).status_code == 302
    seen = core.get("/workforce/load/").content.decode()
    assert ("調査・見守りの依頼（この種類ぜんぶ）" in seen, "残っていません" in seen) == (
        True,
        True,
    )
    stage_task = stage.cast.minsei.commissioner_tasks.get()
    recall_task(actor=stage.actor("core"), at=stage.at, task=stage_task, reason="窓口がかわる")
    assert "1件・月2時間" in core.get("/workforce/load/").content.decode()


def load_of(browser: Any) -> dict[str, str]:
    """Return two figures of 柳 out of the file of the 事務局."""
    page = browser.get("/workforce/load/?file=load")
    head, *lines = page.content.decode("utf-8-sig").splitlines()
    (line,) = (line for line in lines if line.startswith("柳,"))
    cells = dict(zip(head.split(","), line.split(","), strict=True))
    assert (cells["活動（時間）"], cells["訪問・同行・見守り（件）"], cells["会議（件）"]) == (
        "2.5",
        "1",
        "1",
    )
    assert AuditEvent.objects.filter(kind="exported", data__what="workforce.load").exists()
    return {name: cells[name] for name in ("手もとの仕事（件）", "行政からの依頼（件）")}


@pytest.mark.parametrize(("who", "key"), [("core", "load"), ("minsei", "own")])
def test_on_a_phone_every_figure_stands_under_its_label_as_in_the_file(
    stage: Stage, who: str, key: str
) -> None:
    stage.task()
    browser = stage.browser(who)
    page = html.document_fromstring(browser.get("/workforce/load/").content.decode())
    tables = page.xpath(f"//table[contains(@class,'table--cards')][@data-table='{key}']")
    rows = [
        [row.findtext("th"), *(f"{cell.get('data-label')}={cell.text}" for cell in row.iter("td"))]
        for table in tables
        for row in table.xpath("./tbody/tr")
    ]
    file = browser.get(f"/workforce/load/?file={key}").content.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(file))
    assert rows == [
        [
            line[0],
            *(f"{label}={cell or '－'}" for label, cell in zip(head[1:], line[1:], strict=True)),
        ]
        for line in lines
    ]


def test_work_that_was_to_be_stopped_is_written_only_with_a_reason_which_the_office_sees(
    stage: Stage,
) -> None:
    minsei, core, new = stage.browser("minsei"), stage.browser("core"), "/workforce/tasks/new/"
    decision = stage.decided(kind="delivery", verdict="stop")
    said = {
        "token": str(uuid7()), "post": str(stage.post().pk), "title": "広報紙を配る", "kind": "delivery",
        "asker": "government", "asked_on": "R8.11.23", "bearer": "shared", "minutes_per_month": "60",
    }  # fmt: skip
    refused = minsei.post(new, said)
    page = html.document_fromstring(refused.content.decode())
    [told] = page.xpath("//*[@id='id_kind_error']")
    assert (refused.status_code, "令和8年11月23日" in told.text_content()) == (422, True)
    assert page.xpath(f"//*[@data-field]//a[@href='/workforce/decisions/{decision.pk}/']")
    assert minsei.post(new, said | {"despite": "。"}).status_code == 422
    assert CommissionerTask.objects.count() == 0

    assert minsei.post(new, said | {"despite": "もう受け取っていた"}).status_code == 302
    task = CommissionerTask.objects.get()
    assert (task.against, task.despite) == (decision, "もう受け取っていた")
    shown = core.get(f"/workforce/decisions/{decision.pk}/").content.decode()
    assert ("1件（うち行政から1件）" in shown, "もう受け取っていた" in shown) == (True, True)
    assert "やめると決めた仕事が頼まれた" in core.get("/").content.decode()
    assert figures(loads(AUTUMN).lines[0])["government_count"] == 1

    where = f"/workforce/tasks/{task.pk}/change/"
    edited = said | {"version": str(task.version), "despite": task.despite, "title": "広報を配る"}
    assert minsei.post(where, edited).status_code == 302
    task.refresh_from_db()
    other = edited | {"version": str(task.version), "kind": "event", "despite": ""}
    assert minsei.post(where, other).status_code == 302
    task.refresh_from_db()
    assert (task.against, task.despite, task.title) == (None, "", "広報を配る")
    assert (
        minsei.post(where, other | {"version": str(task.version), "kind": "delivery"}).status_code
        == 422
    )
