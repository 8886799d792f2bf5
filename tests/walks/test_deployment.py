"""Walks of who is posted where: two in every 中圏域 (R140), and one name for each role (R006)."""

import pytest

from .walker import People, Walker
from .ways import today

USUAL = "地域福祉コーディネーター"


@pytest.mark.req("R140")
def test_every_middle_area_has_two_and_where_it_has_not_it_says_so(people: People) -> None:
    manager, admin = people("manager"), people("admin")
    admin.go("/areas/").follow("圏域を加える").choose("区分け", "中圏域").write(
        "名前", "うみべ地区"
    )
    admin.write("いつから", today(-1)).press("圏域を加える")
    assert deployed(manager, "うみべ地区").startswith("うみべ地区 未配置 0")
    assert deployed(manager, "きたやま地区").startswith("きたやま地区 単独配置 1 1.00")
    for name in ("蛍沢 誠", "笛浜 沙織"):
        person(admin, name).follow("配置を加える").choose("役割", USUAL)
        admin.choose("機関とチーム", "きたやま地区チーム").write("fte", "0.50")
        admin.write("starts_on", today()).press("この配置に決める")
    row = deployed(manager, "きたやま地区")
    assert row.startswith("きたやま地区 3 2.00")
    assert "0.50）R8." in row
    assert "きたやま地区11113" in manager.text.replace(" ", "")
    manager.choose("年度", "令和7年度").press("この年度を見る").reads("配置表（令和7年度）")
    assert "苔村 律" in manager.part("単独配置")


def deployed(somebody: Walker, name: str) -> str:
    somebody.go("/organizations/").follow("配置表")
    return next(row for row in somebody.rows() if row.startswith(name))


def person(admin: Walker, name: str) -> Walker:
    admin.go("/").follow("利用者と配置").write("名前・ふりがな", name)
    return admin.press("さがす", within="すべての役割").follow(name)
