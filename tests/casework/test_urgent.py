"""What cannot wait comes first, and the page that takes it says truthfully who was told (R012, R017)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import make_post
from wagamachi.access.roles import Role
from wagamachi.areas.models import MunicipalityProfile
from wagamachi.casework.danger import danger_in
from wagamachi.casework.enums import UrgentRank
from wagamachi.casework.models import Case, Intake
from wagamachi.casework.queries.reach import reach_of
from wagamachi.casework.services import record_on_case, weigh_intake
from wagamachi.continuity.models import Absence
from wagamachi.core.ids import uuid7

from .scenes import Scene

ORDINARY, DANGER = "郵便がたまっている", "意識がない"


def inbox_of_nine(scene: Scene, **said: Any) -> Intake:
    """Return the newest of nine worries; the eight before it can wait."""
    for n in range(8):
        scene.intake(situation=f"{ORDINARY}{n}", received_at=scene.at - timedelta(days=9 - n))
    return scene.received("nursery", situation=DANGER, urgency=["life"], **said)


def test_danger_is_first_wherever_it_is_listed(scene: Scene) -> None:
    urgent = inbox_of_nine(scene)
    Intake.objects.update(holder_team=scene.cast.town.east_team)
    csw = scene.browser("csw")
    for path in ("/", "/cases/inbox/"):
        page = csw.get(path).content.decode()
        assert 0 < page.index(DANGER) < page.index(ORDINARY), path
    found = csw.post("/search/", {"q": "郵便"}).content.decode()
    assert ORDINARY in found
    Intake.objects.filter(pk=urgent.pk).update(next_action_on=scene.day(-1))
    late = Intake.objects.exclude(pk=urgent.pk)
    late.update(next_action_on=scene.day(-2))
    page = scene.browser("lead").get("/stuck/").content.decode()
    assert page.index(str(urgent.pk)) < min(
        page.index(str(pk)) for pk in late.values_list("pk", flat=True)
    )
    mine = scene.browser("nursery").get("/cases/intakes/").content.decode()
    assert mine.index(str(urgent.pk)) < min(mine.index(str(i.pk)) for i in late)


def test_none_that_cannot_wait_is_cut_off_today(scene: Scene) -> None:
    for n in range(9):
        scene.received("nursery", situation=f"{DANGER}{n}", urgency=["life"])
    page = scene.browser("core").get("/").content.decode()
    assert [f"{DANGER}{n}" in page for n in range(9)] == [True] * 9


def test_it_is_urgent_until_the_holders_next_record(scene: Scene) -> None:
    intake = scene.received("nursery", urgency=["life"])
    assert (intake.urgent_rank, intake.next_action_on) == (UrgentRank.LIFE, scene.today)
    case = scene.claimed(intake, "core")
    intake.refresh_from_db()
    assert (case.urgent_rank, intake.urgent_rank) == (UrgentRank.LIFE, UrgentRank.CALM)
    calm = scene.case(team=scene.cast.town.core_team, next_action_on=scene.day(-9))
    page = scene.browser("core").get("/cases/?whose=team").content.decode()
    assert page.index(str(case.pk)) < page.index(str(calm.pk))
    draft = scene.record(team_id=scene.cast.town.core_team.pk)
    record_on_case(actor=scene.actor("core"), at=scene.at, case=case, draft=draft, next_action=None)
    assert Case.objects.get(pk=case.pk).urgent_rank == UrgentRank.CALM


def test_the_bell_shows_it_above_what_came_later(scene: Scene) -> None:
    scene.received("nursery", urgency=["life"])
    Scene(scene.cast, scene.at + timedelta(minutes=5)).received("nursery")
    page = scene.browser("core").get("/notices/").content.decode()
    assert page.index("急ぎのしるしがついた相談") < page.index("チームに新しい相談が届きました")
    assert "急ぎ 2" in page


@pytest.mark.parametrize(("hour", "is_open"), [(10, True), (22, False)])
def test_the_page_says_who_was_told(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, hour: int, is_open: bool
) -> None:
    tuesday = scene.at + timedelta(days=1, hours=hour - 10)
    monkeypatch.setattr(timezone, "now", lambda: tuesday)
    intake = Scene(scene.cast, tuesday).received("nursery", urgency=["life"])
    nursery = scene.browser("nursery")
    for path in ("received", "slip"):
        shown = nursery.get(f"/cases/intakes/{intake.pk}/{path}/").content.decode()
        words = ("総合相談", "2人に知らせました", "119", "110", "まだ決められていません")
        assert [word in shown for word in words] == [True] * 5, path
        assert ("夜間か休みの日" in shown) == (not is_open)


def test_whom_to_ring_when_nobody_is_there(scene: Scene) -> None:
    MunicipalityProfile.objects.update(night_phone="03-9999-0001", night_name="当直")
    intake = scene.received("nursery", urgency=["life"])
    for who in (scene.cast.core, scene.cast.district):
        Absence.objects.create(
            user=who, starts_on=scene.today, ends_on=scene.day(2), entered_by=who
        )
    reach = reach_of(intake, scene.at)
    assert reach is not None
    assert (reach.told, reach.here, reach.away) == (2, 0, 2)
    assert "電話をかけてください" in reach.warning
    page = scene.browser("nursery").get(f"/cases/intakes/{intake.pk}/received/").content.decode()
    assert ("03-9999-0001" in page, "当直" in page) == (True, True)


def test_a_deputy_counts_as_being_there(scene: Scene) -> None:
    intake = scene.received("nursery", urgency=["life"])
    make_post(scene.cast.stranger, Role.CSW, scene.cast.town.core_team)
    Absence.objects.create(
        user=scene.cast.core, deputy=scene.cast.stranger, starts_on=scene.today,
        ends_on=scene.day(2), entered_by=scene.cast.core,
    )  # fmt: skip
    reach = reach_of(intake, scene.at)
    assert reach is not None
    assert (reach.here, reach.away) == (1, 1)


def test_who_came_after_it_arrived_can_take_it_on_but_was_told_nothing(scene: Scene) -> None:
    waiting = scene.intake(urgency=["life"], urgent_rank=UrgentRank.LIFE)
    reach = reach_of(waiting, scene.at)
    assert reach
    assert (reach.told, reach.here) == (0, 3)
    assert "引き受けられる人は3人いますが、知らせは届いていません" in reach.sentence
    assert "知らせが届いていないので" in reach.warning


def test_what_can_wait_says_nothing_of_the_kind(scene: Scene) -> None:
    assert reach_of(scene.received("nursery"), scene.at) is None


def test_the_number_of_the_night_is_a_setting(scene: Scene) -> None:
    admin = scene.browser("admin")
    said = {"name": "港市", "tiers_in_use": ["middle", "small"], "night_name": "当直"}
    assert admin.post("/areas/settings/", said | {"night_phone": "よる"}).status_code == 422
    assert admin.post("/areas/settings/", said | {"night_phone": "03-1"}).status_code == 302
    assert MunicipalityProfile.objects.get().night_phone == "03-1"
    assert "03-1" in admin.get("/areas/settings/").content.decode()


def test_whoever_brought_it_sees_that_it_is_weighed(scene: Scene) -> None:
    intake = scene.intake(ask="raise", tried="なし", asked="来てほしい")
    sent = scene.browser("csw").post(f"/cases/intakes/{intake.pk}/weigh/")
    assert sent.status_code == 302
    mine = scene.browser("nursery").get("/cases/intakes/").content.decode()
    assert ("検討中" in mine, "未受領" in mine) == (True, False)
    intake.refresh_from_db()
    weigh_intake(actor=scene.actor("csw"), at=scene.at + timedelta(days=1), intake=intake)
    assert intake.weighing_at == scene.at
    assert scene.claimed(intake).state == "opened"
    assert "対応中" in scene.browser("nursery").get("/cases/intakes/").content.decode()


def saying(**said: Any) -> dict[str, Any]:
    return {
        "token": uuid7(),
        "noticed_by": "隣人",
        "situation": "玄関で倒れている",
        "place": "東",
    } | said


def test_a_word_of_danger_is_asked_about_once_and_nothing_is_lost(scene: Scene) -> None:
    browser, said, new = scene.browser("minsei"), saying(phone="03-1"), "/cases/intakes/new/"
    asked = browser.post(new, said)
    page = asked.content.decode()
    assert (asked.status_code, Intake.objects.count()) == (422, 0)
    assert (
        page.index("どんな様子ですか")
        < page.index("「倒れ」とあります")
        < page.index("急ぎのしるし")
    )
    assert ("急ぎとして送る" in page, "急ぎではない" in page, 'value="03-1"' in page) == (True,) * 3
    # With another mistake beside it the answer stays, and it is asked no more.
    page = browser.post(
        new, said | {"whether_urgent": ["asked", "yes"], "place": ""}
    ).content.decode()
    assert ("急ぎとして送る" in page, 'name="whether_urgent" value="yes"' in page) == (False, True)
    browser.post(new, said | {"whether_urgent": ["asked", "yes"]})
    browser.post(new, saying(whether_urgent=["asked", "no"]))
    browser.post(new, saying(whether_urgent="asked"))
    calm, life = UrgentRank.CALM, UrgentRank.LIFE
    assert list(Intake.objects.order_by("pk").values_list("urgent_rank", flat=True)) == [
        life,
        calm,
        calm,
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"situation": "血圧が高く、火曜に通院。ガス代を首を長くして待つ"},
        {"urgency": ["lifeline"]},
        {"restriction": "dv"},
    ],
)
def test_what_is_calm_or_ticked_is_not_asked(scene: Scene, said: dict[str, Any]) -> None:
    scene.browser("minsei").post("/cases/intakes/new/", saying(**said))
    assert Intake.objects.count() == 1


@pytest.mark.parametrize(
    ("situation", "sign"),
    [
        ("呼んでも返事がない", "life"), ("首をつると言う", "life"), ("死にたいと話す", "life"), ("殴られた", "life"),
        ("血が出ている", "life"), ("台所から火が出た", "life"), ("ガスのにおい", "life"), ("熱中症かも", "life"),
        ("三日、何も食べていない", "no_food"), ("電気が止まっている", "lifeline"),
    ],
)  # fmt: skip
def test_each_word_of_danger_has_its_sign(situation: str, sign: str) -> None:
    found = danger_in(situation)
    assert found is not None
    assert found[1] == sign
