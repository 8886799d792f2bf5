"""What of a case is read by people who may not read the case: looked through in one way before it is kept.

==========================  ===================================================================
Text                        Read by
==========================  ===================================================================
つなぎ: purpose             whoever finds it in a list: both teams, and the paper it is printed on
つなぎ that opens nothing:  the team or the person who is asked for backup or to walk beside a case
  request, tried, summary
reason for telling          who approves it, the 中心機関 too (R102)
  without consent
調整会議: purpose, place,   every agency that is invited
  reason for calling it off
狭間: sentence and scheme   the whole city, once a second person let it out (``support``)
提案: its texts, answers,   the whole city, in the same way (``action``); held against what else its writer
  where it went, outcome    reads as well
委員の仕事: what, notes,    the 事務局, whoever is asked to take it over; the text is about no case, so it
  reasons, 軽減の判断         is held against those its writer reads (``workforce``)
==========================  ===================================================================

A second person lets out what the whole city reads. The others nobody looks through again: what may be a
name of anybody passes there, a bare family name of the case's own people does not.

What somebody writes who may not read the case is not held against it: the answer would tell them whose
case it is. Whoever looks it through as the second person is shown what it names.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.core import clock
from wagamachi.publishing.checking import look_through

from ..models import Case
from ..queries.identifying import known_of, newest_read


def check_names_nobody(
    *, actor: Actor, cases: Iterable[UUID], at: datetime, is_sure: bool | None = None, **texts: str
) -> int:
    """Raise Telling, field by field, for a text that says whom one of ``cases`` is about.

    ``is_sure`` lets pass what only may, for a second person to look at; where it is False the writer is
    asked once. None is for what no second person sees: their own family name alone must go as well.
    Of cases the actor may not read only what looks like a name of anybody is found.

    Returns how many places it let pass.
    """
    read = visible_to(actor, Case.objects.filter(pk__in=cases), Perm.CASE_READ_SUMMARY)
    known = known_of(read.values_list("pk", flat=True))
    return look_through(texts, known=known, on=clock.today(at), is_sure=is_sure)


def check_names_nobody_known(
    *, actor: Actor, at: datetime, is_sure: bool, cases: Iterable[UUID] = (), **texts: str
) -> int:
    """Raise Telling, field by field, for a text that says whom any case of the actor's is about.

    For texts about no case, or about several (``cases``) of many: the newest cases the actor reads count
    beside those; beyond them what looks like a name is asked about once. Returns how many places it let
    pass.
    """
    if not any(texts.values()):
        return 0
    read = visible_to(actor, Case.objects.filter(pk__in=cases), Perm.CASE_READ_SUMMARY)
    known = known_of([*read.values_list("pk", flat=True), *newest_read(actor)])
    return look_through(texts, known=known, on=clock.today(at), is_sure=is_sure)
