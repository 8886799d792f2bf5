"""The people of the city do not exist, and there are as many of each as in a ward."""

import random
from collections import Counter
from datetime import UTC, date, datetime

from wagamachi.core.text import fold
from wagamachi.demo.cast import LOGINS, USERNAMES
from wagamachi.demo.city import found_city
from wagamachi.demo.households import scenes
from wagamachi.demo.names import LANDLINE, MOBILE, Names
from wagamachi.demo.organisations import live_posts, minsei_term

from .test_geography import UNTIL, city

COMMON = {
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
}


def test_surnames_are_put_together_from_odd_words() -> None:
    names = Names(random.Random(1))
    assert len(names.surnames) > 400
    assert not COMMON & {surname for surname, _ in names.surnames}


def test_phones_are_of_exchanges_never_given_out() -> None:
    names = Names(random.Random(1))
    assert {names.phone()[:8] for _ in range(50)} == {LANDLINE}
    assert {names.mobile()[:9] for _ in range(50)} == {MOBILE}
    assert all(o.phone.startswith(LANDLINE) for o in city().roster.organizations)
    assert all(r.phone.startswith(LANDLINE) for r in city().resources)


def test_staff_stands_in_the_proportions_of_a_ward() -> None:
    today = date(2026, 11, 23)
    counts = {
        r: len(live_posts(city().roster, r, today)) for r in ("csw", "seikatsu_sc", "minsei_iin")
    }
    assert counts == {"csw": 18, "seikatsu_sc": 8, "minsei_iin": 229}
    windows = [o for o in city().roster.organizations if o.contact == "福祉なんでも相談窓口"]
    kinds = Counter(o.kind for o in city().roster.organizations)
    assert len(windows) == 46
    assert kinds["TSUNAGISAKI-01"] == 8
    assert kinds["TSUNAGISAKI-39"] == 6


def test_every_base_team_has_a_lead_and_one_area_a_single_csw() -> None:
    posts = city().roster.posts
    base = [t for t in city().roster.teams if t.is_base]
    today = date(2026, 11, 23)
    csw = Counter(p.team.name for p in live_posts(city().roster, "csw", today) if p.team)
    assert len(base) == 8
    assert {p.team for p in posts if p.role == "team_lead"} == set(base)
    assert sorted(csw.values())[:2] == [1, 2]


def test_one_login_per_role_has_a_post_today() -> None:
    usernames = [a.username for a in city().roster.accounts]
    today = date(2026, 11, 23)
    roles = {
        p.role
        for role in {p.role for p in city().roster.posts}
        for p in live_posts(city().roster, role, today)
        if p.account.username in USERNAMES
    }
    assert len(set(usernames)) == len(usernames)
    assert set(USERNAMES) <= set(usernames)
    assert len(LOGINS) == len(set(USERNAMES)) == 13
    assert len(roles) == 11


def test_terms_of_minsei_iin_begin_every_third_december() -> None:
    assert minsei_term(date(2026, 11, 23)) == date(2025, 12, 1)
    assert minsei_term(date(2025, 11, 30)) == date(2022, 12, 1)
    assert minsei_term(date(2028, 12, 1)) == date(2028, 12, 1)


def test_a_third_of_the_directory_waits_to_be_confirmed() -> None:
    stale = [
        r
        for r in city().resources
        if r.verified_on is None or (UNTIL.date() - r.verified_on).days > 365
    ]
    assert 300 < len(city().resources) < 310
    assert 50 < len(stale) < 130


def test_scenes_cover_what_a_household_may_carry() -> None:
    codes = {theme for s in scenes() for m in s["members"] for theme in m["themes"]}
    wanted = {
        f"KADAI_T-{n:02d}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 17, 19, 21, 22, 23, 26, 27, 29)
    }
    assert wanted <= codes


def test_the_roster_does_not_depend_on_the_day_it_is_made() -> None:
    later = found_city(until=datetime(2027, 6, 1, tzinfo=UTC))
    assert [t.id for t in later.roster.teams] == [t.id for t in city().roster.teams]
    assert [r.id for r in later.resources] == [r.id for r in city().resources]


def test_surnames_fold_to_themselves_or_to_one_other_spelling() -> None:
    folded = [fold(surname) for surname, _ in Names(random.Random(1)).surnames]
    assert len(set(folded)) == len(folded)
