"""What happens where more comes than people send: some work first, then a look by somebody; no referral is refused.

Whoever writes on in one waits, at the worst, with the words before them, and is told for how long.

Counts are of the day's keyed hash of a client (``hub.turns``), in the process where Redis is away; of the work nothing is
stored. So neither is ever a reason not to take a referral in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.conf import settings

from hub import turns
from hub.proof_of_work import challenge_for, is_solved
from referrals.models import Sign
from referrals.services.intake import Told, is_received, mark_of

if TYPE_CHECKING:
    from hub.accounts.models import User

_REFERRAL, _CODE = "referral", "referral-code"


class Way(Enum):
    """TAKE: at once. WORK: the browser is asked for some first. HOLD: it is taken in, and waits for a look."""

    TAKE = "take"
    WORK = "work"
    HOLD = "hold"


def way_of(told: Told, *, by: "User | None", client: str, sent: Mapping[str, str]) -> Way:
    """Counts it. ``sent``: ``challenge`` and ``answer`` of the work; ``unproven``: whoever sends it does not wait for that.

    The account of a professional who is named stands for the work: files could not be carried over it.
    """
    if is_received(told, by=by):
        return Way.TAKE
    is_proven = _has_worked(_REFERRAL, mark_of(told, by=by), sent)
    if not is_proven and not _is_beyond(_REFERRAL, client, settings.HUB_REFERRALS_LIMITS):
        return Way.TAKE
    if is_proven or by is not None:
        is_too_much = _is_beyond("referral-proven", client, settings.HUB_REFERRALS_PROVEN_LIMITS)
        return Way.HOLD if is_too_much else Way.TAKE
    if "unproven" in sent or Sign.objects.filter(pk__in=told.signs, is_urgent=True).exists():
        return Way.HOLD  # an urgent one never is
    return Way.WORK


def _is_beyond(purpose: str, client: str, limits: turns.Limits) -> bool:
    return bool(turns.take_turn(purpose, client, limits))


def work_for(told: Told) -> str:
    """The challenge of this very form: with other words it is another."""
    return _challenge(_REFERRAL, mark_of(told, by=None))


@dataclass(frozen=True)
class Wait:
    """``seconds``: 0 where nobody waits. ``challenge``: whose work spares the wait; empty where none does."""

    seconds: int = 0
    challenge: str = ""


NO_WAIT = Wait()


def wait_for_code(code: str, *, client: str, sent: Mapping[str, str], reply: tuple[str, ...] = ()) -> Wait:
    """Counts one code that is tried, right or wrong, worked for or not.

    ``reply``: what is written on with it, which takes work of its own: the mark of its page, and its words.
    """
    subject = "\0".join((code, *reply))
    if _has_worked(_CODE, subject, sent):
        return Wait(turns.take_turn(f"{_CODE}-proven", client, settings.HUB_REFERRALS_FOLLOW_PROVEN_LIMITS))
    seconds = turns.take_turn(_CODE, client, settings.HUB_REFERRALS_FOLLOW_LIMITS)
    return Wait(seconds, _challenge(_CODE, subject)) if seconds else NO_WAIT


def _challenge(purpose: str, subject: str) -> str:
    bits, seconds = settings.HUB_REFERRALS_PROOF_BITS, settings.HUB_REFERRALS_PROOF_SECONDS
    return challenge_for(purpose, subject, bits=bits, seconds=seconds)


def _has_worked(purpose: str, subject: str, sent: Mapping[str, str]) -> bool:
    """By what the form sends."""
    return is_solved(purpose, subject, sent.get("challenge", ""), sent.get("answer", ""))
