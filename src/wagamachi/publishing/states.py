"""The state machine of a text that is to leave: one answer, and a new text is asked about anew."""

from wagamachi.access.perms import Perm
from wagamachi.core.states import Machine, Move

from .enums import ReleaseState

RELEASE = Machine(
    kind="release",
    states=ReleaseState,
    moves=(
        Move(
            "let_out",
            "外に出す",
            frozenset({ReleaseState.WAITING}),
            ReleaseState.LET_OUT,
            Perm.TEXT_DECIDE,
        ),
        Move(
            "send_back",
            "直しに戻す",
            frozenset({ReleaseState.WAITING}),
            ReleaseState.SENT_BACK,
            Perm.TEXT_DECIDE,
            reason_required=True,
        ),
        Move(
            "take_back",
            "出すのをやめる",
            frozenset({ReleaseState.LET_OUT}),
            ReleaseState.SENT_BACK,
            Perm.TEXT_DECIDE,
            reason_required=True,
        ),
    ),
    public={
        ReleaseState.WAITING: "書いた人とは別の人が確かめています",
        ReleaseState.LET_OUT: "確かめおわりました",
        ReleaseState.SENT_BACK: "書きなおしています",
    },
)
