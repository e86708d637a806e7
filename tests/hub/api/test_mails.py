"""What the owner of a new key is told."""

import pytest

from hub.api.enums import Scope
from hub.api.models import PersonalToken
from hub.api.services.tokens import create_token
from hub.notifications.letters import writer_of
from hub.notifications.models import Mailing
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_mail_says_what_was_made_and_not_the_key() -> None:
    token, secret = create_token(user=UserFactory(), name="https://bad.example", scope=Scope.WRITE)
    writer, mailing = writer_of("api.token_made"), Mailing.objects.get()
    assert writer is not None
    letter = writer(mailing)
    assert letter is not None
    text = " ".join([letter.subject, *letter.paragraphs, *letter.after])
    assert "読む・書く" in text
    assert "bad.example" not in text
    assert secret[:8] not in text
    assert [url for _label, url in letter.links] == [
        "http://testserver/me/tokens/",
        "http://testserver/accounts/password/reset/",
    ]
    PersonalToken.objects.filter(pk=token.pk).delete()
    assert writer(mailing) is None
