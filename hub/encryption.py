"""What is kept encrypted in the database, with keys of its own that can be changed one after the other."""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(value: str | bytes) -> str:
    """Text or bytes, with the first of ``ENCRYPTION_KEYS``."""
    content = value if isinstance(value, bytes) else value.encode()
    return _box(tuple(settings.ENCRYPTION_KEYS)).encrypt(content).decode("ascii")


def decrypt(token: str) -> str:
    """With whichever key fits. Raises ``ValueError`` where none does."""
    return decrypt_bytes(token).decode()


def decrypt_bytes(token: str) -> bytes:
    """The same for what is no text."""
    try:
        return _box(tuple(settings.ENCRYPTION_KEYS)).decrypt(token.encode("ascii"))
    except InvalidToken as error:
        raise ValueError("no key of ENCRYPTION_KEYS fits") from error


def rotate(token: str) -> str:
    """The same content under the first key."""
    return _box(tuple(settings.ENCRYPTION_KEYS)).rotate(token.encode("ascii")).decode("ascii")
