"""What of a case is read by people who may not read it names nobody, whichever page it is written on."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.cast import Cast
from tests.support.stage import Stage as Support
from wagamachi.access.models import AuditEvent
from wagamachi.casework.enums import FlagKind, HandoffKind, Level
from wagamachi.casework.models import Case, CaseFlag
from wagamachi.casework.services import (
    call_meeting,
    call_off_meeting,
    send_handoff,
)
from wagamachi.core.ids import uuid7
from wagamachi.publishing.checking import Telling

Write = Callable[[Support, Case, str], object]


def sent(stage: Support, case: Case, **said: object) -> object:
    draft = stage.asks(**said)
    return send_handoff(actor=stage.actor("csw"), at=stage.at, case=case, draft=draft)


def asked_beside(stage: Support, case: Case, **said: object) -> object:
    draft = stage.walks(**said)
    return send_handoff(actor=stage.actor("csw"), at=stage.at, case=case, draft=draft)


def backed(stage: Support, case: Case, **said: object) -> object:
    about = {"kind": HandoffKind.BACKUP, "backup_kind_id": "BACKUP-06", "level": Level.STATUS}
    return sent(stage, case, **about | {"legal_basis_id": None, "is_emergency": False} | said)


def called(stage: Support, case: Case, who: str = "csw", **said: object) -> object:
    draft = stage.meets(**said)
    return call_meeting(actor=stage.actor(who), at=stage.at, case=case, draft=draft, id=uuid7())


def called_off(stage: Support, case: Case, words: str) -> object:
    actor, at, draft = stage.actor("csw"), stage.at, stage.meets()
    meeting = call_meeting(actor=actor, at=at, case=case, draft=draft, id=uuid7())
    return call_off_meeting(actor=actor, at=at, meeting=meeting, version=1, reason=words)


# the text → (field, how it is written)
TEXTS: dict[str, tuple[str, Write]] = {
    "purpose, by consent": (
        "purpose",
        lambda stage, case, words: sent(
            stage, case, purpose=words, consent=stage.consent(case), level=Level.SUMMARY
        ),
    ),
    "purpose, by law": ("purpose", lambda stage, case, words: sent(stage, case, purpose=words)),
    "reason for telling": (
        "basis_reason",
        lambda stage, case, words: sent(stage, case, basis_reason=words),
    ),
    "backup": ("request", lambda stage, case, words: backed(stage, case, request=words)),
    "summary for backup": (
        "shared_summary",
        lambda stage, case, words: backed(stage, case, shared_summary=words),
    ),
    "why this companion": (
        "purpose",
        lambda stage, case, words: asked_beside(stage, case, purpose=words),
    ),
    "what a companion does": (
        "request",
        lambda stage, case, words: asked_beside(stage, case, request=words),
    ),
    "purpose of a meeting": (
        "purpose",
        lambda stage, case, words: called(stage, case, purpose=words),
    ),
    "place of a meeting": ("place", lambda stage, case, words: called(stage, case, place=words)),
    "why there is no meeting": ("reason", called_off),
    "sentence of a gap": (
        "public_note",
        lambda stage, case, words: stage.gap(case, public_note=words),
    ),
    "scheme of a gap": ("scheme", lambda stage, case, words: stage.gap(case, scheme=words)),
}
every_text = pytest.mark.parametrize("text", TEXTS)


@pytest.fixture
def support(cast: Cast, frozen: datetime) -> Support:
    return Support(cast, frozen)


@every_text
def test_it_names_nobody(support: Support, text: str) -> None:
    field, write = TEXTS[text]
    case = support.case(label="西山はな")
    with pytest.raises(Telling) as refused:
        write(support, case, "西山さんが夜に困っている")
    assert (list(refused.value.found), refused.value.is_certain) == ([field], True)


@pytest.mark.parametrize("text", [text for text in TEXTS if "gap" not in text])
def test_a_family_name_alone_must_go_where_no_second_person_looks(
    support: Support, text: str
) -> None:
    """Which word, and what to write instead; another name there may be of anybody and passes."""
    field, write = TEXTS[text]
    case = support.case(label="西山 はな")
    with pytest.raises(Telling) as refused:
        write(support, case, "西山に夜の見守りがほしい")
    ((one,),) = refused.value.found.values()
    assert (list(refused.value.found), one.words, "「ご本人」" in one.said) == (
        [field],
        "西山",
        True,
    )
    assert write(support, case, "ご本人に夜の見守りがほしい。中野の病院から戻る")


@every_text
def test_what_names_nobody_is_kept(support: Support, text: str) -> None:
    _, write = TEXTS[text]
    assert write(support, support.case(label="西山はな"), "ある方が夜に困っている")


def test_the_checker_answers_nobody_who_may_not_know(support: Support) -> None:
    """Who sees the しるし and nothing of the case could try one name after another."""
    town = support.cast.town
    case = support.case(label="西山はな", team=town.houkatsu_team, holder=support.cast.agency)
    CaseFlag.objects.create(case=case, kind=FlagKind.HELD_ALONE, since_at=support.at)
    words = {"purpose": "西山さんのこと", "organization_ids": [town.hoiku.pk]}
    assert called(support, case, "core", **words)
    with pytest.raises(Telling):
        called(support, case, "agency", **words)


def test_the_page_shows_what_was_found_and_saves_nothing(support: Support) -> None:
    case = support.case(label="西山はな")
    said = {
        "token": str(uuid7()), "meets_on": "R8.11.25", "from_time": "10:00", "until_time": "11:00",
        "purpose": "西山さんの役割", "others": "長男",
    }  # fmt: skip
    answer = support.browser("csw").post(f"/cases/{case.pk}/meetings/new/", said)
    page = answer.content.decode()
    assert (answer.status_code, "<mark>西山さん</mark>" in page) == (422, True)
    assert case.meetings.count() == 0
    assert not AuditEvent.objects.filter(kind="created", target_id=case.pk).exists()
