"""A new key for what is sealed: records of looks too, which the owner of the tables alone writes anew."""

from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from referrals.models import AccessRecord
from referrals.services.cases import take_referral
from referrals.services.drafts import save_draft
from referrals.services.opening import open_case
from tests.database import as_owner
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import referral, worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_owner_writes_all_anew_and_the_running_hub_says_that_it_may_not(settings: Any) -> None:
    one = referral()
    take_referral(one, by=worker(one.office))
    me, page = worker(one.office), uuid4()
    save_draft(one, by=me, act="note", page=page, words={"text": "書きかけの文"})
    open_case(one, by=UserFactory(consultation=True), reason="担当が休み")
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    with pytest.raises(CommandError, match="HUB_AS_OWNER"):
        call_command("rotate_keys")
    with as_owner():
        call_command("rotate_keys", verbosity=0)
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    sealed: Any = AccessRecord.objects.get(look="personal").reason
    assert sealed.unsealed() == "担当が休み"
    assert open_case(one, by=me).drafts["note"].words == {"text": "書きかけの文"}
