"""What is recorded and planned: one form for all, the person's own words, an evaluation at the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wagamachi.core.wareki import format_wareki

from .walker import People, Walker
from .ways import SAID, opened, today

THEME = "8050"


def later() -> str:
    return format_wareki(timezone.localdate() + timedelta(days=90))


@pytest.mark.req("R030")
def test_a_plan_ends_with_an_evaluation_and_the_next_begins_with_its_goals(people: People) -> None:
    csw = people("csw")
    figures = reached(csw)
    case = opened(csw, SAID, ご本人の名前か呼び名="鳥居坂 はな")
    plan = planned(csw, case)
    csw.go(plan).press("評価して終える")
    form = csw.path
    csw.press("評価して終える", status=422)
    assert csw.page.xpath("//*[@aria-invalid='true' or contains(@class,'error')]")
    assert "評価して終える" in csw.go(plan).text, "still open: nothing is half saved"

    csw.go(form).choose("目標は、どこまで達成しましたか", "一部達成した")
    csw.write("本人の思い", "朝に起きられた").write("残っている課題", "夜が長い")
    csw.write("次の対応", "夕方の居場所をさがす").choose("終えたあと", "こちらから")
    csw.choose("このあと、どうしますか", csw.page.xpath("//input[@name='outcome']/@value")[0])
    csw.choose("changes", csw.page.xpath("//input[@name='changes']/@value")[0])
    for scale in {
        box.get("name") for box in csw.page.xpath("//input[starts-with(@name,'scale-')]")
    }:
        csw.choose(scale, "一部達成した")
    csw.press("評価して終える").reads("一部達成した", "夜が長い", "夕方の居場所をさがす")

    now = reached(csw)
    for table, row in (("by_area", "ほしまち地区"), ("by_theme", THEME)):
        assert now[table, row] == figures.get((table, row), 0) + 1
    csw.go(plan).press("つぎの計画をつくる")
    csw.go(case).follow("計画と評価").follow("第2回の計画")
    csw.reads("週に1回サロンへ行く", "前の計画（第1回）")
    for wrong in ("csw2", "minsei", "resident", "hoiku"):
        people(wrong).go(plan, status=404).reads_not("サロン", "朝に起きられた")


def planned(csw: Walker, case: str) -> str:
    """Plan with one goal, agreed with the person; return the page of the plan."""
    csw.go(case).follow("計画と評価").press("計画をつくる")
    csw.write("本人の言葉（どうしたいか）", "また散歩に行きたい").write("強み", "花にくわしい")
    csw.write("計画のはじめ", today()).press("計画をつくる")
    plan = csw.go(case).follow("計画と評価").follow("第1回の計画").path
    csw.press("目標を加える").choose("課題", THEME).write(
        "目標（行動で書く）", "週に1回サロンへ行く"
    )
    csw.write("本人がすること", "水曜に出かける").write("機関のほかに支える人", "となりの人")
    csw.write("支援（まわりがすること）", "いっしょに歩く").press("目標を加える")
    csw.go(plan).press("本人と合意する").write("話し合った日", today())
    csw.choose("person_present", "yes").write("次に見直す日", later())
    csw.press("本人と合意する").reads("また散歩に行きたい", "花にくわしい", "水曜に出かける")
    return plan


def reached(csw: Walker) -> dict[tuple[str, str], int]:
    """Return how many evaluations and goals there are by area and theme, off the screen."""
    csw.go("/").follow("制度の狭間・支援のまとめ").follow("支援のまとめ")
    found = {}
    for table in ("by_area", "by_theme"):
        for row in csw.page.xpath(f"//table[@data-table='{table}']//tbody/tr"):
            name, total, *_ = (cell.text_content().strip().replace(",", "") for cell in row)
            found[table, name] = int(total) if total.isdigit() else 0
    return found


@pytest.mark.req("R031")
def test_the_persons_words_strengths_and_presence_are_in_the_plan_and_in_its_figures(
    people: People,
) -> None:
    csw = people("csw")
    before = shares(csw)
    case = opened(csw, SAID, ご本人の名前か呼び名="鳥居坂 はな")
    plan = planned(csw, case)
    csw.go(plan).reads("また散歩に行きたい", "花にくわしい", "水曜に出かける")
    without = shares(csw)
    assert [now - was for now, was in zip(without, before, strict=True)] == [1, 1, 1, 0]
    for present, more in (("同席しなかった", 0), ("同席した", 1)):
        csw.go(case).press("調整会議を呼びかける").write("開く日", today())
        csw.write("はじまり", "23:00").write("おわり", "23:59")
        csw.write("話し合うこと", "だれがなにをするか").write("ほかに集まる人", "本人、長男")
        csw.press("調整会議を呼びかける")
        csw.go(case).follow("調整会議").follow("決まったことを書く").write("決まったこと", "週1回")
        csw.choose("本人は同席しましたか", present).press("決まったことを書く")
        assert shares(csw)[3] - before[3] == more
    csw.reads("本人の言葉がある", "本人が同席した会議がある", "その割合（％）")
    for outsider in ("minsei", "resident", "hoiku"):
        people(outsider).go("/support/summary/", status=404)


def shares(csw: Walker) -> list[int]:
    """Return this year's plans: all, with words, talked over with the person, met with the person."""
    csw.go("/").follow("制度の狭間・支援のまとめ").follow("支援のまとめ")
    row = csw.page.xpath("//table[@data-table='wishes']//tbody/tr")[-1]
    cells = [cell.text_content().strip().replace(",", "") for cell in row]
    return [int(cells[i]) for i in (1, 2, 4, 6)]
