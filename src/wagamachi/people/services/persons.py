"""Writing down who somebody is, as little or as much as is known."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.versions import SOMEBODY, Stale
from wagamachi.core.errors import DomainError
from wagamachi.core.text import fold, phone_key

from ..keys import place_keys
from ..models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """What is known of somebody; a nickname alone is enough (R022)."""

    name: str = ""
    nickname: str = ""
    kana: str = ""
    birth_on: date | None = None
    age_band_id: str | None = None
    phone: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        if not (self.name.strip() or self.nickname.strip()):
            raise DomainError("氏名か呼び名のどちらかを書いてください。", field="nickname")

    def columns(self) -> dict[str, Any]:
        """Return the model columns, matching keys included."""
        return asdict(self) | {
            "name_key": fold(self.name or self.nickname).replace(" ", ""),
            "phone_key": phone_key(self.phone),
            "address_key": place_keys(self.address).household,
        }


def put_person(
    *,
    actor: Actor,
    at: datetime,
    draft: PersonDraft,
    person: Person | None = None,
    version: int | None = None,
) -> Person:
    """Create a person, or change one; whoever creates one asks who may, and keeps it from doubling.

    Raises Stale when ``version`` is no longer the current one. It names nobody: a person may be in the
    cases of two teams, and neither learns of the other that way.
    """
    if person is not None:
        columns = draft.columns() | {"aliases": _still_called(person, draft)}
        try:
            return change(person, actor=actor, at=at, version=version, **columns)
        except Stale as error:
            raise Stale(error.differences, first=SOMEBODY) from error
    return keep_new(Person, id=None, actor=actor, at=at, perm=None, said=draft.columns())


def _still_called(person: Person, draft: PersonDraft) -> list[str]:
    """Return every nickname that somebody was once known by and is not called now (R022)."""
    names = {draft.name.strip(), draft.nickname.strip()}
    before = dict.fromkeys([*person.aliases, person.nickname])
    return [alias for alias in before if alias and alias not in names]


def merge_people(*, actor: Actor, at: datetime, known: Person, same: Person) -> Person:
    """Say that ``same`` is ``known``: its pointer changes, every link it has stays (R022).

    Raises DomainError for merging somebody with themselves or twice.
    """
    if known.pk == same.pk or known.merged_into_id:
        raise DomainError("同じ人どうしはまとめられません。まとめる先を選び直してください。")
    if same.merged_into_id:
        raise DomainError("この人は、もうほかの人とまとめられています。")
    return change(same, actor=actor, at=at, version=None, merged_into_id=known.pk)


def part_people(*, actor: Actor, at: datetime, person: Person) -> Person:
    """Say that ``person`` is not who they were taken for: they stand on their own again (R022)."""
    if person.merged_into_id is None:  # parted already: a second click
        return person
    return change(person, actor=actor, at=at, version=None, merged_into_id=None)
