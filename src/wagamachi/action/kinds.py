"""The kind of this room: what a Ref to a proposal is called."""

from wagamachi.core.refs import Kind, register


def register_kinds() -> None:
    register(
        Kind(
            "proposal", "しくみの提案", "action.Proposal", lambda row: "しくみの提案",
            "action:proposal", is_plain=True,
        )
    )  # fmt: skip
