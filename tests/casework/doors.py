"""Every page that makes a row: what is said on it, the same said otherwise, and who has it in hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from tests.action.stage import Stage as ActionStage
from tests.factories import make_post, make_user, make_zoning
from tests.support.stage import Stage as SupportStage
from tests.workforce.stage import Stage as WorkStage
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.action.models import Outcome, Proposal, Submission
from wagamachi.areas.models import Area, Tier, ZoningSystem
from wagamachi.casework.models import (
    Case,
    CaseMeeting,
    CaseMember,
    Evaluation,
    Handoff,
    Intake,
    IntakeAddition,
    RoleTask,
    Supporter,
)
from wagamachi.continuity.models import Absence
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Organization, Team
from wagamachi.people.models import Consent
from wagamachi.records.models import ActivityRecord
from wagamachi.records.services import write_record
from wagamachi.support.models import (
    Assessment,
    DifficultMark,
    Gap,
    Outreach,
    OutreachTask,
    PlanGoal,
    PlanReview,
    SupportPlan,
)
from wagamachi.workforce.models import CommissionerTask, ReliefDecision, TaskOffer

from .scenes import ALL_ITEMS, GIVEN, Scene

Said = dict[str, Any]
ROOM = "/cases/{case}/"
OFFICE, DESK = ("admin", "admin2"), ("lead", "core")


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page. ``{on}`` in its address is the row that ``on`` brings about, ``{case}`` a case of 東."""

    model: type[Model]
    address: str
    says: Callable[[Scene, Any], Said]
    otherwise: Said
    who: tuple[str, str] = ("csw", "colleague")
    case: Callable[[Scene], Case] = Scene.case
    on: Callable[[Scene, Case], Model] | None = None
    under: str = "id"

    @property
    def is_within(self) -> bool:
        """Say whether its row is of one row that the address names.

        A consent is its person's, and what is known of a worry is compared like its words.
        """
        return ("{case}" in self.address or self.on is not None) and self.model not in (
            Consent,
            Intake,
        )


def _drafted(scene: Scene, case: Case) -> Model:
    return SupportStage(scene.cast, scene.at).draft(case)


def _agreed(scene: Scene, case: Case) -> Model:
    return SupportStage(scene.cast, scene.at).agreed(case)


def _brought(scene: Scene) -> Case:
    """Return a case of 東 that the 保育園 brought in."""
    return scene.claimed(scene.received("nursery", area_id=scene.cast.town.east.pk))


def _of_goals(case: Case, scale: str) -> Said:
    return {f"scale-{goal.pk}": scale for goal in PlanGoal.objects.filter(plan__case=case)}


EVALUATED: Said = {
    "achievement": "3", "changes": ["HENKA-13"], "remaining": "なし", "next_step": "なし",
    "aftercare": "none",
}  # fmt: skip

PAGES: dict[str, Page] = {
    "intake": Page(
        model=Intake,
        address="/cases/intakes/new/",
        says=lambda scene, case: {"noticed_by": "隣人", "situation": "郵便がたまる", "place": "東のほう"},
        otherwise={"situation": "夜に明かりがつかない"},
    ),
    "intakeaddition": Page(
        model=IntakeAddition,
        address="/cases/intakes/{on}/add/",
        on=lambda scene, case: scene.received("minsei", area_id=scene.cast.town.east.pk),
        says=lambda scene, case: {"situation": "あしたの午前なら家にいる"},
        otherwise={"situation": "あさってなら家にいる"},
        who=("minsei", "minsei2"),
    ),
    "consent": Page(
        model=Consent,
        address=ROOM + "consents/new/",
        says=lambda scene, case: {
            "member": case.members.get().pk, "answer": GIVEN, "method": "口頭", "note": "本人から",
            "items": ALL_ITEMS, "recipients": [scene.cast.town.houkatsu.pk],
        },
        otherwise={"answer": "DOI_KOTAE-03", "note": "やはり困ると言われた"},
    ),
    "casemember": Page(
        model=CaseMember,
        address=ROOM + "members/new/",
        says=lambda scene, case: {"relation": "長男", "nickname": "太郎さん"},
        otherwise={"nickname": "次郎さん"},
    ),
    "supporter": Page(
        model=Supporter,
        address=ROOM + "supporters/new/",
        says=lambda scene, case: {"name": "となりの山口さん", "closeness": "informal", "role": "声かけ"},
        otherwise={"role": "ごみ出し"},
    ),
    "roletask": Page(
        model=RoleTask,
        address=ROOM + "roles/new/",
        says=lambda scene, case: {"name": "長男", "task": "ごみ出し"},
        otherwise={"task": "買い物"},
    ),
    "casemeeting": Page(
        model=CaseMeeting,
        address=ROOM + "meetings/new/",
        says=lambda scene, case: {
            "meets_on": "R8.11.25", "from_time": "10:00", "until_time": "11:00",
            "purpose": "役割を決める", "others": "長男",
        },
        otherwise={"purpose": "入院のことを話す"},
    ),
    "evaluation": Page(
        model=Evaluation,
        address=ROOM + "evaluate/",
        says=lambda scene, case: EVALUATED,
        otherwise={"remaining": "お金のこと"},
    ),
    "handoff": Page(
        model=Handoff,
        address=ROOM + "handoffs/new/team/{houkatsu}/",
        says=lambda scene, case: {
            "purpose": "申請", "request": "手伝ってほしい", "shared_summary": "ひとり暮らし",
            "due_on": "R8.11.26", "level": "3", "legal_basis": "KYOYU_KONKYO-04",
            "basis_reason": "命にかかわるため",
        },
        otherwise={"request": "たずねてほしい"},
    ),
    "assessment": Page(
        model=Assessment,
        address="/support/cases/{case}/assessments/new/",
        says=lambda scene, case: {"assessed_on": "R8.11.23", "complaint": "夜が不安"},
        otherwise={"complaint": "お金がない"},
    ),
    "supportplan": Page(
        model=SupportPlan,
        address="/support/cases/{case}/plans/new/",
        says=lambda scene, case: {"starts_on": "R8.11.23", "words": "家にいたい"},
        otherwise={"words": "仕事をしたい"},
    ),
    "gap": Page(
        model=Gap,
        address="/support/cases/{case}/gaps/new/",
        says=lambda scene, case: {
            "scheme": "訪問介護", "reason": "HAZAMA-03", "theme": "KADAI_T-01", "found_on": "R8.11.23",
        },
        otherwise={"scheme": "家事支援"},
    ),
    "difficultmark": Page(
        model=DifficultMark,
        address="/support/cases/{case}/difficult/",
        says=lambda scene, case: {"criteria": ["manifold"], "reason": "重なっている"},
        otherwise={"reason": "拒まれている"},
    ),
    "proposal": Page(
        model=Proposal,
        address="/action/new/",
        says=lambda scene, case: {
            "title": "通いの場", "need": "ない", "ask": "つくる", "reason": "", "theme": "", "area": "",
            "team": scene.cast.town.east_team.pk,
        },
        otherwise={"ask": "ふやす"},
    ),
    "activityrecord": Page(
        model=ActivityRecord,
        address="/records/new/",
        says=lambda scene, case: {
            "occurred_at_on": "R8.11.20", "occurred_at_time": "14:05", "minutes": "45",
            "method": "SHUDAN-02", "function": "community", "counterpart": "世話人",
            "area": scene.cast.town.east.pk, "team": scene.cast.town.east_team.pk,
            "content": "会場を相談した", "result": "借りられる",
        },
        otherwise={"result": "借りられない"},
    ),
    "look in": Page(
        model=ActivityRecord,
        address="/cases/intakes/{on}/look-in/",
        on=lambda scene, case: case.intakes.get(),
        case=_brought,
        who=("nursery", "nursery2"),
        says=lambda scene, case: {
            "occurred_at_on": "R8.11.23", "occurred_at_time": "10:00", "minutes": "45",
            "method": "SHUDAN-03", "function": "individual", "counterpart": "本人",
            "area": scene.cast.town.east.pk, "team": scene.cast.town.hoiku_team.pk,
            "content": "送り迎えで会った", "result": "元気だった",
        },
        otherwise={"result": "顔色が悪い"},
    ),
    "absence": Page(
        model=Absence,
        address="/continuity/absences/new/",
        says=lambda scene, case: {
            "starts_on": "R8.11.24", "ends_on": "R8.11.30", "deputy": scene.cast.lead.pk,
            "note": "",
        },
        otherwise={"ends_on": "R8.12.2"},
    ),
    "resource": Page(
        model=Resource,
        address="/directory/new/",
        says=lambda scene, case: {"name": "ひなた", "kind": "SHIGEN-09", "sector": "informal"},
        otherwise={"name": "ひなたぼっこ"},
    ),
    "organization": Page(
        model=Organization,
        address="/organizations/new/",
        says=lambda scene, case: {
            "name": "ひだまり会", "kind": "TSUNAGISAKI-59", "opens_on": "R8.11.1", "team_name": "相談",
        },
        otherwise={"team_name": "窓口"},
        who=OFFICE,
    ),
    "team": Page(
        model=Team,
        address="/organizations/{shakyo}/teams/new/",
        says=lambda scene, case: {"name": "南チーム", "areas": [scene.cast.town.west.pk]},
        otherwise={"is_base": "on"},
        who=OFFICE,
    ),
    "assignment": Page(
        model=Assignment,
        address="/access/people/{stranger}/posts/new/",
        says=lambda scene, case: {
            "role": "agency_desk", "place": f"t:{scene.cast.town.hoiku_team.pk}", "fte": "1",
            "starts_on": "R8.11.1",
        },
        otherwise={"fte": "0.5"},
        who=OFFICE,
    ),
    "advice": Page(
        model=Intake,
        address="/cases/intakes/advice/",
        says=lambda scene, case: {"situation": "どう声をかけるか", "place": "東一区"},
        otherwise={"situation": "だれと行くか"},
        who=("minsei", "minsei2"),
    ),
    "raised": Page(
        model=Intake,
        address="/cases/intakes/raise/{on}/",
        on=lambda scene, case: visit(scene),
        says=lambda scene, case: {
            "situation": "三日つづけて留守", "tried": "声をかけた", "asked": "見てほしい",
            "place": "東一区", "area": scene.cast.town.east.pk,
        },
        otherwise={"asked": "いっしょに行ってほしい"},
        who=("minsei", "minsei2"),
    ),
    "pull": Page(
        model=Handoff,
        address=ROOM + "handoffs/pull/",
        case=_brought,
        says=lambda scene, case: {"purpose": "毎日会える", "request": "園で支える"},
        otherwise={"request": "送り迎えで会う"},
        who=("nursery", "nursery2"),
    ),
    "backup": Page(
        model=Handoff,
        address="/cases/backups/new/",
        says=lambda scene, case: {
            "team": scene.cast.town.core_team.pk, "backup_kind": "BACKUP-06",
            "purpose": "依存症の理解", "request": "研修をしてほしい", "due_on": "R8.11.27",
        },
        otherwise={"request": "本を紹介してほしい"},
    ),
    "companion": Page(
        model=Handoff,
        address=ROOM + "companion/",
        says=lambda scene, case: {
            "person": scene.cast.other_csw.assignments.get().pk, "purpose": "前から話している",
            "request": "月に一度、声をかける", "due_on": "R8.11.27",
        },
        otherwise={"request": "電話をする"},
    ),
    "goal": Page(
        model=PlanGoal,
        address="/support/plans/{on}/goals/new/",
        on=_drafted,
        says=lambda scene, case: {
            "theme": "KADAI_T-01", "goal": "サロンへ行く", "own_part": "水曜に出かける",
            "support": "いっしょに歩く", "helper": "となりの人",
        },
        otherwise={"own_part": "金曜に出かける"},
    ),
    "review": Page(
        model=PlanReview,
        address="/support/plans/{on}/review/",
        on=_agreed,
        says=lambda scene, case: _of_goals(case, "on_track") | {
            "reviewed_on": "R8.11.23", "changes": "顔色がよい", "voice": "楽しい",
            "next_review_on": "R8.12.23",
        },
        otherwise={"voice": "つまらない"},
    ),
    "ended plan": Page(
        model=Evaluation,
        address="/support/plans/{on}/end/",
        on=_agreed,
        says=lambda scene, case: _of_goals(case, "4") | EVALUATED | {"outcome": "replan"},
        otherwise={"remaining": "お金のこと"},
    ),
    "outing": Page(
        model=Outreach,
        address="/support/outreach/new/",
        says=lambda scene, case: {
            "occurred_at_on": "R8.11.20", "occurred_at_time": "14:05", "minutes": "45",
            "function": "individual", "area": scene.cast.town.east.pk, "way": "home",
            "team": scene.cast.town.east_team.pk, "content": "声をかけた", "result": "会えた",
            "headcount": "3", "concern-TOTAL_FORMS": "0", "concern-INITIAL_FORMS": "0",
        },
        otherwise={"headcount": "4"},
    ),
    "outreach task": Page(
        model=OutreachTask,
        address="/support/outreach/tasks/new/",
        says=lambda scene, case: {
            "area": scene.cast.town.east.pk, "team": scene.cast.town.east_team.pk,
            "reason": "相談がない", "due_on": "R8.12.20",
        },
        otherwise={"reason": "空き家がふえた"},
    ),
    "task": Page(
        model=CommissionerTask,
        address="/workforce/tasks/new/",
        says=lambda scene, case: {
            "post": scene.cast.minsei.assignments.get().pk, "title": "敬老のお祝い",
            "kind": "delivery", "asker": "government", "bearer": "shared", "asked_on": "R8.11.20",
            "minutes_per_month": "90",
        },
        otherwise={"minutes_per_month": "30"},
        who=DESK,
    ),
    "offer": Page(
        model=TaskOffer,
        address="/workforce/tasks/{on}/offer/",
        on=lambda scene, case: WorkStage(scene.cast, scene.at).task(),
        says=lambda scene, case: {"to": f"team:{scene.cast.town.houkatsu_team.pk}", "note": "秋だけ"},
        otherwise={"note": "春も"},
        who=DESK,
        under="page_id",
    ),
    "relief": Page(
        model=ReliefDecision,
        address="/workforce/decisions/new/",
        says=lambda scene, case: {
            "kind": "delivery", "verdict": "stop", "reason": "回覧で足りる", "body": "会長会",
            "decided_on": "R8.11.23", "from_on": "R8.12.1",
        },
        otherwise={"verdict": "keep"},
        who=DESK,
    ),
    "submission": Page(
        model=Submission,
        address="/action/{on}/submit/",
        on=lambda scene, case: ActionStage(scene.cast, scene.at).proposal(),
        says=lambda scene, case: {
            "receiver": "forum", "body": "協議の場", "submitted_on": "R8.11.23",
        },
        otherwise={"body": "べつの協議の場"},
    ),
    "outcome": Page(
        model=Outcome,
        address="/action/{on}/outcome/",
        on=lambda scene, case: ActionStage(scene.cast, scene.at).answered("adopted"),
        says=lambda scene, case: {
            "kind": "plan_item", "title": "通いの場", "place": "計画の目標2", "from_on": "R9.4.1",
        },
        otherwise={"title": "居場所"},
    ),
    "area": Page(
        model=Area,
        address="/areas/new/",
        says=lambda scene, case: {
            "zoning": make_zoning(Tier.SMALL).pk, "name": "坂の上", "starts_on": "R8.11.1",
            "agreed_by": "懇談会",
        },
        otherwise={"agreed_by": "自治会"},
        who=OFFICE,
    ),
    "proposed area": Page(
        model=Area,
        address="/areas/propose/",
        says=lambda scene, case: {
            "zoning": make_zoning(Tier.SMALL).pk, "name": "坂の下", "starts_on": "R8.11.1",
            "proposed_by": "坂の会", "basis_codes": ["KENIKI_KONKYO-01"], "landmarks": "豆腐屋",
        },
        otherwise={"landmarks": "銭湯"},
    ),
    "zoning": Page(
        model=ZoningSystem,
        address="/areas/zonings/new/",
        says=lambda scene, case: {"name": "町会", "tier": "small", "source": "市の表"},
        otherwise={"source": "町会の表"},
        who=OFFICE,
    ),
    "code": Page(
        model=Code,
        address="/access/codes/KADAI_T/add/",
        says=lambda scene, case: {"label": "多頭飼い", "maps_to": ["KADAI_T-01"]},
        otherwise={"label": "空き家の庭"},
        who=OFFICE,
        under="page_id",
    ),
    "account": Page(
        model=User,
        address="/access/people/new/",
        says=lambda scene, case: {"name": "菫", "kana": "すみれ", "username": "sumire"},
        otherwise={"username": "sumire-k"},
        who=OFFICE,
    ),
}  # fmt: skip


def visit(scene: Scene) -> ActivityRecord:
    """Return what 柳 wrote of a visit in 東."""
    town = scene.cast.town
    draft = scene.record(area_id=town.east.pk, team_id=town.minsei_team.pk, content="玄関で話した")
    return write_record(actor=scene.actor("minsei"), at=scene.at, draft=draft, id=uuid7())


def more_people(scene: Scene) -> None:
    """Give those who sit alone a colleague."""
    for name in ("admin", "minsei", "nursery"):
        post = getattr(scene.cast, name).assignments.get()
        colleague = make_user(f"{name}2", f"{name}2")
        make_post(colleague, Role(post.role), post.team, areas=post.areas.all())
        setattr(scene.cast, f"{name}2", colleague)
