"""The mail sink of `make run`: takes every mail, sends none, and keeps the newest as files that the hub shows.

``python -m hub.supervisor.sink FOLDER PORT``
"""

import asyncio
import itertools
import signal
import socket
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
MOST = 500
_LARGEST = 5_000_000  # bytes


def reserve_port() -> socket.socket:
    """A free port that stays ours while this socket is open: nobody listens on it but who asks in the same way."""
    held = _socket()
    held.bind((HOST, 0))
    return held


def _socket() -> socket.socket:
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return one


class Keeper:
    """Writes each mail as ``NUMBER.eml``; a larger number came later."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._folder = folder
        self._most = most
        self._last = 0
        self._counter = itertools.count()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        content = envelope.content or b""
        self.keep(content.encode() if isinstance(content, str) else content)
        return "250 OK"

    def keep(self, content: bytes) -> None:
        self._last = max(time.time_ns() // 1000, self._last + 1)
        unfinished = self._folder / f"{next(self._counter)}.unfinished"
        unfinished.write_bytes(content)
        unfinished.rename(self._folder / f"{self._last}.eml")
        for old in sorted(self._folder.glob("*.eml"), key=lambda path: path.name)[: -self._most]:
            old.unlink(missing_ok=True)


async def serve(folder: Path, port: int) -> None:
    """Until SIGTERM."""
    loop, keeper, stopped = asyncio.get_running_loop(), Keeper(folder), asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopped.set)
    listening = _socket()
    listening.bind((HOST, port))
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="localhost", ident="sink", data_size_limit=_LARGEST, enable_SMTPUTF8=True),
        sock=listening,
    )
    await stopped.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
