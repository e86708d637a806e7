"""What is kept encrypted opens with old keys and is brought under the new one."""

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet
from django.core.management import call_command

from hub import encryption
from tests.hub.accounts.factories import UserFactory


def test_keys_are_changed_one_after_the_other(settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    token = encryption.encrypt("八王子")
    settings.ENCRYPTION_KEYS = [new, old]
    assert encryption.decrypt(token) == "八王子"
    again = encryption.rotate(token)
    settings.ENCRYPTION_KEYS = [new]
    assert encryption.decrypt(again) == "八王子"
    with pytest.raises(ValueError, match="no key of ENCRYPTION_KEYS fits"):
        encryption.decrypt(token)


@pytest.mark.django_db
def test_the_secret_of_a_second_factor_is_not_readable_in_the_database() -> None:
    secret = generate_totp_secret()
    user = UserFactory()
    TOTP.activate(user, secret)
    row = Authenticator.objects.filter(user=user).values().get()
    assert secret not in str(row)
    assert get_adapter().decrypt(row["data"]["secret"]) == secret


@pytest.mark.django_db
def test_second_factors_are_brought_under_the_new_key(settings: Any) -> None:
    user, secret = UserFactory(), generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    call_command("rotate_keys")
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    rows = {row.type: row for row in Authenticator.objects.filter(user=user)}
    assert get_adapter().decrypt(rows["totp"].data["secret"]) == secret
    assert RecoveryCodes(rows["recovery_codes"]).get_unused_codes() == codes
