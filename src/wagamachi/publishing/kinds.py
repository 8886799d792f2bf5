"""The kind of this room: what a Ref to a text on its way out is called."""

from wagamachi.core.refs import Kind, register


def register_kinds() -> None:
    register(
        Kind(
            "release", "外に出す文", "publishing.Release", lambda row: "外に出す文",
            "publishing:release", is_plain=True,
        )
    )  # fmt: skip
