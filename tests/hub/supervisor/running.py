"""Real supervisors for the tests: each with a state folder, a port and an environment of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from hub.supervisor.state import CHECKOUT
from tests.waiting import until

_NAMED_SERVERS = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "HUB_EMBEDDED",
    "HUB_STATE_DIR",
    "EMAIL_URL",
}
_OF_THE_TESTS = {
    "DJANGO_SETTINGS_MODULE",
    "HUB_STATIC_ROOT",
    "HUB_MEDIA_ROOT",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "LOG_LEVEL",
}


def environment(state: Path, **extra: str) -> dict[str, str]:
    """As a person's shell has it: nothing of the test run's own servers and settings."""
    kept = {key: value for key, value in os.environ.items() if key not in _NAMED_SERVERS | _OF_THE_TESTS}
    return kept | {"HUB_STATE_DIR": str(state), "PYTHONUNBUFFERED": "1"} | extra


def execute(state: Path, *words: str, ephemeral: bool = False, **extra: str) -> subprocess.CompletedProcess[str]:
    flags = ["--ephemeral"] if ephemeral else []
    return supervise(state, "exec", *flags, "--", *words, **extra)


def supervise(state: Path, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub.supervisor", *words],
        cwd=CHECKOUT,
        env=environment(state, **extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Supervisor:
    """A supervisor in the background whose words go to a file."""

    def __init__(self, state: Path, log: Path, action: str, **extra: str) -> None:
        self.state = state
        self._log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hub.supervisor", action],
                cwd=CHECKOUT,
                env=environment(state, **extra),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def wait_for(self, text: str, *, seconds: float = 60.0) -> None:
        def said_or_ended() -> bool:
            return text in self.log or self.process.poll() is not None

        until(said_or_ended, seconds=seconds, what=f"{text!r} in the log")
        assert text in self.log, self.log

    def children(self) -> dict[str, int]:
        """Name and process number of what it has started."""
        return {
            record.name: int(record.read_text(encoding="ascii").split()[0])
            for record in (self.state / "children").iterdir()
        }

    def send(self, sign: signal.Signals) -> None:
        self.process.send_signal(sign)

    def ended(self, *, seconds: float = 30.0) -> int:
        return self.process.wait(seconds)

    def end(self) -> None:
        """For a fixture's end, whatever the test has left of it."""
        if self.process.poll() is None:
            self.send(signal.SIGTERM)
            self.ended()


def is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return not re.search(r"\) Z ", stat)


def status(url: str) -> int:
    with urlopen(url, timeout=5) as answer:
        return int(answer.status)
