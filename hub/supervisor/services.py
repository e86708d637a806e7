"""Which servers the hub uses: those that the environment names, else the embedded ones; and what it is told of them."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import Popen

from . import children
from .console import Console, SupervisorError
from .postgres import APP, OWNER, Postgres
from .state import State
from .valkey import Valkey

_DEADLINE = 60.0  # seconds; a crash recovery of a large database takes a while

Service = Postgres | Valkey


def is_given(name: str) -> bool:
    """Whether the user named a server (directly or as a file with the secret)."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


class Services:
    """The embedded servers that are needed, not yet started."""

    def __init__(self, state: State, *, quick: bool = False) -> None:
        self.state = state
        self.postgres = None if is_given("DATABASE_URL") else Postgres(state, quick=quick)
        self.valkey = None if is_given("REDIS_URL") else Valkey(state, quick=quick)

    @property
    def all(self) -> list[Service]:
        return [service for service in (self.postgres, self.valkey) if service is not None]

    def prepare(self) -> None:
        for service in self.all:
            service.prepare()

    def variables(self) -> dict[str, str]:
        """What the hub's own processes need to know, beside what the user has set."""
        variables = {}
        if self.postgres:
            variables["DATABASE_URL"] = self.postgres.url(APP)
            variables["DATABASE_OWNER_URL"] = self.postgres.url(OWNER)
        elif not is_given("DATABASE_OWNER_URL"):
            for name in ("DATABASE_URL", "DATABASE_URL_FILE"):
                if name in os.environ:
                    variables[name.replace("DATABASE", "DATABASE_OWNER", 1)] = os.environ[name]
        if self.valkey:
            variables["REDIS_URL"] = self.valkey.url
        if not is_given("SECRET_KEY"):
            variables["SECRET_KEY"] = self.state.secret_key()
        if not is_given("ENCRYPTION_KEYS"):
            variables["ENCRYPTION_KEYS"] = self.state.encryption_key()
        return variables


def environment(services: Services) -> dict[str, str]:
    """The environment for the hub's own processes."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
        "HUB_STATIC_ROOT": str(services.state.folder / "static"),
        "HUB_MEDIA_ROOT": str(services.state.folder / "media"),
        "PYTHONUNBUFFERED": "1",
    }
    return defaults | dict(os.environ) | services.variables()


@contextmanager
def started(services: Services) -> Iterator[None]:
    """Runs the embedded servers, their words in files below ``log/``, for as long as the block lasts."""
    state = services.state
    services.prepare()
    running: list[tuple[Service, Popen[bytes]]] = []
    try:
        for service in services.all:
            with (state.logs / f"{service.spec.name}.log").open("ab") as output:
                running.append((service, children.start(service.spec, state.children, output)))
        for service, process in running:
            _wait_until_ready(service, process, state)
        yield
    finally:
        for service, process in reversed(running):
            children.stop(service.spec, process, state.children)


def _wait_until_ready(service: Service, process: "Popen[bytes]", state: State) -> None:
    deadline = time.monotonic() + _DEADLINE
    while not service.ready():
        name = service.spec.name
        if process.poll() is not None or time.monotonic() > deadline:
            log = (state.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")
            raise SupervisorError(f"{name} が起動しませんでした。\n" + "\n".join(log.splitlines()[-15:]))
        time.sleep(0.02)


def stop_left_behind(state: State, console: Console) -> None:
    """What an earlier supervisor could not stop any more."""
    for name in children.stop_left_behind(state.children):
        console.say(f"前回の {name} が残っていたので止めました。")
