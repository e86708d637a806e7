"""A little work that a browser does by itself before its form is taken in, where more comes than people send.

Nothing is stored: a challenge is signed, ends by itself, and is bound to a subject (what is sent, not the page), so that
work that was done serves for that one thing only. Its answer is a number with which SHA-256 of both begins with as many
zero bits as the challenge names. ``static/js/proof.js`` looks for it by the same rule.
"""

import hmac
import re
import time
from hashlib import sha256

from django.conf import settings
from django.utils.crypto import salted_hmac

# Hexadecimal end (seconds), bits, signature: with a point and the longest number it fills one block of SHA-256.
_CHALLENGE = re.compile(r"([0-9a-f]{8})\.([0-9]{2})\.([0-9a-f]{32})")
_ANSWER = re.compile(r"[0-9]{1,10}")
_SHA_BITS = 256


def challenge_for(purpose: str, subject: str, *, bits: int, seconds: int, now: float | None = None) -> str:
    """Of 45 letters at most. ``bits``: on the average it takes 2 to that power tries."""
    ends = int((time.time() if now is None else now) + seconds)
    head = f"{ends:08x}.{bits:02d}"
    return f"{head}.{_signature(settings.SECRET_KEY, purpose, subject, head)}"


def is_solved(purpose: str, subject: str, challenge: str, answer: str, *, now: float | None = None) -> bool:
    """Whether the challenge is ours, of this very subject and not over, and the answer solves it."""
    found = _CHALLENGE.fullmatch(challenge)
    if found is None or _ANSWER.fullmatch(answer) is None:
        return False
    head = f"{found[1]}.{found[2]}"
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ours = [hmac.compare_digest(_signature(key, purpose, subject, head), found[3]) for key in keys]
    is_in_time = int(found[1], 16) >= (time.time() if now is None else now)
    return any(ours) and is_in_time and fits(challenge, answer)


def fits(challenge: str, answer: str) -> bool:
    """Whether enough zero bits lead."""
    bits = int(challenge.split(".")[1])
    return int.from_bytes(sha256(f"{challenge}.{answer}".encode()).digest()) >> (_SHA_BITS - bits) == 0


def _signature(key: str, purpose: str, subject: str, head: str) -> str:
    said = f"{head}\0{subject}"
    return salted_hmac(f"hub.proof_of_work.{purpose}", said, secret=key, algorithm="sha256").hexdigest()[:32]
