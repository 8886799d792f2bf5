"""The kinds of this room: what a Ref to an intake, a case, a つなぎ, a しるし or a 調整会議 is called."""

from wagamachi.core.refs import Kind, register


def register_kinds() -> None:
    register(Kind("intake", "相談", "casework.Intake", lambda intake: "相談", "casework:intake"))
    register(
        Kind(
            "case",
            "ケース",
            "casework.Case",
            lambda case: f"ケース {case.number}",
            "casework:case",
            is_plain=True,
        )
    )
    register(
        Kind("handoff", "つなぎ", "casework.Handoff", lambda handoff: "つなぎ", "casework:handoff")
    )
    register(Kind("approval", "承認", "casework.Approval", lambda row: "承認", "casework:approval"))
    register(
        Kind("flag", "しるし", "casework.CaseFlag", lambda flag: "気になるしるし", "casework:flag")
    )
    register(
        Kind(
            "meeting",
            "調整会議",
            "casework.CaseMeeting",
            lambda row: "調整会議",
            "casework:meeting",
        )
    )
