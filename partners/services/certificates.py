"""登録証 and the code on it, with which anybody can see whether it is true. Nothing of it is stored."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from hub.unseen import without_unseen
from partners.enums import NUMBERED
from partners.models import Partnership

_PURPOSE = "partners.certificate"
# Without I, L, O and U, which are misread; typed in, they stand for what they look like.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SAME = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": "", "　": "", "ー": "", "－": ""})
_LENGTH = 12


@dataclass(frozen=True)
class Verdict:
    """``partnership`` None: no such certificate was ever given."""

    partnership: Partnership | None

    @property
    def is_in_force(self) -> bool:
        return self.partnership is not None and self.partnership.is_in_force


def code_of(partnership: Partnership) -> str:
    """Twelve letters in groups of four, 60 bits of an HMAC over the registration and its number."""
    return _code(partnership, settings.SECRET_KEY)


def verify_certificate(number: str, code: str) -> Verdict:
    """Of a number and a code as somebody typed them, in capitals or not, full width or not."""
    typed = normalized(code)
    found = Partnership.objects.filter(number=tidy_number(number), state__in=NUMBERED)
    partnership = found.select_related("organization", "programme").first()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if partnership and any(constant_time_compare(typed, normalized(_code(partnership, key))) for key in keys):
        return Verdict(partnership)
    return Verdict(None)


def tidy_number(number: str) -> str:
    """As it stands on the certificate."""
    return _settled(lambda text: _narrow(text).strip().upper(), number)


def normalized(code: str) -> str:
    """Without what only makes it easier to read."""
    return _settled(lambda text: _narrow(text).upper().translate(_SAME).strip(), code)


def _settled(step: Callable[[str], str], text: str) -> str:
    """Until nothing changes any more: what is left out between two letters may let them grow into another."""
    while (after := step(text)) != text:
        text = after
    return after


def _narrow(text: str) -> str:
    return without_unseen(unicodedata.normalize("NFKC", text).replace("\x00", ""))


def _code(partnership: Partnership, key: str | bytes) -> str:
    return code_over(_PURPOSE, f"{partnership.pk}:{partnership.number}:{partnership.nonce}", key)


def code_over(purpose: str, value: str, key: str | bytes) -> str:
    """Twelve letters in groups of four, 60 bits of an HMAC over the value."""
    digest = int.from_bytes(salted_hmac(purpose, value, secret=key, algorithm="sha256").digest()[:8], "big")
    letters = "".join(LETTERS[(digest >> (5 * place)) & 31] for place in range(_LENGTH))
    return "-".join(letters[place : place + 4] for place in range(0, _LENGTH, 4))
