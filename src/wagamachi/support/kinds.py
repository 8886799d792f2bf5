"""The kinds of this room: what a Ref to a sheet, a plan, a gap, a mark or an outing is called."""

from wagamachi.core.refs import Kind, register

from .models import Assessment, DifficultMark, Gap, SupportPlan


def register_kinds() -> None:
    for kind in (
        Kind(
            "assessment", "アセスメント", "support.Assessment", lambda row: "アセスメント",
            "support:assessment", line=_case, joins=("case",),
        ),
        Kind(
            "support_plan", "支援計画", "support.SupportPlan",
            lambda row: f"支援計画（第{row.number}回）",
            "support:plan", line=lambda row: f"第{row.number}回・{_case(row)}", joins=("case",),
        ),
        Kind(
            "gap", "制度の狭間", "support.Gap", lambda row: "制度の狭間",
            "support:gap", line=_case, joins=("case",),
        ),
        Kind(
            "difficult_mark", "困難事例", "support.DifficultMark", lambda row: "困難事例",
            "support:difficult_mark", line=_case, joins=("case",),
        ),
        Kind(
            "outreach_task", "頼まれたアウトリーチ", "support.OutreachTask",
            lambda row: "頼まれたアウトリーチ", "support:outreach_task",
        ),
        Kind(
            "outreach", "アウトリーチ", "support.Outreach",
            lambda row: f"アウトリーチ（{row.get_way_display()}）", "support:outreach",
        ),
    ):  # fmt: skip
        register(kind)


def _case(row: Assessment | SupportPlan | Gap | DifficultMark) -> str:
    return f"ケース {row.case.number}"
