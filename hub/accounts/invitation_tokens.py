"""The part of an invitation's link that can't be guessed: 128 bits of an HMAC, made anew each time, stored nowhere."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from hub.accounts.models import Invitation

_SALT = "hub.accounts.invitation"
_BYTES = 16


def token_of(invitation: Invitation) -> str:
    """32 hexadecimal digits: no mail program takes one of them for the end of the link."""
    return _token(invitation, settings.SECRET_KEY)


def fits(invitation: Invitation, token: str) -> bool:
    """Whether ``token`` was made for this invitation, with the hub's key or one of its former keys."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(token, _token(invitation, key)) for key in keys)


def _token(invitation: Invitation, key: str | bytes) -> str:
    value = f"{invitation.pk}:{invitation.nonce.hex}"
    return salted_hmac(_SALT, value, secret=key, algorithm="sha256").digest()[:_BYTES].hex()
