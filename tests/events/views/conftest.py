"""A Wednesday morning in a small made-up city with the hub's words."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.words import load_words

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=TOKYO)


def at(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    """A moment in the city."""
    return datetime(year, month, day, hour, minute, tzinfo=TOKYO)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """Wednesday, 25 November 2026, 10:00. The clock stands still."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    """Themes, audiences and welcome marks."""
    load_words()
