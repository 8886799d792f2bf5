"""Whoever took a worry in mends it while it is 未受領 and adds to it afterwards; nothing is overwritten silently."""

from typing import Any

from tests.factories import make_post
from wagamachi.access.models import AuditEvent
from wagamachi.access.roles import Role
from wagamachi.casework.models import Intake, IntakeAddition
from wagamachi.casework.services import weigh_intake
from wagamachi.core.ids import uuid7
from wagamachi.core.search import hits
from wagamachi.notices.models import Notice

from .scenes import Scene, town_of

WRONG, RIGHT = "090-0000-1112", "090-0000-1111"


def brought(scene: Scene, **said: Any) -> Intake:
    """Return a worry that 柳 took in on the way and that waits at 東."""
    town_of("港町一丁目", scene.cast.town.east)
    return scene.received("minsei", **{"place": "港町1-2-3", "phone": WRONG} | said)


def typed(intake: Intake, **said: Any) -> dict[str, Any]:
    names = ("noticed_by", "situation", "place", "subject", "subject_kana", "phone", "version")
    return {name: getattr(intake, name) for name in names} | said


def told(scene: Scene, who: str) -> list[str]:
    rows = Notice.objects.filter(user=getattr(scene.cast, who)).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_wrong_digit_is_mended_while_nobody_has_received_it(scene: Scene) -> None:
    intake, minsei = brought(scene), scene.browser("minsei")
    page = minsei.get(f"/cases/intakes/{intake.pk}/").content.decode()
    assert ("書きまちがいを直す" in page, "書きたす" in page) == (True, True)
    said = typed(intake, phone=RIGHT, place="港町1-2-4")
    assert minsei.post(f"/cases/intakes/{intake.pk}/correct/", said).status_code == 302
    intake.refresh_from_db()
    assert (intake.phone, intake.phone_key, intake.place) == (RIGHT, "09000001111", "港町1-2-4")
    assert intake.area == scene.cast.town.east
    page = scene.browser("csw").get(f"/cases/intakes/{intake.pk}/").content.decode()
    section = page[page.index("あとから直したこと") :]
    assert all(word in section for word in (f"前: {WRONG}", f"いま: {RIGHT}", "港町1-2-3", "柳"))
    assert told(scene, "csw") == ["intake_arrived", "intake_amended"]
    changed = AuditEvent.objects.get(kind="changed", target_id=intake.pk)
    assert {"phone", "place"} <= set(changed.data["fields"])
    # The page that was opened before is answered with both versions.
    late = minsei.post(f"/cases/intakes/{intake.pk}/correct/", said | {"phone": "03-9"})
    shown = late.content.decode()
    assert (late.status_code, RIGHT in shown, " key" in shown) == (409, True, False)


def test_a_digit_is_mended_without_being_asked_of_words_that_stayed(scene: Scene) -> None:
    intake = brought(scene)
    intake.situation = "電気がつかない。"
    intake.save(update_fields=["situation"])
    minsei, address = scene.browser("minsei"), f"/cases/intakes/{intake.pk}/correct/"
    assert minsei.post(address, typed(intake, phone=RIGHT)).status_code == 302
    asked = minsei.post(address, typed(intake, situation="水がつかない。"))
    assert (asked.status_code, "「水がつかない」とあります" in asked.content.decode()) == (
        422,
        True,
    )


def test_what_was_received_is_added_to_and_never_overwritten(scene: Scene) -> None:
    intake, minsei = brought(scene), scene.browser("minsei")
    weigh_intake(actor=scene.actor("csw"), at=scene.at, intake=intake)
    correct, add = f"/cases/intakes/{intake.pk}/correct/", f"/cases/intakes/{intake.pk}/add/"
    assert minsei.get(correct).headers["Location"] == add
    refused = minsei.post(correct, typed(intake, phone=RIGHT))
    assert (refused.status_code, Intake.objects.get().phone) == (422, WRONG)
    said = {"token": uuid7(), "situation": "夕方なら家にいる"}
    for _ in range(2):
        assert minsei.post(add, said).status_code == 302
    case = scene.claimed(Intake.objects.get(), "csw")
    minsei.post(add, {"token": uuid7(), "situation": "娘さんが来ている"})
    assert list(IntakeAddition.objects.values_list("text", flat=True)) == [
        "夕方なら家にいる",
        "娘さんが来ている",
    ]
    assert told(scene, "csw") == ["intake_arrived", "intake_amended"]  # once until it is read
    page = scene.browser("csw").get(f"/cases/{case.pk}/").content.decode()
    assert ("夕方なら家にいる" in page, "娘さんが来ている" in page, "相談への書きたし" in page) == (
        True,
    ) * 3
    assert "郵便がたまっている" in page
    narrow = [f"team:{scene.cast.town.east_team.pk}"]
    assert [hit.object_id for hit in hits("娘さんが来ている", narrow=narrow, kinds=["case"])] == [
        case.pk
    ]


def test_a_sign_of_urgency_can_be_added(scene: Scene) -> None:
    intake, minsei = brought(scene), scene.browser("minsei")
    add, said = (
        f"/cases/intakes/{intake.pk}/add/",
        {"token": uuid7(), "situation": "玄関で倒れていた"},
    )
    assert minsei.post(add, said).status_code == 422
    minsei.post(add, said | {"whether_urgent": "yes"})
    intake.refresh_from_db()
    assert (intake.urgency, intake.next_action_on) == (["life"], scene.today)
    assert "intake_urgent" in told(scene, "csw")


def test_nobody_else_mends_or_adds(scene: Scene) -> None:
    make_post(scene.cast.stranger, Role.MINSEI_IIN, scene.cast.town.minsei_team)
    intake = brought(scene)
    for who in (
        "csw",
        "other_csw",
        "stranger",
        "resident",
        "auditor",
        "manager",
        "admin",
        "nursery",
    ):
        for path in ("correct", "add"):
            url, said = (
                f"/cases/intakes/{intake.pk}/{path}/",
                typed(intake, phone=RIGHT, token=uuid7()),
            )
            assert (
                scene.browser(who).get(url).status_code,
                scene.browser(who).post(url, said).status_code,
            ) == (404, 404)
    assert (Intake.objects.get().phone, IntakeAddition.objects.count()) == (WRONG, 0)


def test_how_urgent_it_is_can_be_said_both_ways_and_the_reason_stays(scene: Scene) -> None:
    intake, minsei, csw = brought(scene), scene.browser("minsei"), scene.browser("csw")
    address, page = f"/cases/intakes/{intake.pk}/urgency/", f"/cases/intakes/{intake.pk}/"
    assert "急ぎのしるしを直す" in minsei.get(page).content.decode()
    assert minsei.post(address, {"urgency": "life", "version": 1}).status_code == 422  # no reason
    raised = {"urgency": ["life", "no_food"], "reason": "玄関で倒れていた", "version": 1}
    for _ in range(2):  # pressed twice: once
        assert minsei.post(address, raised).status_code in (302, 409)
    intake.refresh_from_db()
    assert (intake.urgency, intake.urgent_rank) == (["life", "no_food"], 0)
    assert intake.next_action_on == scene.today
    assert "intake_urgent" in told(scene, "csw")
    stale = csw.post(address, {"urgency": [], "reason": "電話で無事を確かめた", "version": 1})
    assert (stale.status_code, "命の危険がある" in stale.content.decode()) == (409, True)
    lowered = {"urgency": [], "reason": "電話で無事を確かめた", "version": intake.version}
    assert csw.post(address, lowered).status_code == 302
    intake.refresh_from_db()
    assert (intake.urgency, intake.urgent_rank) == ([], 9)
    assert intake.next_action_on > scene.today
    assert "intake_answered" in told(scene, "minsei")
    shown = minsei.get(page).content.decode()
    assert shown.count("「急ぎのしるし」を直した") == 2
    assert all(
        word in shown for word in ("わけ: 玄関で倒れていた", "わけ: 電話で無事を確かめた", "青葉")
    )
    assert AuditEvent.objects.filter(kind="changed", data__fields__icontains="urgency").count() == 2


def test_how_urgent_it_is_ends_with_who_takes_it_on(scene: Scene) -> None:
    intake = brought(scene, urgency=["lifeline"])
    scene.claimed(intake, "csw")
    intake.refresh_from_db()
    said = {"urgency": [], "reason": "電気がついた", "version": intake.version}
    late = scene.browser("minsei").post(f"/cases/intakes/{intake.pk}/urgency/", said)
    assert (late.status_code, "電話で伝えてください" in late.content.decode()) == (422, True)
    for who in ("other_csw", "stranger", "resident", "auditor", "manager", "admin", "nursery"):
        assert scene.browser(who).get(f"/cases/intakes/{intake.pk}/urgency/").status_code == 404
