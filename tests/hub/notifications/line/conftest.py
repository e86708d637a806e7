"""A hub that has a channel of LINE, and LINE."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.hub.notifications.line.calls import SECRET
from tests.hub.notifications.line_server import TOKEN, LineServerOfTests


@pytest.fixture(autouse=True)
def line(settings: Settings) -> Iterator[LineServerOfTests]:
    with LineServerOfTests().running() as server:
        settings.LINE_CHANNEL_ACCESS_TOKEN, settings.LINE_CHANNEL_SECRET = TOKEN, SECRET
        settings.LINE_API = server.url
        settings.LINE_BASIC_ID = "@hub"
        settings.EMAIL_TIMEOUT = 1
        yield server
