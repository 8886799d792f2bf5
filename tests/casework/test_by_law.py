"""One meaning wherever it is ticked: what the law wants at once is restricted, routed and told (R017)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import make_organization
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.casework.enums import Level, Restriction
from wagamachi.casework.models import Case, CaseMember, Handoff, Intake
from wagamachi.casework.policy import level_of
from wagamachi.casework.queries.statutory import ROUTES, means, meant_by
from wagamachi.casework.services import (
    RoleDraft,
    add_member,
    add_role,
    claim_intake,
    restrict_intake,
    tag_case,
    unrestrict_case,
)
from wagamachi.core import codes
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.models import Notice
from wagamachi.people.services import PersonDraft

from .scenes import Scene, nothing_saved, town_of

CHILD, ELDER, WELFARE = "KADAI_T-16", "KADAI_T-14", "KADAI_T-36"


def test_a_tick_means_the_same_whoever_made_the_code(scene: Scene) -> None:
    Code.objects.create(
        code="KADAI_T-L1", code_list_id="KADAI_T", label="赤ちゃんへの暴力", is_local=True
    )
    Code.objects.get(pk="KADAI_T-L1").maps_to.add(CHILD)
    codes.forget()
    assert means("KADAI_T-L1") == means(CHILD) == Restriction.CHILD_ABUSE
    assert means("KADAI_T-01") is None
    assert meant_by(["KADAI_N-23", ELDER], ["abuse", "life"]) == (Restriction.ELDER_ABUSE,)
    assert meant_by([WELFARE], ["abuse"]) == (Restriction.ABUSE, Restriction.PUBLIC_ASSISTANCE)
    assert meant_by([CHILD], restriction="dv") == (Restriction.DV, Restriction.CHILD_ABUSE)
    known = set(Code.objects.values_list("pk", flat=True))
    assert {code for route in ROUTES.values() for code in (*route.codes, *route.kinds)} <= known


@pytest.mark.parametrize(
    ("said", "restriction"),
    [
        ({"theme_ids": [CHILD]}, Restriction.CHILD_ABUSE),
        ({"theme_ids": [WELFARE]}, Restriction.PUBLIC_ASSISTANCE),
        ({"urgency": ["abuse"]}, Restriction.ABUSE),
        ({"urgency": ["abuse"], "theme_ids": [ELDER]}, Restriction.ELDER_ABUSE),
    ],
)
def test_a_new_worry_is_routed_by_its_ticks(
    scene: Scene, said: dict[str, Any], restriction: str
) -> None:
    town_of("港町一丁目", scene.cast.town.east)
    intake = scene.received(place="港町1-2-3", **said)
    assert (intake.restriction, intake.holder_team) == (restriction, scene.cast.town.core_team)


def test_its_own_contact_is_shown_to_whoever_ticked_a_theme(scene: Scene) -> None:
    make_organization("市の障害者虐待防止センター", "TSUNAGISAKI-60", phone="03-0000-0160")
    said = {
        "token": uuid7(), "noticed_by": "職員", "situation": "たたかれている", "place": "東のほう",
        "themes": ["KADAI_T-15"],
    }  # fmt: skip
    page = scene.browser("nursery").post("/cases/intakes/new/", said, follow=True).content.decode()
    assert ("障害者虐待の疑い" in page, "03-0000-0160" in page) == (True, True)


def tagged(scene: Scene, case: Case) -> None:
    tag_case(
        actor=scene.actor("csw"), at=scene.at, case=case, version=case.version, tag_ids=[CHILD]
    )


def themed(scene: Scene, case: Case) -> None:
    add_member(
        actor=scene.actor("csw"), at=scene.at, case=case, relation="長男", theme_ids=[CHILD],
        draft=PersonDraft(nickname="長男"),
    )  # fmt: skip


def tasked(scene: Scene, case: Case) -> None:
    draft = RoleDraft(task="見守り", name="保育園", theme_id=CHILD)
    add_role(actor=scene.actor("csw"), at=scene.at, case=case, draft=draft)


@pytest.mark.parametrize("mark", [tagged, themed, tasked])
def test_marking_a_case_brings_it_to_the_municipal_team(
    scene: Scene, mark: Callable[[Scene, Case], None]
) -> None:
    case = scene.case()
    partner, asked = scene.accepted(case), scene.handoff(case, kind="transfer", due_on=scene.day(4))
    mark(scene, case)
    case.refresh_from_db()
    assert (case.restriction, case.holder_team) == ("child_abuse", scene.cast.town.core_team)
    assert (case.holder_user, case.next_action_on) == (None, scene.today)
    assert level_of(scene.actor("csw"), case) == Level.STATUS
    told = Notice.objects.filter(kind=NoticeKind.CASE_URGENT, target_id=case.pk)
    assert set(told.values_list("user__username", flat=True)) == {"core", "district"}
    assert Handoff.objects.get(pk=asked.pk).state == "withdrawn"
    assert Handoff.objects.get(pk=partner.pk).state == "accepted"


def test_the_page_says_that_it_is_reported_and_whom_to_call(scene: Scene) -> None:
    case, csw = scene.case(label="山本さん"), scene.browser("csw")
    form = csw.get(f"/cases/{case.pk}/tags/").content.decode()
    assert ('data-means="child_abuse"' in form, "189" in form) == (True, True)
    said = {"version": case.version, "tags": [CHILD], "social_background": ""}
    page = csw.post(f"/cases/{case.pk}/tags/", said, follow=True).content.decode()
    ring = '<a class="figure" href="tel:189">189</a>　児童相談所（いちはやく'
    assert [word in page for word in ("通報済み", "総合相談", ring, "山本さん")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_a_body_the_law_names_keeps_what_it_holds(scene: Scene) -> None:
    town = scene.cast.town
    case = scene.case(team=town.houkatsu_team, holder=scene.cast.agency)
    tag_case(
        actor=scene.actor("agency"), at=scene.at, case=case, version=case.version, tag_ids=[ELDER]
    )
    assert (case.restriction, case.holder_team) == ("elder_abuse", town.houkatsu_team)


def test_a_restricted_worry_takes_the_case_it_joins_along(scene: Scene) -> None:
    town = scene.cast.town
    from tests.factories import make_post
    from wagamachi.access.roles import Role

    make_post(scene.cast.core, Role.CSW, town.east_team)  # of both teams
    case = scene.case(holder=scene.cast.csw)
    intake = scene.received(restriction=Restriction.DV)
    claim_intake(
        actor=scene.actor("core"), at=scene.at, intake=intake, case=case,
        next_action_on=scene.today, next_action="会う",
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.restriction, case.holder_team, case.holder_user) == (
        "dv", town.core_team, scene.cast.core,
    )  # fmt: skip
    assert level_of(scene.actor("csw"), case) == Level.STATUS


def test_a_waiting_worry_is_marked_by_whoever_took_it_in(scene: Scene) -> None:
    intake = scene.intake(situation="たたかれている")
    page = scene.browser("nursery").get(f"/cases/intakes/{intake.pk}/").content.decode()
    assert f"/cases/intakes/{intake.pk}/restrict/" in page
    said = {"version": intake.version, "restriction": "child_abuse"}
    sent = scene.browser("nursery").post(f"/cases/intakes/{intake.pk}/restrict/", said, follow=True)
    assert "児童虐待の疑い" in sent.content.decode()
    intake.refresh_from_db()
    assert (intake.restriction, intake.holder_team) == ("child_abuse", scene.cast.town.core_team)
    assert not can(scene.actor("csw"), Perm.INTAKE_READ, intake)
    assert can(scene.actor("nursery"), Perm.INTAKE_STATUS, intake)


def test_whoever_marks_what_others_brought_is_told_that_it_went_and_whom_to_ring(
    scene: Scene,
) -> None:
    intake, csw = scene.intake(situation="たたかれている"), scene.browser("csw")
    said = {"version": intake.version, "restriction": "child_abuse"}
    sent = csw.post(f"/cases/intakes/{intake.pk}/restrict/", said, follow=True)
    told = sent.content.decode()
    assert ("通報しました" in told, "児童虐待の疑い" in told, "たたかれている" in told) == (
        True,
        True,
        False,
    )
    assert csw.get(f"/cases/intakes/{intake.pk}/").status_code == 404
    assert csw.get("/cases/intakes/reported/nothing/").status_code == 404


def test_nobody_else_marks_a_waiting_worry(scene: Scene) -> None:
    intake = scene.intake()
    with nothing_saved(), pytest.raises(NotAllowed):
        restrict_intake(
            actor=scene.actor("agency"), at=scene.at, intake=intake, version=intake.version,
            restriction="dv",
        )  # fmt: skip
    assert Intake.objects.get(pk=intake.pk).restriction == ""


def test_only_a_lead_takes_the_mark_away_and_never_without_a_reason(scene: Scene) -> None:
    from tests.factories import make_post
    from wagamachi.access.roles import Role

    case = scene.claimed(scene.received(restriction=Restriction.DV), "core")
    said: dict[str, Any] = {"at": scene.at, "case": case, "version": case.version}
    make_post(scene.cast.stranger, Role.CSW, scene.cast.town.core_team)
    with nothing_saved(), pytest.raises(NotAllowed):
        unrestrict_case(actor=scene.actor("stranger"), reason="ちがった", **said)
    with nothing_saved(), pytest.raises(DomainError, match="理由"):
        unrestrict_case(actor=scene.actor("core"), reason=" ", **said)
    page = scene.browser("core").get(f"/cases/{case.pk}/describe/").content.decode()
    assert '<option value="">なし' not in page
    sent = scene.browser("core").post(
        f"/cases/{case.pk}/unrestrict/", {"version": case.version, "reason": "市が確かめた"}
    )
    case.refresh_from_db()
    assert (sent.status_code, case.restriction, case.unrestricted_because) == (
        302, "", "市が確かめた",
    )  # fmt: skip
    assert Intake.objects.get().restriction == ""


def test_the_mark_stays_while_a_theme_still_says_so(scene: Scene) -> None:
    case = scene.claimed(scene.received(theme_ids=[CHILD]), "core")
    assert CaseMember.objects.get(case=case).themes.exists()
    with nothing_saved(), pytest.raises(DomainError, match="先に"):
        unrestrict_case(
            actor=scene.actor("core"),
            at=scene.at,
            case=case,
            version=case.version,
            reason="市が確かめた",
        )


def test_nobody_reads_of_a_case_without_a_holder_that_a_person_was_found(scene: Scene) -> None:
    """Who brought the worry and whom the case left read the same sentence, until somebody holds it."""
    intake = scene.intake()
    case = scene.claimed(intake)
    there = [("nursery", f"/cases/intakes/{intake.pk}/"), ("csw", f"/cases/{case.pk}/")]

    def told(words: str) -> list[bool]:
        return [words in scene.browser(who).get(url).content.decode() for who, url in there]

    assert told("担当者が決まり、対応しています")[0]
    form = {"version": case.version, "tags": [CHILD], "social_background": ""}
    scene.browser("csw").post(f"/cases/{case.pk}/tags/", form)
    assert told("担当者をさがしています") == [True, True]
    assert told("担当者が決まり") == [False, False]
