"""The kinds of this room: what a Ref to a sheet, a plan, a gap, a mark or an outing is called."""

from wagamachi.core.refs import Kind, register


def register_kinds() -> None:
    for kind in (
        Kind(
            "assessment",
            "アセスメント",
            "support.Assessment",
            lambda row: "アセスメント",
            "support:assessment",
        ),
        Kind(
            "support_plan",
            "支援計画",
            "support.SupportPlan",
            lambda row: f"支援計画（第{row.number}回）",
            "support:plan",
        ),
        Kind("gap", "制度の狭間", "support.Gap", lambda row: "制度の狭間", "support:gap"),
        Kind(
            "difficult_mark",
            "困難事例",
            "support.DifficultMark",
            lambda row: "困難事例",
            "support:difficult_mark",
        ),
        Kind(
            "outreach_task",
            "頼まれたアウトリーチ",
            "support.OutreachTask",
            lambda row: "頼まれたアウトリーチ",
            "support:outreach_task",
        ),
        Kind(
            "outreach",
            "アウトリーチ",
            "support.Outreach",
            lambda row: f"アウトリーチ（{row.get_way_display()}）",
            "support:outreach",
        ),
    ):
        register(kind)
