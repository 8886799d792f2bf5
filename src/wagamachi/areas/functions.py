"""Which functions this municipality uses (R005): one switched off is in no menu and answers 404.

What the promise rests on (相談, ケース, つなぎ, 活動の記録, 引き継ぎ) cannot be switched off.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """One function: its doors are the views whose names begin with one of ``doors``.

    A door that several functions share is there as long as one of them is used.
    """

    key: str
    label: str
    doors: tuple[str, ...]


FUNCTIONS = (
    Function(
        "plans",
        "アセスメントと支援計画",
        (
            "support:reviews", "support:case", "support:assessment", "support:plan", "support:goal",
            "support:review_new", "support:replan", "exchange:assessment", "exchange:plan",
        ),
    ),
    Function("outreach", "アウトリーチ", ("support:outreach",)),
    Function("difficult", "困難事例", ("support:difficult", "support:case")),
    Function("gaps", "制度の狭間の台帳", ("support:gap", "support:case")),
    Function("summary", "支援のまとめ", ("support:summary",)),
    Function("action", "しくみづくり（提案）", ("action:",)),
    Function("workforce", "委員の仕事と軽減", ("workforce:",)),
    Function("leaks", "漏れているかもしれない地域", ("insight:leaks",)),
    Function("match", "圏域一致チェック", ("areas:match",)),
    Function("public", "住民向けのページ（近くの場所と活動）", ("directory:public",)),
    Function("calendar", "わたしの予定をカレンダーへ", ("home:calendar",)),
)  # fmt: skip


def functions_of(view_name: str) -> list[Function]:
    """Return the functions a view belongs to; none when it is always there."""
    return [one for one in FUNCTIONS if view_name.startswith(one.doors)]


def check(keys: Iterable[str]) -> list[str]:
    """Return the keys in their fixed order; raise ValueError for one there is not."""
    wanted = set(keys)
    if strange := wanted - {one.key for one in FUNCTIONS}:
        raise ValueError(f"no such function: {sorted(strange)}")
    return [one.key for one in FUNCTIONS if one.key in wanted]
