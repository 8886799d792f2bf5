"""Who may do what, on one page. A town officer can read it; ``docs/permissions.md`` is made from it.

A *scope* says how far a permission reaches:

* ``OWN``          what I entered or was named on myself, while I am in the team it was entered for
* ``TEAM``         what my team holds, received or was asked to answer
* ``NAMED``        cases on which a live participation (関与) names me in person
* ``PARTICIPANT``  cases on which a live participation names me or my team
* ``ORGANIZATION`` what any team of my organisation holds
* ``EVERYTHING``   the whole municipality

Personal data is never in reach of EVERYTHING: for cases the widest scope is ORGANIZATION, and
outside the holding organisation a live participation is the only door.
"""

from enum import StrEnum

from .perms import Perm
from .roles import Role


class Scope(StrEnum):
    """How far a permission reaches, narrowest first."""

    OWN = "own"
    TEAM = "team"
    NAMED = "named"
    PARTICIPANT = "participant"
    ORGANIZATION = "organization"
    EVERYTHING = "everything"


OWN, TEAM, NAMED, PARTICIPANT = Scope.OWN, Scope.TEAM, Scope.NAMED, Scope.PARTICIPANT
ORGANIZATION, EVERYTHING = Scope.ORGANIZATION, Scope.EVERYTHING

# Everyone who is logged in with a live post.
_COMMON: dict[Perm, set[Scope]] = {
    Perm.AREA_READ: {EVERYTHING},
    Perm.NOTICE_READ: {OWN},
    Perm.ORGANIZATION_READ: {EVERYTHING},
    Perm.RESOURCE_READ: {EVERYTHING},
}

# A member point (相談窓口): takes any worry in, follows what it passed on, answers a つなぎ.
_POINT: dict[Perm, set[Scope]] = _COMMON | {
    Perm.CASE_READ_FULL: {TEAM, PARTICIPANT},
    Perm.CASE_READ_STATUS: {TEAM, PARTICIPANT},
    Perm.CASE_READ_SUMMARY: {TEAM, PARTICIPANT},
    Perm.CASE_RECORD: {TEAM, PARTICIPANT},
    Perm.HANDOFF_ANSWER: {TEAM},
    Perm.HANDOFF_BACKUP: {TEAM},
    Perm.HANDOFF_FINISH: {TEAM},
    Perm.HANDOFF_READ: {TEAM, PARTICIPANT},
    Perm.HANDOFF_WITHDRAW: {TEAM},
    Perm.INTAKE_AMEND: {OWN},
    Perm.INTAKE_CREATE: {EVERYTHING},
    Perm.INTAKE_READ: {OWN, TEAM, PARTICIPANT},
    Perm.INTAKE_STATUS: {OWN, TEAM, PARTICIPANT},
    Perm.PERSON_READ: {TEAM, PARTICIPANT},
    Perm.RECORD_READ: {OWN, TEAM, PARTICIPANT},
    Perm.RECORD_WRITE: {OWN},
    Perm.TASK_ANSWER: {TEAM},
    Perm.TASK_READ: {TEAM},
}

# A point that also holds cases of its own: the whole main line for what lies with its team.
_HOLDER: dict[Perm, set[Scope]] = _POINT | {
    Perm.CASE_CLOSE: {TEAM},
    Perm.CASE_EDIT: {TEAM},
    Perm.HANDOFF_SEND: {TEAM},
    Perm.INTAKE_CLAIM: {TEAM},
    Perm.INTAKE_MATCH: {EVERYTHING},
    Perm.TEXT_DECIDE: {TEAM},
}

# A caseworker of an area team: holds cases, and keeps the directory of resources in order.
_CASEWORKER: dict[Perm, set[Scope]] = _HOLDER | {
    Perm.AREA_OUTREACH: {EVERYTHING},
    Perm.AREA_PROPOSE: {EVERYTHING},
    Perm.PROPOSAL_EDIT: {TEAM},
    Perm.PROPOSAL_READ: {EVERYTHING},
    Perm.RESOURCE_EDIT: {EVERYTHING},
    Perm.STATS_READ: {EVERYTHING},
}

# The 事務局 of the 民生委員: arranges their work and sees their load. No personal data is in it.
_RELIEF: dict[Perm, set[Scope]] = {
    Perm.TASK_EDIT: {EVERYTHING},
    Perm.TASK_LOAD: {EVERYTHING},
    Perm.TASK_READ: {EVERYTHING},
    Perm.TASK_RELIEVE: {EVERYTHING},
}

# Answers for the caseworkers of one organisation.
_LEAD: dict[Perm, set[Scope]] = (
    _CASEWORKER
    | _RELIEF
    | {
        Perm.CASE_READ_STATUS: {TEAM, PARTICIPANT, ORGANIZATION},
        Perm.CASE_READ_SUMMARY: {TEAM, PARTICIPANT, ORGANIZATION},
        Perm.CASE_UNRESTRICT: {TEAM},
        Perm.INTAKE_STATUS: {OWN, TEAM, PARTICIPANT, ORGANIZATION},
        Perm.PROPOSAL_EDIT: {TEAM, EVERYTHING},
        Perm.TEXT_DECIDE: {TEAM, ORGANIZATION},
        Perm.SHARING_APPROVE: {ORGANIZATION},
    }
)

MATRIX: dict[Role, dict[Perm, set[Scope]]] = {
    Role.ADMIN: _COMMON
    | {
        Perm.AREA_EDIT: {EVERYTHING},
        Perm.AREA_PROPOSE: {EVERYTHING},
        Perm.CODE_EDIT: {EVERYTHING},
        Perm.NIGHT_READ: {EVERYTHING},
        Perm.ORGANIZATION_EDIT: {EVERYTHING},
        Perm.RESOURCE_EDIT: {EVERYTHING},
        Perm.ROLE_EDIT: {EVERYTHING},
    },
    Role.AGENCY_DESK: _HOLDER,
    Role.AUDITOR: _COMMON
    | {
        Perm.AUDIT_READ: {EVERYTHING},
        Perm.PROPOSAL_READ: {EVERYTHING},
        Perm.STATS_READ: {EVERYTHING},
    },
    # Also for organisations where nobody else could: it reads the grounds, never the case.
    Role.CORE_BODY: _LEAD | {Perm.SHARING_APPROVE: {ORGANIZATION, EVERYTHING}},
    Role.CSW: _CASEWORKER,
    Role.DISTRICT_STAFF: _POINT
    | {
        Perm.AREA_OUTREACH: {EVERYTHING},
        Perm.AREA_PROPOSE: {EVERYTHING},
        Perm.PROPOSAL_READ: {EVERYTHING},
        Perm.STATS_READ: {EVERYTHING},
    },
    Role.MANAGER: _COMMON
    | _RELIEF
    | {
        Perm.AREA_EDIT: {EVERYTHING},
        Perm.AREA_OUTREACH: {EVERYTHING},
        Perm.AREA_PROPOSE: {EVERYTHING},
        Perm.CASE_READ_STATUS: {ORGANIZATION},
        Perm.CASE_READ_SUMMARY: {ORGANIZATION},
        Perm.INTAKE_CREATE: {EVERYTHING},
        Perm.INTAKE_STATUS: {OWN, ORGANIZATION},
        Perm.LOAD_READ: {ORGANIZATION},
        Perm.ORGANIZATION_EDIT: {EVERYTHING},
        Perm.PROPOSAL_EDIT: {EVERYTHING},
        Perm.PROPOSAL_READ: {EVERYTHING},
        Perm.SHARING_APPROVE: {ORGANIZATION},
        Perm.STATS_READ: {EVERYTHING},
        Perm.TEXT_DECIDE: {ORGANIZATION},
    },
    # A 民生委員 reaches a case only when a participation names them in person (R102, negative tests).
    Role.MINSEI_IIN: _COMMON
    | {
        Perm.CASE_READ_FULL: {NAMED},
        Perm.CASE_READ_STATUS: {NAMED},
        Perm.CASE_READ_SUMMARY: {NAMED},
        Perm.CASE_RECORD: {NAMED},
        Perm.HANDOFF_BACKUP: {OWN},
        Perm.HANDOFF_READ: {OWN, NAMED},
        Perm.HANDOFF_WITHDRAW: {OWN},
        Perm.INTAKE_AMEND: {OWN},
        Perm.INTAKE_CREATE: {EVERYTHING},
        Perm.INTAKE_READ: {OWN},
        Perm.INTAKE_STATUS: {OWN},
        Perm.PERSON_READ: {NAMED},
        Perm.RECORD_READ: {OWN, NAMED},
        Perm.RECORD_WRITE: {OWN},
        Perm.TASK_ANSWER: {OWN},
        Perm.TASK_EDIT: {OWN},
        Perm.TASK_LOAD: {OWN},
        Perm.TASK_READ: {OWN},
    },
    Role.RESIDENT: _COMMON
    | {
        Perm.INTAKE_AMEND: {OWN},
        Perm.INTAKE_CREATE: {EVERYTHING},
        Perm.INTAKE_READ: {OWN},
        Perm.INTAKE_STATUS: {OWN},
        Perm.TASK_ANSWER: {OWN},
        Perm.TASK_READ: {OWN},
    },
    Role.SEIKATSU_SC: _CASEWORKER,
    # What each professional carries: a lead of those of the team, a manager of all (R115).
    Role.TEAM_LEAD: _LEAD | {Perm.LOAD_READ: {TEAM}},
}


def roles_with(perm: Perm, scope: Scope = Scope.TEAM) -> list[Role]:
    """Return the roles whose post gives ``perm`` as far as ``scope``."""
    return [role for role in Role if scope in MATRIX[role].get(perm, ())]
