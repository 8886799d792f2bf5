"""Two municipalities of one program: an island with one 島部 and no 浜組, a town that is not divided (R005).

Each is founded by the command and set up by its administrator on the screens; nothing of it is code.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from tests import living
from wagamachi.areas.functions import FUNCTIONS

from .figures import menu, short
from .walker import People, Walker
from .ways import today, turned_away

SAID, NAME = "雨戸がずっと閉まったままで、声がしない。", "灯台下のおじいさん"
OURS = ("中圏域", "小地域", "区市町村圏域", "地域福祉コーディネーター", "民生委員・児童委員")
NAMED_THERE = ("areas:settings", "access:roles", "access:code")  # where words are changed
ROLES = OURS[3:]
ADDRESSES = {
    "アウトリーチ": "/support/outreach/",
    "委員の仕事": "/workforce/",
    "困難事例": "/support/difficult/",
    "漏れている": "/insight/leaks/",
    "住民向け": "/directory/public/",
    "アセスメント": "/support/",
    "制度の狭間": "/support/gaps/",
    "しくみづくり": "/action/",
    "支援のまとめ": "/support/summary/",
    "わたしの予定": "/calendar/",
}
SECRET = "海は青く山は高い2026"


@dataclass(frozen=True)
class Home:
    """How one municipality does things. ``tier`` is the one that decides there, in its own words."""

    name: str
    tiers: tuple[str, ...]
    labels: dict[str, str]
    tier: str
    area: str
    csw: str
    result: str
    off: tuple[str, ...]


HOMES = {
    "island": Home(
        "みさき村", ("中圏域",), {"中圏域": "島部", "小地域": "浜組", "区市町村圏域": "島ぜんたい"},
        "島部", "みさき島", "つなぎ手", "船で迎えに行けた",
        ("アウトリーチ", "委員の仕事", "住民向け", "漏れている"),
    ),
    "town": Home(
        "はまの町", (), {"区市町村圏域": "町ぜんぶ"},
        "町ぜんぶ", "はまの町の全域", "ささえ手", "バスで行けた",
        ("アセスメント", "困難事例", "制度の狭間", "しくみづくり", "支援のまとめ", "わたしの予定"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=HOMES)
def home(request: pytest.FixtureRequest) -> Home:
    return HOMES[request.param]


@pytest.fixture(scope="module")
def city(
    home: Home,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Stand in a municipality that was founded a moment ago and set up by its administrator."""
    office = f"{home.name}社会福祉協議会"
    new = living.founded(
        tmp_path_factory.mktemp("home"), office=office, username="admin", name="平沢 渚"
    )
    with django_db_blocker.unblock(), new as password:
        settled(home, admin := entered("admin", password))
        staffed(home, admin, office)
        yield
        connection.close()


def entered(username: str, password: str) -> Walker:
    """Log in for the first time and choose a password of one's own."""
    somebody = Walker(None)
    somebody.go("/").write("login", username).write("password", password).press("ログインする")
    somebody.write("いまのパスワード", password).write("新しいパスワード", SECRET)
    return somebody.write("password2", SECRET).press("このパスワードにする")


def settled(home: Home, admin: Walker) -> None:
    """Choose tiers, words, screens, one area, and a word of one's own in a code list."""
    menu(admin, "地域").press("圏域を加える").reads("区分けがまだありません").press(
        "区分けを加える"
    )
    menu(admin, "地域").follow("区市町村の設定").write("区市町村の名前", home.name)
    for one in (*{"中圏域", "小地域"}.difference(home.tiers), *home.off):
        admin.untick(one)
    for ours, theirs in home.labels.items():
        admin.write(f"「{ours}」の呼び方", theirs)
    admin.press("この設定にする")
    menu(admin, "地域").follow("区分け").press("区分けを加える").write("名前", "わが区分け")
    admin.choose("階層", home.tier).press("区分けを加える").reads("これで決めています")
    menu(admin, "地域").press("圏域を加える").choose("区分け", "わが区分け").write(
        "名前", home.area
    )
    admin.write("いつから", today()).press("圏域を加える").reads(home.tier)
    menu(admin, "役割の呼び方").write("地域福祉コーディネーター", home.csw)
    admin.write("民生委員・児童委員", "みまもりさん").press("呼び方を保存する")
    menu(admin, "コード表").follow("つなぎの結果").follow("この区市町村のことばを加える")
    admin.write("名前", home.result).choose("集計先", "つながった").press("このことばを加える")


def staffed(home: Home, admin: Walker, office: str) -> None:
    """Let the office take worries in from the area, open a clinic, and give people their posts."""
    menu(admin, "機関・チーム").follow(office).follow(office).press("内容を直す")
    admin.choose("受け持つ圏域", home.area).tick("圏域の相談を受けとめる").press("直した内容を保存")
    menu(admin, "機関・チーム").press("機関を加える").write("名称", "みなと診療所")
    admin.choose("種別", "医療機関（一般）").tick("相談を受ける窓口").press("この機関を加える")
    for username, name, role, place in (
        ("csw", "磯 なぎさ", home.csw, office),
        ("clinic", "石井 岬", "事業所・機関の窓口", "みなと診療所"),
        ("minsei", "見間 もる", "みまもりさん", office),
        ("manager", "浜 司", "管理職", office),
    ):
        menu(admin, "利用者と配置").press("加える").write("氏名", name)
        admin.write("ログイン名", username).press("この人を加える")
        password = admin.page.xpath("string(//*[@class='password-once'])").strip()
        admin.press("つづけて配置を決める").choose("役割", role).choose("機関とチーム", place)
        admin.press("この配置に決める")
        entered(username, password)


@pytest.mark.req("R005")
def test_the_main_line_is_walked_where_nothing_has_the_standard_shape(
    home: Home, people: People
) -> None:
    clinic, csw, manager = people("clinic"), people("csw"), people("manager")
    clinic.go("/").press("相談を受ける").write("だれが気づきましたか", "配達の人")
    clinic.write("どんな様子ですか", SAID).write("どこのことですか", "本村 3番")
    clinic.write("ご本人の名前か呼び名", NAME).press("この相談を受ける").reads(home.area)
    csw.go("/").follow(SAID[:9]).press("引き受ける").write("次にすること", "電話する")
    case = csw.write("いつまでに", today()).press("引き受ける").reads(NAME, home.area).path
    turned_away(people, case, "minsei", "admin", words=(NAME, SAID[:9]))
    csw.press("段階を上げる").reads("これより上の段階はありません")
    csw.go(case).press("記録する").write("内容", "玄関で話した").write("結果", "また行く")
    csw.choose("手段", "訪問").choose("所要時間", "30分").press("記録する")
    csw.go(case).follow("同意").press("同意を確かめる").choose("answer", "DOI_KOTAE-01")
    csw.choose("items", "DOI_KOMOKU-01").choose("recipients", "みなと診療所")
    csw.press("同意を確かめる").go(case).press("つなぐ").tick("このケースの圏域").press("さがす")
    csw.press("ここにつなぐ").write("purpose", "往診").write("request", "来週に")
    consent = csw.page.xpath("//select[@name='consent']/option/@value")[1]
    handoff = csw.choose("consent", consent).press("つなぐ").path
    clinic.go("/").follow("往診").press("引き受ける").write("answer", "行く").press("引き受ける")
    csw.go(handoff).press("結果を書く").choose("結果", home.result).press("結果を書く")
    csw.go(handoff).reads(home.result)
    if "アセスメント" in home.off:
        csw.go(case).press("評価する")
    else:
        csw.go(planned(csw, case)).press("評価して終える")
        csw.choose("outcome", csw.page.xpath("//input[@name='outcome']/@value")[0])
        csw.choose(csw.page.xpath("//input[starts-with(@name, 'scale-')]/@name")[0], "3")
    csw.choose("achievement", "3").choose("changes", "HENKA-13")
    csw.write("remaining", "なし").write("next_step", "診療所が見守る")
    csw.choose("aftercare", "other_agency").press("評価")
    csw.go(case).press("おわりにする").choose("close_reason", "SHUKETSU-03")
    csw.press("おわりにする", status=422).press("本人と確かめたうえで終える")
    clinic.go("/").reads(short(), "完了")

    menu(csw, "地域").follow(home.area).reads(home.tier, SAID[:9], "活動記録（今年度） 1")
    menu(csw, "地域").follow("住所からさがす").write("住所", "本村 3番").press("さがす")
    csw.reads(f"{home.area}で受けとめます")
    csw.go("/areas/propose/", status=404)
    menu(manager, "みる").follow("課題 × 圏域").reads(home.area)
    menu(manager, "みる").follow("役割ごと").reads(home.csw, "みまもりさん")
    menu(manager, "みる").follow("つなぎの結果").reads("100.0").reads_not(NAME)


def planned(csw: Walker, case: str) -> str:
    """Plan one goal with the person; return the page of the plan."""
    csw.go(case).follow("計画と評価").press("計画をつくる")
    csw.write("本人の言葉（どうしたいか）", "海が見たい").write("強み", "海にくわしい")
    csw.write("計画のはじめ", today()).press("計画をつくる")
    plan = csw.go(case).follow("計画と評価").follow("第1回の計画").path
    csw.press("目標を加える").choose("課題", "8050").write("目標（行動で書く）", "浜に出る")
    csw.write("本人がすること", "歩く").write("機関のほかに支える人", "となりの人")
    csw.write("支援（まわりがすること）", "いっしょに歩く").press("目標を加える")
    csw.go(plan).press("本人と合意する").write("話し合った日", today()).choose(
        "person_present", "yes"
    )
    csw.write("次に見直す日", today(30)).press("本人と合意する").reads("海が見たい")
    return plan


@pytest.mark.req("R005")
def test_screens_switched_off_are_nowhere_and_every_page_speaks_the_words_of_the_place(
    home: Home, people: People, visitor: Walker
) -> None:
    off = [one for one in FUNCTIONS if one.label.startswith(home.off)]
    doors = tuple(door for one in off for door in one.doors if door != "support:case")
    csw = people("csw")
    csw.go("/").press("相談を受ける").write("だれが気づきましたか", "配達の人")
    csw.write("どんな様子ですか", SAID).write("どこのことですか", "本村 3番")
    csw.press("この相談を受ける").go("/").follow(SAID[:9]).press("引き受ける")
    csw.write("次にすること", "電話する").write("いつまでに", today()).press("引き受ける")
    csw.press("記録する").write("内容", "話した").write("結果", "また行く").choose("手段", "訪問")
    csw.choose("所要時間", "30分").press("記録する")
    renamed = {ours for ours in OURS if ours in home.labels or ours in ROLES}
    foreign = {one for other in HOMES.values() if other is not home for one in words_of(other)}
    for somebody in (csw, people("admin"), people("manager"), people("minsei"), visitor):
        for view, words, links in looked_at(somebody):
            assert not [at for at in links if at.startswith(doors)], view
            assert not [one for one in foreign if one in words], view
            told = [one for one in renamed if one in words]
            assert not told or view.startswith(NAMED_THERE), (view, told)
    for label, address in ADDRESSES.items():
        assert ("使っていません" in csw.client.get(address).content.decode()) == (label in home.off)
        if label in home.off:
            csw.go(address, status=404)


def words_of(home: Home) -> tuple[str, ...]:
    return home.name, home.area, home.csw, home.result, *home.labels.values()


def looked_at(somebody: Walker) -> Iterator[tuple[str, str, list[str]]]:
    """Follow the links from 今日, one page a view; yield its view, its words and the views it leads to."""
    ahead, seen = deque(["/"]), set()
    while ahead:
        path = ahead.popleft()
        view = resolve(urlsplit(path).path).view_name
        if view in seen or "logout" in view:
            continue
        seen.add(view)
        answer = somebody.go(path).answer
        if not answer["Content-Type"].startswith("text/html"):
            is_paper = answer["Content-Type"] == "application/pdf"
            yield view, " ".join(somebody.paper) if is_paper else somebody.body.decode(), []
            continue
        to = [urljoin(somebody.path, at) for at in somebody.page.xpath("//a/@href")]
        to = [at for at in to if at.startswith("/")]
        sent = [urljoin(path, at) for at in somebody.page.xpath("//form/@action")]
        led = [resolve(urlsplit(at).path).view_name for at in (*to, *sent)]
        yield view, somebody.page.text_content(), led
        ahead += to
