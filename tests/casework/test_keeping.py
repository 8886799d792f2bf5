"""Everything that is written down is kept once under the id of its page, and compared when it comes again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model

from wagamachi.access.models import Assignment, AuditEvent
from wagamachi.action.models import Proposal
from wagamachi.casework.models import (
    CaseMeeting,
    CaseMember,
    Evaluation,
    Handoff,
    Intake,
    RoleTask,
    Supporter,
)
from wagamachi.continuity.models import Absence
from wagamachi.core.ids import uuid7
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Organization, Team
from wagamachi.people.models import Consent
from wagamachi.records.models import ActivityRecord
from wagamachi.support.models import Assessment, DifficultMark, Gap, SupportPlan

from .scenes import GIVEN, Scene

Said = dict[str, Any]
ROOM = "/cases/{case}/"

# model → (page, what is said, the same said otherwise)
DOORS: dict[type[Model], tuple[str, Callable[[Scene, Any], Said], Said]] = {
    Intake: (
        "/cases/intakes/new/",
        lambda scene, case: {"noticed_by": "隣人", "situation": "郵便がたまる", "place": "東のほう"},
        {"situation": "夜に明かりがつかない"},
    ),
    Consent: (
        ROOM + "consents/new/",
        lambda scene, case: {
            "member": case.members.get().pk, "answer": GIVEN, "method": "口頭", "note": "本人から",
            "items": ["DOI_KOMOKU-01"], "recipients": [scene.cast.town.houkatsu.pk],
        },
        {"answer": "DOI_KOTAE-03", "note": "やはり困ると言われた"},
    ),
    CaseMember: (
        ROOM + "members/new/",
        lambda scene, case: {"relation": "長男", "nickname": "太郎さん"},
        {"nickname": "次郎さん"},
    ),
    Supporter: (
        ROOM + "supporters/new/",
        lambda scene, case: {"name": "となりの山口さん", "closeness": "informal", "role": "声かけ"},
        {"role": "ごみ出し"},
    ),
    RoleTask: (
        ROOM + "roles/new/",
        lambda scene, case: {"name": "長男", "task": "ごみ出し"},
        {"task": "買い物"},
    ),
    CaseMeeting: (
        ROOM + "meetings/new/",
        lambda scene, case: {
            "meets_on": "R8.11.25", "from_time": "10:00", "until_time": "11:00",
            "purpose": "役割を決める", "others": "長男",
        },
        {"purpose": "入院のことを話す"},
    ),
    Evaluation: (
        ROOM + "evaluate/",
        lambda scene, case: {
            "achievement": "3", "changes": ["HENKA-13"], "remaining": "なし", "next_step": "なし",
            "aftercare": "none",
        },
        {"remaining": "お金のこと"},
    ),
    Handoff: (
        ROOM + "handoffs/new/team/{houkatsu}/",
        lambda scene, case: {
            "purpose": "申請", "request": "手伝ってほしい", "shared_summary": "ひとり暮らし",
            "due_on": "R8.11.26", "level": "3", "legal_basis": "KYOYU_KONKYO-04",
            "basis_reason": "命にかかわるため",
        },
        {"request": "たずねてほしい"},
    ),
    Assessment: (
        "/support/cases/{case}/assessments/new/",
        lambda scene, case: {"assessed_on": "R8.11.23", "complaint": "夜が不安"},
        {"complaint": "お金がない"},
    ),
    SupportPlan: (
        "/support/cases/{case}/plans/new/",
        lambda scene, case: {"starts_on": "R8.11.23", "words": "家にいたい"},
        {"words": "仕事をしたい"},
    ),
    Gap: (
        "/support/cases/{case}/gaps/new/",
        lambda scene, case: {
            "scheme": "訪問介護", "reason": "HAZAMA-03", "theme": "KADAI_T-01", "found_on": "R8.11.23",
        },
        {"scheme": "家事支援"},
    ),
    DifficultMark: (
        "/support/cases/{case}/difficult/",
        lambda scene, case: {"criteria": ["manifold"], "reason": "重なっている"},
        {"reason": "拒まれている"},
    ),
    Proposal: (
        "/action/new/",
        lambda scene, case: {
            "title": "通いの場", "need": "ない", "ask": "つくる", "reason": "", "theme": "", "area": "",
            "team": scene.cast.town.east_team.pk,
        },
        {"ask": "ふやす"},
    ),
    ActivityRecord: (
        "/records/new/",
        lambda scene, case: {
            "occurred_at_on": "R8.11.20", "occurred_at_time": "14:05", "minutes": "45",
            "method": "SHUDAN-02", "function": "community", "counterpart": "世話人",
            "area": scene.cast.town.east.pk, "team": scene.cast.town.east_team.pk,
            "content": "会場を相談した", "result": "借りられる",
        },
        {"result": "借りられない"},
    ),
    Absence: (
        "/continuity/absences/new/",
        lambda scene, case: {
            "starts_on": "R8.11.24", "ends_on": "R8.11.30", "deputy": scene.cast.lead.pk,
            "note": "",
        },
        {"ends_on": "R8.12.2"},
    ),
    Resource: (
        "/directory/new/",
        lambda scene, case: {"name": "ひなた", "kind": "SHIGEN-09", "sector": "informal"},
        {"name": "ひなたぼっこ"},
    ),
    Organization: (
        "/organizations/new/",
        lambda scene, case: {
            "name": "ひだまり会", "kind": "TSUNAGISAKI-59", "opens_on": "R8.11.1", "team_name": "相談",
        },
        {"team_name": "窓口"},
    ),
    Team: (
        "/organizations/{shakyo}/teams/new/",
        lambda scene, case: {"name": "南チーム", "areas": [scene.cast.town.west.pk]},
        {"is_base": "on"},
    ),
    Assignment: (
        "/access/people/{stranger}/posts/new/",
        lambda scene, case: {
            "role": "agency_desk", "place": f"t:{scene.cast.town.hoiku_team.pk}", "fte": "1",
            "starts_on": "R8.11.1",
        },
        {"fte": "0.5"},
    ),
}  # fmt: skip
OFFICE = (Organization, Team, Assignment)

# Those whose row is of one case; a consent is its person's.
OF_A_CASE = [model for model, (page, *_) in DOORS.items() if "{case}" in page and model != Consent]

every_door = pytest.mark.parametrize("model", DOORS, ids=lambda model: model.__name__)


class Door:
    """One page that makes a row, as two colleagues of one team use it."""

    def __init__(self, scene: Scene, model: type[Model]) -> None:
        self.scene, self.model = scene, model
        self.case = scene.case()
        self.page, said, self.otherwise = DOORS[model]
        self.said = said(scene, self.case)
        self.people = ("admin", "manager") if model in OFFICE else ("csw", "colleague")

    def url(self, case: Any = None) -> str:
        cast, town = self.scene.cast, self.scene.cast.town
        return self.page.format(
            case=(case or self.case).pk, houkatsu=town.houkatsu_team.pk, shakyo=town.shakyo.pk,
            stranger=cast.stranger.pk,
        )  # fmt: skip

    def post(self, token: Any, who: int = 0, *, case: Any = None, **said: Any) -> Any:
        page = self.url(case)
        return self.scene.browser(self.people[who]).post(page, self.said | said | {"token": token})

    def kept(self) -> tuple[int, int]:
        """Return how many rows there are, and how many events that something was written."""
        written = AuditEvent.objects.filter(kind__in=("created", "changed", "moved"))
        return self.model._default_manager.count(), written.count()


@pytest.fixture
def door(scene: Scene, model: type[Model]) -> Door:
    return Door(scene, model)


def denials() -> int:
    return AuditEvent.objects.filter(kind="denied").count()


@every_door
def test_the_same_again_is_the_row_that_is_there(door: Door) -> None:
    token = uuid7()
    first = door.post(token)
    assert first.status_code == 302, first.context["form"].errors
    was = door.kept()
    again = door.post(token)
    assert (again.status_code, again.url, door.kept()) == (302, first.url, was)
    assert door.model._default_manager.filter(pk=token).count() == 1


@every_door
def test_other_words_are_shown_beside_what_is_kept_and_change_nothing(door: Door) -> None:
    token = uuid7()
    door.post(token)
    was = door.kept()
    answer = door.post(token, **door.otherwise)
    assert (answer.status_code, door.kept()) == (409, was)
    shown = [
        words for _, kept, came in answer.context["form"].differences for words in (kept, came)
    ]
    text = answer.content.decode()
    assert [words for words in shown if words not in text] == []
    assert len(shown) >= 2
    fresh = answer.context["form"]["token"].value()
    assert UUID(str(fresh)) != token


@every_door
def test_the_id_of_somebody_else_or_of_another_kind_is_nothing(door: Door) -> None:
    token = uuid7()
    door.post(token)
    was, refused = door.kept(), denials()
    assert door.post(token, 1).status_code == 404
    assert door.post(door.scene.cast.town.east.pk).status_code == 404, "the id of an area"
    assert (door.kept(), denials()) == (was, refused + 2)


@pytest.mark.parametrize("model", OF_A_CASE, ids=lambda model: model.__name__)
def test_the_id_of_another_case_is_nothing(door: Door) -> None:
    token = uuid7()
    door.post(token)
    other = door.scene.case()
    was = door.kept()
    assert door.post(token, case=other).status_code == 404
    assert door.kept() == was


@every_door
@pytest.mark.parametrize("token", ["", "17", "no-id"])
def test_a_page_that_lost_its_id_says_so_and_has_another(door: Door, token: str) -> None:
    was = door.kept()
    answer = door.post(token)
    assert (answer.status_code, door.kept()) == (422, was)
    assert "もう一度押してください" in answer.content.decode()
    assert UUID(str(answer.context["form"]["token"].value()))
