"""`make run` as a person meets it: one terminal, everything up, everything down, and up again after the worst."""

import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hub.supervisor.state import quick_place
from tests.hub.supervisor.running import Supervisor, execute, free_port, is_running, status, supervise
from tests.waiting import until

_EVERYTHING = {"postgres", "valkey", "web", "worker", "beat", "sink"}
Start = Callable[..., Supervisor]


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """Shared by the tests of this file: the first fills the database, the later ones start on what is there.

    They run as they stand here (tests/conftest.py), so that two starts of everything are enough for all of them.
    """
    with TemporaryDirectory(prefix="hub-", dir=quick_place()) as folder:
        yield Path(folder) / "var"


@pytest.fixture(scope="module")
def _running(state: Path) -> Iterator[list[Supervisor]]:
    """At most one on this state, kept for the tests that only look at it."""
    running: list[Supervisor] = []
    yield running
    for supervisor in running:
        supervisor.end()


@pytest.fixture
def start(_running: list[Supervisor], state: Path, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """Ends the one that runs, and starts another."""

    def _start(**extra: str) -> Supervisor:
        for supervisor in _running:
            supervisor.end()
        log = tmp_path_factory.mktemp("log") / "log"
        _running[:] = [Supervisor(state, log, "run", **{"PORT": str(free_port())} | extra)]
        return _running[0]

    return _start


@pytest.fixture
def hub(_running: list[Supervisor], start: Start) -> Supervisor:
    """One that runs: that of the test before, if it still does."""
    is_there = bool(_running) and _running[0].process.poll() is None
    return _running[0] if is_there else start(HUB_HEARTBEAT_SECONDS="1")


def _address(supervisor: Supervisor) -> str:
    supervisor.wait_for("ブラウザーで開く: ", seconds=120)
    found = re.search(r"ブラウザーで開く: (http://\S+/)", supervisor.log)
    assert found is not None
    return found[1]


def test_a_mail_server_that_is_named_is_used_and_after_a_kill_the_next_start_works(start: Start) -> None:
    first = start(EMAIL_URL="smtp://127.0.0.1:1")
    address = _address(first)
    assert [status(address + path) for path in ("readyz", "", "events/")] == [200, 200, 200]
    assert set(first.children()) == _EVERYTHING - {"sink"}
    assert "送られたメールを見る" not in first.log
    assert status_or_none(address + "demo/mails/") is None
    left = list(first.children().values())
    first.send(signal.SIGKILL)
    first.ended()
    second = start(HUB_HEARTBEAT_SECONDS="1")
    assert status(_address(second) + "readyz") == 200
    assert [pid for pid in left if is_running(pid)] == []


def test_everything_comes_up(hub: Supervisor) -> None:
    address = _address(hub)
    assert [status(address + path) for path in ("readyz", "", "events/")] == [200, 200, 200]
    assert set(hub.children()) == _EVERYTHING
    until(lambda: status_or_none(address + "statusz") == 200, what="the worker's first sign of life")


def _health(hub: Supervisor) -> dict[str, int]:
    """What the containers' checks say of it."""
    port = re.search(r"http://127\.0\.0\.1:(\d+) ", hub.log)
    assert port is not None
    ask = f'for name in web worker beat; do {sys.executable} -m hub.supervisor healthy $name; echo "$name $?"; done'
    said = execute(hub.state, "sh", "-c", ask, PORT=port[1]).stdout
    return {name: int(code) for name, code in (line.split() for line in said.splitlines())}


def test_the_containers_checks_find_the_living(hub: Supervisor, state: Path) -> None:
    _address(hub)
    assert _health(hub) == {"web": 0, "worker": 0, "beat": 0}
    assert supervise(state.with_name("elsewhere"), "healthy", "beat").returncode == 1


def test_a_second_start_says_that_it_runs_already(hub: Supervisor, tmp_path: Path) -> None:
    _address(hub)
    second = Supervisor(hub.state, tmp_path / "log", "run", PORT=str(free_port()))
    assert second.ended() == 1
    assert f"すでに動いています（プロセス番号 {hub.process.pid}）" in second.log
    assert len(second.log.splitlines()) == 1


def test_what_dies_is_started_again_and_it_is_said(hub: Supervisor) -> None:
    address = _address(hub)
    before = hub.children()
    for name in ("web", "postgres"):
        os.kill(before[name], signal.SIGKILL)
        hub.wait_for(f"{name} を起動し直しました。")
        assert f"{name} が終了しました（シグナル SIGKILL）。1 秒後に起動し直します。" in hub.log
    until(lambda: status_or_none(address + "readyz") == 200, what="the hub answers again")
    after = hub.children()
    assert {name for name in _EVERYTHING if before[name] != after[name]} == {"web", "postgres"}


def test_ctrl_c_stops_everything_in_order(hub: Supervisor) -> None:
    _address(hub)
    pids = hub.children()
    hub.send(signal.SIGINT)
    assert hub.ended() == 0
    assert {name for name, pid in pids.items() if is_running(pid)} == set()
    assert hub.log.endswith("hub      | 止まりました。\n")
    assert [line for line in hub.log.splitlines() if not re.match(r"[a-z]+ * \| ?", line)] == []
    dead = _health(hub)  # that of the beat is how old its schedule is
    assert (dead["web"], dead["worker"]) == (1, 1)


_QUEUE_A_MAIL = """
import django; django.setup()
from django.db import transaction
from hub.accounts.models import User
from hub.notifications.services import queue_mail
with transaction.atomic():
    queue_mail("nobody-writes-this", to="reader@example.org")
"""


@pytest.mark.soak
def test_mails_of_a_demonstration_are_read_on_a_page_and_two_runs_do_not_meet(
    start: Start, state: Path, tmp_path: Path
) -> None:
    hub = start(HUB_OUTBOX_SWEEP_SECONDS="1")
    address = _address(hub)
    hub.wait_for(f"送られたメールを見る: {address}demo/mails/")
    assert status(address + "demo/mails/") == 200
    other = Supervisor(tmp_path / "other", tmp_path / "log-other", "run", PORT=str(free_port()))
    try:
        assert status(_address(other) + "demo/mails/") == 200
        assert {"sink"} <= set(hub.children()) & set(other.children())
    finally:
        other.end()
    done = execute(state, sys.executable, "-c", _QUEUE_A_MAIL)
    assert (done.returncode, done.stderr) == (0, "")
    hub.wait_for("mailing is dead")


def test_a_port_in_use_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        hub = Supervisor(tmp_path / "var", tmp_path / "log", "run", PORT=str(port))
        assert hub.ended() == 1
    assert (
        hub.log
        == f"hub      | ポート {port} はほかのプログラムが使っています。別の番号でどうぞ。例: make run PORT={port + 1}\n"
    )
    assert list((hub.state / "children").iterdir()) == []


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０００"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    done = supervise(tmp_path / "var", "run", PORT=port)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith(f"hub      | PORT={port} は使えません。")


def test_a_step_that_fails_stops_the_start(tmp_path: Path) -> None:
    """A database that is not there, named by the user."""
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PORT": str(free_port())}
    hub = Supervisor(tmp_path / "var", tmp_path / "log", "run", **nowhere)
    assert hub.ended() == 1
    assert "DATABASE_URL のサーバーを使います。" in hub.log
    assert hub.log.splitlines()[-1] == "hub      | migrate が失敗しました（終了コード 1）。上の記録をご覧ください。"


def status_or_none(url: str) -> int | None:
    try:
        return status(url)
    except OSError:
        return None
