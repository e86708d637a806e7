"""Real workers, beats and brokers for the tests of promises, each ended by its number."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlsplit, urlunsplit

import redis
from django.db import connection

from hub.settings import env
from hub.supervisor import children, commands
from hub.supervisor.state import CHECKOUT, State
from hub.supervisor.valkey import Valkey
from tests.waiting import until

# Clocks shortened: a lease of 3 s for 90, a sweep each second for each 15.
SHORT = {
    "HUB_OUTBOX_LEASE_SECONDS": "3",
    "HUB_OUTBOX_SWEEP_SECONDS": "1",
    "HUB_OUTBOX_BACKOFF_SECONDS": "1,1,1,1,1",
    "HUB_OUTBOX_SERVER_PAUSE_SECONDS": "1",
    "HUB_HEARTBEAT_SECONDS": "1",
}


class Broker:
    """A Valkey of the test's own, to be stopped, wiped and started again."""

    def __init__(self, folder: Path) -> None:
        self._state = State(folder / "var")
        self._valkey = Valkey(self._state)
        self.url = self._valkey.url
        self._process: Popen[bytes] | None = None
        self._log = folder / "valkey.out"

    def start(self) -> None:
        self._state.prepare()
        self._valkey.prepare()
        with self._log.open("ab") as output:
            self._process = children.start(self._valkey.spec, self._state.children, output)
        until(self._valkey.ready, what="valkey")

    def kill(self) -> None:
        assert self._process is not None
        children.send(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def wipe(self) -> None:
        """All that it was told is gone, also from its disk."""
        self.client().flushall()

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)

    def remove(self) -> None:
        self.kill()
        self._state.remove()


class Hub:
    """Workers and beats on the test's database, broker and mail server."""

    def __init__(self, folder: Path, broker: Broker, mail_port: int, **extra: str) -> None:
        self._folder = folder
        self._running: list[Popen[bytes]] = []
        self._words: dict[int, list[str]] = {}
        self.restarts = 0
        self._env = {
            **os.environ,
            **SHORT,
            "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
            "DATABASE_URL": _database_url(),
            "REDIS_URL": broker.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "SITE_URL": "http://testserver",
            "LOG_FORMAT": "json",
            "PYTHONWARNINGS": "ignore",
            **extra,
        }

    def worker(self, concurrency: int = 2) -> Popen[bytes]:
        words = [*commands.WORKER, "--include", "tests.hub.notifications.letters_of_tests"]
        words[words.index("--concurrency") + 1] = str(concurrency)
        return self._start([*words, "--hostname", f"w{len(self._running)}@%h"])

    def beat(self) -> Popen[bytes]:
        schedule = self._folder / f"beat{len(self._running)}"
        return self._start([*commands.beat(schedule), "--max-interval", "1"])

    def collect_static(self) -> None:
        """What pages name in their heads; without it there are none."""
        self._env["HUB_STATIC_ROOT"] = str(self._folder / "static")
        subprocess.run([sys.executable, *commands.COLLECT_STATIC], cwd=CHECKOUT, env=self._env, check=True)

    def web(self, port: int) -> Popen[bytes]:
        """The pages, at a port that stays the same when it is started anew."""
        return self._start([*commands.WEB], HUB_BIND=f"127.0.0.1:{port}", ALLOWED_HOSTS="127.0.0.1")

    def _start(self, words: list[str], **extra: str) -> Popen[bytes]:
        with (self._folder / f"log{len(self._running)}").open("ab") as output:
            process = Popen(
                [sys.executable, *words],
                cwd=CHECKOUT,
                env=self._env | extra,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running.append(process)
        self._words[process.pid] = words
        return process

    def look_after(self) -> None:
        """As the supervisor and a container's restart policy do: what has ended by itself is started again."""
        for process in list(self._running):
            if process.poll() is not None and process.pid in self._words:
                self.restarts += 1
                self._start(self._words.pop(process.pid))

    def kill(self, process: Popen[bytes]) -> None:
        """``kill -9`` of the process and all that it has started."""
        self._words.pop(process.pid, None)
        children.send(process.pid, signal.SIGKILL)
        process.wait()

    def logs(self) -> str:
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self._folder.glob("log*")))

    def end(self) -> None:
        for process in self._running:
            if process.poll() is None:
                self.kill(process)


def _database_url() -> str:
    """That of the test, which has another name than the one in the environment."""
    url = urlsplit(os.environ["DATABASE_URL"])
    assert connection.settings_dict["USER"] == env.database("DATABASE_URL")["USER"]
    return urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))


@contextmanager
def a_broker(folder: Path) -> Iterator[Broker]:
    broker = Broker(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.remove()


@contextmanager
def a_hub(folder: Path, broker: Broker, mail_port: int, **extra: str) -> Iterator[Hub]:
    hub = Hub(folder, broker, mail_port, **extra)
    with ExitStack() as stack:
        stack.callback(hub.end)
        yield hub
