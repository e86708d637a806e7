"""What somebody's own device shows as the second factor."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

STEP = 30


def code_of(secret: str) -> str:
    """Six digits that hold until the step of 30 seconds ends."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP))


def start_of_step() -> int:
    """A moment, in seconds, from which on a code holds the whole step: for who writes it slowly."""
    return int(time.time()) // STEP * STEP
