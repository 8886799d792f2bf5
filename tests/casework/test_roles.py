"""だれがなにを: the role table shows who does what, what nobody does and what two do (R110)."""

from typing import Any

import pytest

from tests.factories import make_organization
from wagamachi.access.versions import Stale
from wagamachi.casework.models import Case, MemberTheme, RoleTask
from wagamachi.casework.queries.roles import role_table
from wagamachi.casework.services import (
    RoleDraft,
    add_role,
    change_role,
    finish_role,
    role_from_handoff,
    tag_case,
)
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.directory.models import Resource

from .scenes import Scene, nothing_saved, told

HIKIKOMORI, GOMI = "KADAI_T-05", "KADAI_T-04"


def role(scene: Scene, case: Case, who: str = "csw", **said: Any) -> RoleTask:
    draft: dict[str, Any] = {"organization_id": scene.cast.town.houkatsu.pk, "task": "見守り"}
    if "name" in said:
        draft["organization_id"] = None
    return add_role(actor=scene.actor(who), at=scene.at, case=case, draft=RoleDraft(**draft | said))


def weighs(scene: Scene, case: Case, theme: str) -> None:
    member = case.members.get(is_key=True)
    MemberTheme.objects.create(member=member, theme_id=theme, since_on=scene.today)


def test_the_role_table_shows_gaps_overlaps_and_each_agencys_profile(scene: Scene) -> None:
    case = scene.case()
    weighs(scene, case, HIKIKOMORI)
    tag_case(actor=scene.actor("csw"), at=scene.at, case=case, version=case.version, tag_ids=[GOMI])
    houkatsu = scene.cast.town.houkatsu
    houkatsu.speciality, houkatsu.scope_note = "高齢者の介護と権利擁護", "東圏域の65歳以上"
    houkatsu.contact = "総合相談の係"
    houkatsu.save()
    npo = make_organization("片づけの会")
    browser, url = scene.browser("csw"), f"/cases/{case.pk}/roles/"

    page = browser.get(url).content.decode()
    assert "まだだれも担っていません（2）" in page
    assert f'/cases/{case.pk}/handoffs/choose/?theme={GOMI}"' in page

    browser.post(f"{url}new/", {
        "token": str(uuid7()), "organization": str(houkatsu.pk), "task": "週1回の見守り",
        "theme": HIKIKOMORI, "due_on": "令和8年11月30日",
    })  # fmt: skip
    role(scene, case, organization_id=npo.pk, task="ごみの片づけ", theme_id=GOMI)
    page = browser.get(url).content.decode()
    assert "まだだれも担っていません" not in page
    assert "も同じ課題を担っています" not in page
    for words in ("高齢者の介護と権利擁護", "東圏域の65歳以上", "総合相談の係", "R8.11.30"):
        assert words in page

    role(scene, case, organization_id=npo.pk, task="声かけと見守り", theme_id=HIKIKOMORI)
    page = browser.get(url).content.decode()
    assert "片づけの会も同じ課題を担っています" in page
    assert "東地域包括支援センターも同じ課題を担っています" in page


def test_a_theme_of_the_national_form_is_tagged_narrowed_to_served_and_found(scene: Scene) -> None:
    debts = "KADAI_N-10"
    case = scene.case()
    weighs(scene, case, debts)
    tag_case(
        actor=scene.actor("csw"), at=scene.at, case=case, version=case.version, tag_ids=[debts]
    )
    resource = Resource.objects.create(name="家計の相談", kind_id="SHIGEN-09", sector="formal")
    resource.themes.add(debts)
    browser = scene.browser("csw")
    assert [gap.pk for gap in role_table(case, scene.today).gaps] == [debts]
    for url in (f"/cases/?whose=team&tag={debts}", f"/directory/?theme={debts}"):
        page = browser.get(url).content.decode()
        assert (case.label in page) or (resource.name in page), url
    for url in ("tags/", "roles/new/", f"handoffs/choose/?theme={debts}"):
        assert debts in browser.get(f"/cases/{case.pk}/{url}").content.decode(), url
    said = {"token": str(uuid7()), "name": "長男", "task": "借金を整理する", "theme": debts}
    assert browser.post(f"/cases/{case.pk}/roles/new/", said).status_code == 302
    assert role_table(case, scene.today).gaps == []


def test_the_same_task_about_another_theme_or_by_the_same_agency_is_no_overlap(
    scene: Scene,
) -> None:
    case = scene.case()
    for theme in (HIKIKOMORI, HIKIKOMORI, GOMI):
        role(scene, case, theme_id=theme)
    assert role_table(case, scene.today).overlap_count == 0


def test_a_finished_task_leaves_its_theme_open_again(scene: Scene) -> None:
    case = scene.case()
    weighs(scene, case, HIKIKOMORI)
    task = role(scene, case, theme_id=HIKIKOMORI)
    assert role_table(case, scene.today).gaps == []
    for _ in range(2):  # a double click
        finish_role(actor=scene.actor("csw"), at=scene.at, role=task)
    table = role_table(case, scene.today)
    assert [str(gap) for gap in table.gaps] == ["ひきこもり"]
    assert [done.pk for done in table.done] == [task.pk]
    assert told(case) == [("created", "青葉"), ("changed", "青葉")]


def test_overdue_tasks_are_counted(scene: Scene) -> None:
    case = scene.case()
    task = role(scene, case, due_on=scene.day(0))
    assert role_table(case, scene.today).overdue_count == 0
    assert role_table(case, scene.day(1)).overdue_count == 1
    assert "2日すぎ" not in scene.browser("csw").get(f"/cases/{case.pk}/roles/").content.decode()
    RoleTask.objects.filter(pk=task.pk).update(due_on=scene.day(-2))
    assert "2日すぎ" in scene.browser("csw").get(f"/cases/{case.pk}/roles/").content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"task": " 　"}, "task"),
        ({"organization_id": None}, "organization"),
        ({"organization_id": None, "name": "　"}, "organization"),
        ({"organization_id": uuid7()}, "organization"),
        ({"due_on": "yesterday"}, "due_on"),
        ({"member": "another"}, "member"),
    ],
)
def test_what_cannot_be_true_is_refused(scene: Scene, said: dict[str, Any], field: str) -> None:
    case = scene.case()
    if said.get("due_on"):
        said = {"due_on": scene.day(-1)}
    if said.get("member"):
        said = {"member": scene.case().members.get()}
    draft = {"organization_id": scene.cast.town.houkatsu.pk, "task": "見守り"} | said
    with nothing_saved(), pytest.raises(DomainError) as refused:
        add_role(actor=scene.actor("csw"), at=scene.at, case=case, draft=RoleDraft(**draft))
    assert refused.value.field == field
    assert not RoleTask.objects.exists()


def test_both_an_organisation_and_a_name_are_refused(scene: Scene) -> None:
    draft = RoleDraft(organization_id=scene.cast.town.houkatsu.pk, name="長男", task="見守り")
    with pytest.raises(DomainError) as refused:
        add_role(actor=scene.actor("csw"), at=scene.at, case=scene.case(), draft=draft)
    assert refused.value.field == "organization"


def test_a_neighbour_is_no_doer_of_a_case_kept_from_neighbours(scene: Scene) -> None:
    case = scene.case(keeps_from_neighbours=True)
    with pytest.raises(DomainError, match="知らせないこと") as refused:
        role(scene, case, organization_id=scene.cast.town.minsei_team.organization_id)
    assert refused.value.field == "organization"


@pytest.mark.parametrize("who", ["other_csw", "agency", "core", "minsei", "manager"])
def test_only_the_holding_team_writes_the_table(scene: Scene, who: str) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(NotAllowed):
        role(scene, case, who)


def test_a_closed_case_takes_no_new_tasks(scene: Scene) -> None:
    case = scene.case()
    task = role(scene, case)
    scene.closed(case)
    with pytest.raises(DomainError, match="終わっています"):
        role(scene, case)
    with pytest.raises(DomainError, match="終わっています"):
        finish_role(actor=scene.actor("csw"), at=scene.at, role=task)


def test_two_who_change_a_task_at_once(scene: Scene) -> None:
    case = scene.case()
    task = role(scene, case)
    draft = RoleDraft(name="長男", task="ごみ出し")
    said = {"at": scene.at, "role": task, "version": task.version}
    change_role(actor=scene.actor("csw"), draft=draft, **said)
    with pytest.raises(Stale) as stale:
        change_role(
            actor=scene.actor("colleague"), draft=RoleDraft(name="長女", task="送迎"), **said
        )
    assert ("すること", "ごみ出し", "送迎") in stale.value.differences
    assert f"{scene.cast.csw.get_full_name()}さんが" in str(stale.value), "told who was first"
    task.refresh_from_db()
    assert (task.name, task.task, task.organization_id) == ("長男", "ごみ出し", None)


def test_a_finished_task_is_not_rewritten(scene: Scene) -> None:
    task = role(scene, scene.case())
    finish_role(actor=scene.actor("csw"), at=scene.at, role=task)
    with pytest.raises(DomainError, match="もう終えています"):
        change_role(
            actor=scene.actor("csw"), at=scene.at, role=task, version=task.version,
            draft=RoleDraft(name="長男", task="ごみ出し"),
        )  # fmt: skip


def test_a_double_click_adds_one(scene: Scene) -> None:
    case, token = scene.case(), str(uuid7())
    said = {"token": token, "name": "長男", "task": "ごみ出し"}
    for _ in range(2):
        assert scene.browser("csw").post(f"/cases/{case.pk}/roles/new/", said).status_code == 302
    assert RoleTask.objects.count() == 1


def test_an_accepted_handoff_becomes_a_task_of_the_receiver(scene: Scene) -> None:
    case = scene.case()
    handoff = scene.accepted(case)
    RoleTask.objects.filter(case=case).delete()
    made = role_from_handoff(actor=scene.actor("agency"), at=scene.at, handoff=handoff)
    assert made is not None
    assert (made.organization_id, made.task) == (scene.cast.town.houkatsu.pk, "介護保険の申請")
    assert role_from_handoff(actor=scene.actor("agency"), at=scene.at, handoff=handoff) is None
    assert case.roles.count() == 1


def test_a_stale_form_says_so_on_the_page(scene: Scene) -> None:
    task = role(scene, scene.case())
    browser, url = scene.browser("csw"), f"/cases/roles/{task.pk}/"
    said = {"version": task.version, "name": "長男", "task": "ごみ出し"}
    assert browser.post(url, said).status_code == 302
    again = browser.post(url, said | {"task": "送迎"})
    assert again.status_code == 409
    assert "ごみ出し" in again.content.decode()
    assert "べつの画面で" in again.content.decode(), "both were the same person"
