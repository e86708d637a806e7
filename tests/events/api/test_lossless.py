"""Promise of the feed: whoever follows the changes misses none, however writers and commits fall.

Twenty runs here, two hundred in `make soak`; and with the lock taken out the same run must lose something, or it would
show nothing.
"""

import random
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from events.models import Event, Place
from events.services import occurrences, publishing
from events.services.writing import finish_edit, save_edited
from hub import changes
from tests.events.api.following import Follower, full_lists
from tests.events.factories import EventFactory, PlaceFactory

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 3
ACTS = 4
RUNS = 20


@pytest.fixture(autouse=True)
def _as_fast_as_it_answers(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10**9, "token": 10**9}


class Writer(Thread):
    """Changes things of its own by the services, each once, and each time waits a little before it commits.

    Once, since a second change would tell again what was missed of the first.
    """

    def __init__(self, seed: int, place: Place, events: list[Event]) -> None:
        super().__init__()
        self.chance = random.Random(seed)  # noqa: S311  not a secret
        self.place, self.events = place, events
        self.errors: list[BaseException] = []

    def run(self) -> None:
        try:
            for number in range(ACTS):
                self._act(number)
        except BaseException as error:  # noqa: BLE001 - told to the test
            self.errors.append(error)
        finally:
            connection.close()

    def _act(self, number: int) -> None:
        with transaction.atomic():
            event = Event.objects.get(pk=self.events[number].pk)
            if number == 0:
                self._rename_place()
            else:
                self.chance.choice((self._rename, self._end, self._cancel))(event)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(%s)", [self.chance.random() * 0.03])

    def _rename(self, event: Event) -> None:
        event.title = "あたらしい名前"
        save_edited(event, by=None, changed=["title"])
        finish_edit(event)

    def _end(self, event: Event) -> None:
        publishing.close(event, by=None)

    def _cancel(self, event: Event) -> None:
        date = event.occurrences.get()
        occurrences.cancel_occurrence(date, by=None, note="雨のため")

    def _rename_place(self) -> None:
        """All that is held there says so too."""
        place = Place.objects.get(pk=self.place.pk)
        place.name = "あたらしい場"
        save_edited(place, by=None, changed=["name"])
        finish_edit(place)


def differences(seed: int) -> int:
    """One run: how many things a reader who only follows has otherwise than the full list."""
    later = timezone.now() + timedelta(days=3)
    writers = []
    for number in range(WRITERS):
        place = PlaceFactory.create(published=True)
        events = EventFactory.create_batch(ACTS, published=True, place=place, starts=[later])
        writers.append(Writer(seed * 100 + number, place, events))
    reader = Follower()
    for writer in writers:
        writer.start()
    reader.follow_until(lambda: not any(writer.is_alive() for writer in writers))
    for writer in writers:
        writer.join(timeout=30)
    assert [writer.errors for writer in writers] == [[]] * WRITERS
    there = full_lists(Client())
    assert len(there) >= WRITERS
    keys = there.keys() | reader.things.keys()
    return sum(there.get(key) != reader.things.get(key) for key in keys)


def test_nothing_is_missed() -> None:
    assert [differences(seed) for seed in range(RUNS)] == [0] * RUNS


@pytest.mark.soak
def test_nothing_is_missed_in_two_hundred_runs() -> None:
    found = [differences(seed) for seed in range(1_000, 1_200)]
    assert found == [0] * 200


def test_without_the_lock_something_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_wait_in_line", lambda: None)
    assert any(differences(seed) for seed in range(2_000, 2_000 + RUNS))
