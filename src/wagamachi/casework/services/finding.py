"""Keeps the search index in step with cases and intakes, in the same transaction."""

from collections.abc import Iterable

from wagamachi.core import search
from wagamachi.core.refs import Ref

from ..models import Case, Intake
from ..policy import reachable_by


def index_case(case: Case) -> None:
    """Put the case, its members and its first words into the search index."""
    members = case.members.select_related("person__merged_into")
    people = [one for member in members for one in {member.person, member.person.known}]
    titles = [case.label, case.kana]
    titles += [word for p in people for word in (p.name, p.nickname, p.kana) if word]
    heard = case.intakes.values_list("situation", flat=True)
    search.put(
        Ref("case", case.pk),
        texts=[case.number, case.place, case.summary, *heard],
        titles=_as_typed(titles),
        narrow=reachable_by(case),
        at=case.opened_at,
    )


def index_intake(intake: Intake) -> None:
    """Put the intake into the search index for its holders and whoever took it in."""
    narrow = {f"team:{intake.holder_team_id}", f"user:{intake.received_by_id}"}
    if intake.received_team_id:
        narrow.add(f"team:{intake.received_team_id}")
    search.put(
        Ref("intake", intake.pk),
        texts=[intake.situation, intake.place, intake.noticed_by],
        titles=_as_typed([intake.subject, intake.subject_kana]),
        narrow=sorted(narrow),
        at=intake.received_at,
    )


def _as_typed(names: Iterable[str]) -> list[str]:
    """Return names as written and without the space after the family name: people type either."""
    return [form for name in names for form in dict.fromkeys((name, "".join(name.split())))]
