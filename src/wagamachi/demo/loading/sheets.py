"""The tables a story touches, each with the columns the loader fills."""

from wagamachi.access.models import StateTransition
from wagamachi.casework.models import (
    Approval,
    Case,
    CaseMember,
    Evaluation,
    Handoff,
    Intake,
    MemberTheme,
    Participation,
    Supporter,
)
from wagamachi.people.models import Consent, Person
from wagamachi.records.models import ActivityRecord, RecordLink

from ..writer import Book, Sheet, link_columns, through

_ENTITY = ("id", "created_at", "version")
_LOCATED = ("place", "address_key", "building_key", "town_id", "area_id")
_HELD = ("holder_team_id", "holder_user_id", "next_action_on", "next_action", "urgent_rank")


class StorySheets:
    """One sheet per table, parents first, so that a flush satisfies every foreign key."""

    def __init__(self) -> None:
        self.book = Book()
        self.person = self._sheet(
            Person,
            *("name", "nickname", "kana", "birth_on", "age_band_id", "phone", "address"),
            *("name_key", "phone_key", "address_key"),
        )
        self.case = self._sheet(
            Case,
            *_LOCATED,
            *_HELD,
            "restriction",
            *("number", "state", "label", "kana", "household_type_id", "summary", "opened_at"),
            *("last_record_at", "closed_at", "close_reason_id", "closing_evaluation_id"),
        )
        self.case_areas = self._links(Case, "areas")
        self.case_tags = self._links(Case, "tags")
        self.intake = self._sheet(
            Intake,
            *_LOCATED,
            *_HELD,
            "restriction",
            *("state", "received_at", "received_by_id", "received_team_id", "window_kind_id"),
            *("noticed_by", "situation", "route_id", "method_id", "subject", "subject_kana"),
            *("phone", "name_key", "phone_key", "urgency", "case_id", "answer", "answered_at"),
            "responded_at",
        )
        self.intake_areas = self._links(Intake, "areas")
        self.intake_themes = self._links(Intake, "themes")
        self.member = self._sheet(
            CaseMember, *("case_id", "person_id", "relation", "is_key", "joined_on", "note")
        )
        self.theme = self.book.sheet(MemberTheme, "member_id", "theme_id", "since_on")
        self.supporter = self._sheet(
            Supporter, *("case_id", "organization_id", "name", "closeness", "role", "since_on")
        )
        self.consent = self._sheet(
            Consent,
            *(
                "person_id",
                "answer_id",
                "method",
                "asked_at",
                "asked_by_id",
                "withdrawn_at",
                "note",
            ),
        )
        self.consent_items = self._links(Consent, "items")
        self.consent_recipients = self._links(Consent, "recipients")
        self.handoff = self._sheet(
            Handoff,
            *("case_id", "state", "from_team_id", "from_user_id", "to_team_id", "to_resource_id"),
            *("purpose", "request", "shared_summary", "level", "consent_id", "legal_basis_id"),
            *(
                "basis_reason",
                "snapshot",
                "sent_at",
                "due_on",
                "answered_at",
                "answered_by_id",
                "answer",
            ),
            *("decline_reason_id", "result_id", "result_note", "finished_at", "follow_up_on"),
            "received_at",
        )
        self.approval = self._sheet(
            Approval,
            *("handoff_id", "team_id", "state", "legal_basis_id", "reason", "level"),
            *("is_emergency", "until_on", "asked_by_id", "asked_at", "due_at"),
            *("decided_by_id", "decided_at", "note"),
        )
        self.participation = self._sheet(
            Participation,
            *("case_id", "kind", "level", "team_id", "user_id", "consent_id", "legal_basis_id"),
            *("handoff_id", "approval_id", "since_at", "until_at", "ended_because"),
        )
        self.evaluation = self._sheet(
            Evaluation,
            *("case_id", "evaluated_at", "evaluated_by_id", "achievement", "wish", "remaining"),
            *("next_step", "aftercare"),
        )
        self.evaluation_changes = self._links(Evaluation, "changes")
        self.record = self._sheet(
            ActivityRecord,
            *("occurred_at", "minutes", "method_id", "place", "counterpart", "individual_share"),
            *("community_share", "system_share", "tier", "area_id", "content", "result"),
            *("next_step", "team_id", "written_by_id"),
        )
        self.record_staff = self._links(ActivityRecord, "staff")
        self.record_link = self.book.sheet(
            RecordLink, "record_id", "target_kind", "target_id", "occurred_at"
        )

        self.transition = self.book.sheet(
            StateTransition,
            *("at", "user_id", "target_kind", "target_id", "action", "source", "target", "reason"),
        )

    def _sheet(self, model: type, *columns: str) -> Sheet:
        return self.book.sheet(model, *_ENTITY, *columns)

    def _links(self, model: type, name: str) -> Sheet:
        return self.book.sheet(through(model, name), *link_columns(model, name))
