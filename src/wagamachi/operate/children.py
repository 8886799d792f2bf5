"""Child processes that live and die with the server."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # a child that lived so long starts again without a pause
GRACE_SECONDS = 10.0


def tied_to_parent() -> Callable[[], None] | None:
    """Return what a new child runs to be ended when its parent disappears, even by ``kill -9``.

    Only Linux can do this; elsewhere the answer is None.
    """
    if sys.platform != "linux":
        return None
    pr_set_pdeathsig = 1
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(pr_set_pdeathsig, signal.SIGTERM)
        if os.getppid() != parent:  # it disappeared before this line
            os._exit(1)

    return tie


def spawn(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start a process as the head of its own group, so that what it starts can be ended too."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
        preexec_fn=tied_to_parent(),
    )


def end_group(process: "subprocess.Popen[bytes]", *, by_force: bool) -> None:
    """Ask (or force) a process and everything it started to end."""
    if sys.platform == "win32":
        process.kill() if by_force else process.terminate()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL if by_force else signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """A process that is started again, after a growing pause, whenever it ends by itself."""

    name: str
    command: Sequence[str]
    say: Callable[[str], None]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = 0.0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        self.process = spawn(self.command)
        self.started = time.monotonic()

    def tend(self) -> None:
        """Notice that the child ended; start it again when its pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.not_before:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        end_group(self.process, by_force=True)
        steady = now - self.started >= STEADY_SECONDS
        self.pause = 1.0 if steady or not self.pause else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.not_before = now + self.pause
        self.process = None
        self.say(f"{self.name}が止まりました（{status}）。{self.pause:.0f}秒後に動かしなおします。")


def end_all(processes: Sequence["subprocess.Popen[bytes]"]) -> None:
    """End every process: ask, wait ten seconds at most, then force."""
    for process in processes:
        end_group(process, by_force=False)
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        end_group(process, by_force=True)
