"""The kinds of this room: what a Ref to a proposal, to where it went and to what it became is called.

The page of the last two is the one on which their words are mended.
"""

from wagamachi.core.refs import Kind, Part, register, register_part
from wagamachi.core.wareki import format_short


def register_kinds() -> None:
    for kind in (
        Kind(
            "proposal", "しくみの提案", "action.Proposal", lambda row: "しくみの提案",
            "action:proposal",
            line=lambda row: f"{format_short(row.created_at)}に書いた提案",
        ),
        Kind(
            "submission", "提案を出した先と返事", "action.Submission", lambda row: "提案を出した先と返事",
            "action:submission",
            line=lambda row: f"{format_short(row.submitted_on)}に出した提案",
        ),
        Kind(
            "outcome", "できたしくみ", "action.Outcome", lambda row: "できたしくみ",
            "action:made",
            line=lambda row: f"{row.get_kind_display()}（{format_short(row.from_on)}から）",
        ),
    ):  # fmt: skip
        register(kind)
    register_part(
        Part(
            "correction",
            "action.Correction",
            lambda row: f"{format_short(row.written_at)}の書きなおし",
        )
    )
