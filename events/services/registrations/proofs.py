"""参加の証明: a number by which whoever is shown it finds the event, the date, and that somebody came. No name.

Twenty digits of a keyed hash (66 bits): the same when a mark was taken back and set again, and not to be guessed.
"""

import re
import unicodedata

from django.db.models import Q
from django.utils.crypto import salted_hmac

from events.models import Attendance, Registration

DIGITS = 20
_GROUP = 5


def code_of(registration: int, occurrence: int) -> str:
    """What a row of attendance gets when somebody came."""
    digest = salted_hmac("events.proof", f"{registration}:{occurrence}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}d}"


def in_groups(code: str) -> str:
    """12345 67890 …, as it is read aloud and copied."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def digits_in(text: str) -> str:
    """All digits of what was typed or pasted, full-width ones too."""
    return re.sub(r"[^0-9]+", "", unicodedata.normalize("NFKC", text))


def attendance_of(code: str) -> Attendance | None:
    """Of whom the number is; None for one that was never given, or whose mark was taken back."""
    if len(code) != DIGITS:
        return None
    rows = Attendance.objects.filter(~Q(proof=""), proof=code, came=True)
    found: Attendance | None = rows.select_related("occurrence__event").first()
    return found


def came_on(registration: Registration) -> list[Attendance]:
    """The dates on which this registration came, the first one first."""
    rows = registration.attendances.filter(~Q(proof=""), came=True).select_related("occurrence__event")
    return list(rows.order_by("occurrence__starts_at", "pk"))
