"""What a つなぎ says falls silent for whoever may not know of the case any more (R017, R102)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.casework.models import Handoff
from wagamachi.casework.policy import told_of
from wagamachi.casework.services import (
    accept_handoff,
    decline_handoff,
    record_on_case,
    tag_case,
    withdraw_consent,
)

from .scenes import TOO_FULL, Scene

WORDS = (
    "ひみつの様子",
    "ひみつの目的",
    "ひみつの依頼",
    "ひみつの返事",
    "ひみつの記録",
    "定員",
    "青葉",
    "山本さん",
)


@pytest.mark.parametrize("who", ["csw", "agency", "lead"])
def test_a_case_that_went_up_by_law_falls_silent_everywhere(scene: Scene, who: str) -> None:
    intake = scene.intake(situation="ひみつの様子")
    case = scene.claimed(intake)
    draft = scene.record(content="ひみつの記録")
    record = record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, draft=draft, next_action=None
    )
    said = {"purpose": "ひみつの目的", "request": "ひみつの依頼"}
    back = scene.handoff(case, **said)
    decline_handoff(
        actor=scene.actor("agency"), at=scene.at, handoff=back, decline_reason_id=TOO_FULL,
        answer="ひみつの返事",
    )  # fmt: skip
    tag_case(
        actor=scene.actor("csw"), at=scene.at, case=case, version=case.version,
        tag_ids=["KADAI_T-16"],
    )  # fmt: skip
    reader, core = scene.browser(who), scene.browser("core")
    paths = ["/cases/handoffs/", f"/cases/handoffs/{back.pk}/", f"/cases/{case.pk}/", "/"]
    worry = f"/cases/intakes/{intake.pk}/"
    paths += [worry, f"{worry}slip/"]
    shown = "".join(_main(reader.get(path).content.decode()) for path in paths)
    mine = {"青葉"} if who == "csw" else set()  # one's own name stands in the frame
    assert [word for word in WORDS if word in shown and word not in mine] == []
    found = reader.post("/search/", {"q": "ひみつの様子"}), reader.get(f"/areas/{case.area_id}/")
    assert not any(str(intake.pk) in page.content.decode() for page in found)
    assert not can(scene.actor(who), Perm.INTAKE_READ, intake)
    assert not can(scene.actor(who), Perm.RECORD_READ, record)
    told = core.get(f"/cases/handoffs/{back.pk}/").content.decode()
    assert ("ひみつの目的" in told, "ひみつの返事" in told) == (True, True)


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_a_consent_taken_back_silences_the_purpose_too(scene: Scene) -> None:
    case = scene.case()
    consent = scene.consent(case)
    handoff = scene.handoff(case, consent=consent, purpose="ひみつの目的")
    accept_handoff(actor=scene.actor("agency"), at=scene.at, handoff=handoff)
    agency = scene.browser("agency")
    assert "ひみつの目的" in agency.get(f"/cases/handoffs/{handoff.pk}/").content.decode()
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=case, consent=consent)
    for path in (f"/cases/handoffs/{handoff.pk}/", "/cases/handoffs/", "/"):
        assert "ひみつの目的" not in agency.get(path).content.decode()


def test_asking_of_many_costs_no_more_than_of_one(scene: Scene) -> None:
    for _ in range(4):
        scene.handoff(scene.case(), consent=None)
    rows = list(Handoff.objects.select_related("case"))
    counts, agency = [], scene.actor("agency")
    told_of(agency, rows)  # which codes mean a yes is looked up once for all
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as asked:
            assert told_of(agency, some) == {row.pk for row in some}
        counts.append(len(asked))
    assert counts == [2, 2]
