"""受け取り方を決める: what is waiting to be mailed follows the new choice at once."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import Ref

from ..enums import Mail, NoticeKind
from ..models import Notice, Preference
from ..schedule import mail_time


@dataclass(frozen=True, slots=True)
class PreferenceDraft:
    """What the person chose; hours are 0 to 23, an empty address means the account's own."""

    address: str
    mail: Mail
    digest_hour: int
    quiet_from: int
    quiet_until: int
    workdays_only: bool


def choose_mail(*, actor: Actor, draft: PreferenceDraft, at: datetime) -> Preference:
    """Keep the choice and plan again what was not mailed yet. Raises DomainError for an hour.

    No version is compared: only the person it is about writes it, and the last word is theirs.
    """
    for field in ("digest_hour", "quiet_from", "quiet_until"):
        if not 0 <= getattr(draft, field) <= 23:
            raise DomainError("0時から23時のあいだで選んでください。", field=field)
    with transaction.atomic():
        chosen, _ = Preference.objects.update_or_create(
            user_id=actor.person_id, defaults=asdict(draft)
        )
        _plan_again(chosen, at)
        audit.record(
            actor=actor,
            kind=audit.EventKind.CHANGED,
            ref=Ref("user", actor.person_id),
            at=at,
            data={"what": "notice_preference", "fields": sorted(asdict(draft))},
        )
    return chosen


def _plan_again(chosen: Preference, at: datetime) -> None:
    waiting = Notice.objects.of(chosen.user_id).unread().filter(mailed_at=None)
    for kind in waiting.order_by("kind").values_list("kind", flat=True).distinct():
        waiting.filter(kind=kind).update(mail_at=mail_time(NoticeKind(kind), chosen, at))
