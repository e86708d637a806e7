"""One loop that starts processes, prints what they say, starts again what dies, and stops all in order."""

import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import children
from .console import Console

_STEADY = 60.0  # seconds after which a process counts as healthy again
_LONGEST_DELAY = 30.0
_TICK = 0.2
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAskedError(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


@dataclass
class _Watched:
    spec: children.Spec
    process: subprocess.Popen[bytes]
    began: float
    unfinished: bytes = b""
    failures: int = 0
    again_at: float | None = None  # when it is to be started again; None while it runs


class Watch:
    """To be used as a context manager; the signals are its own within the block."""

    def __init__(self, console: Console, records: Path) -> None:
        self._console = console
        self._records = records
        self._watched: dict[str, _Watched] = {}
        self._selector = selectors.DefaultSelector()
        self._asked = 0
        self._stopping = False

    def __enter__(self) -> "Watch":
        self._wake, wake = socket.socketpair()
        for end in (self._wake, wake):
            end.setblocking(False)
        self._wakeup = wake
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._wakeup_before = signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self._before = {sign: signal.signal(sign, self._ask) for sign in _STOP_SIGNALS}
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop_all()
        for sign, handler in self._before.items():
            signal.signal(sign, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._selector.close()
        self._wake.close()
        self._wakeup.close()

    def _ask(self, _signal: int, _frame: object) -> None:
        self._asked += 1

    def start(self, spec: children.Spec) -> None:
        """Starts it, and starts it again whenever it ends."""
        self._watched[spec.name] = self._launch(spec)

    def _launch(self, spec: children.Spec) -> _Watched:
        process = children.start(spec, self._records, subprocess.PIPE)
        assert process.stdout is not None  # noqa: S101  (asked for in the line above; tells mypy)
        os.set_blocking(process.stdout.fileno(), False)
        watched = _Watched(spec, process, time.monotonic())
        self._selector.register(process.stdout, selectors.EVENT_READ, watched)
        return watched

    def run_once(self, spec: children.Spec) -> int:
        """Runs it to its end, the others being watched meanwhile; its exit code."""
        watched = self._launch(spec)
        try:
            self.wait_until(lambda: watched.process.poll() is not None)
        finally:
            children.stop(spec, watched.process, self._records)
            self._drain(watched)
        return watched.process.returncode

    def wait_until(self, done: Callable[[], bool], *, seconds: float | None = None) -> bool:
        """Watches until ``done()``, or until the time is over (then False). Raises StopAskedError."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while not done():
            if deadline is not None and time.monotonic() > deadline:
                return False
            self._tick()
        return True

    def is_running(self, name: str) -> bool:
        return self._watched[name].again_at is None

    def watch(self) -> None:
        """Until somebody asks to stop."""
        self.wait_until(lambda: False)

    def _tick(self, seconds: float = _TICK) -> None:
        for key, _events in self._selector.select(seconds):
            if key.data is None:
                self._wake.recv(1024)
            else:
                self._read(key.data)
        if self._asked and not self._stopping:
            raise StopAskedError
        if not self._stopping:
            for watched in self._watched.values():
                self._look_after(watched)

    def _read(self, watched: _Watched) -> bool:
        """Prints the whole lines that have arrived; whether more may come."""
        stream = watched.process.stdout
        assert stream is not None  # noqa: S101
        try:
            data = os.read(stream.fileno(), 65536)
        except BlockingIOError:
            return False
        *lines, watched.unfinished = (watched.unfinished + data).split(b"\n")
        if not data:
            self._selector.unregister(stream)
            stream.close()
            lines, watched.unfinished = [watched.unfinished] if watched.unfinished else [], b""
        for line in lines:
            if text := line.decode("utf-8", "replace").rstrip():
                self._console.line(watched.spec.name, text)
        return bool(data)

    def _drain(self, watched: _Watched) -> None:
        """The last words of a process that has ended."""
        stream = watched.process.stdout
        assert stream is not None  # noqa: S101
        while not stream.closed and self._read(watched):
            pass
        if not stream.closed:
            self._selector.unregister(stream)
            stream.close()

    def _look_after(self, watched: _Watched) -> None:
        now = time.monotonic()
        name = watched.spec.name
        if watched.again_at is not None:
            if now >= watched.again_at:
                failures = watched.failures
                self._watched[name] = again = self._launch(watched.spec)
                again.failures = failures
                self._console.say(f"{name} を起動し直しました。")
        elif watched.process.poll() is not None:
            children.finished(name, watched.process.pid, self._records)
            self._drain(watched)
            watched.failures = 1 if now - watched.began > _STEADY else watched.failures + 1
            delay = min(2.0 ** (watched.failures - 1), _LONGEST_DELAY)
            watched.again_at = now + delay
            how = _how_it_ended(watched.process.returncode)
            self._console.say(f"{name} が終了しました（{how}）。{delay:.0f} 秒後に起動し直します。")

    def stop_all(self) -> None:
        """In the order opposite to the start; a second Ctrl-C stops waiting.

        The hub's processes are asked one after the other and then awaited together; a server that they use is asked
        when they are gone.
        """
        self._stopping = True
        ending = [watched for watched in reversed(self._watched.values()) if watched.again_at is None]
        self._watched.clear()
        for watched in ending:
            if not watched.spec.is_server:
                children.send(watched.process.pid, watched.spec.stop_signal)
        for watched in ending:
            self._stop(watched)

    def _stop(self, watched: _Watched) -> None:
        hurry_from = max(self._asked, 1)
        for sign, patience in children.stages(watched.spec):
            if watched.process.poll() is not None:
                break
            if watched.spec.is_server or sign != watched.spec.stop_signal:
                children.send(watched.process.pid, sign)
            deadline = time.monotonic() + patience
            while watched.process.poll() is None and time.monotonic() < deadline and self._asked <= hurry_from:
                self._tick(0.05)
        children.finished(watched.spec.name, watched.process.pid, self._records)
        self._drain(watched)


def _how_it_ended(code: int) -> str:
    return f"終了コード {code}" if code >= 0 else f"シグナル {signal.Signals(-code).name}"
