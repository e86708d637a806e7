"""``exec`` and ``services``: real servers, reached as the hub reaches them."""

import os
import shutil
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hub.supervisor.postgres import Postgres
from hub.supervisor.state import State, ephemeral, quick_place
from hub.supervisor.valkey import Valkey
from tests.hub.supervisor.running import Supervisor, execute, is_running, supervise
from tests.waiting import until

_WHO_AM_I = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as app, psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
    print(app.execute("SELECT current_user, current_database()").fetchone())
    print(owner.execute("SELECT current_user, current_database()").fetchone())
    print(app.execute("SHOW listen_addresses").fetchone(), app.execute("SHOW server_encoding").fetchone())
    rights = app.execute("SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'hub_app'")
    print(rights.fetchone())
client = redis.Redis.from_url(os.environ["REDIS_URL"])
print(client.ping(), client.config_get("port")["port"], client.config_get("maxmemory-policy")["maxmemory-policy"])
"""


@pytest.fixture(scope="module")
def _made() -> Iterator[Path]:
    """A state folder as the first start leaves it."""
    with TemporaryDirectory(prefix="hub-", dir=quick_place()) as folder:
        state = Path(folder) / "var"
        assert execute(state, "true").returncode == 0
        yield state


@pytest.fixture
def state(_made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(_made, tmp_path / "var", symlinks=True))


@pytest.fixture
def services(state: Path, tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(state, tmp_path / "log", "services")
    yield supervisor
    supervisor.end()


@pytest.fixture(scope="module")
def shared(_made: Path) -> Iterator[Supervisor]:
    """Servers that run, for tests that leave them as they are."""
    with TemporaryDirectory(prefix="hub-", dir=quick_place()) as folder:
        state = Path(shutil.copytree(_made, Path(folder) / "var", symlinks=True))
        supervisor = Supervisor(state, Path(folder) / "log", "services")
        supervisor.wait_for("Ctrl-C で止まります")
        yield supervisor
        supervisor.end()


def test_a_command_finds_both_roles_and_redis(tmp_path: Path) -> None:
    done = execute(tmp_path / "var", sys.executable, "-c", _WHO_AM_I, ephemeral=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "('hub_app', 'hub')",
        "('hub_owner', 'hub')",
        "('',) ('UTF8',)",
        "(False, False, False)",
        "True 0 noeviction",
    ]


def test_the_exit_code_of_the_command_is_returned(shared: Supervisor) -> None:
    assert execute(shared.state, "sh", "-c", "exit 7").returncode == 7
    assert execute(shared.state, "sh", "-c", "kill -TERM $$").returncode == 128 + signal.SIGTERM


def test_a_command_that_is_not_there_is_said(shared: Supervisor) -> None:
    done = execute(shared.state, "no-such-command")
    assert (done.returncode, done.stderr) == (1, "hub      | no-such-command が見つかりません。\n")


def test_a_command_that_may_not_be_run_is_said(shared: Supervisor, tmp_path: Path) -> None:
    command = tmp_path / "command"
    command.write_text("#!/bin/sh\n", encoding="ascii")
    done = execute(shared.state, str(command))
    assert (done.returncode, done.stderr) == (1, f"hub      | {command} を動かす権限がありません。\n")


def test_nothing_is_left_of_an_ephemeral_database_whatever_becomes_of_the_command(tmp_path: Path) -> None:
    show = 'echo "$DATABASE_URL"; exit 7'
    done = execute(tmp_path / "var", "sh", "-c", show, ephemeral=True, TMPDIR=str(tmp_path))
    assert (done.returncode, done.stdout.startswith("postgresql://hub_app@/hub?host=")) == (7, True)
    assert list(tmp_path.iterdir()) == []
    done = execute(tmp_path / "var", "no-such-command", ephemeral=True, TMPDIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (1, "hub      | no-such-command が見つかりません。\n")
    assert list(tmp_path.iterdir()) == []


def test_data_and_key_outlive_the_command(state: Path) -> None:
    keep = "import os, redis; redis.Redis.from_url(os.environ['REDIS_URL']).set('a', os.environ['SECRET_KEY'])"
    make = "import os, psycopg; psycopg.connect(os.environ['DATABASE_OWNER_URL'], autocommit=True).execute('CREATE TABLE t ()')"
    assert execute(state, sys.executable, "-W", "ignore", "-c", f"{keep}; {make}").returncode == 0
    look = (
        "import os, redis, psycopg;"
        "print(redis.Redis.from_url(os.environ['REDIS_URL']).get('a').decode() == os.environ['SECRET_KEY']);"
        "print(psycopg.connect(os.environ['DATABASE_OWNER_URL']).execute('SELECT count(*) FROM t').fetchone())"
    )
    assert execute(state, sys.executable, "-W", "ignore", "-c", look).stdout == "True\n(0,)\n"


def test_what_is_kept_can_be_read_by_its_owner_alone(state: Path) -> None:
    assert execute(state, "true").returncode == 0
    modes = {name: stat.S_IMODE((state / name).stat().st_mode) for name in (".", "postgres", "run", "secret_key")}
    assert modes == {".": 0o700, "postgres": 0o700, "run": 0o700, "secret_key": 0o600}


def test_a_state_folder_too_long_for_a_socket(tmp_path: Path) -> None:
    state = tmp_path / ("とても長い名前の" * 8)
    done = execute(state, sys.executable, "-c", _WHO_AM_I)
    assert (done.returncode, done.stderr) == (0, "")
    assert State(state).sockets.is_dir()
    assert supervise(state, "clean").returncode == 0
    assert not State(state).sockets.exists()
    assert not state.exists()


def test_named_servers_take_the_place_of_the_embedded(tmp_path: Path) -> None:
    named = {"DATABASE_URL": "postgresql://somebody@db/hub", "REDIS_URL": "redis://cache:6379/0"}
    show = "echo $DATABASE_URL $DATABASE_OWNER_URL $REDIS_URL ${HUB_EMBEDDED:-not embedded}"
    done = execute(tmp_path / "var", "sh", "-c", show, **named)
    assert (
        done.stdout == "postgresql://somebody@db/hub postgresql://somebody@db/hub redis://cache:6379/0 not embedded\n"
    )
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_second_supervisor_says_who_is_first(shared: Supervisor) -> None:
    second = supervise(shared.state, "services")
    assert (second.returncode, len(second.stderr.splitlines())) == (1, 1)
    assert f"プロセス番号 {shared.process.pid}" in second.stderr
    refused = supervise(shared.state, "clean")
    assert (refused.returncode, shared.state.is_dir()) == (1, True)


def test_exec_joins_servers_that_already_run(shared: Supervisor) -> None:
    before = shared.children()
    assert execute(shared.state, sys.executable, "-c", _WHO_AM_I).returncode == 0
    assert shared.children() == before
    assert all(is_running(pid) for pid in before.values())


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_services_end_with_their_supervisor(services: Supervisor, sign: signal.Signals) -> None:
    services.wait_for("Ctrl-C で止まります")
    pids = services.children().values()
    services.send(sign)
    assert services.ended() == (0 if sign == signal.SIGINT else 128 + sign)
    assert [pid for pid in pids if is_running(pid)] == []
    assert not (services.state / "postgres" / "postmaster.pid").exists()


def test_services_die_with_a_killed_supervisor_and_start_again(services: Supervisor, tmp_path: Path) -> None:
    services.wait_for("Ctrl-C で止まります")
    pids = list(services.children().values())
    services.send(signal.SIGKILL)
    services.ended()
    until(lambda: not any(is_running(pid) for pid in pids), what="the servers stop by themselves")
    assert execute(services.state, sys.executable, "-c", _WHO_AM_I).returncode == 0


def test_what_outlived_a_killed_supervisor_is_stopped_first(services: Supervisor) -> None:
    """As where the kernel can't tell the children: they are stopped (SIGSTOP), so that they can't follow."""
    services.wait_for("Ctrl-C で止まります")
    pids = services.children()
    os.kill(pids["valkey"], signal.SIGSTOP)
    services.send(signal.SIGKILL)
    services.ended()
    done = execute(services.state, sys.executable, "-c", _WHO_AM_I)
    assert done.returncode == 0, done.stderr
    assert "前回の valkey が残っていたので止めました。" in done.stderr
    assert not is_running(pids["valkey"])


@pytest.mark.parametrize("pid", ["1", "999999999", "not a number"])
def test_a_stale_lock_of_the_database_does_not_stop_the_start(state: Path, pid: str) -> None:
    """``postmaster.pid`` of a machine that lost power, its number now another's; or of a copied checkout."""
    (state / "postgres" / "postmaster.pid").write_text(f"{pid}\n{state}/postgres\n", encoding="ascii")
    (state / "run" / ".s.PGSQL.5432").touch()
    (state / "run" / ".s.PGSQL.5432.lock").write_text(f"{pid}\n", encoding="ascii")
    (state / "run" / "valkey.sock").touch()
    done = execute(state, sys.executable, "-c", _WHO_AM_I)
    assert done.returncode == 0, done.stderr


def test_a_database_of_another_release_is_left_alone(state: Path) -> None:
    (state / "postgres" / "PG_VERSION").write_text("9\n", encoding="ascii")
    done = execute(state, "true")
    assert (done.returncode, "Postgres 9" in done.stderr) == (1, True)


def test_the_servers_are_not_ready_before_they_run(tmp_path: Path) -> None:
    state = State(tmp_path / "var")
    state.prepare()
    assert (Postgres(state).ready(), Valkey(state).ready()) == (False, False)


def test_an_ephemeral_database_is_in_memory_where_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Path("/dev/shm")  # noqa: S108
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= 4 * 1024**3
    monkeypatch.delenv("TMPDIR", raising=False)
    with ephemeral() as state:
        assert (state.folder.parent == memory) is has_room
        state.prepare()
    assert not state.folder.exists()
