"""The mail server and the stand-in for LINE in processes of their own, so that a sender's time is its own.

As a program: says its port, waits until its input is closed, and says how many it took, and of how many keys.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


class Sink:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.port = int(self._said())
        self.taken = self.different = 0

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self.taken, self.different = map(int, self._said().split())
        self._process.wait(timeout=30)


@contextmanager
def a_sink(name: str) -> Iterator[Sink]:
    """``name``: ``mail`` or ``line``. What it took is known when the block is left."""
    command = [sys.executable, "-m", "tests.benchmarks.sinks", name]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    sink = Sink(process)
    try:
        yield sink
    finally:
        sink.end()


def main(name: str) -> None:
    if name == "mail":
        from tests.hub.notifications.mail_servers import MailServerOfTests

        with MailServerOfTests().running() as mail:
            _wait(mail.port)
            _tell(mail.copies())
    else:
        from tests.hub.notifications.line_server import LineServerOfTests

        with LineServerOfTests().running() as line:
            _wait(int(line.url.rpartition(":")[2]))
            _tell(line.copies())


def _wait(port: int) -> None:
    print(port, flush=True)
    sys.stdin.read()


def _tell(copies: Any) -> None:
    print(copies.total(), len(copies), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
