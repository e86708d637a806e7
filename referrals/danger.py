"""いのちの危険があるとき: the numbers that stand above every page on which somebody may be in danger."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from referrals.models import DangerHelp

FILE: Path = settings.BASE_DIR / "data" / "support" / "danger.csv"
_EMERGENCY = frozenset({"119", "110", "189"})


def danger_helps() -> list[DangerHelp]:
    """What staff keep; where nothing has been loaded yet, what the file says: the page never stands without them."""
    return list(DangerHelp.objects.all()) or list(_shipped())


@cache
def _shipped() -> tuple[DangerHelp, ...]:
    return tuple(read_danger(FILE))


def read_danger(file: Path) -> list[DangerHelp]:
    """The rows of ``danger.csv``, not saved."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [
            DangerHelp(**row | {"order": int(row["order"]), "checked_on": row["checked_on"] or None})
            for row in csv.DictReader(rows)
        ]  # fmt: skip


def has_somebody_to_talk_to(helps: Iterable[DangerHelp]) -> bool:
    """Whether there is a number for who is desperate, beside those that send somebody at once."""
    return any(one.phone not in _EMERGENCY for one in helps)
