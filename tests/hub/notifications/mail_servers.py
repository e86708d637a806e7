"""A real mail server on the loopback address, which can be told at which step of the dialogue to go wrong, and how."""

# ruff: noqa: N802  (aiosmtpd's names)
import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

# A fault: the step, and what happens there: a reply ("451 later"), "drop" (the line is cut), "hang" (no answer),
# "drop after" (of DATA: the mail is taken, the line cut before the 250).
Fault = tuple[str, str]
AuthAnswer = Callable[[str, bytes], bool]


@dataclass(frozen=True)
class Taken:
    """A mail that the server has taken, whether or not it could say so."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"]).strip()


class _Dialogue(SMTP):
    """One connection."""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.owner.lines.append(transport)
        fault = self.event_handler.owner.fault_at("CONNECT")
        if fault == "drop":
            transport.abort()
        elif fault == "hang":
            self.event_handler.owner.connections += 1
        elif fault:
            transport.write(fault.encode() + b"\r\n")
            transport.close()
        else:
            self.event_handler.owner.connections += 1
            super().connection_made(transport)

    def connection_lost(self, error: Any) -> None:
        if self.transport is not None:
            super().connection_lost(error)

    def eof_received(self) -> Any:
        return super().eof_received() if self.transport is not None else None


class _Handler:
    def __init__(self, owner: "MailServerOfTests") -> None:
        self.owner = owner

    async def _go_wrong(self, server: SMTP, step: str) -> str | None:
        fault = self.owner.fault_at(step)
        if fault == "hang":
            await asyncio.Event().wait()
        if fault == "drop":
            server.transport.abort()
            return "421 gone"
        return fault

    async def handle_EHLO(
        self, server: SMTP, session: Session, _e: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        wrong = await self._go_wrong(server, "EHLO")
        if wrong:
            return [wrong]
        session.host_name = name
        if self.owner.takes_at_once:
            answers.insert(-1, "250-PIPELINING")
        return answers

    async def handle_HELO(self, server: SMTP, session: Session, _envelope: Envelope, name: str) -> str:
        session.host_name = name
        return await self._go_wrong(server, "EHLO") or "250 hello"

    async def handle_MAIL(self, server: SMTP, _s: Session, envelope: Envelope, address: str, options: Any) -> str:
        if wrong := await self._go_wrong(server, "MAIL"):
            return wrong
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 ok"

    async def handle_RCPT(self, server: SMTP, _s: Session, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.owner.refused:
            return "550 5.1.1 no such user: " + address
        if wrong := await self._go_wrong(server, "RCPT"):
            return wrong
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        taken = Taken(envelope.mail_from or "", list(envelope.rcpt_tos), bytes(envelope.content or b""))
        fault = self.owner.fault_at("DATA")
        if self.owner.pace:
            await asyncio.sleep(self.owner.pace)
        if fault in {None, "drop after", "slow"}:
            self.owner.take(taken)
        if fault == "slow":
            await self.owner.wait_for_release()
        elif fault == "hang":
            await asyncio.Event().wait()
        elif fault in {"drop", "drop after"}:
            server.transport.abort()
        elif fault:
            return fault
        return "250 taken"


class MailServerOfTests:
    """``faults``: (step, what) that happen once each, in their order; with ``always`` each time."""

    def __init__(self, *, users: dict[str, str] | None = None) -> None:
        self.faults: list[Fault] = []
        self.always: list[Fault] = []
        self.refused: set[str] = set()
        self.taken: list[Taken] = []
        self.connections = 0
        self.lines: list[Any] = []
        self.port = 0
        self.pace = 0.0  # seconds that each mail takes
        self.takes_at_once = True  # as nearly every server does (RFC 2920)
        self.slow_reached = threading.Event()
        self._release = threading.Event()
        self._users = users
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()
        self._server: asyncio.base_events.Server | None = None

    def fault_at(self, step: str) -> str | None:
        for fault in self.faults:
            if fault[0] == step:
                self.faults.remove(fault)
                return fault[1]
        return next((what for where, what in self.always if where == step), None)

    def take(self, taken: Taken) -> None:
        self.taken.append(taken)

    async def wait_for_release(self) -> None:
        """The mail is taken, and its sender waits for the answer until the test calls ``release``."""
        self.slow_reached.set()
        await asyncio.get_running_loop().run_in_executor(None, self._release.wait, 30)

    def release(self) -> None:
        self._release.set()

    def copies(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(one.message_id for one in self.taken)

    def recipients(self) -> list[str]:
        return [address for one in self.taken for address in one.recipients]

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
        known = (self._users or {}).get(data.login.decode())
        return AuthResult(success=known is not None and known.encode() == data.password, handled=False)

    def _dialogue(self) -> SMTP:
        options: dict[str, Any] = {"hostname": "sink.test", "loop": self._loop}
        if self._users is not None:
            options |= {"authenticator": self._authenticate, "auth_require_tls": False}
        return _Dialogue(_Handler(self), **options)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)

        async def begin() -> None:
            self._server = await self._loop.create_server(self._dialogue, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

        self._loop.run_until_complete(begin())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        assert self._server is not None
        self._server.close()
        for line in self.lines:
            line.abort()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    @contextmanager
    def running(self) -> Iterator["MailServerOfTests"]:
        self._thread.start()
        assert self._ready.wait(10)
        try:
            yield self
        finally:
            self._release.set()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)


def closed_port() -> int:
    """Where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
