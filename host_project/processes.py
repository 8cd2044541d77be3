"""Child processes that are started, watched, started again and ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 15.0
SHORT_LIFE_SECONDS = 5.0
MAX_PAUSE_SECONDS = 10.0
PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Linux tells the child when its parent was killed; elsewhere nobody does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


@dataclass(slots=True)
class Process:
    """A command in a session of its own, so that Ctrl-C reaches only who supervises it."""

    name: str
    command: list[str]
    environment: dict[str, str]
    folder: Path
    """Where its output is kept, in log/, and its number, in pid/."""
    user: str | None = None
    """The system's user that runs it; None is the one that starts it."""
    end_signal: signal.Signals = signal.SIGTERM
    running: subprocess.Popen[bytes] | None = None
    _started_at: float = 0.0
    _pause: float = 0.0
    _resume_at: float = 0.0

    def start(self) -> None:
        self._started_at = time.monotonic()
        for kept in ("log", "pid"):
            (self.folder / kept).mkdir(parents=True, exist_ok=True)
        with (self.folder / "log" / f"{self.name}.log").open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                preexec_fn=_end_with_parent,
            )
        (self.folder / "pid" / self.name).write_text(str(self.running.pid))

    @property
    def is_alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def heal(self, tell: Callable[[str], None]) -> None:
        """Start again what has died: at once when it was killed, ever later when it fails young."""
        now = time.monotonic()
        if self.running is not None and not self.is_alive:
            lived = now - self._started_at
            fails_young = self.running.returncode > 0 and lived < SHORT_LIFE_SECONDS
            self._pause = min(max(self._pause * 2, 0.5), MAX_PAUSE_SECONDS) if fails_young else 0.0
            self._resume_at = now + self._pause
            tell(f"{self.name} ended with {self.running.returncode}; it is started again.")
            self.signal_group(signal.SIGKILL)
            self.running = None
        if self.running is None and now >= self._resume_at:
            self.start()

    def signal_group(self, number: signal.Signals) -> None:
        """To the process and everything that it has started."""
        if self.running is not None:
            try:
                os.killpg(self.running.pid, number)
            except ProcessLookupError:
                return


@dataclass(slots=True)
class Family:
    """Processes in the order of their start; they end in the opposite order."""

    members: list[Process] = field(default_factory=list)

    def start(self, process: Process) -> None:
        self.members.append(process)
        process.start()

    def heal(self, tell: Callable[[str], None]) -> None:
        for process in self.members:
            process.heal(tell)

    def stop(self, *, last: tuple[str, ...] = (), is_urgent: Callable[[], bool]) -> None:
        """End all, and those that the others need `last`, which keep data and are never hurried."""
        self._stop([each for each in self.members if each.name not in last], is_urgent)
        self._stop([each for each in self.members if each.name in last], lambda: False)
        self.members.clear()

    def _stop(self, processes: list[Process], is_urgent: Callable[[], bool]) -> None:
        for process in processes:
            if process.is_alive and process.running is not None:
                process.running.send_signal(process.end_signal)
        until = time.monotonic() + GRACE_SECONDS
        while any(process.is_alive for process in processes):
            if time.monotonic() > until or is_urgent():
                break
            time.sleep(0.05)
        for process in processes:
            process.signal_group(signal.SIGKILL)
