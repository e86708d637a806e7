"""Who somebody is to the hub, without keeping it twice: a keyed hash that tells the same person at the same date."""

import secrets
import unicodedata
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from hub.accounts.models import User

DIGITS = 12


def person_key(*, user: "User | None", email: str, phone: str, name: str) -> str:
    """Of an account, else of an address, else of a number with the name: a family shares its telephone.

    Forty hexadecimal digits; empty where nothing tells who it is.
    """
    if user is not None:
        said = f"user:{user.pk}"
    elif email:
        said = f"email:{email.strip().casefold()}"
    elif phone:
        digits = "".join(sign for sign in unicodedata.normalize("NFKC", phone) if sign.isdigit())
        said = f"phone:{digits}:{unicodedata.normalize('NFKC', name).casefold().replace(' ', '')}"
    else:
        return ""
    return salted_hmac("events.registrations.person", said, algorithm="sha256").hexdigest()[:40]


def new_code() -> str:
    """申込番号: twelve digits. That it is there already is as likely as a right guess; the table then refuses it."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
