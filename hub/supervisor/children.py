"""Starting and stopping one process, so that none outlives the supervisor, and finding any that did."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .identity import OURSELVES, Identity

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Spec:
    """How a process is started and asked to stop."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    # Where SIGKILL would cost a recovery at the next start, this comes before it.
    hurry_signal: signal.Signals | None = None
    patience: float = 10.0
    identity: Identity = OURSELVES
    cwd: Path = Path("/")
    # Whether others use it, so that it is stopped after them.
    is_server: bool = False


def start(spec: Spec, records: Path, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """Starts it in a session of its own (a Ctrl-C is the supervisor's), to be stopped by the kernel if we die."""
    parent = os.getpid()

    def prepare() -> None:
        spec.identity.take_on()
        if hasattr(_libc, "prctl"):
            # After the change of user, which would clear it.
            _libc.prctl(_PR_SET_PDEATHSIG, int(spec.stop_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    process = subprocess.Popen(
        spec.command,
        env=dict(spec.env),
        cwd=spec.cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=prepare,
    )
    record = f"{process.pid} {started_at(process.pid)} {int(spec.stop_signal)}"
    (records / spec.name).write_text(record, encoding="ascii")
    return process


def stop(spec: Spec, process: subprocess.Popen[bytes], records: Path) -> None:
    """Asks, waits, insists; also sweeps away what the process itself had started. For use outside the event loop."""
    for asked, patience in stages(spec):
        if process.poll() is None:
            send(process.pid, asked)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
    finished(spec.name, process.pid, records)


def stages(spec: Spec) -> list[tuple[signal.Signals, float]]:
    """The signals to be sent, each with the seconds to wait after it."""
    stages = [(spec.stop_signal, spec.patience)]
    if spec.hurry_signal:
        stages.append((spec.hurry_signal, 5.0))
    return [*stages, (signal.SIGKILL, 5.0)]


def send(pid: int, asked: signal.Signals) -> None:
    """SIGKILL goes to all that the process started, any other signal to itself, which tells its own."""
    try:
        if asked == signal.SIGKILL:
            os.killpg(pid, asked)
        else:
            os.kill(pid, asked)
    except ProcessLookupError:
        pass


def finished(name: str, pid: int, records: Path) -> None:
    """To be called when a process has ended: takes its orphans and its record away."""
    send(pid, signal.SIGKILL)
    (records / name).unlink(missing_ok=True)


def started_at(pid: int) -> str:
    """When the kernel started this process, so that a number used again is not taken for it; empty if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    after_name = stat.rpartition(")")[2].split()
    return "" if after_name[0] == "Z" else after_name[19]


def stop_left_behind(records: Path) -> list[str]:
    """Stops what a killed supervisor left running, the last started first. Returns their names."""
    names = []
    for record in sorted(records.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True):
        words = record.read_text(encoding="ascii").split()
        if len(words) == 3 and started_at(int(words[0])) == words[1]:
            names.append(record.name)
            end(int(words[0]), words[1], signal.Signals(int(words[2])))
        record.unlink(missing_ok=True)
    return names


def end(pid: int, started: str, asked: signal.Signals, patience: float = 10.0) -> None:
    """Ends a process that is not our child: asks, then kills."""
    for sign in (asked, signal.SIGKILL):
        send(pid, sign)
        deadline = time.monotonic() + patience
        while started_at(pid) == started:
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        else:
            return
