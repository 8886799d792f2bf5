"""A team holds together: who carries too much is seen by those who lead."""

import pytest

from .figures import claimed
from .walker import People

LOADS, OVERLADEN = "ひとりひとりの持ち数", "分けあう時期です"


@pytest.mark.req("R115")
def test_who_carries_too_much_is_seen_by_those_who_lead_and_by_nobody_else(people: People) -> None:
    lead = people("lead").go("/").follow("返事のないつなぎ")
    part = lead.part(LOADS)
    assert all(said in part for said in ("ケース", "期日すぎ", "対応した時間", OVERLADEN, "時間"))
    mine = next(row for row in lead.rows(LOADS) if "綿橋 慎吾郎" in row)
    claimed(people("csw"), "薬をのみわすれる。")
    after = next(row for row in lead.go("/stuck/").rows(LOADS) if "綿橋 慎吾郎" in row)
    assert mine != after
    people("manager").go("/").follow("返事のないつなぎ").reads(LOADS, "綿橋 慎吾郎")
    for other in (
        "csw",
        "csw2",
        "sc",
        "district",
        "houkatsu",
        "minsei",
        "resident",
        "auditor",
        "admin",
    ):
        people(other).go("/stuck/", status=404).reads_not(LOADS, OVERLADEN)
        people(other).go("/").reads_not(LOADS, OVERLADEN)
