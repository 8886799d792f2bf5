"""The kinds of this room: what a Ref to an absence or to a person's handover is called."""

from wagamachi.core.refs import Kind, register


def register_kinds() -> None:
    register(
        Kind("absence", "不在", "continuity.Absence", lambda absence: "不在", "continuity:absence")
    )
    register(
        Kind(
            "handed",
            "引き継いだもの",
            "continuity.HandedOver",
            lambda row: row.label,
            "continuity:met",
        )
    )
    # A handover is everything one person holds: it is pointed at by that person.
    register(
        Kind(
            "handover", "引き継ぎ", "accounts.User", lambda user: "引き継ぎ", "continuity:handover"
        )
    )
    register(
        Kind(
            "saved_filter", "残した条件", "continuity.SavedFilter", lambda row: "残した条件",
            "continuity:filter_drop",
        )
    )  # fmt: skip
