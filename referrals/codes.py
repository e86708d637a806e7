"""受付番号: 20 digits by which the writer finds the answer, shown once and stored as a keyed hash.

It is made of what was sent (the mark of the page and the words), so that the same form sent twice is one referral with one
code, and no row holds it in a form that could be read. 20 digits are 66 bits: not to be guessed.
"""

import hmac
import re
import unicodedata
import uuid
from collections.abc import Iterable
from hashlib import sha256

from django.conf import settings

DIGITS = 20
_NAMESPACE = uuid.UUID("5c9c5f7e-6d0e-4a64-9d0b-0f6f5d3f3a51")
_GROUP = 4


def _keys() -> list[bytes]:
    return [str(key).encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _digest(key: bytes, purpose: str, text: str) -> bytes:
    return hmac.new(key, f"referrals.{purpose}\0{text}".encode(), sha256).digest()


def code_of(page: str, words: Iterable[str]) -> str:
    """The code of what this page sent. Other words from the same page have another: nothing that was sent is dropped."""
    text = "\0".join([page, *words])
    return str(int.from_bytes(_digest(_keys()[0], "code", text)) % 10**DIGITS).zfill(DIGITS)


def hash_of(code: str) -> str:
    """What the row keeps."""
    return _digest(_keys()[0], "code-hash", code).hex()


def hashes_of(code: str) -> list[str]:
    """All under which a code may lie: of the hub's key and of its former keys. The same work for a hit and a miss."""
    return [_digest(key, "code-hash", code).hex() for key in _keys()]


def digits_in(text: str) -> str:
    """All digits of what was typed or pasted, full-width ones too, whatever stands around and between them."""
    return re.sub(r"[^0-9]+", "", unicodedata.normalize("NFKC", text))


def token_of(*parts: str) -> str:
    """Of a link: 128 bits that nobody can guess, the same for what was sent twice from one page."""
    return _digest(_keys()[0], "link", "\0".join(parts)).hex()[:32]


def in_groups(code: str) -> str:
    """1234 5678 …, as it is read aloud and copied."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def phone_hash(phone: str) -> str:
    """By which those allowed find a case again: the digits alone, under the hub's key. Empty for no digits."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    return _digest(_keys()[0], "phone", re.sub(r"^81(?=[1-9])", "0", digits)).hex() if digits else ""


def phone_hashes(phone: str) -> list[str]:
    """The same under all keys, for a search."""
    digits = re.sub(r"^81(?=[1-9])", "0", re.sub(r"\D", "", unicodedata.normalize("NFKC", phone)))
    return [_digest(key, "phone", digits).hex() for key in _keys()] if digits else []


def key_of(*parts: str) -> uuid.UUID:
    """Of what was sent from one page: the same again is the same."""
    return uuid.uuid5(_NAMESPACE, "\0".join(parts))
