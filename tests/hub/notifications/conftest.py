"""A mail server for each test that asks for one."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from hub.accounts.models import User
from hub.notifications import dispatch
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.notifications.mail_servers import MailServerOfTests


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
