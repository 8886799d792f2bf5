"""What must be true before anybody is asked: a receiver who can act, a day, and a lawful basis."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.core import clock, codes
from wagamachi.core.errors import DomainError
from wagamachi.core.text import says_something
from wagamachi.core.workdays import add_workdays
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team
from wagamachi.people.models import Consent

from ..enums import HandoffKind, Level
from ..models import MOVING, Case
from ..queries.detectors import passed_around
from ..queries.tiers import rung_of
from .beyond import check_names_nobody
from .guarding import check_may_be_told

BY_CONSENT = "KYOYU_KONKYO-01"
# 生命・身体・財産, 虐待の通告・通報, 災害時: what cannot wait for a second person.
_IN_DANGER = tuple(f"KYOYU_KONKYO-{n:02d}" for n in (3, 4, 9))
BASIC_FACTS = "DOI_KOMOKU-01"  # name, address, phone, family
OPENS_NOTHING = (HandoffKind.BACKUP, HandoffKind.COMPANION)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffDraft:
    """What is asked of whom. Exactly one of ``team``, ``resource`` and ``external`` receives it.

    ``level`` is how much the receiver sees once it has accepted; before that it sees
    ``shared_summary`` and nothing else. What rests on a legal basis waits for its approval first;
    ``is_emergency`` lets it go at once and asks afterwards, ``until_on`` is the period.
    ``tried`` is needed to escalate, ``backup_kind_id`` (list BACKUP) to ask for backup, ``user_id``
    (of ``team``) to ask somebody to walk beside a case.
    """

    purpose: str
    request: str
    due_on: date
    shared_summary: str = ""
    kind: HandoffKind = HandoffKind.REFER
    team: Team | None = None
    user_id: UUID | None = None
    resource: Resource | None = None
    external: str = ""
    level: int = Level.SUMMARY
    tried: str = ""
    backup_kind_id: str | None = None
    consent: Consent | None = None
    legal_basis_id: str | None = None
    basis_reason: str = ""
    is_emergency: bool = False
    until_on: date | None = None

    @property
    def needs_approval(self) -> bool:
        """Say whether it tells something without consent: then a second person must agree (R102)."""
        return self.consent is None and self.legal_basis_id is not None


def settled_day(day: date) -> date:
    """Return the day by which an answer counts: a day off means the next one offices are open."""
    return add_workdays(day, 0)


def check_draft(*, actor: Actor, case: Case | None, draft: HandoffDraft, at: datetime) -> None:
    """Raise DomainError, with the field to correct, for anything that must not be asked."""
    today = clock.today(at)
    if sum((draft.team is not None, draft.resource is not None, bool(draft.external.strip()))) != 1:
        raise DomainError("つなぐ相手を、ひとつ選んでください。", field="team")
    if draft.due_on < today:
        raise DomainError(
            "返事の期日が過ぎています。きょう以降の日を入れてください。", field="due_on"
        )
    if draft.team is not None:
        _check_team(case, draft, draft.team, today)
    elif draft.kind in MOVING:
        raise DomainError("担当を移せるのは、このしくみを使っている機関だけです。", field="team")
    if case is not None:
        check_may_be_told(case, on=today, team=draft.team, resource=draft.resource)
        _check_not_passed_around(case, draft, at)
        check_basis(case, draft, today)
    if draft.kind == HandoffKind.COMPANION:
        _check_person(draft, today)
    _check_words(case, draft)
    _check_tells_nobody(actor, case, draft, at)


def _check_person(draft: HandoffDraft, today: date) -> None:
    """Raise DomainError unless somebody of the other team is named who can answer (R026, I6)."""
    able = Assignment.objects.able(Perm.HANDOFF_ANSWER, today)
    if not draft.user_id or not able.filter(team=draft.team, user=draft.user_id).exists():
        raise DomainError(
            "伴走してほしい人を、そのチームにいまいる人から選んでください。", field="user"
        )
    if not says_something(draft.purpose):
        raise DomainError("この人にお願いする理由をことばで書いてください。", field="purpose")


def _check_words(case: Case | None, draft: HandoffDraft) -> None:
    if draft.kind == HandoffKind.ESCALATE:
        _check_higher(case, draft)
        if not draft.tried.strip():
            raise DomainError("これまでに試したことを書いてください。", field="tried")
    if draft.kind == HandoffKind.BACKUP and not draft.backup_kind_id:
        raise DomainError("どんなバックアップが要るかを選んでください。", field="backup_kind")


def _check_tells_nobody(actor: Actor, case: Case | None, draft: HandoffDraft, at: datetime) -> None:
    """Raise Telling when a purpose, or any word that rests on no consent and no law, names the person.

    Asked for backup or to walk beside, somebody outside learns what the trouble is, and not whose (R011).
    Who asks to take a case over is not told whose it is, and answered by who knows.
    """
    if draft.kind == HandoffKind.PULL:
        return
    opens_nothing = draft.kind in OPENS_NOTHING and draft.level <= Level.STATUS
    names = ("purpose", "request", "tried", "shared_summary") if opens_nothing else ("purpose",)
    texts = {name: getattr(draft, name) for name in names}
    check_names_nobody(actor=actor, cases=[case.pk] if case else [], at=at, **texts)


def _check_higher(case: Case | None, draft: HandoffDraft) -> None:
    if case is None or draft.team is None:
        raise DomainError("どのケースを、どのチームへ上げるかを選んでください。", field="team")
    if rung_of(draft.team) <= rung_of(case.holder_team):
        raise DomainError(
            "いまより広い圏域のチームではありません。同じ段階の相手には「担当を移す」を使ってください。",
            field="team",
        )


def _check_team(case: Case | None, draft: HandoffDraft, team: Team, today: date) -> None:
    if case is not None and team.pk == case.holder_team_id and draft.kind != HandoffKind.PULL:
        raise DomainError(
            "自分のチームには頼めません。ほかのチームを選んでください。", field="team"
        )
    ends = [day for day in (team.closes_on, team.organization.closes_on) if day]
    if ends and min(ends) <= today:
        raise DomainError("この機関は、もう受けつけていません。", field="team")
    if ends and min(ends) <= draft.due_on:
        raise DomainError(
            "この機関は、返事の期日までに終わります。ほかの相手を選んでください。", field="team"
        )
    if draft.kind in MOVING and not people_with(team, Perm.CASE_EDIT, today):
        raise DomainError(
            "このチームには、担当を引き受けられる人がいません。ほかの相手を選んでください。",
            field="team",
        )


def people_with(team: Team, perm: Perm, on: date) -> bool:
    """Say whether anybody works on the team on that day whose post gives ``perm`` for the team."""
    return Assignment.objects.able(perm, on).filter(team=team).exists()


def answers_here(team: Team | None, on: date) -> bool:
    """Say whether a receiver answers in the system; one on paper is asked by the sender in person."""
    return team is not None and people_with(team, Perm.HANDOFF_ANSWER, on)


def _check_not_passed_around(case: Case, draft: HandoffDraft, at: datetime) -> None:
    """Stop another plain referral of what is being passed around (I6, R013).

    A climb and asking for a companion are ways out of it, and backup moves nothing.
    """
    if draft.kind not in (HandoffKind.REFER, HandoffKind.TRANSFER):
        return
    if passed_around(case=case, at=at) is not None:
        raise DomainError(
            "たらいまわしになりかけています。先に、ほかの機関と集まる調整会議の日を近いうちに決めるか、"
            "ほかのチームの人に伴走担当を引き受けてもらってください。そのあとで、またつなげます。"
        )


def check_basis(case: Case, draft: HandoffDraft, today: date) -> None:
    """Raise DomainError unless a live consent that names the receiver, or a legal basis, is given.

    What opens nothing but holder and status tells nothing of the person.
    """
    if draft.kind in OPENS_NOTHING and draft.level <= Level.STATUS:
        return
    if draft.consent is None:
        _check_legal_basis(draft)
        return
    members = case.members.filter(person_id=draft.consent.person_id)
    live = Consent.objects.live(today).filter(pk=draft.consent.pk)
    if not (members.exists() and live.exists()):
        raise DomainError(
            "この同意は、いま使えません。本人に確かめ直してください。", field="consent"
        )
    names = draft.consent.recipients.filter(pk=draft.team.organization_id) if draft.team else None
    if names is not None and not names.exists():
        raise DomainError(
            "この同意には、つなぐ相手の名前が入っていません。本人に確かめてください。",
            field="consent",
        )
    if draft.team is not None:
        _check_items(draft.consent, Level.FULL if draft.kind in MOVING else Level(draft.level))


def _check_items(consent: Consent, level: Level) -> None:
    """Raise DomainError when more would be read than the person allowed to be told (R102).

    All of a case holds every kind of item; the outline says who it is about.
    """
    if level <= Level.STATUS:
        return
    given = set(consent.items.values_list("pk", flat=True))
    missing = [
        f"「{label}」"
        for item, label in codes.labels("DOI_KOMOKU").items()
        if item not in given and (level == Level.FULL or item == BASIC_FACTS)
    ]
    if not missing:
        return
    way = "「あらまし」でつなぐか、" if level == Level.FULL and BASIC_FACTS in given else ""
    raise DomainError(
        f"この同意では、{'・'.join(missing)}を伝えてよいことになっていません。{way}"
        "本人にもう一度確かめるか、同意のほかの法的根拠を選んでください。",
        field="consent",
    )


def _check_legal_basis(draft: HandoffDraft) -> None:
    if not draft.legal_basis_id or draft.legal_basis_id == BY_CONSENT:
        raise DomainError(
            "本人の同意を選ぶか、同意のほかの法的根拠を選んでください。", field="legal_basis"
        )
    if not draft.basis_reason.strip():
        raise DomainError(
            "同意によらずに伝える理由を書いてください。あとで説明できるように残します。",
            field="basis_reason",
        )
    if draft.is_emergency and draft.legal_basis_id not in codes.under("KYOYU_KONKYO", *_IN_DANGER):
        raise DomainError(
            "「緊急」は、命・身体・財産を守るとき、虐待の通告・通報、災害のときの根拠だけで使えます。"
            "ほかの根拠では、責任者の承認を待ってから伝わります。",
            field="is_emergency",
        )
