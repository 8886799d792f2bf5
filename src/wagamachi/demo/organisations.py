"""Who works in わがまち市, in the proportions of a Tokyo ward of 250 000 people.

社協 with eight area teams, eight 包括, the consultation agencies, 26 corporations with 46 windows,
six 民児協 with 213 民生委員 and 16 主任児童委員, schools, hospitals, NPOs and 町会.
"""

from collections.abc import Sequence
from datetime import date

from .cast import HOME_MIDDLE, OTHER_MIDDLE
from .facts import Account, Organization, Post, Roster, Team
from .geography import MIDDLES, Town
from .staffing import Builder
from .tables import table
from .zoning import Area, middle_key

CSW_PER_MIDDLE = (2, 2, 2, 3, 2, 3, 3, 1)
MINSEI_IIN, CHILD_SPECIALISTS = 213, 16
GROUPS = 4  # 班 of a 民児協


def build_roster(towns: Sequence[Town], areas: Sequence[Area], seed: int, until: date) -> Roster:
    """Return the whole roster; the same for the same seed and day."""
    builder = Builder(towns, seed, until)
    _shakyo(builder)
    _city_hall(builder)
    _houkatsu(builder)
    _agencies(builder)
    _corporations(builder)
    _minjikyo(builder, areas)
    _neighbourhood(builder, areas)
    _helpers(builder)
    _agencies(builder, "by_law")
    _districts_beside(builder)
    return builder.roster


def _shakyo(b: Builder) -> None:
    """社協: eight base teams with CSW and SC, the core team that also takes the homeless worry."""
    shakyo = b.organization(
        "わがまち市社会福祉協議会", "わがまちししゃかいふくしきょうぎかい", "25",
        is_intake_point=True, is_core_body=True, contact="まるごと支援係",
        speciality="地域福祉コーディネーター、生活支援コーディネーター、地区の協議の場の支援",
    )  # fmt: skip
    core = b.team(shakyo, "まるごと支援係（中心機関）", areas=("city",), is_fallback=True)
    for n in range(3):
        b.hire("core", "core_body", core, fixed="core" if n == 0 else "")
    manager = b.account("kanri", "manager", "manager")
    b.post(manager, "manager", shakyo, None, areas=("city",))
    leads: list[tuple[Account, Team]] = []
    for middle, count in enumerate(CSW_PER_MIDDLE):
        name, _ = b.middle_name(middle)
        areas = (middle_key(middle),)
        team = b.team(shakyo, f"{name}地区チーム", areas=areas, is_base=True)
        fixed = {HOME_MIDDLE: ["csw", "lead"], OTHER_MIDDLE: ["csw2"]}.get(middle, [])
        staff = [
            b.hire("csw", "csw", team, fixed=fixed[n] if n < len(fixed) else "")
            for n in range(count)
        ]
        b.hire("sc", "seikatsu_sc", team, fixed="sc" if middle == HOME_MIDDLE else "")
        leads.append((staff[1] if count > 1 else leads[-1][0], team))
    for account, team in leads:
        b.post(account, "team_lead", shakyo, team, areas=team.areas, fte="0.00")
    _moved_on(b, shakyo)
    _branches(b, shakyo)


_BRANCHES = (
    (
        "わがまち市社協 権利擁護センター",
        "けんりようごせんたー",
        "23",
        "日常生活自立支援、後見の相談",
    ),
    ("わがまち市社協 ボランティアセンター", "ぼらんてぃあせんたー", "24", "ボランティア、居場所"),
    ("わがまち市社協 資金貸付係", "しきんかしつけがかり", "22", "生活福祉資金、緊急小口"),
    (
        "わがまち市成年後見中核機関",
        "せいねんこうけんちゅうかくきかん",
        "26",
        "後見人等の候補者調整",
    ),
)


def _branches(b: Builder, shakyo: Organization) -> None:
    for name, kana, kind, speciality in _BRANCHES:
        branch = b.organization(
            name, kana, kind, parent=shakyo, is_intake_point=True, speciality=speciality
        )
        team = b.team(branch)
        for _ in range(2):
            b.hire("madoguchi", "agency_desk", team)


def _moved_on(b: Builder, shakyo: Organization) -> None:
    """A CSW who changed jobs last spring: the post ended, the account stays for the records."""
    team = b.roster.teams[1]
    account = b.account("csw", "csw")
    b.post(account, "csw", shakyo, team, areas=team.areas,
           starts_on=b.fiscal_start(6), ends_on=b.fiscal_start(2))  # fmt: skip


def _city_hall(b: Builder) -> None:
    hall = b.organization(
        "わがまち市役所 福祉部", "わがまちしやくしょふくしぶ", "59", is_intake_point=True,
        contact="地域共生推進課", speciality="地域福祉計画、地区担当、法人・民児協との調整",
    )  # fmt: skip
    section = b.team(hall, "地域共生推進課", areas=("city",))
    for role, fixed, count in (
        ("manager", "", 3),
        ("admin", "admin", 1),
        ("auditor", "auditor", 1),
    ):
        for _ in range(count):
            account = b.account("shiyakusho", role, fixed)
            b.post(account, role, hall, section, areas=("city",))
    district = b.team(hall, "地区担当チーム", areas=tuple(middle_key(m) for m in range(8)))
    for middle in range(len(MIDDLES)):
        fixed = "district" if middle == HOME_MIDDLE else ""
        b.hire("chiku", "district_staff", district, fixed=fixed, areas=(middle_key(middle),),
               fte="0.30")  # fmt: skip
    for name, kana, kind in (
        ("わがまち市 保険年金課", "ほけんねんきんか", "33"), ("わがまち市 住宅課", "じゅうたくか", "34"),
        ("わがまち市 ごみ減量課", "ごみげんりょうか", "35"), ("わがまち市 空家対策係", "あきやたいさくがかり", "36"),
    ):  # fmt: skip
        b.team(b.organization(name, kana, kind, parent=hall))


def _houkatsu(b: Builder) -> None:
    for middle in range(len(MIDDLES)):
        name, kana = b.middle_name(middle)
        centre = b.organization(
            f"{name}地域包括支援センター", f"{kana}ちいきほうかつしえんせんたー", "01", middle=middle,
            is_intake_point=True, scope_note=f"{name}包括圏域", contact="総合相談",
            speciality="高齢者の総合相談、介護予防、権利擁護、ケアマネジャー支援",
        )  # fmt: skip
        team = b.team(centre, "総合相談", areas=(f"houkatsu-{middle + 1}",))
        for n in range(4):
            fixed = "houkatsu" if middle == HOME_MIDDLE and n == 0 else ""
            b.hire("houkatsu", "agency_desk", team, fixed=fixed)


def _agencies(b: Builder, which: str = "agencies") -> None:
    """The agencies that each answer for one law, and others that take worries for the whole city."""
    agencies: list[list[str]] = table("organisations")[which]
    for name, kana, kind, staff, middle, speciality in agencies:
        agency = b.organization(
            name, kana, kind, middle=int(middle), is_intake_point=int(staff) > 1,
            speciality=speciality,
        )  # fmt: skip
        team = b.team(agency)
        for _ in range(int(staff)):
            b.hire("kikan", "agency_desk", team)


def _corporations(b: Builder) -> None:
    """26 corporations in the network; 46 of their houses carry the 福祉なんでも相談 sign."""
    words = table("organisations")
    heads: list[list[str]] = words["corporations"]
    kinds: list[list[str]] = words["windows"]
    for n, (head, kana) in enumerate(heads):
        corporation = b.organization(
            f"社会福祉法人{head}会", f"しゃかいふくしほうじん{kana}かい", "49", middle=n % 8,
            speciality="法人ネットワークの一員",
        )  # fmt: skip
        b.team(corporation, "地域公益活動担当")
        for k in range(2 if n < 20 else 1):
            ending, ending_kana, kind = kinds[(2 * n + k) % len(kinds)]
            is_cast = head == "ほたる" and k == 0
            if is_cast:
                ending, ending_kana, kind = "保育園", "ほいくえん", "19"
            window = b.organization(
                f"{head}{ending}", f"{kana}{ending_kana}", kind, parent=corporation,
                middle=HOME_MIDDLE if is_cast else (n + 3 * k) % 8, is_intake_point=True,
                contact="福祉なんでも相談窓口", speciality="福祉なんでも相談",
            )  # fmt: skip
            b.hire("madoguchi", "agency_desk", b.team(window, "福祉なんでも相談窓口"),
                   fixed="hoiku" if is_cast else "", fte="0.20")  # fmt: skip


def _minjikyo(b: Builder, areas: Sequence[Area]) -> None:
    """Six 民児協; each 民生委員 has a few towns' 小地域 and the 民児協地区, for a term of three years."""
    districts = [a for a in areas if a.zoning == "minjikyo"]
    term = minsei_term(b.until)
    smalls = [a for a in areas if a.zoning == "small" and a.now.towns]
    home = {t.index for t in b.towns if t.middle == HOME_MIDDLE}
    named = False
    for n, district in enumerate(districts):
        council = b.organization(
            district.name + "（民生児童委員協議会）", district.kana + "（みんせいじどういいんきょうぎかい）", "39",
            is_intake_point=True, scope_note=district.name, contact="会長",
        )  # fmt: skip
        b.team(council, "協議会", areas=(district.key,))
        groups = [b.team(council, f"{k + 1}班", areas=(district.key,)) for k in range(GROUPS)]
        mine = {i for i, _ in district.now.towns}
        here = [a for a in smalls if any(i in mine for i, _ in a.now.towns)]
        members = MINSEI_IIN // 6 + (n < MINSEI_IIN % 6)
        specialists = CHILD_SPECIALISTS // 6 + (n < CHILD_SPECIALISTS % 6)
        for k in range(members + specialists):
            own = here[k % len(here)]
            is_cast = not named and k < members and any(i in home for i, _ in own.now.towns)
            named = named or is_cast
            account = b.account("minsei", "minsei_iin", "minsei" if is_cast else "")
            area = (district.key,) if k >= members else (own.key,)
            group = groups[(k % len(here)) * GROUPS // len(here)]  # neighbours are in one 班
            if is_cast or b.rng.random() < 0.72:
                b.post(account, "minsei_iin", council, group, areas=area, fte="0.10",
                       starts_on=term.replace(year=term.year - 3), ends_on=term)  # fmt: skip
            b.post(account, "minsei_iin", council, group, areas=area, fte="0.10", starts_on=term,
                   ends_on=term.replace(year=term.year + 3))  # fmt: skip


def minsei_term(on: date) -> date:
    """Return the day the current 民生委員 term began: 1 December of 2022, 2025, 2028 …"""
    year = 2022 + 3 * ((on.year - 2022) // 3)
    start = date(year, 12, 1)
    return start if start <= on else date(year - 3, 12, 1)


def _neighbourhood(b: Builder, areas: Sequence[Area]) -> None:
    """Schools, NPOs and 町会: partners that mostly have no account, and a few residents who do."""
    words = table("organisations")
    for area in areas:
        if area.zoning == "elementary-school":
            number = area.code.lstrip("0")
            b.team(b.organization(
                f"わがまち市立第{number}小学校", f"わがまちしりつだい{number}しょうがっこう", "20",
                scope_note=area.name,
            ))  # fmt: skip
    partners: list[list[str]] = words["partners"]
    for n, (name, kana, kind) in enumerate(partners):
        b.team(b.organization(name, kana, kind, middle=n % 8))
    quarters = sorted({t.quarter for t in b.towns})
    for n, quarter in enumerate(quarters[:30]):
        kana = next(t.kana for t in b.towns if t.quarter == quarter).split("いっちょうめ")[0]
        b.team(b.organization(f"{quarter}町会", f"{kana}ちょうかい", "41", middle=n % 8))
    residents = b.organization(
        "わがまち住民コーディネーターの会", "わがまちじゅうみんこーでぃねーたーのかい", "47"
    )
    group = b.team(residents)
    for middle in range(len(MIDDLES)):
        fixed = "resident" if middle == HOME_MIDDLE else ""
        b.hire("jumin", "resident", group, fixed=fixed, areas=(middle_key(middle),), fte="0.05")


def _helpers(b: Builder) -> None:
    """協力員: one in every 班, whom its 委員 can ask to take a piece of work (R172)."""
    for group in [team for team in b.roster.teams if team.name.endswith("班")]:
        b.hire("kyoryoku", "resident", group, fte="0.05")


def _districts_beside(b: Builder) -> None:
    """地区担当: one of each section of the 社協 holds two districts beside their own work (R143)."""
    shakyo = next(one for one in b.roster.organizations if one.is_core_body)
    team = b.team(shakyo, "地区担当")
    branches = {one.id for one in b.roster.organizations if one.parent == shakyo.id}
    desks = {p.organization.id: p for p in b.roster.posts if p.organization.id in branches}
    for n, post in enumerate(desks.values()):
        areas = tuple(middle_key(m) for m in (2 * n, 2 * n + 1))
        b.post(post.account, "district_staff", shakyo, team, areas=areas, fte="0.10",
               starts_on=b.fiscal_start(1))  # fmt: skip


def live_posts(roster: Roster, role: str, on: date) -> list[Post]:
    """Return the posts of a role in force on a day, in roster order."""
    return [
        p
        for p in roster.posts
        if p.role == role and p.starts_on <= on and (p.ends_on is None or p.ends_on > on)
    ]
