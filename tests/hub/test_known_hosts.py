"""A foreign name of the host: one line in the log, a plain 400, whatever is asked for."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.test import Client
from pytest_django import Settings

from hub.logs import logging_config

FOREIGN = ["evil.example", "evil.example:8000", "testserver.evil.example", "a b", "[::1", "ひらがな.example", ""]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log writes, in the form of production."""
    root = logging.getLogger()
    before, level, configured = root.handlers[:], root.level, structlog.get_config()
    logging_config("json", "INFO")
    structlog.configure(**configured)  # loggers keep what they were made with, and other tests listen there
    stream = io.StringIO()
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


@pytest.mark.parametrize("path", ["/", "/api/v1/events/", "/admin/", "/healthz", "/no-such-page/"])
@pytest.mark.parametrize("host", ["evil.example"])
def test_a_foreign_host_is_one_line(client: Client, written: io.StringIO, path: str, host: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content == b"400 Bad Request: unknown host\n"
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [(line["event"], line["status"], line.get("exception")) for line in lines] == (
        [] if path == "/healthz" else [("request", 400, None)]
    )
    assert host not in written.getvalue()


@pytest.mark.parametrize("host", FOREIGN)
def test_each_foreign_host_is_refused(client: Client, written: io.StringIO, host: str) -> None:
    assert client.post("/report/", {"text": "x"}, headers={"Host": host}).status_code == 400
    assert len(written.getvalue().splitlines()) == 1


def test_also_where_everything_is_led_to_https(client: Client, written: io.StringIO, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert len(written.getvalue().splitlines()) == 1


def test_our_own_is_answered(client: Client) -> None:
    assert client.get("/robots.txt").status_code == 200
