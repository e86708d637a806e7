import re
from typing import Any
import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from hub.accounts.models import User
from hub.notifications.letters import Letter, writer_of
from hub.notifications.models import Mailing
from tests.hub.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def letters() -> list[tuple[str, str, Letter | None]]:
    """Kind, recipient and words of what waits in the outbox."""
    return [
        (one.kind, one.user.email if one.user else one.address, writer_of(one.kind)(one))  # type: ignore[misc]
        for one in Mailing.objects.order_by("pk")
    ]


SIGN_UP = {"email": "hana@example.org", "password1": "とても長い合言葉です", "display_name": "はな", "has_agreed": "on"}


def test_an_account_is_made_confirmed_and_opened(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 200
    answer = client.post("/accounts/signup/", SIGN_UP)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/")
    [(kind, to, letter)] = letters()
    assert (kind, to) == ("accounts.confirm_address", "hana@example.org")
    link = letter.links[0][1].removeprefix("http://testserver")
    page = client.get(link)
    assert page.status_code == 200
    assert not EmailAddress.objects.get().verified
    client.post(link)
    assert EmailAddress.objects.get().verified
    user = User.objects.get()
    answer = client.post("/accounts/login/", {"login": "HANA@example.org", "password": SIGN_UP["password1"]})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert client.get("/me/").status_code == 200
    assert str(user) == "はな"
