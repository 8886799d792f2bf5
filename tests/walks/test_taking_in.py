"""A worry comes in anywhere, before it has a name, and the whole household is what one works with."""

import pytest
from django.utils import timezone

from wagamachi.access.models import Assignment

from .walker import People, Walker
from .ways import SAID, brought, opened, taken, tells, town_of

POINTS = {  # kind of window as the city's register calls it → what a new worry says
    "地域包括支援センター（基幹型含む）": "腰を痛めて買い物に出られない。",
    "障害相談支援・基幹相談支援センター": "作業所を休みがちになっている。",
    "子ども家庭支援センター・こども家庭センター": "弟の世話で学校に遅れる。",
    "保育所・幼稚園・認定こども園": "お迎えの祖母の足がふらつく。",
    "社会福祉法人事業所": "通りかかった人が道に迷っていた。",
    "ボランティア": "居場所に来ていた方を見かけない。",
    "社協（貸付）": "借りに来られた方の家が寒い。",
    "社協（権利擁護）": "通帳をなくしたと何度も来られる。",
    "社協（ボランティアセンター）": "庭の草が道まで出ている。",
    "社協（地区担当）": "まち歩きで聞いた、雨戸の家。",
    "民児協": "訪ねても返事のない家がある。",
}


@pytest.mark.req("R015")
def test_any_point_takes_a_worry_in_by_the_same_small_form(people: People) -> None:
    csw = people("csw")
    town, before = town_of(csw), counted(csw)
    asked = set()
    for kind, said in POINTS.items():
        point = people(somebody_at(kind))
        tells(point, town, said)
        needed = point.page.xpath("//*[@required]/@name")
        asked.add((point.heading, *needed))
        assert len(needed) <= 8
        point.press("この相談を受ける").reads("相談を受けとめました", "ほしまち地区チーム")
    assert len(asked) == 1, "the same form for everybody"
    csw.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない")
    csw.reads(*(said[:9] for said in POINTS.values()))
    people("csw2").go("/today/inbox/").reads_not(*(said[:9] for said in POINTS.values()))
    after = counted(csw)
    assert {kind: after[kind] - before.get(kind, 0) for kind in POINTS} == dict.fromkeys(POINTS, 1)
    people("minsei").go("/insight/windows/", status=404)


def test_how_urgent_a_worry_is_can_be_put_right_both_ways(people: People) -> None:
    """As much as a wrong digit: by who took it in and by who holds it, and why stays on the page."""
    nursery, csw = people("hoiku"), people("csw")
    worry = brought(nursery, town_of(csw))
    nursery.go(worry).follow("急ぎのしるしを直す").tick("食べるものがない")
    nursery.press("直す", status=422).reads("わけ: ")
    nursery.write("わけ", "きのうから何も食べていないと聞いた").press("直す")
    nursery.reads("食べるものがない", "きのうから何も食べていない")
    csw.go("/notices/").reads("急ぎ")
    csw.go(worry).follow("急ぎのしるしを直す").untick("食べるものがない")
    csw.write("わけ", "弁当を届けた").press("直す").reads("急ぎのしるしなし", "弁当を届けた")
    nursery.go(worry).reads("弁当を届けた", "綿橋 慎吾郎")
    for outsider in ("csw2", "minsei", "resident", "houkatsu", "auditor", "manager"):
        people(outsider).go(f"{worry}urgency/", status=404)


def somebody_at(kind: str) -> str:
    """Return the login of somebody who has a post at this kind of window in the city."""
    posts = Assignment.objects.live(timezone.localdate()).filter(user__is_active=True)
    posts = posts.filter(organization__kind__label=kind).exclude(role="manager")
    return str(posts.earliest("pk").user.username)


def counted(csw: Walker) -> dict[str, int]:
    """Return how many worries each kind of window took in this year, off the screen."""
    csw.go("/").follow("みる").follow("受けとめた窓口")
    table = csw.page.xpath("//table[@data-table='window']//tbody/tr")
    cells = [[cell.text_content().strip() for cell in row] for row in table]
    return {row[0]: int(row[1].replace(",", "")) for row in cells}


@pytest.mark.req("R022")
def test_a_worry_without_a_name_becomes_somebody_known(people: People) -> None:
    nursery, csw = people("hoiku"), people("csw")
    town = town_of(csw)
    tells(nursery, town, "一人暮らしで心配なＡさん。")
    asked = nursery.page.xpath("//*[@required]/@name")
    assert asked == ["noticed_by", "situation", "place"], "who noticed, how it looks, roughly where"
    nursery.press("この相談を受ける").reads("相談を受けとめました")
    nameless = opened(csw, "息子と高齢の母のＢさん家。")
    csw.go(nameless).reads(f"{town}の方")

    nickname = taken(csw, brought(nursery, town, SAID, ご本人の名前か呼び名="青いぼうしのCさん"))
    nursery.reads("青いぼうしのCさん")
    member(csw, nickname, 電話="03-0000-9876")
    earlier = opened(csw, "先に来ていた相談。", ご本人の名前か呼び名="鳥居坂 はな")
    member(csw, earlier, 氏名="鳥居坂 はな", 電話="03-0000-9876")

    for wrong in ("csw2", "minsei", "resident", "hoiku", "houkatsu"):
        people(wrong).go(nickname + "household/", status=404).reads_not("Cさん", "鳥居坂")
    csw.go(nickname).follow("世帯と関係").follow("知っている人とまとめる")
    csw.tick("鳥居坂 はな").press("同じ人としてまとめる")
    csw.go(nickname).follow("世帯と関係").reads("鳥居坂 はな", "青いぼうしのCさん")
    csw.go(nickname).reads(SAID).go(earlier).reads("先に来ていた相談。")
    for words in ("青いぼうしのCさん", "鳥居坂 はな"):
        csw.go("/search/").write("q", words).press("さがす").reads("青いぼうしのCさん")


def member(csw: Walker, case: str, **said: str) -> None:
    """Write what came to be known about the one person of a case."""
    csw.go(case).follow("世帯と関係").follow("書きなおす", within="本人")
    for label, text in said.items():
        csw.write(label, text)
    csw.press("本人のことを書く")


@pytest.mark.req("R020")
def test_a_household_of_four_with_all_that_weighs_on_them_and_who_stands_by(people: People) -> None:
    csw = people("csw")
    case = opened(csw, SAID, ご本人の名前か呼び名="鳥居坂 はな")
    family = {"夫": "8050", "長男": "ひきこもり", "母": "認知症"}
    for relation, theme in family.items():
        joined(csw, case, relation, theme)
    for relation, whom in (
        ("長男", "くらし・しごと相談センター"),
        ("母", "ほしまち地域包括支援センター"),
    ):
        csw.go(case).follow("同意").press("同意を確かめる")
        csw.choose("だれに確かめましたか", f"{relation}さん").choose("answer", "DOI_KOTAE-01")
        csw.choose("items", "DOI_KOMOKU-01").choose("recipients", whom).press("同意を確かめる")
    csw.go(case).follow("同意").reads("長男さん", "母さん")
    for name, closeness, whom in (
        ("ヘルパー事業所", "制度・専門機関", "母さん"),
        ("隣の山口さん", "家族・近所・地域", "長男さん"),
    ):
        csw.go(case).follow("世帯と関係").press("支える人・機関を加える").write(
            "支える人・機関", name
        )
        csw.choose("つながり方", closeness).write("していること", "週2回").choose("だれを", whom)
        csw.press("支える人・機関を加える")
    drawn(csw, case).reads("鳥居坂 はな", "ヘルパー事業所", "隣の山口さん")
    for relation, theme in family.items():
        assert theme in next(row for row in csw.rows("世帯の人") if f"{relation}さん" in row)
    csw.go(case)
    before = csw.part("相談を受けた")

    joined(csw, case, "孫", "ヤングケアラー")
    drawn(csw, case).reads("孫さん", "夫さん", "長男さん", "母さん", "ヘルパー事業所")
    assert csw.go(case).part("相談を受けた") == before
    csw.follow("同意").reads("長男さん", "母さん")
    for wrong in ("csw2", "minsei", "resident", "hoiku", "houkatsu"):
        people(wrong).go(case + "household/", status=404).reads_not("鳥居坂", "長男さん")


def joined(csw: Walker, case: str, relation: str, theme: str) -> None:
    csw.go(case).follow("世帯と関係").press("世帯の人を加える").write("続柄・関係", relation)
    csw.write("呼び名", f"{relation}さん").choose("この人の課題", theme).press("世帯の人を加える")


def drawn(csw: Walker, case: str) -> Walker:
    """Open the household, where a picture and a table show who stands by whom."""
    csw.go(case).follow("世帯と関係")
    assert csw.page.xpath("//main//*[local-name()='svg']")
    return csw
