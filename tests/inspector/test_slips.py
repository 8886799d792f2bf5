"""The inspector's eye for slips, on pages small enough to see them."""

import pytest

from wagamachi.operate.inspecting.pages import Page
from wagamachi.operate.inspecting.slips import slips_of_page
from wagamachi.operate.inspecting.values import TEMPLATE

PROGRAM, TWICE, ALIKE = "プログラムの文字", "同じ選択肢が二つ", "見分けのつかない選択肢"


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        ("<p>Case object (018f)</p>", [PROGRAM]),
        ("<p>&lt;QuerySet [1]&gt;</p>", [PROGRAM]),
        ("<p>UUID('018f')</p>", [PROGRAM]),
        ("<p>&lt;bound method Case.name&gt;</p>", [PROGRAM]),
        ("<p>{{ case.label }}</p>", [PROGRAM]),
        ("<p>datetime.date(2026, 11, 28)</p>", [PROGRAM]),
        ("<table><tr><td> None </td></tr></table>", [PROGRAM]),
        ("<form><input name=a value=None></form>", [PROGRAM]),
        ("<form><input type=radio name=a value=1><input type=radio name=a value=1></form>", [TWICE]),
        ("<form><select name=a><option value=1>一<option value=1>壱</select></form>", [TWICE]),
        ("<form><select name=a><option value=1>東<option value=2>東</select></form>", [ALIKE]),
        (f"<p>{TEMPLATE} %s</p>", []),
        ("<p>Noneという名の会 {用紙} <b>object</b></p>", []),
        ("<form><select name=a><optgroup label=A><option value=1>東<optgroup label=B><option value=2>東"
         "</select><input type=checkbox name=b value=1><input type=checkbox name=b value=2></form>", []),
    ],
)  # fmt: skip
def test_a_slip_is_found_and_nothing_else(body: str, rules: list[str]) -> None:
    assert [rule for rule, _ in slips_of_page(Page(f"<main>{body}</main>", "/"))] == rules
