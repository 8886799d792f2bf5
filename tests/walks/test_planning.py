"""What is recorded and planned: one form for all, the person's own words, an evaluation at the end."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from wagamachi.core.wareki import format_wareki

from .walker import People, Walker
from .ways import HELPER, SAID, opened, today

THEME = "8050"


def later() -> str:
    return format_wareki(timezone.localdate() + timedelta(days=90))


ITEMS = ("日時", "対象", "手段", "機能", "内容", "結果", "次回", "所要時間")


@pytest.mark.req("R029")
def test_everybody_records_in_the_same_form_and_reads_it_in_the_same_file(people: People) -> None:
    forms: set[tuple[str, ...]] = set()
    files: set[tuple[object, ...]] = set()
    for name in ("csw", "houkatsu", "hoiku", "core", "minsei", "district"):
        who, begin = (
            people(name),
            "訪問した" if name == "minsei" else "いま、だれと、なにを（記録）",
        )
        who.go("/").press(begin).press("記録を保存する", status=422)
        who.reads("「だれと（対象）」を入れ", "「内容」を入れ")
        if name != "minsei":  # of whom the rest is not asked: it starts with what is usual
            who.reads("「結果」を入れ", "３つの機能のうち")
        forms.add(tuple(sorted(asked(who))))  # a 委員 is asked the same items, most of them folded
        who.write("内容", f"{name}が書いた話。").write("結果", "また来週").write("だれと", "長女")
        who.choose("圏域", "ほしまち地区").choose("手段", "電話").choose("所要時間", "30分")
        who.tick("① 個別支援").press("記録を保存する").reads(f"{name}が書いた話。")
        for kind in ("csv", "xlsx"):
            who.go("/records/").follow("Excel・CSVにする").choose("format", kind)
            head, *lines = read(who.press("ファイルを作る").body, kind)
            assert any(f"{name}が書いた話。" in line for line in lines)
            files.add(head)
    assert (len(forms), len(files)) == (1, 1), "one form, one file"
    form, file = forms.pop(), files.pop()
    for said in (form, file):
        assert all(any(word in str(one) for one in said) for word in ITEMS), said
    csw = people("csw")
    on_a_case = asked(csw.go(opened(csw, SAID)).follow("記録する"))
    assert set(form) <= set(on_a_case), "on a case: the same, and what comes next"
    people("hoiku").go("/records/").follow("項目の意味").reads(*ITEMS)
    people("csw2").go("/records/").reads_not("cswが書いた話。", "hoikuが書いた話。")
    for outsider in ("auditor", "resident"):
        people(outsider).go("/records/export/", status=404)


def asked(who: Walker) -> tuple[str, ...]:
    """Return the items of the record that the page asks for, its wider team and case left out."""
    labels = who.page.xpath("//main//form[@data-draft]//*[self::label or self::legend]")
    words = [label.text_content().split()[0] for label in labels if label.text_content().strip()]
    wanted = [one for one in words if any(item in one for item in (*ITEMS, "圏域", "場所", "階層"))]
    return tuple(dict.fromkeys(wanted))


def read(body: bytes, kind: str) -> list[tuple[object, ...]]:
    if kind == "csv":
        return [tuple(line) for line in csv.reader(io.StringIO(body.decode("utf-8-sig")))]
    return list(load_workbook(io.BytesIO(body)).worksheets[0].values)


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


@pytest.mark.req("R028")
def test_a_hard_case_has_a_shared_plan_with_roles_and_stands_in_a_list(people: People) -> None:
    csw, lead, agency = people("csw"), people("lead"), people("houkatsu")
    case = opened(csw, SAID, ご本人の名前か呼び名="鳥居坂 はな")
    csw.go(case).follow("計画と評価").follow("困難事例のしるしをつける")
    csw.write("そう考える理由", "窓口が三つに分かれる").press("困難事例のしるし", status=422)
    csw.reads("使える制度がない（制度の狭間）", "関係機関の考えが一致しない")
    csw.choose("あてはまること", "使える制度がない", "関係機関の考え").press("困難事例のしるし")
    plan = planned(csw, case)
    for whom, task in ((HELPER, "週に1回たずねる"), ("わがまち市福祉事務所", "申請を手伝う")):
        csw.go(case).follow("だれがなにを").press("役割を加える").choose("だれが（機関から", whom)
        csw.write("なにを", task).write("いつまでに", later()).press("役割を加える")
        csw.reads(whom, task)
    csw.go(case).press("調整会議を呼びかける").write("開く日", today(5)).write("はじまり", "10:00")
    csw.write("おわり", "11:00").write("話し合うこと", "分担").choose("集まる機関", HELPER)
    csw.press("調整会議を呼びかける")
    agency.go("/").reads("これからの調整会議").reads_not("鳥居坂")

    row = hard(lead, "鳥居坂 はな")
    assert row["あてはまること"].startswith("使える制度がない（制度の狭間）、関係機関の考え")
    assert (row["引き受けて"], row["役割"]) == ("0日", "2")
    assert row["次の会議"] in today(5).replace("令和", "R").replace("年", ".").replace("月", ".")
    assert row["計画"].startswith("あり")
    csw.go(plan).reads("週に1回サロンへ行く", "いっしょに歩く").press("評価して終える")
    csw.choose("目標は、どこまで達成しましたか", "一部達成した").choose("終えたあと", "こちらから")
    csw.write("残っている課題", "夜が長い").write("次の対応", "夕方の居場所")
    csw.choose("このあと、どうしますか", "計画による支援を終える").choose("changes", "HENKA-13")
    for scale in {one for one in csw.page.xpath("//input/@name") if one.startswith("scale-")}:
        csw.choose(scale, "一部達成した")
    csw.press("評価して終える").reads("一部達成した", "夜が長い")
    assert "なし" in hard(lead, "鳥居坂 はな")["計画"]
    for wrong in ("csw2", "minsei", "resident", "hoiku", "auditor"):
        people(wrong).go(plan, status=404).reads_not("鳥居坂")
    for wrong in ("minsei", "resident", "auditor"):
        people(wrong).go("/support/difficult/", status=404)
    people("csw2").go("/support/difficult/").reads_not("鳥居坂")


def hard(lead: Walker, name: str) -> dict[str, str]:
    """Return the row of a case in the list of 困難事例, by the heads of its columns."""
    lead.go("/").follow("見直す計画・困難事例").follow("困難事例")
    while not any(name in row for row in lead.rows()):
        lead.follow("次へ")
    heads = [head.text_content().strip() for head in lead.page.xpath("//main//thead//th")]
    row = next(row for row in lead.page.xpath("//main//tbody/tr") if name in row.text_content())
    return dict(zip(heads, (" ".join(cell.text_content().split()) for cell in row), strict=True))


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
