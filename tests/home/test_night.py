"""What the house does and finds by itself is shown to administrators, in words and without anybody in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.casework.scenes import Scene
from wagamachi.access.models import AuditEvent
from wagamachi.casework.models import Case
from wagamachi.core import doctor, nights, tasks
from wagamachi.core.ids import uuid7
from wagamachi.core.models import HouseWork
from wagamachi.core.refs import Ref
from wagamachi.core.search import put
from wagamachi.home.night import last_night, with_addresses

HOLDER = "主担当は、いま担当チームにいる人である"
ALL = doctor.checks()
TITLE = "夜の点検で見つかったこと"


def page(scene: Scene, who: str = "admin", path: str = "/night/") -> str:
    answer = scene.browser(who).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def by_night(scene: Scene, days: int = 0) -> None:
    """A night that passes ``days`` later, with every work, and the rounds after it."""
    tasks.rounds.func()
    tasks.look_over(at=scene.at + timedelta(days=days))


def unheld(scene: Scene) -> Case:
    """Return a case held by somebody of another team, as no service would leave it."""
    case = scene.case()
    Case.objects.filter(pk=case.pk).update(holder_user=scene.cast.other_csw, second_user=None)
    return case


@pytest.fixture(autouse=True)
def _short_nights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the doctor only what is looked for here, and no counting of tables: seconds saved."""
    asked = ("i1_holder_on_team", "search_orphans")
    known = {check.name: check for check in ALL}
    monkeypatch.setattr(doctor, "_checks", {name: known[name] for name in asked})
    monkeypatch.delitem(nights._nightly, "core.statistics")


@pytest.fixture
def no_mending(monkeypatch: pytest.MonkeyPatch) -> None:
    """The night only looks: what it would put right stays, as when the mending itself fails."""
    monkeypatch.delitem(nights._nightly, "continuity.keep_held")


@pytest.mark.usefixtures("no_mending")
def test_what_the_night_found_is_on_the_first_page_until_a_night_finds_it_no_more(
    scene: Scene,
) -> None:
    case = unheld(scene)
    put(Ref("user", uuid7()), texts=["いない人"], narrow=["all"], at=scene.at)
    by_night(scene)
    today, found = page(scene, path="/"), page(scene)
    assert TITLE in today
    assert today.index(HOLDER) < today.index("検索で出るものは、みな開ける")  # worst first
    assert str(case.pk) not in today
    assert f"ケース <code>/cases/{case.pk}/</code>" in found
    assert f'href="/organizations/teams/{case.holder_team_id}/"' in found
    assert "主担当を決めなおしてもらってください" in found
    assert "ゆうべはじめて" in found
    for private in (case.label, scene.cast.other_csw.name, scene.cast.csw.name):
        assert private not in found
    assert AuditEvent.objects.filter(data={"screen": "night"}).count() == 1
    by_night(scene, days=1)
    assert "2晩つづいています" in page(scene)
    Case.objects.filter(pk=case.pk).update(holder_user=scene.cast.csw)
    by_night(scene, days=2)
    assert HOLDER not in page(scene)
    assert HOLDER not in page(scene, path="/")


def test_what_the_night_mends_itself_is_told_as_done(scene: Scene) -> None:
    unheld(scene)
    by_night(scene)
    assert (HOLDER in page(scene), last_night(scene.at).troubles) == (False, [])
    assert HouseWork.objects.get(name="continuity.keep_held").done_count == 1
    assert "直すことは、ありません" in page(scene, path="/")


def test_nobody_else_has_the_page(scene: Scene) -> None:
    for who in ("csw", "lead", "manager", "core", "auditor", "minsei", "agency", "resident"):
        assert scene.browser(who).get("/night/").status_code == 404, who
        assert TITLE not in page(scene, who, "/")


def test_a_work_that_fails_or_is_left_out_is_told_and_so_is_a_night_that_does_not_come(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def titles(hours: float) -> list[str]:
        return [one.title for one in last_night(scene.at + timedelta(hours=hours)).troubles]

    assert titles(0)[0] == "夜の点検が、まだ動いていません"

    def fail(at: Any) -> int:
        raise RuntimeError(scene.cast.csw.name)

    flags = nights._nightly["casework.flags"]
    with monkeypatch.context() as broken:
        broken.setitem(nights._nightly, flags.name, nights.Work(*_parts(flags, fail)))
        by_night(scene)
    assert titles(0) == ["「しるしを見つけなおす」が、終わりませんでした"]
    assert "casework.flags: RuntimeError" in page(scene)
    assert scene.cast.csw.name not in page(scene)
    by_night(scene)
    assert titles(0) == []
    HouseWork.objects.filter(name="casework.flags").update(done_at=scene.at - timedelta(hours=27))
    assert titles(0) == ["「しるしを見つけなおす」が、26時間より長く動いていません"]
    assert titles(27)[0] == "夜の点検が、26時間より長く動いていません"
    assert [one for one in titles(27) if "しるし" in one] == []  # once, and not work by work
    assert len(titles(2)) == 3  # the two rounds are wanted every few minutes


def _parts(work: nights.Work, act: Any) -> tuple[Any, ...]:
    return work.name, work.label, act, work.late_after


@pytest.mark.usefixtures("no_mending")
def test_reading_costs_the_same_with_one_finding_and_with_many(scene: Scene) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            with_addresses(scene.actor("admin"), last_night(scene.at).troubles)
        return len(asked)

    unheld(scene)
    by_night(scene)
    one = queries()
    for _ in range(25):
        unheld(scene)
    for n in range(3):
        put(Ref("user", uuid7()), texts=[str(n)], narrow=["all"], at=scene.at)
    by_night(scene)
    (held, orphans) = last_night(scene.at).troubles
    assert (held.count, orphans.count, len(held.places)) == (26, 3, doctor.AT_MOST + 1)
    assert queries() == one


def test_every_promise_and_every_work_is_said_in_words() -> None:
    assert [check.name for check in ALL if not check.todo.endswith("。")] == []
    assert [work.name for work in nights.works() if work.label.isascii()] == []
