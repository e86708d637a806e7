"""``run``: the whole hub in one terminal, from the servers to the web address."""

import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from . import commands, probe, sink, static_files
from . import state as states
from .children import Spec
from .console import Console, SupervisorError
from .services import Services, environment, is_given, stop_left_behind
from .watch import StopAskedError, Watch

_HOST = "127.0.0.1"
_SERVICES_DEADLINE = 60.0
_READY_DEADLINE = 60.0


def run() -> int:
    """Returns when it is told to stop: 0, or 1 if a step of the start failed."""
    console = Console()
    port = _port()
    state = states.lasting()
    with state.locked():
        stop_left_behind(state, console)
        _check_port(port)
        services = Services(state)
        with Watch(console, state.children) as watch:
            try:
                _Run(console, services, watch, port).start()
                watch.watch()
            except StopAskedError:
                console.say("止めています…")
        console.say("止まりました。")
    return 0


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SupervisorError(f"PORT={text} は使えません。1 から 65535 までの数で指定してください。")
    return int(text)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except PermissionError:
            raise SupervisorError(f"ポート {port} を使う権限がありません。例: make run PORT=8001") from None
        except OSError:
            raise SupervisorError(
                f"ポート {port} はほかのプログラムが使っています。別の番号でどうぞ。例: make run PORT={port + 1}"
            ) from None


class _Run:
    """The steps of a start, one method each."""

    def __init__(self, console: Console, services: Services, watch: Watch, port: int) -> None:
        self._console = console
        self._services = services
        self._watch = watch
        self._port = port
        self._env = environment(services) | {"PORT": str(port)}
        self._env.setdefault("SITE_URL", f"http://localhost:{port}")
        # On the operator's own machine root is who they are; it need not be said at every start.
        self._env.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser")
        if services.postgres:
            self._env["HUB_EMBEDDED"] = "1"
        else:
            self._env.pop("HUB_EMBEDDED", None)
        # Mails of a demonstration go nowhere, unless somebody named a server for them.
        self._mail_port = sink.reserve_port() if services.postgres and not is_given("EMAIL_URL") else None
        self._env.pop("HUB_MAILS_FOLDER", None)
        if self._mail_port:
            self._env["EMAIL_URL"] = f"smtp://{sink.HOST}:{self._mail_port.getsockname()[1]}"
            self._env["HUB_MAILS_FOLDER"] = str(services.state.mails)

    def start(self) -> None:
        self._start_services()
        self._step("データベースを最新の形にします", "migrate", commands.MIGRATE, HUB_AS_OWNER="1")
        if self._services.postgres:
            self._step("見本のデータと利用者を確かめます", "seed", commands.SEED)
        self._collect_static()
        self._start_processes()
        # Asked in small portions, so that meanwhile the log goes on.
        ready = self._watch.wait_until(
            lambda: probe.answers("/readyz", self._env, seconds=0.3), seconds=_READY_DEADLINE
        )
        if ready:
            self._console.say(f"用意ができました（{self._console.seconds():.1f} 秒）。止めるには Ctrl-C を押します。")
            self._console.say(f"ブラウザーで開く: {self._env['SITE_URL']}/")
            if self._mail_port:
                self._console.say(f"送られたメールを見る: {self._env['SITE_URL']}/demo/mails/")
        else:
            self._console.say("まだ応答がありません。上の記録に理由が出ていないか見てください。")

    def _start_services(self) -> None:
        services = self._services
        for name, service in (("DATABASE_URL", services.postgres), ("REDIS_URL", services.valkey)):
            if service is None:
                self._console.say(f"{name} のサーバーを使います。")
        if not services.all:
            return
        self._console.say(f"{' と '.join(service.spec.name for service in services.all)} を起動します…")
        services.prepare()
        for service in services.all:
            self._watch.start(service.spec)
        for service in services.all:
            name = service.spec.name
            up = self._watch.wait_until(
                lambda: service.ready() or not self._watch.is_running(name),  # noqa: B023  (used up within the round)
                seconds=_SERVICES_DEADLINE,
            )
            if not up or not self._watch.is_running(name):
                raise SupervisorError(f"{name} が起動しませんでした。上の記録か {services.state.logs} をご覧ください。")

    def _step(self, text: str, name: str, arguments: Sequence[str], **extra: str) -> None:
        self._console.say(f"{text}…")
        code = self._watch.run_once(self._spec(name, arguments, **extra))
        if code != 0:
            raise SupervisorError(f"{name} が失敗しました（終了コード {code}）。上の記録をご覧ください。")

    def _spec(self, name: str, arguments: Sequence[str], **extra: str) -> Spec:
        command = [sys.executable, *arguments]
        # gunicorn and Celery both drop what they are doing at SIGQUIT.
        return Spec(name=name, command=command, env=self._env | extra, hurry_signal=signal.SIGQUIT, cwd=states.CHECKOUT)

    def _collect_static(self) -> None:
        state = self._services.state
        if not static_files.are_collected(state, Path(self._env["HUB_STATIC_ROOT"])):
            self._step("画面の部品をまとめます", "static", commands.COLLECT_STATIC)
            static_files.remember(state)

    def _start_processes(self) -> None:
        self._console.say("ウェブと裏方を起動します…")
        state, schedule = self._services.state, self._services.state.beat_schedule
        if self._mail_port:
            port = str(self._mail_port.getsockname()[1])
            self._watch.start(self._spec("sink", (*commands.SINK, str(state.mails), port)))
        # Stopped in the opposite order: no request comes in any more when the worker goes.
        self._watch.start(self._spec("beat", commands.beat(schedule)))
        self._watch.start(self._spec("worker", commands.WORKER))
        self._watch.start(self._spec("web", commands.WEB))
