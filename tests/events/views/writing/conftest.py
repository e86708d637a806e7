"""A verified organisation, and somebody signed in who writes for it."""

import pytest
from django.test import Client

from hub.accounts.models import Organization
from tests.events.members import member
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.accounts.signing_in import sign_in


@pytest.fixture
def ours() -> Organization:
    return OrganizationFactory(verified=True, name="台町の会")


@pytest.fixture
def client(ours: Organization) -> Client:
    client = Client()
    sign_in(client, member(ours))
    return client
