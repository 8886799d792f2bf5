"""相談したい・中圏域へつなぐ: from a record close to home into the area team's inbox (R010, R174)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import make_area
from wagamachi.areas.models import Tier
from wagamachi.casework.enums import IntakeAsk, IntakeState
from wagamachi.casework.models import Case, Intake
from wagamachi.casework.queries.lists import inbox
from wagamachi.casework.queries.standing import standing_of
from wagamachi.casework.services import (
    IntakeDraft,
    answer_intake,
    pass_on_intake,
    receive_intake,
    record_on_case,
    remind_late_intakes,
)
from wagamachi.core import nights
from wagamachi.core.errors import DomainError
from wagamachi.core.ids import uuid7
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.models import Notice
from wagamachi.records.models import ActivityRecord
from wagamachi.records.services import write_record

from .scenes import Scene, nothing_saved

SAID: dict[str, Any] = {
    "situation": "夜中に大きな声がする", "tried": "三度訪ねたが会えない",
    "asked": "いっしょに訪ねてほしい", "place": "東一区のあたり",
}  # fmt: skip


def visit(scene: Scene, who: str = "minsei", **said: Any) -> ActivityRecord:
    """Return the record of a visit in a 小地域 of the east."""
    small = make_area("東一区", Tier.SMALL, parent=scene.cast.town.east)
    draft = {
        "area_id": small.pk, "tier": "small", "team_id": scene.cast.town.minsei_team.pk,
        "content": "玄関で話した",
    }  # fmt: skip
    return write_record(
        actor=scene.actor(who), at=scene.at, draft=scene.record(**draft | said), id=uuid7()
    )


def raised(scene: Scene, **said: Any) -> Intake:
    """Return what 柳 raised to the east, as the form sends it."""
    draft = SAID | {
        "noticed_by": "柳", "ask": IntakeAsk.RAISE, "area_id": scene.cast.town.east.pk,
    } | said  # fmt: skip
    return receive_intake(
        actor=scene.actor("minsei"), at=scene.at, id=uuid7(), draft=IntakeDraft(**draft)
    )


def label(scene: Scene, intake: Intake) -> str:
    return standing_of(Intake.objects.get(pk=intake.pk)).label


def told_of(intake: Intake) -> set[tuple[str, str]]:
    rows = Notice.objects.filter(target_kind="intake", target_id=intake.pk)
    return set(rows.values_list("kind", "user__username"))


def test_from_a_visit_to_an_answer_and_how_long_it_took(scene: Scene) -> None:
    record, minsei, csw = visit(scene), scene.browser("minsei"), scene.browser("csw")
    page = minsei.get(f"/records/{record.pk}/").content.decode()
    assert f"/cases/intakes/advice/{record.pk}/" in page
    form = minsei.get(f"/cases/intakes/advice/{record.pk}/").context["form"]
    visible = [field.name for field in form.visible_fields() if field.field.required]
    assert (visible, form.initial["area"], form.initial["place"]) == (
        ["situation", "place"], record.area_id, "東一区",
    )  # fmt: skip
    said = {"token": uuid7(), "situation": "どう声をかければよいか", "place": "東一区",
            "area": record.area_id}  # fmt: skip
    assert minsei.post(f"/cases/intakes/advice/{record.pk}/", said).status_code == 302
    inbox_page = csw.get("/cases/inbox/").content.decode()
    assert ("相談したい" in inbox_page, "どう声をかければよいか" in inbox_page) == (True, True)

    intake = Intake.objects.get()
    assert (intake.raised_from, intake.holder_team) == (record, scene.cast.town.east_team)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: scene.at + timedelta(days=2))
        said = {"answer": "次はいっしょに行きましょう"}
        answer = scene.browser("csw").post(f"/cases/intakes/{intake.pk}/answer/", said)
        assert answer["Location"] == f"/cases/intakes/{intake.pk}/"
    page = minsei.get(f"/cases/intakes/{intake.pk}/").content.decode()
    assert "次はいっしょに行きましょう" in page
    table = scene.browser("manager").get("/insight/responses/").context["tables"][0]
    assert [row.cells for row in table.rows] == [
        (1, 1, 0, 2, 48.0)
    ] * 2  # 23日は祝日、24日と25日で2営業日


def test_a_worry_is_raised_from_a_small_area_into_the_inbox_of_the_middle_one(
    scene: Scene,
) -> None:
    record, minsei = visit(scene), scene.browser("minsei")
    said = SAID | {"token": uuid7(), "area": record.area_id}
    assert minsei.post(f"/cases/intakes/raise/{record.pk}/", said).status_code == 302
    intake = Intake.objects.get()
    assert (intake.holder_team, intake.ask, intake.state) == (
        scene.cast.town.east_team, IntakeAsk.RAISE, IntakeState.WAITING,
    )  # fmt: skip
    assert list(inbox(scene.actor("csw"))) == [intake]
    page = scene.browser("csw").get("/cases/inbox/").content.decode()
    words = ("中圏域へつなぐ", SAID["tried"], SAID["asked"], SAID["situation"])
    assert [word in page for word in words] == [True] * 4


@pytest.mark.parametrize("field", ["situation", "tried", "asked"])
def test_all_three_are_needed(scene: Scene, field: str) -> None:
    with nothing_saved(), pytest.raises(DomainError) as refused:
        raised(scene, **{field: "　"})
    assert refused.value.field == field
    record = visit(scene)
    said = SAID | {"token": uuid7(), field: ""}
    answer = scene.browser("minsei").post(f"/cases/intakes/raise/{record.pk}/", said)
    assert (answer.status_code, Intake.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == [field]


def test_nothing_is_raised_without_a_team_that_receives_it(scene: Scene) -> None:
    type(scene.cast.town.core_team).objects.update(is_fallback=False, is_base=False)
    with nothing_saved(), pytest.raises(DomainError, match="チームが決まっていません"):
        raised(scene)


def test_a_team_does_not_raise_to_itself(scene: Scene) -> None:
    draft = IntakeDraft(
        noticed_by="青葉", ask=IntakeAsk.RAISE, area_id=scene.cast.town.east.pk, **SAID
    )
    with nothing_saved(), pytest.raises(DomainError, match="あなたのチームです"):
        receive_intake(actor=scene.actor("csw"), at=scene.at, id=uuid7(), draft=draft)


def test_a_double_click_raises_it_once(scene: Scene) -> None:
    record, minsei = visit(scene), scene.browser("minsei")
    said = SAID | {"token": uuid7(), "area": record.area_id}
    for _ in range(2):
        answer = minsei.post(f"/cases/intakes/raise/{record.pk}/", said)
        assert answer.status_code == 302
    assert Intake.objects.count() == 1


def test_nobody_raises_from_a_record_that_is_not_theirs(scene: Scene) -> None:
    record = visit(scene)
    for who in ("resident", "csw", "agency"):
        for kind in ("raise", "advice"):
            answer = scene.browser(who).post(f"/cases/intakes/{kind}/{record.pk}/", SAID)
            assert answer.status_code == 404
    assert Intake.objects.count() == 0


def test_whoever_brought_it_reads_where_it_stands_until_the_end(scene: Scene) -> None:
    intake = raised(scene)
    assert label(scene, intake) == "未受領"
    case = scene.claimed(intake)
    assert label(scene, intake) == "受領"
    page = scene.browser("minsei").get("/cases/intakes/").content.decode()
    assert ("受領" in page, "東チーム" in page, "青葉" in page) == (True, True, True)
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, draft=scene.record(), next_action=None
    )
    assert label(scene, intake) == "対応中"
    scene.closed(Case.objects.get(pk=case.pk))
    assert label(scene, intake) == "完了"


def test_what_cannot_be_taken_on_comes_back_with_an_answer(scene: Scene) -> None:
    intake = raised(scene)
    answer_intake(actor=scene.actor("csw"), at=scene.at, intake=intake, answer="包括が動いている")
    assert label(scene, intake) == "お返事あり（戻し）"
    page = scene.browser("minsei").get(f"/cases/intakes/{intake.pk}/").content.decode()
    assert "包括が動いている" in page


def test_the_first_answer_is_what_counts(scene: Scene) -> None:
    intake = raised(scene)
    pass_on_intake(
        actor=scene.actor("csw"), at=scene.at, intake=intake, team=scene.cast.town.west_team,
        reason="西だった",
    )  # fmt: skip
    assert intake.responded_at is None  # passing it on answers nobody
    scene.at += timedelta(days=1)
    scene.claimed(intake, "other_csw")
    assert intake.responded_at == scene.at


def test_both_sides_are_told_what_happens(scene: Scene) -> None:
    intake = raised(scene)
    arrived = {("intake_arrived", who) for who in ("csw", "colleague", "lead")}
    assert told_of(intake) == arrived
    scene.claimed(intake)
    assert told_of(intake) == arrived | {("intake_answered", "minsei")}


def test_past_its_day_both_sides_are_told_once_a_day(scene: Scene) -> None:
    intake = raised(scene)
    Notice.objects.all().delete()
    assert remind_late_intakes(at=scene.at + timedelta(days=3)) == 0  # 26日はまだ期日のうち
    late = scene.at + timedelta(days=4)
    assert remind_late_intakes(at=late) == 1
    kind = NoticeKind.INTAKE_LATE
    assert told_of(intake) == {(kind, who) for who in ("csw", "colleague", "lead", "minsei")}
    Notice.objects.update(read_at=late)
    assert remind_late_intakes(at=late + timedelta(hours=2)) == 0
    assert remind_late_intakes(at=late - timedelta(hours=1)) == 0  # the clock was put back
    assert remind_late_intakes(at=late + timedelta(days=1)) == 1
    scene.claimed(intake)
    assert remind_late_intakes(at=late + timedelta(days=2)) == 0


def test_the_reminder_runs_every_night(scene: Scene) -> None:
    intake = raised(scene)
    assert nights.run_nightly(scene.at + timedelta(days=10)) == []
    assert NoticeKind.INTAKE_LATE in {kind for kind, _ in told_of(intake)}


def test_what_lies_close_to_home_is_prefilled_without_a_record(scene: Scene) -> None:
    form = scene.browser("minsei").get("/cases/intakes/advice/").context["form"]
    assert (form.initial["place"], form.initial["area"]) == ("東", scene.cast.town.east.pk)


@pytest.mark.parametrize("who", ["resident", "csw", "nursery", "manager", "district"])
def test_whom_it_is_not_offered_cannot_send_it_either(scene: Scene, who: str) -> None:
    page, said = scene.browser(who), {"token": uuid7(), "situation": "相談", "place": "東一区"}
    assert "/cases/intakes/advice/" not in page.get("/").content.decode()
    assert page.get("/cases/intakes/advice/").status_code == 404
    assert page.post("/cases/intakes/advice/", said).status_code == 404
    assert not Intake.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_figures_are_a_median_and_a_clock_put_back_does_not_make_them_negative(
    scene: Scene, rows: int
) -> None:
    for hours in (-1, 2, 30)[:rows]:
        intake = raised(scene)
        Intake.objects.filter(pk=intake.pk).update(responded_at=scene.at + timedelta(hours=hours))
    raised(scene)
    table = scene.browser("manager").get("/insight/responses/").context["tables"][1]
    middle = (0, 0.0) if rows == 1 else (0, 2.0)
    assert table.rows[-1].cells == (rows + 1, rows, 1, *middle)
