"""What there is in the neighbourhood: written down, confirmed, brought in, taken out, shown to residents."""

import csv
import io

import pytest

from .figures import day, menu, short
from .walker import People, Walker

KINDS = ("民生児童委員", "行政", "社会福祉法人", "NPO", "企業（CSR）", "ボランティア",
         "当事者活動", "学校", "病院", "警察", "商店")  # fmt: skip
KEEPER = "内野 まもる"


@pytest.mark.req("R111")
def test_a_resource_of_any_field_is_kept_confirmed_and_shown(
    people: People, visitor: Walker
) -> None:
    sc, resident = people("sc"), people("resident")
    for kind in KINDS:
        menu(sc, "資源").choose("種別", offered(sc, kind)).press("さがす")
        assert sc.rows(), f"{kind}: none in the city"
    menu(sc, "資源").press("資源を加える").write("名称", "駐在所の立ち寄り").choose("種別", "警察")
    sc.choose("成り立ち", "制度によるもの").choose("どんなことに", "消費者被害", "8050")
    sc.choose("使える圏域", "ほしまち地区").write("定員", "12").write("連絡窓口", "受付")
    sc.write("担当の人", KEEPER).write("電話", "042-000-4321").press("この資源を加える")
    kept, words = (
        sc.path,
        ("駐在所の立ち寄り", "警察", "消費者被害", "8050", "ほしまち地区", "12人"),
    )
    sc.reads(*words, "受付", KEEPER, f"{day()} に", "確かめました")
    assert not people("minsei").go(kept).reads(*words, KEEPER).offers("内容を直す")
    assert not people("minsei").offers("いまも正しい")
    resident.go(kept, status=404).reads_not("駐在所", KEEPER)
    unseen(visitor, "駐在所の立ち寄り", KEEPER, "042-000-4321")

    sc.go(kept).follow("内容を直す").tick("住民向けのページに出す").press("直した内容を保存する")
    found(visitor).reads("駐在所の立ち寄り", "警察・消防", "受付", "042-000-4321").reads_not(KEEPER)
    resident.go(kept).reads(*words).reads_not(KEEPER, "内容を直す")
    found(visitor.go("/"), KEEPER).reads("0件あります")
    visitor.go(kept)
    assert visitor.path.startswith("/account/login/")


@pytest.mark.req("R111")
def test_what_nobody_confirmed_for_a_year_is_listed_until_somebody_does(people: People) -> None:
    sc = people("sc")
    menu(sc, "資源").follow("確かめていない資源")
    count, oldest = int(sc.heading.split("（")[1].removesuffix("件）")), sc.links("まだ")[0]
    listed = sc.rows()
    while sc.offers("次"):
        listed += sc.follow("次").rows()
    assert len(listed) == count > 50
    sc.go(oldest[1]).reads("しばらく確かめていません").press("いまも正しい").reads(f"{day()} に")
    menu(sc, "資源").follow("確かめていない資源").reads(f"{count - 1}件").reads_not(oldest[1])
    menu(sc, "資源").write("ことば", oldest[0]).press("さがす").reads(short())
    for wrong in ("minsei", "houkatsu", "hoiku", "resident", "manager", "auditor"):
        for door in ("unverified", "export", "import", "new"):
            people(wrong).go(f"/directory/{door}/", status=404)


@pytest.mark.req("R111")
def test_the_directory_goes_out_as_csv_and_comes_back_with_what_was_changed(
    people: People,
) -> None:
    sc = people("sc")
    menu(sc, "資源").choose("種別", offered(sc, "NPO")).press("さがす").follow(
        "この一覧をCSVにする"
    )
    rows = list(csv.DictReader(io.StringIO(sc.body.decode("utf-8-sig"))))
    menu(sc, "資源").choose("種別", offered(sc, "NPO")).press("さがす").reads(f"{len(rows)}件")
    first, *rest = rows
    first |= {"定員": "77", "担当の人": KEEPER, "確かめた日": "2020-02-03"}
    new = dict.fromkeys(first, "") | {
        "名称": "夕ぐれ外来", "種別": "病院", "成り立ち": "フォーマル",
        "どんなことに": "精神疾患・未受診；保健医療", "定員": "3", "担当の人": KEEPER,
    }  # fmt: skip
    bad = new | {"名称": "まちがい", "種別": "どこか"}
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(first))
    writer.writeheader()
    writer.writerows([first, *rest, new, bad])
    menu(sc, "資源").follow("CSVを取りこむ").attach(
        "CSVのファイル", "a.csv", sheet.getvalue().encode()
    )
    sc.press("中身をたしかめる").reads(
        said := f"加える 1行、直す 1行、変わりません {len(rest)}行、取りこめません 1行",
        "種別: 病院・医療",
    )
    assert "どこか」はコード表にありません" in sc.part("まちがい")
    sc.press("取りこめる 2行を取りこむ").reads(f"取りこみました。{said}")
    sc.write("ことば", "夕ぐれ外来").press("さがす").follow("夕ぐれ外来")
    sc.reads("病院・医療", "精神疾患・未受診", "3人", KEEPER, "まだだれも確かめていません")
    sc.go(f"/directory/{first['番号']}/").reads("77人", KEEPER, "令和2年2月3日", "しばらく確かめて")


def offered(sc: Walker, kind: str) -> str:
    """Return the kind of the list that this word belongs to."""
    options = sc.page.xpath("//select[@name='kind']/option/text()")
    return next(str(one).strip() for one in options if kind in one)


def found(visitor: Walker, words: str = "駐在所") -> Walker:
    """Look on the page for residents, from the first page a stranger sees."""
    visitor.go("/").follow("近くの場所")
    return visitor.write("ことば", words).press("さがす")


def unseen(visitor: Walker, *words: str) -> None:
    for one in words:
        found(visitor, one).reads("0件あります")
        visitor.reads_not(*(other for other in words if other != one))
