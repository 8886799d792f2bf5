"""The three state machines in words; ``docs/states.md`` is made from it."""

from collections.abc import Iterator

from wagamachi.access.docs import PERM_LABELS
from wagamachi.access.perms import Perm
from wagamachi.core.refs import kind
from wagamachi.core.states import Machine, Move, registered

from .states import MACHINES, UNHELD

_HEAD = """# 相談・ケース・つなぎの状態

このページは `src/wagamachi/` の部屋（`casework`・`support`・`workforce`・`action`）の `states.py` から作られます。
手で直さず、`python manage.py states_doc` で作り直してください。

表にない動きは、だれにもできません。動かすたびに、だれが・いつ・なぜを残します。
つなぎがどの状態でも、ケースの担当はつないだ側のままです。
終わっていないケースに主担当がいないあいだ、ほかの人は「{unheld}」と読みます。
"""


def states_markdown() -> str:
    """Return every machine as one Markdown page: a picture, its moves, what others read."""
    machines = (*MACHINES, *(one for one in registered() if one not in MACHINES))
    return "\n".join(
        [_HEAD.format(unheld=UNHELD), *(line for machine in machines for line in _machine(machine))]
    )


def _machine(machine: Machine) -> Iterator[str]:
    yield f"## {kind(machine.kind).label}\n"
    yield f"```mermaid\n{machine.diagram()}\n```\n"
    yield _row(["すること", "どの状態から", "どの状態へ", "できる人（権限）", "理由"])
    yield _row(["---"] * 5)
    yield from (_move(machine, move) for move in machine.moves)
    yield ""
    yield _row(["状態", "ほかの人が読むことば"])
    yield _row(["---"] * 2)
    yield from (_row([str(state.label), machine.public[state.value]]) for state in machine.states)
    yield ""


def _move(machine: Machine, move: Move) -> str:
    sources = (str(state.label) for state in machine.states if state.value in move.sources)
    return _row(
        [
            move.label,
            "・".join(sources),
            str(machine.states(move.target).label),
            f"{PERM_LABELS[Perm(move.permission)]}（`{move.permission}`）",
            "書く" if move.reason_required else "−",
        ]
    )


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
