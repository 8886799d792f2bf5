"""The kinds of this room: what a Ref to a 委員's task or to a decision is called."""

from wagamachi.core.refs import Kind, register


def register_kinds() -> None:
    register(
        Kind(
            "commissioner_task", "委員の仕事", "workforce.CommissionerTask",
            lambda row: "委員の仕事", "workforce:task", is_plain=True,
        )
    )  # fmt: skip
    register(
        Kind(
            "relief_decision", "軽減の判断", "workforce.ReliefDecision",
            lambda row: "軽減の判断", "workforce:decision", is_plain=True,
        )
    )  # fmt: skip
