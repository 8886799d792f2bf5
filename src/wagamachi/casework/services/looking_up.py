"""「もう相談が来ていませんか」 is asked about a person, so it is written down and has a limit (R022, R102)."""

from datetime import datetime, timedelta

from django.conf import settings

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.models import AuditEvent
from wagamachi.core.errors import DomainError

from ..queries.matching import Match, find_matches

WHAT = "matches"


def look_for_matches(
    *, actor: Actor, at: datetime, subject: str, phone: str, place: str
) -> list[Match]:
    """Return likely matches for what is being typed; by what was asked is written down, never what.

    Raises DomainError past MATCH_LOOKUPS_PER_HOUR of one person: nobody takes in that many worries,
    but a list of telephone numbers is soon gone through.
    """
    asked = {"subject": subject, "phone": phone, "place": place}
    by = [name for name, words in asked.items() if words.strip()]
    if not by:
        return []
    if _asked_lately(actor, at) >= settings.WAGAMACHI["MATCH_LOOKUPS_PER_HOUR"]:
        audit.record(actor=actor, kind=audit.EventKind.DENIED, at=at, data={"what": WHAT, "by": by})
        raise DomainError(
            "この1時間に、たくさんの方のことを調べたので、いまは調べられません。相談はこのまま書いて"
            "保存できます。同じ世帯かどうかは、担当チームが受けとめるときに確かめます。"
        )
    found = find_matches(actor, subject=subject, phone=phone, place=place)
    data = {"what": WHAT, "by": by, "shown": len(found)}
    audit.record(actor=actor, kind=audit.EventKind.SEARCHED, at=at, data=data)
    return found


def _asked_lately(actor: Actor, at: datetime) -> int:
    lately = AuditEvent.objects.filter(at__gt=at - timedelta(hours=1), user=actor.user_id)
    return lately.filter(kind=audit.EventKind.SEARCHED, data__what=WHAT).count()
