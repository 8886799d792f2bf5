"""The kind of this room: what a Ref to a proposal is called."""

from wagamachi.core.refs import Kind, register
from wagamachi.core.wareki import format_short


def register_kinds() -> None:
    register(
        Kind(
            "proposal", "しくみの提案", "action.Proposal", lambda row: "しくみの提案",
            "action:proposal",
            line=lambda row: f"{format_short(row.created_at)}に書いた提案",
        )
    )  # fmt: skip
