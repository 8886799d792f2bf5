"""Keeping しるし true: found anew whenever a case changes and every night; kept quiet for a reason."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction
from django.http import Http404

from wagamachi.access import policy
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.core import clock, nights
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.core.text import says_something
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify

from ..enums import FlagKind
from ..models import OPEN_STATES, Case, CaseFlag
from ..queries import detectors
from ..queries.flags import MUNICIPAL, may_keep_quiet, most_quiet_days
from ..queries.seeing import Facts, Seen, see

P = ParamSpec("P")
T = TypeVar("T")

CHUNK = 2000  # cases the night looks at at once
# The others are on the daily lists anyway, or the deadline itself was told of.
TOLD = (
    FlagKind.PASSED_AROUND,
    FlagKind.HELD_ALONE,
    FlagKind.NO_HOLDER,
    FlagKind.NO_COMPANION,
    FlagKind.CLUSTER,
)
_Finding = dict[tuple[UUID, FlagKind], Facts]


def refresh_flags(*, case_ids: Iterable[UUID], at: datetime) -> None:
    """Find anew what is wrong with these cases, and with their buildings, and keep it.

    Call it in the transaction of the change. A しるし that is right stays, silence and all; one that
    no longer holds ends; whoever works on the case is told of a new one, once.
    """
    ids = set(case_ids)
    if not ids:
        return
    with transaction.atomic():
        seen = see(Case.objects.filter(pk__in=ids), at)
        found = _found(seen)
        standing = CaseFlag.objects.filter(cleared_at=None)
        kept = list(standing.filter(case__in=ids))
        if seen.buildings:
            beside = standing.filter(kind=FlagKind.CLUSTER, case__building_key__in=seen.buildings)
            kept += beside.exclude(case__in=ids)
        _keep(found, kept, at)


def refresh_all(*, at: datetime) -> int:
    """Find everything anew, some thousand cases at a time; return how many cases were looked at.

    Looking takes no lock. Only cases whose しるし would change are looked at again, a few in one
    transaction, so that nobody's page waits for those where everything is as it was.
    """
    over = CaseFlag.objects.filter(cleared_at=None).exclude(case__state__in=OPEN_STATES)
    gone = list(over.values_list("pk", flat=True))
    nights.in_parts(gone, lambda part: over.filter(pk__in=part).update(cleared_at=at))
    count = 0
    for ids in _chunks():
        nights.in_parts(_no_longer_right(ids, at), lambda part: _look_again(part, at))
        count += len(ids)
    return count


def _no_longer_right(ids: list[UUID], at: datetime) -> list[UUID]:
    """Return those of the cases whose standing しるし are not what is found now."""
    found = _found_of(ids, at)
    rows = CaseFlag.objects.filter(case__in=ids, cleared_at=None)
    standing = {
        (case_id, FlagKind(kind)): facts
        for case_id, kind, facts in rows.values_list("case_id", "kind", "facts")
    }
    keys = found.keys() | standing.keys()
    return sorted({key[0] for key in keys if found.get(key) != standing.get(key)})


def _look_again(ids: list[UUID], at: datetime) -> int:
    """Keep what is found of these cases, in the transaction one is in; return how many they are."""
    standing = list(CaseFlag.objects.filter(case__in=ids, cleared_at=None))
    _keep(_found_of(ids, at), standing, at)
    return len(ids)


def _found_of(ids: list[UUID], at: datetime) -> _Finding:
    """Return what is found of these cases, leaving out others of their buildings."""
    known = set(ids)
    found = _found(see(Case.objects.filter(pk__in=ids), at))
    return {key: facts for key, facts in found.items() if key[0] in known}


def _chunks() -> Iterator[list[UUID]]:
    last: UUID | None = None
    while True:
        cases = Case.objects.filter(state__in=OPEN_STATES).order_by("pk")
        rest = cases.filter(pk__gt=last) if last else cases
        ids = list(rest.values_list("pk", flat=True)[:CHUNK])
        if not ids:
            return
        yield ids
        last = ids[-1]


def _found(seen: Seen) -> _Finding:
    found = detectors.detect(seen)
    return {(pk, kind): facts for pk, all_of in found.items() for kind, facts in all_of.items()}


def _keep(found: _Finding, kept: list[CaseFlag], at: datetime) -> None:
    """Make the rows say what was found: end, correct, add."""
    known = {(flag.case_id, FlagKind(flag.kind)): flag for flag in kept}
    over = [flag.pk for key, flag in known.items() if key not in found]
    if over:
        CaseFlag.objects.filter(pk__in=over, cleared_at=None).update(cleared_at=at)
    changed = [f for key, f in known.items() if key in found and f.facts != found[key]]
    anew = [flag for flag in changed if _asks_anew(flag, found[flag.case_id, FlagKind(flag.kind)])]
    for flag in anew:
        flag.quiet_until, flag.quiet_reason, flag.quiet_by_id = None, "", None
    for flag in changed:
        flag.facts = found[flag.case_id, FlagKind(flag.kind)]
    if changed:
        columns = ["facts", "quiet_until", "quiet_reason", "quiet_by"]
        CaseFlag.objects.bulk_update(changed, columns, batch_size=500)
        _tell([flag.pk for flag in anew], at)
    new = [
        CaseFlag(case_id=case_id, kind=kind, since_at=at, facts=facts)
        for (case_id, kind), facts in sorted(found.items())
        if (case_id, kind) not in known
    ]
    if new:
        # Somebody who changes another case of the building at this moment may find the same.
        CaseFlag.objects.bulk_create(new, ignore_conflicts=True)
        _tell([flag.pk for flag in new if flag.kind in TOLD], at)


def _asks_anew(flag: CaseFlag, found: Facts) -> bool:
    """Say whether somebody refused again: of たらいまわし that is news, and ends any silence."""
    was, now = flag.facts.get("refused", 0), found.get("refused", 0)
    return flag.kind == FlagKind.PASSED_AROUND and int(now) > int(was)


def _tell(ids: list[UUID], at: datetime) -> None:
    """Tell the holding team, and of たらいまわし the 中心機関 as well."""
    for flag in CaseFlag.objects.filter(pk__in=ids).select_related("case") if ids else ():
        core = _core_people(clock.today(at)) if flag.kind == FlagKind.PASSED_AROUND else ()
        notify(
            kind=NoticeKind.FLAG_RAISED, ref=Ref("flag", flag.pk), at=at,
            users=core, teams=[flag.case.holder_team_id],
        )  # fmt: skip


def _core_people(on: date) -> list[UUID]:
    posts = Assignment.objects.live(on).filter(role=Role.CORE_BODY, organization__is_core_body=True)
    return list(posts.values_list("user_id", flat=True))


def silence_flag(
    *, actor: Actor, at: datetime, flag: CaseFlag, until: date | None, reason: str
) -> CaseFlag:
    """Keep a しるし quiet until a day, on which it speaks again; the block it means stays.

    Who may: ``queries.flags.may_keep_quiet``. Raises NotAllowed for others, DomainError without a
    reason in words, for a day that is not ahead or too far away, or when the しるし is over. A new
    refusal ends the silence of たらいまわし; the 中心機関 sees it all the same.
    """
    _check_may(actor, flag)
    today, most = clock.today(at), most_quiet_days(flag)
    if not says_something(reason):
        raise DomainError("知らせなくてよい理由をことばで書いてください。", field="reason")
    if until is None or until <= today:
        raise DomainError("また知らせる日は、あすより先の日にしてください。", field="until")
    if until > today + timedelta(days=most):
        raise DomainError(f"知らせないでおけるのは、{most}日までです。", field="until")
    return change(
        flag, actor=actor, at=at, version=None,
        quiet_until=until, quiet_reason=reason.strip(), quiet_by_id=actor.person_id,
    )  # fmt: skip


def speak_again(*, actor: Actor, at: datetime, flag: CaseFlag) -> CaseFlag:
    """End the silence of a しるし before its day: who may silence it may, and so may the holding team."""
    if not policy.can(actor, Perm.CASE_EDIT, flag):
        _check_may(actor, flag)
    return change(
        flag, actor=actor, at=at, version=None, quiet_until=None, quiet_reason="", quiet_by_id=None
    )


def _check_may(actor: Actor, flag: CaseFlag) -> None:
    if not may_keep_quiet(actor, flag):
        raise NotAllowed(
            "このしるしを止めておけるのは、ほかのチームのリーダーと、中心機関の人です。"
            if flag.kind in MUNICIPAL
            else "これができるのは、このケースを担当しているチームの人です。"
        )
    if flag.cleared_at is not None:
        raise DomainError("このしるしは、もう消えています。")


_touched: ContextVar[set[UUID] | None] = ContextVar("touched_cases", default=None)


def keeps_flags(service: Callable[P, T]) -> Callable[P, T]:
    """Decorate a service that changes a case: its しるし are found anew in the same transaction.

    The cases are those among its arguments and its result, or what they belong to. A service that
    calls others that are decorated too looks only once, at its end.
    """

    @wraps(service)
    def kept(*args: P.args, **said: P.kwargs) -> T:
        outer = _touched.get()
        if outer is not None:
            result = service(*args, **said)
            outer |= _cases_in((*said.values(), result))
            return result
        token = _touched.set(touched := set())
        try:
            with transaction.atomic():
                try:
                    result = service(*args, **said)
                except (DomainError, Http404) as error:
                    refused: Exception = (
                        error  # what was denied stays written down: only the service undoes
                    )
                else:
                    touched |= _cases_in((*said.values(), result))
                    at: Any = said["at"]
                    refresh_flags(case_ids=touched, at=at)
                    return result
        finally:
            _touched.reset(token)
        raise refused

    return kept


@contextmanager
def flags_later() -> Iterator[None]:
    """Leave the しるし alone for the length of a bulk load; call ``refresh_all`` when it is over."""
    token = _touched.set(set())
    try:
        yield
    finally:
        _touched.reset(token)


def _cases_in(values: Iterable[object]) -> set[UUID]:
    """Return the cases among ``values``, those they belong to, and both sides of a まとめ."""
    found = set()
    for value in values:
        told = (getattr(value, name, None) for name in ("case_id", "kept_id", "merged_id"))
        found |= {pk for pk in told if isinstance(pk, UUID)}
        if isinstance(value, Case):
            found |= {pk for pk in (value.pk, value.merged_into_id) if pk}
    return found
