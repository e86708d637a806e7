"""How many certificates one client and all together may look at, and make PDFs of; and how many forms may be sent."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from hub import turns


@dataclass(frozen=True)
class Held:
    """A form that is not taken now. ``is_of_contact``: for the number or address typed in it, not for where it comes from."""

    seconds: int
    again_at: datetime
    is_of_contact: bool


def take_turn(client: str, *, now: float | None = None) -> int:
    """Counts one look; 0 where it may be taken, else the seconds until the next may be."""
    return turns.take_turn("certificate", client, settings.HUB_CERTIFICATE_LIMITS, now=now)


def take_pdf_turn(user: int, *, now: float | None = None) -> int:
    """The same for one PDF of a member, by the number of the account."""
    return turns.take_turn("certificate_pdf", f"user-{user}", settings.HUB_CERTIFICATE_PDF_LIMITS, now=now)


def take_form_turn(
    purpose: str, client: str, contacts: Iterable[str], limits: turns.Limits, *, now: float | None = None
) -> Held | None:
    """Counts one form without an account; None where it may be taken.

    Many people share the address of a library: it may send many, and each of ``contacts`` (a number, an address) few.
    These are counted of each client apart: nobody shuts out somebody else by typing what is theirs.
    """
    now = time.time() if now is None else now
    if wait := turns.take_turn(purpose, client, limits, now=now):
        return _held(wait, now, is_of_contact=False)
    each = {"client": limits["contact"], "all": ()}
    waits = [turns.take_turn(f"{purpose}-contact", f"{client}:{one}", each, now=now) for one in contacts if one]
    return _held(max(waits), now, is_of_contact=True) if any(waits) else None


def _held(seconds: int, now: float, *, is_of_contact: bool) -> Held:
    return Held(
        seconds, datetime.fromtimestamp(now + seconds + 60, UTC).replace(second=0, microsecond=0), is_of_contact
    )
