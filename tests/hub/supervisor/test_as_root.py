"""Postgres refuses to be started by root; the supervisor gets by, where namespaces are allowed and where they are not."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hub.supervisor.state import CHECKOUT, State
from tests.hub.supervisor.running import environment, execute

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="what root meets can be shown by root alone")

_NOBODY = 65534
_WITHOUT = [sys.executable, "-m", "tests.hub.supervisor.without_namespaces"]


def _python(statements: str) -> str:
    return (
        "import os, pathlib, psycopg\n"
        "with psycopg.connect(os.environ['DATABASE_OWNER_URL']) as connection:\n"
        "    pid = connection.execute('SELECT pg_backend_pid()').fetchone()[0]\n"
        f"    {statements}\n"
        "    print(pathlib.Path(f'/proc/{pid}').stat().st_uid, connection.execute('SELECT * FROM kept').fetchone())\n"
    )


_FIRST = _python("connection.execute('CREATE TABLE kept AS SELECT 7 AS number')")
_LATER = _python("pass")


@pytest.fixture(scope="module")
def are_allowed() -> bool:
    return subprocess.run([*_WITHOUT, "true"], cwd=CHECKOUT, capture_output=True, check=False).returncode == 0


@pytest.fixture
def _allowed(are_allowed: bool) -> None:
    if not are_allowed:
        pytest.skip("user namespaces are not allowed on this machine")


def _without_namespaces(are_allowed: bool, state: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*(_WITHOUT if are_allowed else []), sys.executable, "-m", "hub.supervisor", *words],
        cwd=CHECKOUT,
        env=environment(state),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.usefixtures("_allowed")
def test_in_a_namespace_of_its_own_below_a_folder_that_nobody_else_may_enter(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    done = execute(home / "checkout" / "var", sys.executable, "-c", _FIRST)
    assert (done.returncode, done.stdout) == (0, "0 (7,)\n"), done.stderr
    assert not State(home / "checkout" / "var").outside.exists()


def test_as_nobody_outside_the_checkout_where_namespaces_are_not_allowed(tmp_path: Path, are_allowed: bool) -> None:
    state = tmp_path / "var"
    outside = State(state).outside
    try:
        first = _without_namespaces(are_allowed, state, "exec", "--", sys.executable, "-c", _FIRST)
        assert (first.returncode, first.stdout) == (0, f"{_NOBODY} (7,)\n"), first.stderr
        assert stat.S_IMODE((outside / "postgres").stat().st_mode) == 0o700
        again = _without_namespaces(are_allowed, state, "exec", "--", sys.executable, "-c", _LATER)
        assert (again.returncode, again.stdout) == (0, f"{_NOBODY} (7,)\n"), again.stderr
        # The data is found again where it was made, also when namespaces are there later.
        later = execute(state, sys.executable, "-c", _LATER)
        assert (later.returncode, later.stdout) == (0, f"{_NOBODY} (7,)\n"), later.stderr
    finally:
        cleaned = _without_namespaces(are_allowed, state, "clean")
    assert (cleaned.returncode, state.exists(), outside.exists()) == (0, False, False)


@pytest.mark.usefixtures("_allowed")
def test_data_that_can_not_be_reached_any_more_is_said_and_left_alone(tmp_path: Path) -> None:
    state = tmp_path / "var"
    assert execute(state, "true").returncode == 0
    refused = _without_namespaces(True, state, "exec", "--", "true")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "root の名前空間が使えません" in refused.stderr
    assert execute(state, "true").returncode == 0
