"""The kind of this room: what a Ref to a text on its way out is called."""

from wagamachi.core.refs import Kind, register
from wagamachi.core.wareki import format_short


def register_kinds() -> None:
    register(
        Kind(
            "release", "外に出す文", "publishing.Release", lambda row: "外に出す文",
            "publishing:release",
            line=lambda row: f"{format_short(row.asked_at)}に頼まれた文",
        )
    )  # fmt: skip
