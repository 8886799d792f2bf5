"""Walks of names: what a role is called (R006) on every screen and paper, and how it is counted."""

import csv
import io

import pytest

from .walker import People, Walker
from .ways import area, turned_away

USUAL, OURS = "地域福祉コーディネーター", "まちの相談員"


@pytest.mark.req("R006")
def test_a_role_is_called_as_the_municipality_calls_it_and_counted_as_one(people: People) -> None:
    admin, csw, manager = people("admin"), people("csw"), people("manager")
    before = counted(manager)
    admin.go("/").follow("役割の呼び方").write(USUAL, "CSW").write("チームリーダー", "CSW")
    admin.press("呼び方を保存する", status=422)
    admin.write("チームリーダー", "班長").write(USUAL, OURS).press("呼び方を保存する").reads_not(
        f">{USUAL}<"
    )

    for somebody, path in (
        (csw, "/"),
        (admin, "/access/people/"),
        (manager, "/organizations/deployment/"),
        (manager, "/insight/standing/"),
        (csw, "/records/definitions/"),
    ):
        somebody.go(path).reads_not(USUAL)
    manager.go("/organizations/deployment/").reads(OURS, "班長")
    area(csw, "ほしまち地区").reads(f"梢橋 湊 {OURS}・ほしまち地区チーム").reads_not(USUAL)
    csw.follow("わがまち市社会福祉協議会 ほしまち地区チーム").reads(OURS).reads_not(USUAL)
    admin.go("/access/people/").choose("役割", OURS)
    csw.go("/cases/").follow(csw.rows()[0].split(" ")[0]).reads_not(USUAL)
    papers = [path for words, path in csw.follow("書類").links() if "新しい画面" in words]
    for paper in csw.reads_not(USUAL).press("支援経過を紙に出す").paper:
        assert USUAL not in paper
    for path in papers[:4]:
        assert not any(USUAL in page for page in csw.go(path).paper)
    csw.go("/notices/").reads_not(USUAL)

    after = counted(manager)
    assert after.pop("csw") == [OURS, *before.pop("csw")[1:]]
    assert after["team_lead"][1:] == before["team_lead"][1:]
    turned_away(people, "/access/roles/", "csw", "manager", "auditor", "minsei", "resident")


def counted(manager: Walker) -> dict[str, list[str]]:
    """Return each line of 役割ごと by the code that is the same in every municipality."""
    manager.go("/").follow("みる").follow("役割ごと").press("この表をCSVにする")
    lines = csv.reader(io.StringIO(manager.body.decode("utf-8-sig")))
    return {line[1]: [line[0], *line[2:]] for line in lines if len(line) > 2}
