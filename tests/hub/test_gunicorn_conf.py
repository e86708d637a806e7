"""What gunicorn says of requests that it can't read: that they came, not from where (promise 12)."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.served import served
from tests.waiting import until

# All of 127.0.0.0/8 is this machine: the hub sees this one as the client's.
_CLIENT = "127.7.7.7"
_TOO_LONG = b"GET /support/refer/?q=" + b"himitsu" * 1_500 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_REQUESTS = {
    "too long a line": _TOO_LONG,
    "no HTTP": b"himitsu himitsu\r\n\r\n",
    "a strange method": b"HIMITSU:; / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nhimitsu\r\n\r\n",
}


def _send(url: str, request: bytes) -> bytes:
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=10, source_address=(_CLIENT, 0)) as line:
        line.sendall(request)
        return line.recv(200)


@pytest.mark.django_db(transaction=True)
def test_no_log_names_the_client_of_a_request_that_cannot_be_read(tmp_path: Path) -> None:
    with served(tmp_path) as url:
        answers = {name: _send(url, request).split(b"\r\n")[0][:12] for name, request in _REQUESTS.items()}
        said = tmp_path / "log"
        until(lambda: said.read_text().count("Invalid request.") == len(_REQUESTS), what="gunicorn's lines")
        log = said.read_text()
    assert answers == {"too long a line": b"HTTP/1.1 414"} | dict.fromkeys([*_REQUESTS][1:], b"HTTP/1.1 400")
    assert [word for word in (_CLIENT, "himitsu", "HIMITSU") if word in log] == []
