"""課題タグ: chosen on a case, found in any spelling, counted by area, building and year (R033, R032)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_area
from tests.insight.scene import in_file, on_screen
from wagamachi.access.versions import Stale
from wagamachi.areas.models import Area, Tier
from wagamachi.casework.models import Case, MemberTheme
from wagamachi.casework.queries.ecomap import ecomap_of, narrow_ecomap_of, standing_by
from wagamachi.casework.queries.household import members_of
from wagamachi.casework.services import (
    RoleDraft,
    add_member,
    add_role,
    add_supporter,
    merge_cases,
    tag_case,
)
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.people.services import PersonDraft

from .scenes import Scene, nothing_saved

N8050, DOUBLE, GOMI, HIKIKOMORI, KAIMONO = (f"KADAI_T-{n}" for n in ("01", "02", "04", "05", "25"))
SHUROU = "KADAI_T-34"


def tagged(
    scene: Scene, *tags: str, who: str = "csw", case: Case | None = None, **said: Any
) -> Case:
    case = case or scene.case(**said)
    return tag_case(
        actor=scene.actor(who), at=scene.at, case=case, version=case.version, tag_ids=tags
    )


def small_area(name: str) -> Area:
    return make_area(name, Tier.SMALL)


def test_tags_are_chosen_found_in_any_spelling_and_counted(scene: Scene) -> None:
    area = small_area("東町の一部")
    browser = scene.browser("csw")
    for n in range(5):
        case = scene.case(label=f"{n}階の方", building_key="東町 3-5-1")
        case.areas.add(area)
        said = {"version": case.version, "tags": [GOMI, N8050]}
        assert browser.post(f"/cases/{case.pk}/tags/", said).status_code == 302
    page = browser.get(f"/cases/{case.pk}/household/").content.decode()
    assert "ごみ屋敷・ため込み" in page
    outline = scene.browser("manager").get(f"/cases/{case.pk}/").content.decode()
    assert ("ごみ屋敷・ため込み" in outline, "まだ書かれていない<" in outline) == (True, False)
    assert not MemberTheme.objects.exists()

    for who in ("csw", "manager"):  # who reads the outline reads the tags, and finds by them
        for words in ("ゴミ屋敷", "ごみやしき", "8050問題"):
            found = scene.browser(who).post("/search/", {"q": words}).content.decode()
            assert "4階の方" in found or case.number in found, (who, words)
    assert "5" in browser.get(f"/cases/?whose=team&tag={GOMI}").content.decode()

    office = scene.browser("manager")
    by_area = on_screen(office, "tags", "area")
    assert by_area["ごみ屋敷・ため込み"]["東町の一部"] == "5"
    by_building = on_screen(office, "tags", "building")
    assert by_building["8050"]["東町 3-5-1"] == "5"
    by_year = on_screen(office, "tags", "year")
    assert by_year["ごみ屋敷・ため込み"]["令和8年度"] == "5"
    for key, table in (("area", by_area), ("building", by_building), ("year", by_year)):
        assert in_file(office, "tags", key) == table


def test_a_building_with_few_cases_is_not_named(scene: Scene) -> None:
    for _ in range(4):
        tagged(scene, GOMI, building_key="西町 1-1-1")
    table = on_screen(scene.browser("manager"), "tags", "building")
    assert list(table["ごみ屋敷・ため込み"]) == ["区市町村全体"]  # the others are all there is
    assert "西町" not in scene.browser("manager").get("/insight/tags/").content.decode()


def test_few_cases_of_one_area_are_hidden(scene: Scene) -> None:
    area = small_area("東町の一部")
    tagged(scene, GOMI).areas.add(area)
    row = on_screen(scene.browser("manager"), "tags", "area")["ごみ屋敷・ため込み"]
    assert row["東町の一部"] == "非表示"


def test_a_merged_case_is_counted_once(scene: Scene) -> None:
    kept, other = tagged(scene, GOMI), tagged(scene, GOMI)
    merge_cases(
        actor=scene.actor("csw"), at=scene.at, kept=kept, merged=other, reason="電話で確かめた"
    )
    row = on_screen(scene.browser("manager"), "tags", "year")["ごみ屋敷・ため込み"]
    assert row["令和8年度"] == "1"


def test_the_list_narrows_by_tag(scene: Scene) -> None:
    tagged(scene, GOMI, label="片づけの家")
    tagged(scene, DOUBLE, label="介護の家")
    page = scene.browser("csw").get(f"/cases/?whose=mine&tag={GOMI}").content.decode()
    assert "片づけの家" in page
    assert "介護の家" not in page


def test_a_tag_that_was_taken_off_is_no_longer_found(scene: Scene) -> None:
    case = tagged(scene, GOMI, label="片づけの家")
    browser = scene.browser("csw")
    assert "片づけの家" in browser.post("/search/", {"q": "ゴミ屋敷"}).content.decode()
    tagged(scene, case=case)
    assert "片づけの家" not in browser.post("/search/", {"q": "ゴミ屋敷"}).content.decode()


def test_an_unknown_tag_is_refused(scene: Scene) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError) as refused:
        tagged(scene, "SHUKETSU-01", case=case)
    assert refused.value.field == "tags"


@pytest.mark.parametrize("who", ["other_csw", "agency", "core", "manager"])
def test_only_the_holding_team_tags(scene: Scene, who: str) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(NotAllowed):
        tagged(scene, GOMI, who=who, case=case)


def test_of_two_who_tag_at_once_the_second_is_told(scene: Scene) -> None:
    case = scene.case()
    said: dict[str, Any] = {"at": scene.at, "case": case, "version": case.version}
    tag_case(actor=scene.actor("csw"), tag_ids=[GOMI], social_background="居場所がない", **said)
    with pytest.raises(Stale) as stale:
        tag_case(actor=scene.actor("colleague"), tag_ids=[N8050], **said)
    assert stale.value.differences[0][1] == "居場所がない"
    assert [tag.pk for tag in case.tags.all()] == [GOMI]


def test_a_case_about_being_cut_off_asks_what_the_neighbourhood_has_to_do_with_it(
    scene: Scene,
) -> None:
    browser, case = scene.browser("csw"), scene.case()
    url = f"/cases/{case.pk}/tags/"
    words = "地域の側に何があるかも"
    assert words not in browser.get(url).content.decode()
    member = case.members.get()
    MemberTheme.objects.create(member=member, theme_id=SHUROU, since_on=scene.today)
    assert words not in browser.get(url).content.decode()
    MemberTheme.objects.create(member=member, theme_id=HIKIKOMORI, since_on=scene.today)
    assert words in browser.get(url).content.decode()

    said = {"version": case.version, "tags": [HIKIKOMORI]}
    page = browser.post(url, said, follow=True).content.decode()
    assert "地域の側にある背景も書いておけます" in page
    case.refresh_from_db()
    said = {"version": case.version, "tags": [HIKIKOMORI], "social_background": "集まる場がない"}
    page = browser.post(url, said, follow=True).content.decode()
    assert "集まる場がない" in page


def test_a_household_of_four_with_themes_consents_and_everybody_around_it(scene: Scene) -> None:
    case, csw = scene.case(), scene.actor("csw")
    names = (("母", HIKIKOMORI), ("長男", SHUROU), ("長女", KAIMONO))
    members = [
        add_member(
            actor=csw, at=scene.at, case=case, relation=name, draft=PersonDraft(nickname=name),
            theme_ids=[theme],
        )
        for name, theme in names
    ]  # fmt: skip
    consent = scene.consent(case)
    scene.accepted(case, consent=consent)
    add_supporter(
        actor=csw, at=scene.at, case=case, name="となりの山口さん", closeness="informal",
        role="ごみ出し", member=members[0],
    )  # fmt: skip
    add_role(
        actor=csw, at=scene.at, case=case,
        draft=RoleDraft(
            organization_id=scene.cast.town.hoiku.pk, task="送り迎え", member=members[2]
        ),
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(companion_team=scene.cast.town.west_team)
    page = scene.browser("csw").get(f"/cases/{case.pk}/household/").content.decode()
    for words in (
        "母", "長男", "長女", "となりの山口さん", "送り迎え", "協力機関", "伴走担当", "西チーム",
        "支援関係図", "ことばで読む", "長女（長女）を、若竹保育園が支えています",
    ):  # fmt: skip
        assert words in page, words
    assert page.count('<svg class="ecomap"') == 2


def test_the_picture_stays_on_the_paper_however_many_there_are(scene: Scene) -> None:
    case, csw = scene.case(), scene.actor("csw")
    for n in range(9):
        add_supporter(
            actor=csw, at=scene.at, case=case, name=f"支え{n}", role="声かけ",
            closeness="formal" if n % 2 else "informal",
        )  # fmt: skip
    case = Case.objects.get(pk=case.pk)
    members, around = members_of(case.pk), standing_by(case)
    for picture in (ecomap_of(members, around), narrow_ecomap_of(members, around)):
        nodes = [*picture.members, *picture.around]
        assert all(84 <= n.x <= picture.width - 84 for n in picture.around)
        assert all(26 <= n.y <= picture.height - 26 for n in nodes)
        by_column: dict[float, list[float]] = {}
        for node in nodes:
            by_column.setdefault(node.x, []).append(node.y)
        for ys in by_column.values():
            assert all(b - a >= 60 for a, b in zip(sorted(ys), sorted(ys)[1:], strict=False))


def test_the_pages_cost_the_same_with_one_row_and_with_three(scene: Scene) -> None:
    case = scene.case()

    def grow() -> None:
        add_role(
            actor=scene.actor("csw"), at=scene.at, case=case,
            draft=RoleDraft(organization_id=scene.cast.town.hoiku.pk, task="送迎", theme_id=GOMI),
        )  # fmt: skip
        fresh = Case.objects.get(pk=case.pk)
        tags = [*fresh.tags.values_list("pk", flat=True)]
        tagged(scene, *tags, f"KADAI_T-{len(tags) + 10}", case=fresh)
        tagged(scene, GOMI)

    browser = scene.browser("csw")
    urls = [f"/cases/{case.pk}/{tab}" for tab in ("roles/", "household/", "meetings/", "tags/")]
    urls += ["/insight/tags/", "/insight/standing/", f"/cases/?whose=mine&tag={GOMI}"]

    def cost(url: str) -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(url).status_code == 200
        return len(caught)

    grow()
    one = [cost(url) for url in urls]
    grow()
    grow()
    assert [cost(url) for url in urls] == one
