"""What stands in for LINE on the loopback address: its documented answers, and going wrong when told so."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "himitsu-access-token/+=="
LINK_TOKEN = "NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"


@dataclass(frozen=True)
class Push:
    """A message that was accepted, whether or not the server could say so."""

    key: str
    to: str
    texts: list[str]


class _Dialogue(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves in one piece
    timeout = 30

    def log_message(self, *_words: Any) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        owner: LineServerOfTests = self.server.owner  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with owner.lock:
            owner.paths.append(self.path)
            owner.peers.add(self.client_address)
            fault = owner.faults.pop(0) if owner.faults else owner.always
        if fault in {"drop", "hang"} or fault.partition(" ")[0].isdigit():
            self._go_wrong(owner, fault)
            return
        status, answer = owner.answer(self.path, self.headers, body)
        if owner.pace:
            owner.over.wait(owner.pace)
        if fault in {"drop after", "hang after"}:
            self._go_wrong(owner, fault.removesuffix(" after"))
        else:
            self._say(status, answer)

    def _go_wrong(self, owner: "LineServerOfTests", fault: str) -> None:
        status, _space, value = fault.partition(" ")
        if status == "hang":
            owner.over.wait(30)
        if not status.isdigit():
            self.close_connection = True
            self.connection.close()
            return
        named = {"Location": value} if status == "302" else {"Retry-After": value} if value else {}
        self._say(int(status), {"message": "himitsu words of LINE"}, named)

    def _say(self, status: int, answer: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class LineServerOfTests:
    """``faults``: what happens to the next calls, one each: a status with its ``Retry-After`` ("429 7"), "drop", "hang",
    and both with " after" (it was accepted). ``always``: to all others. ``unknown``: whom LINE does not know."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.faults: list[str] = []
        self.always = ""
        self.pace = 0.0  # seconds from when it is accepted until the answer
        self.unknown: set[str] = set()
        self.accepted: list[Push] = []
        self._accepted_keys: set[str] = set()
        self.keys: list[str] = []
        self.paths: list[str] = []
        self.peers: set[Any] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Dialogue)
        self._server.daemon_threads = True
        self._server.owner = self  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"message": "Authentication failed"}
        if path.endswith("/linkToken"):
            return 200, {"linkToken": LINK_TOKEN}
        if path != "/v2/bot/message/push":
            return 404, {"message": "Not found"}
        return self._push(headers.get("X-Line-Retry-Key", ""), json.loads(body))

    def _push(self, key: str, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        texts = [message["text"] for message in said["messages"]]
        is_sound = len(key) == 36 and 1 <= len(texts) <= 5 and all(1 <= len(text) <= 5_000 for text in texts)
        with self.lock:
            self.keys.append(key)
            if not is_sound or said["to"] in self.unknown:
                return 400, {"message": "The property, 'to', in the request body is invalid"}
            if key in self._accepted_keys:
                return 409, {"message": "The retry key is already accepted"}
            self._accepted_keys.add(key)
            self.accepted.append(Push(key, said["to"], texts))
        return 200, {"sentMessages": [{"id": "1"}]}

    def copies(self) -> Counter[str]:
        """How often each person was sent something."""
        return Counter(push.to for push in self.accepted)

    @contextmanager
    def running(self) -> Iterator["LineServerOfTests"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.over.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()
