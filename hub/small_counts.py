"""Counts of people that are small are not told: who is counted among three can be guessed (promise 14)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

LEAST = 10


def small() -> str:
    """What is said in place of 1 to 9."""
    return _("10未満")


def withheld() -> str:
    """What is said in place of a number that would tell a small one."""
    return _("非公表")


def shown(number: int) -> str:
    """0, 10未満 for 1 to 9, else the number."""
    return small() if 0 < number < LEAST else f"{number:,}"


def shown_sum(parts: Sequence[int]) -> str:
    """The sum of parts that are told beside it, or 非公表 where it would give one of them away.

    With no small part it gives nothing away, and with a single part that is not 0 it is that part.
    """
    if any(0 < part < LEAST for part in parts) and sum(part > 0 for part in parts) > 1:
        return withheld()
    return shown(sum(parts))
