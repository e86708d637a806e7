"""はがきの番号: with which one person answers once. Shown when it is made, kept as a keyed hash alone.

12 of 30 signs are 58 bits: not to be guessed. No sign looks like another in print (no 0 O, 1 I L, U).
"""

import hmac
import re
import secrets
import unicodedata
from hashlib import sha256

from django.conf import settings

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_GROUP = 4
_OTHERS = re.compile(r"[\s‐‑‒–—―−ー\-_.・]+")


def new_number() -> str:
    return "".join(secrets.choice(SIGNS) for _n in range(LENGTH))


def number_in(text: str) -> str:
    """What was typed or pasted, in whatever width and case, with whatever stands between; empty where it can't be one."""
    found = _OTHERS.sub("", unicodedata.normalize("NFKC", text).upper())
    return found if len(found) == LENGTH and set(found) <= set(SIGNS) else ""


def in_groups(number: str) -> str:
    """ABCD-2345-…, as it is printed."""
    return "-".join(number[start : start + _GROUP] for start in range(0, len(number), _GROUP))


def hash_of(number: str, survey: int) -> str:
    """What the row keeps. A number of one survey is none of another."""
    return _digest(settings.SECRET_KEY, number, survey)


def hashes_of(number: str, survey: int) -> list[str]:
    """All under which it may lie: of the hub's key and of its former keys. The same work for a hit and a miss."""
    return [_digest(key, number, survey) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _digest(key: object, number: str, survey: int) -> str:
    return hmac.new(str(key).encode(), f"indicators.ticket\0{survey}\0{number}".encode(), sha256).hexdigest()
