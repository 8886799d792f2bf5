"""What walks about asking, passing on and helping share: a visit, a worry taken on, a つなぎ and its answer."""

from datetime import timedelta

from django.utils import timezone

from wagamachi.core.wareki import format_wareki, format_wareki_short

from .walker import Walker

EVERYTHING = tuple(f"DOI_KOMOKU-{n:02d}" for n in range(1, 7))
ALONE = "角の家の方は、郵便物がたまり、返事もない。医療のことは、わたしたちにはわからない。"


def day(days: int = 0) -> str:
    """Return the day so many days from now, as one writes it."""
    return format_wareki(timezone.localdate() + timedelta(days=days))


def short(days: int = 0) -> str:
    """Return the day so many days from now, as lists write it."""
    return format_wareki_short(timezone.localdate() + timedelta(days=days))


def a_visit(minsei: Walker) -> Walker:
    """Write down a visit in the commissioner's own 小地域, and open what was written."""
    minsei.go("/").follow("訪問した").choose("所要時間", "30分").choose("手段", "訪問")
    minsei.tick("① 個別支援").write("だれと", "角の家の方").choose("圏域", "鹿笛")
    minsei.write("内容", "玄関で話した").write("結果", "また行く").press("記録を保存する")
    return minsei.follow(short())


def own_town(csw: Walker) -> str:
    """Return a 町丁目 of ほしまち地区, read off its page."""
    csw.go("/areas/").follow("ほしまち地区")
    return next(row for row in csw.page.xpath("//main//li/text()") if "丁目" in row).strip()


def opened(csw: Walker, said: str = "朝から夜まで、同じ窓をたたいている。", name: str = "") -> str:
    """Take in a worry in the worker's own area and take it on; return the case's address."""
    place = own_town(csw)
    csw.go("/").press("相談を受ける").write("だれが気づきましたか", "となりの人")
    csw.write("どんな様子ですか", said).write("どこのことですか", place)
    csw.write("ご本人の名前か呼び名", name)
    csw.press("この相談を受ける").reads("相談を受けとめました")
    csw.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").follow(said[:9])
    csw.press("引き受ける").write("次にすること", "電話する").write("いつまでに", day(1))
    return csw.press("引き受ける").path


def climbed(csw: Walker, case: str) -> str:
    """Ask the 中心機関 to take a case on, as the person agreed; return the つなぎ's address."""
    csw.go(case).follow("同意").press("同意を確かめる").choose("answer", "DOI_KOTAE-01")
    csw.choose("items", *EVERYTHING).choose("recipients", "わがまち市社会福祉協議会")
    csw.press("同意を確かめる").go(case).press("段階を上げる").press("ここに頼む")
    csw.write("段階を上げる理由", "手にあまる").write("これまでに試したこと", "三度たずねた")
    csw.write("お願いしたいこと", "全体を見てほしい")
    csw.choose("consent", csw.page.xpath("//select[@name='consent']/option/@value")[1])
    return csw.press("段階を上げる").path


def changed(before: list[str], after: list[str]) -> list[int]:
    """Return by how much the first three figures of a row grew."""
    return [int(b) - int(a) for a, b in zip(before[:3], after[:3], strict=True)]


def figures(somebody: Walker, caption: str) -> dict[str, list[str]]:
    """Return the tables whose captions begin so: the words of each row by its first cell."""
    found: dict[str, list[str]] = {}
    for table in somebody.page.xpath("//main//table[caption]"):
        if table.find("caption").text_content().strip().startswith(caption):
            rows = [
                [c.text_content().strip() for c in row.xpath("./*")] for row in table.xpath(".//tr")
            ]
            found |= {row[0]: row[1:] for row in rows if row}
    assert found, f"{somebody.where}: no table 「{caption}」"
    return found
