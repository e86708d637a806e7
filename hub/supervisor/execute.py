"""``exec``: one command with a database and a Redis. ``services``: only these, until Ctrl-C."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack

from . import state as states
from .console import Console, SupervisorError
from .services import Services, environment, started, stop_left_behind


def execute(command: Sequence[str], *, ephemeral: bool) -> int:
    """Runs the command and returns its exit code. Servers that already run on this state folder are used as they are."""
    console = Console()
    with ExitStack() as stack:
        stack.enter_context(_stopping_on_sigterm())
        state = stack.enter_context(states.ephemeral()) if ephemeral else states.lasting()
        try:
            stack.enter_context(state.locked())
        except states.AlreadyRunningError:
            return _run(command, _joined(state))
        stop_left_behind(state, console)
        services = Services(state, quick=ephemeral)
        stack.enter_context(started(services))
        return _run(command, _environment(services, lasting=not ephemeral))


def _joined(state: states.State) -> dict[str, str]:
    """The environment of servers that another supervisor runs here, e.g. `make run` in another window."""
    services = Services(state)
    if not all(service.ready() for service in services.all):
        raise SupervisorError("起動の途中か停止の途中です。少し待ってもう一度どうぞ。")
    return _environment(services, lasting=True)


def _environment(services: Services, *, lasting: bool) -> dict[str, str]:
    """With ``pg_dump``, ``psql`` and their like of the embedded server's own version."""
    env = environment(services)
    if services.postgres:
        env["PATH"] = os.pathsep.join([str(services.postgres.programs), env.get("PATH", os.defpath)])
        if lasting:
            env.setdefault("HUB_EMBEDDED", "1")
    return env


def _run(command: Sequence[str], env: dict[str, str]) -> int:
    """The command has the terminal: a Ctrl-C is its own, and we wait for what it does about it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = subprocess.Popen(command, env=env, preexec_fn=lambda: signal.signal(signal.SIGINT, before))
    except (FileNotFoundError, PermissionError):
        # A folder of PATH that this user may not enter ends in the latter too.
        what = "を動かす権限がありません" if shutil.which(command[0], mode=os.F_OK) else "が見つかりません"
        raise SupervisorError(f"{command[0]} {what}。") from None
    try:
        code = process.wait()
    except SystemExit:
        process.terminate()
        code = process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return code if code >= 0 else 128 - code


class _stopping_on_sigterm:  # noqa: N801  (a context manager, named as what it does)
    """SIGTERM unwinds the stack as an exception would, so that everything is stopped."""

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGTERM, self._leave)

    def __exit__(self, *_error: object) -> None:
        signal.signal(signal.SIGTERM, self._before)

    @staticmethod
    def _leave(_signal: int, _frame: object) -> None:
        raise SystemExit(128 + signal.SIGTERM)


def serve() -> int:
    """Starts the servers, prints what a shell needs to reach them, and stays until it is told to stop."""
    console = Console()
    with ExitStack() as stack:
        stack.enter_context(_stopping_on_sigterm())
        state = states.lasting()
        stack.enter_context(state.locked())
        stop_left_behind(state, console)
        services = Services(state)
        stack.enter_context(started(services))
        for name, value in services.variables().items():
            print(f"export {name}={shlex.quote(value)}", flush=True)
        console.say("データベースと Redis が動いています。Ctrl-C で止まります。")
        try:
            signal.pause()
        except KeyboardInterrupt:
            return 0
    return os.EX_OK
