"""The part of a mailed link that can't be guessed: 128 bits of an HMAC, made anew each time, stored nowhere."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_BYTES = 16


def token_of(purpose: str, value: str) -> str:
    """32 hexadecimal digits: no mail program takes one of them for the end of the link."""
    return _token(purpose, value, settings.SECRET_KEY)


def fits(token: str, purpose: str, value: str) -> bool:
    """Whether ``token`` was made for this, with the hub's key or one of its former keys."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(token, _token(purpose, value, key)) for key in keys)


def _token(purpose: str, value: str, key: str | bytes) -> str:
    return salted_hmac(purpose, value, secret=key, algorithm="sha256").digest()[:_BYTES].hex()
