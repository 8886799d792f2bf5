"""Every page costs the same number of queries with one row and with three."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_team
from wagamachi.casework.models import Case, Handoff, MemberTheme, Participation
from wagamachi.casework.services import add_member, add_supporter, record_on_case
from wagamachi.casework.services.flags import refresh_all
from wagamachi.people.services import PersonDraft

from .scenes import Scene

Grow = Callable[[Scene], object]


FORMS = {"record/", "consents/new/", "supporters/new/", "assign/"}  # choices, not rows


def a_case_of_mine(scene: Scene) -> Case:
    case = scene.case()
    scene.claimed(scene.intake(), case=case)
    Case.objects.filter(pk=case.pk).update(next_action_on=scene.day(-1))
    MemberTheme.objects.create(
        member=case.members.get(), theme_id="KADAI_T-01", since_on=scene.today
    )
    return case


def a_case_of_nobody(scene: Scene) -> Case:
    return scene.case(holder=None, next_action_on=scene.day(5))


def an_old_case(scene: Scene) -> Case:
    return scene.case(opened_at=scene.at - timedelta(days=120))


def a_shared_case(scene: Scene) -> Case:
    case = scene.case()
    scene.accepted(case)
    return case


def an_overdue_handoff(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    Handoff.objects.filter(pk=handoff.pk).update(due_on=scene.day(-1))


def everything(scene: Scene) -> None:
    for grow in (
        Scene.intake, Scene.received, a_case_of_mine, a_case_of_nobody, an_old_case, a_shared_case,
        an_overdue_handoff, Scene.closed,
    ):  # fmt: skip
        grow(scene)
    scene.intake(next_action_on=scene.day(-2))


def the_case(scene: Scene) -> Case:
    """Return the one case whose page is looked at, made at first."""
    return Case.objects.filter(label="見るケース").first() or scene.case(label="見るケース")


def a_record(scene: Scene) -> None:
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=the_case(scene), draft=scene.record(),
        next_action=None,
    )  # fmt: skip


def a_handoff(scene: Scene) -> None:
    name = f"第{Handoff.objects.count()}係"
    scene.handoff(the_case(scene), team=make_team(scene.cast.town.hoiku, name))


def an_evaluation(scene: Scene) -> None:
    scene.evaluated(the_case(scene))


def an_intake_of_it(scene: Scene) -> None:
    scene.claimed(scene.intake(), case=the_case(scene))


def a_member(scene: Scene) -> None:
    case, csw = the_case(scene), scene.actor("csw")
    member = add_member(
        actor=csw, at=scene.at, case=case, relation="子", theme_ids=["KADAI_T-01", "KADAI_T-02"],
        draft=PersonDraft(nickname="子"),
    )  # fmt: skip
    for whom in (member, None):
        add_supporter(
            actor=csw, at=scene.at, case=case, name="となり", closeness="informal", role="声かけ",
            member=whom, organization_id=scene.cast.town.hoiku.pk,
        )  # fmt: skip


def a_consent(scene: Scene) -> None:
    case = the_case(scene)
    consent = scene.consent(case)
    handoff = scene.handoff(
        case, consent=consent, team=make_team(scene.cast.town.houkatsu, f"{consent.pk}")
    )
    Participation.objects.create(
        case=case, kind="partner", level=3, team=handoff.to_team, consent=consent,
        handoff=handoff, since_at=scene.at,
    )  # fmt: skip


LISTS: list[tuple[str, str, Grow]] = [
    ("csw", "/cases/inbox/", Scene.intake),
    ("core", "/cases/inbox/", Scene.received),
    ("nursery", "/cases/intakes/", a_case_of_mine),
    ("nursery", "/cases/intakes/", Scene.intake),
    ("csw", "/cases/", a_case_of_mine),
    ("csw", "/cases/?whose=team", a_case_of_mine),
    ("core", "/cases/?whose=all", a_case_of_mine),
    ("manager", "/cases/", a_case_of_mine),
    ("agency", "/cases/?whose=shared", a_shared_case),
    ("csw", "/cases/?whose=mine&flag=overdue", a_case_of_mine),
    ("csw", "/cases/?whose=team&flag=no_holder", a_case_of_nobody),
    ("csw", "/cases/?whose=team&flag=stale", an_old_case),
    ("csw", "/cases/?whose=team&theme=KADAI_T-01", a_case_of_mine),
    ("csw", "/cases/?whose=team&state=closed", Scene.closed),
    ("agency", "/cases/handoffs/", an_overdue_handoff),
    ("csw", "/cases/handoffs/", an_overdue_handoff),
    *((who, "/", everything) for who in (
        "csw", "lead", "core", "manager", "agency", "nursery", "minsei", "resident", "auditor", "admin"
    )),
    *((who, "/stuck/", everything) for who in ("lead", "core", "manager")),
]  # fmt: skip
TABS: list[tuple[str, Grow]] = [
    ("", a_record),
    ("", a_handoff),
    ("", an_evaluation),
    ("", an_intake_of_it),
    ("record/", a_record),
    ("household/", a_member),
    ("consents/", a_consent),
    ("consents/new/", a_member),
    ("supporters/new/", a_member),
    ("handoffs/", a_handoff),
    ("handoffs/choose/", a_handoff),
    ("handoffs/choose/", lambda scene: scene.resource()),
    ("handoffs/choose/?near=on", lambda scene: scene.resource()),
    ("evaluations/", an_evaluation),
    ("readers/", a_record),
    ("assign/", a_record),
]


# No row of 東 is on their home page (the manager has figures): a longer page would be a leak.
SEE_NO_ROWS = {"manager", "minsei", "resident", "auditor", "admin"}


def cost(scene: Scene, who: str, url: str) -> tuple[int, int]:
    """Return how many queries a page takes once caches are warm, and how long it is."""
    browser = scene.browser(who)
    assert browser.get(url).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        page = browser.get(url)
    return len(caught), len(page.content)


@pytest.mark.parametrize(
    ("who", "url", "grow"), LISTS, ids=[f"{w} {u} {g.__name__}" for w, u, g in LISTS]
)
def test_a_list_costs_the_same_with_one_row_and_with_three(
    scene: Scene, who: str, url: str, grow: Grow
) -> None:
    grow(scene)
    refresh_all(at=scene.at)
    queries, length = cost(scene, who, url)
    grow(scene)
    grow(scene)
    refresh_all(at=scene.at)
    more_queries, more_length = cost(scene, who, url)
    assert more_queries == queries
    assert (more_length > length) == (url != "/" or who not in SEE_NO_ROWS)


@pytest.mark.parametrize(
    ("tab", "grow"), TABS, ids=[f"{t or 'case'} {g.__name__}" for t, g in TABS]
)
def test_a_case_page_costs_the_same_with_one_row_and_with_three(
    scene: Scene, tab: str, grow: Grow
) -> None:
    url = f"/cases/{the_case(scene).pk}/{tab}"
    grow(scene)
    queries, length = cost(scene, "csw", url)
    grow(scene)
    grow(scene)
    more_queries, more_length = cost(scene, "csw", url)
    assert more_queries == queries
    assert more_length > length or tab in FORMS


def test_a_search_costs_the_same_with_one_hit_and_with_three(scene: Scene) -> None:
    def queries() -> int:
        browser = scene.browser("csw")
        browser.post("/search/", {"q": "郵便"})
        with CaptureQueriesContext(connection) as caught:
            page = browser.post("/search/", {"q": "郵便"})
        assert "郵便" in page.content.decode()
        return len(caught)

    scene.intake(situation="郵便がたまっている")
    one = queries()
    scene.intake(situation="郵便がたまっている")
    scene.intake(situation="郵便がたまっている")
    assert queries() == one
