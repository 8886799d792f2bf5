"""The stage of casework tests: one town, its people, and a worry at every point of its way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.test import Client

from tests.cast import Cast, let_in, on_day
from tests.factories import make_case, make_intake
from wagamachi.access.actor import Actor
from wagamachi.access.models import AuditEvent, StateTransition
from wagamachi.areas.addresses import town_key
from wagamachi.areas.models import Area, AreaTown, AreaVersion, Town
from wagamachi.casework.enums import HandoffKind, Level
from wagamachi.casework.models import (
    Approval,
    Case,
    CaseMember,
    Evaluation,
    Handoff,
    Intake,
    Participation,
    Supporter,
)
from wagamachi.casework.services import (
    ConsentDraft,
    EvaluationDraft,
    HandoffDraft,
    IntakeDraft,
    MeetingDraft,
    accept_handoff,
    approve_sharing,
    ask_consent,
    claim_intake,
    close_case,
    evaluate_case,
    receive_intake,
    send_handoff,
)
from wagamachi.casework.services.finding import index_case, index_intake
from wagamachi.core.ids import uuid7
from wagamachi.core.models import SearchDocument
from wagamachi.core.refs import ref_of
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team
from wagamachi.people.models import Consent, Person
from wagamachi.records.models import ActivityRecord
from wagamachi.records.services import RecordDraft

GIVEN, REFUSED = "DOI_KOTAE-01", "DOI_KOTAE-03"
REACHED, BY_LAW = "SHUKETSU-01", "KYOYU_KONKYO-04"
CONNECTED, TOO_FULL = "TSUNAGI_KEKKA-01", "HAZAMA-01"

ALL_ITEMS = [f"DOI_KOMOKU-{n:02d}" for n in range(1, 7)]
HEARD = IntakeDraft(
    noticed_by="マンションの管理人", situation="12階の方の郵便がたまっている", place="東のほう"
)
EVALUATED = EvaluationDraft(
    achievement=3, change_ids=["HENKA-13"], remaining="なし", next_step="なし", aftercare="none"
)


@dataclass
class Scene:
    """The town at one instant. Every method brings one more thing about, by the usual person."""

    cast: Cast
    at: datetime

    @property
    def today(self) -> date:
        return on_day(self.at)

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def actor(self, who: str) -> Actor:
        return self.cast.actor(getattr(self.cast, who), self.today)

    def browser(self, who: str) -> Client:
        return let_in(getattr(self.cast, who))

    def received(self, who: str = "nursery", **said: Any) -> Intake:
        """Return an intake as the service takes it in; nobody knows the area."""
        draft = IntakeDraft(**{f: getattr(HEARD, f) for f in HEARD.__slots__} | said)
        return receive_intake(actor=self.actor(who), at=self.at, id=uuid7(), draft=draft)

    def intake(self, **fields: Any) -> Intake:
        """Return an intake that 杉 of the 保育園 took in and that waits at 東."""
        town = self.cast.town
        intake = make_intake(
            town.hoiku_team, self.cast.nursery, self.at,
            **{"holder_team": town.east_team, "area": town.east} | fields,
        )  # fmt: skip
        index_intake(intake)
        return intake

    def case(self, **fields: Any) -> Case:
        """Return a case that 青葉 of 東 holds."""
        town = self.cast.town
        case = make_case(
            fields.pop("team", town.east_team), fields.pop("holder", self.cast.csw), self.at,
            **{"area": town.east} | fields,
        )  # fmt: skip
        index_case(case)
        return case

    def claimed(self, intake: Intake, who: str = "csw", case: Case | None = None) -> Case:
        return claim_intake(
            actor=self.actor(who), at=self.at, intake=intake, case=case,
            next_action_on=self.today, next_action="電話する",
        )  # fmt: skip

    def consent(self, case: Case, answer: str = GIVEN, **said: Any) -> Consent:
        """Return what somebody (the key person) answered about telling the 包括."""
        draft: dict[str, Any] = {
            "answer_id": answer,
            "item_ids": ALL_ITEMS,
            "recipient_ids": [self.cast.town.houkatsu.pk],
            "note": "口頭で確かめた",
        }
        person = said.pop("person", None) or case.members.get(is_key=True).person
        return ask_consent(
            actor=self.actor("csw"), at=self.at, case=case, person=person,
            draft=ConsentDraft(**draft | said),
        )  # fmt: skip

    def asks(self, **said: Any) -> HandoffDraft:
        """Return a request to the 包括, on a legal basis unless a consent is given."""
        draft: dict[str, Any] = {
            "purpose": "介護保険の申請",
            "request": "申請を手伝ってほしい",
            "shared_summary": "ひとり暮らしの方",
            "due_on": self.day(3),
            "team": self.cast.town.houkatsu_team,
            "level": Level.FULL,
            "legal_basis_id": None if said.get("consent") else BY_LAW,
            "basis_reason": "命にかかわるため",
            "is_emergency": not said.get("consent"),
        }
        return HandoffDraft(**draft | said)

    def handoff(self, case: Case, who: str = "csw", **said: Any) -> Handoff:
        """Return a request that has gone out: what rests on a legal basis was approved."""
        draft = self.asks(**said)
        sent = send_handoff(actor=self.actor(who), at=self.at, case=case, draft=draft)
        return self.approved(sent)

    def approved(self, handoff: Handoff) -> Handoff:
        """Approve what a request tells without consent, if it does."""
        for approval in handoff.approvals.filter(state="waiting"):
            is_ours = approval.team.organization_id == self.cast.town.shakyo.pk
            by = "manager" if is_ours else "core"
            approve_sharing(actor=self.actor(by), at=self.at, approval=approval)
        handoff.refresh_from_db()
        return handoff

    def accepted(self, case: Case, **said: Any) -> Handoff:
        handoff = self.handoff(case, **said)
        return accept_handoff(actor=self.actor("agency"), at=self.at, handoff=handoff)

    def meets(self, **said: Any) -> MeetingDraft:
        """Return a 調整会議 in two days to which the 包括 comes."""
        draft: dict[str, Any] = {
            "meets_on": self.day(2), "from_time": time(10), "until_time": time(11, 30),
            "purpose": "だれがなにをするか決める",
            "organization_ids": [self.cast.town.houkatsu.pk],
        }  # fmt: skip
        return MeetingDraft(**draft | said)

    def accompanied(self, case: Case, who: str = "agency", by: str = "csw", **said: Any) -> Handoff:
        """Ask somebody to walk beside the case, and let them say yes."""
        person = getattr(self.cast, who)
        (team,) = Team.objects.filter(pk__in=self.actor(who).team_ids)
        draft = self.walks(team=team, user_id=person.pk, **said)
        handoff = send_handoff(actor=self.actor(by), at=self.at, case=case, draft=draft)
        return accept_handoff(actor=self.actor(who), at=self.at, handoff=handoff)

    def walks(self, **said: Any) -> HandoffDraft:
        """Return a request to 椿 of the 包括 to walk beside a case."""
        draft: dict[str, Any] = {
            "kind": HandoffKind.COMPANION, "team": self.cast.town.houkatsu_team,
            "user_id": self.cast.agency.pk, "purpose": "前から関わりがある",
            "request": "おわりになるまで一緒に歩いてほしい", "due_on": self.day(3),
            "level": Level.STATUS,
        }  # fmt: skip
        return HandoffDraft(**draft | said)

    def record(self, **said: Any) -> RecordDraft:
        """Return what a visit's record says."""
        draft: dict[str, Any] = {
            "occurred_at": self.at,
            "minutes": 30,
            "method_id": "SHUDAN-03",
            "counterpart": "本人",
            "shares": (100, 0, 0),
            "tier": "middle",
            "area_id": self.cast.town.east.pk,
            "team_id": self.cast.town.east_team.pk,
            "content": "訪ねて話を聞いた",
            "result": "また来てよいと言われた",
        }
        return RecordDraft(**draft | said)

    def evaluated(self, case: Case, who: str = "csw") -> Evaluation:
        return evaluate_case(actor=self.actor(who), at=self.at, case=case, draft=EVALUATED)

    def closed(self, case: Case | None = None) -> Case:
        case = case or self.case()
        self.evaluated(case)
        return close_case(actor=self.actor("csw"), at=self.at, case=case, close_reason_id=REACHED)

    def resource(self, **fields: Any) -> Resource:
        said: dict[str, Any] = {"name": "見守り配食", "kind_id": "SHIGEN-01", "sector": "formal"}
        return Resource.objects.create(**said | fields)


def told(row: Any) -> list[tuple[str, str]]:
    """Return what the audit log says about a row, oldest first: (kind, name of who)."""
    ref = ref_of(row)
    events = AuditEvent.objects.filter(target_kind=ref.kind, target_id=ref.id).order_by("seq")
    return [(e.kind, e.user.name if e.user else "") for e in events.select_related("user")]


def moves(row: Any) -> list[tuple[str, str, str]]:
    """Return the moves a row made, oldest first: (action, from, to)."""
    ref = ref_of(row)
    rows = StateTransition.objects.filter(target_kind=ref.kind, target_id=ref.id).order_by("seq")
    return list(rows.values_list("action", "source", "target"))


def town_of(name: str, area: Area) -> Town:
    """Put a 町丁目 into an area, so that an address there is known."""
    town = Town.objects.create(name=name, key=town_key(name))
    version = AreaVersion.objects.create(area=area, starts_on=area.starts_on)
    AreaTown.objects.create(version=version, town=town)
    return town


def counted() -> dict[str, int]:
    """Return how many rows of everything a worry leaves there are, the audit log included."""
    tables = (
        Approval, AuditEvent, StateTransition, Intake, Case, CaseMember, Handoff, Participation, Evaluation,
        Consent, Person, ActivityRecord, Supporter, SearchDocument,
    )  # fmt: skip
    return {table.__name__: table._default_manager.count() for table in tables}


@contextmanager
def nothing_saved() -> Iterator[None]:
    """Check that not one row was added: nothing is ever half saved."""
    was = counted()
    yield
    assert counted() == was
