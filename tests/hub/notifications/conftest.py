"""A mail server for each test that asks for one; a whole hub of processes for those that kill it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.test import Client
from pytest_django import Settings

from hub.accounts.models import User
from hub.notifications import dispatch
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.notifications.mail_servers import MailServerOfTests
from tests.hub.notifications.processes import Broker, Hub, a_broker, a_hub


@pytest.fixture(autouse=True)
def _broker_believed() -> None:
    dispatch.broker.forget()


@pytest.fixture
def role_of_clerk() -> str:
    return "coordinator"


@pytest.fixture
def clerk(role_of_clerk: str) -> User:
    """Of the city's staff."""
    return UserFactory(**{role_of_clerk: True})


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    """The browser of ``clerk``."""
    return sign_in(client, clerk)


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServerOfTests]:
    """A real one, which the hub's settings name."""
    with MailServerOfTests().running() as server:
        settings.EMAIL_BACKEND = "hub.notifications.backend.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="hub-") as name:
        yield Path(name)


@pytest.fixture
def broker(folder: Path) -> Iterator[Broker]:
    with a_broker(folder) as one:
        yield one


@pytest.fixture
def sink() -> Iterator[MailServerOfTests]:
    with MailServerOfTests().running() as server:
        yield server


@pytest.fixture
def environment_of_hub() -> dict[str, str]:
    """What the processes are told beside where everything is."""
    return {}


@pytest.fixture
def hub(
    folder: Path, broker: Broker, sink: MailServerOfTests, settings: Settings, environment_of_hub: dict[str, str]
) -> Iterator[Hub]:
    """Workers and beats that talk to the test's own broker and mail server. None runs yet."""
    settings.REDIS_URL = broker.url
    settings.CELERY_BROKER_URL = broker.url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    with a_hub(folder, broker, sink.port, **environment_of_hub) as one:
        yield one
        sys.stdout.write(one.logs())  # shown of a test that fails
