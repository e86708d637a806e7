"""Places, events and dates as the services leave them: listed, searchable, with the records of their state.

A factory writes rows directly (a test of a list needs no history), then lets ``events.services.listing`` fill the
columns that lists are read from.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from events.enums import OccurrenceOrigin, OccurrenceState, PlaceKind, State
from events.models import Event, Occurrence, OpeningException, OpeningHours, Place
from events.services.listing import refresh_events, refresh_places

PUBLISHED_AT = datetime(2026, 4, 1, tzinfo=UTC)


def moment(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment in the city."""
    return datetime(year, month, day, hour, minute, tzinfo=timezone.get_current_timezone())


class _ThingFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    class Params:
        in_review = factory.Trait(state=State.IN_REVIEW)
        published = factory.Trait(state=State.PUBLISHED, published_at=PUBLISHED_AT)
        closed = factory.Trait(state=State.CLOSED, published_at=PUBLISHED_AT)
        hidden = factory.Trait(state=State.HIDDEN, published_at=PUBLISHED_AT)
        sample = factory.Trait(is_sample=True, sample_note="見本です")

    @factory.post_generation
    def themes(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        if create and extracted:
            self.themes.set(extracted)

    @factory.post_generation
    def audiences(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        if create and extracted:
            self.audiences.set(extracted)

    @factory.post_generation
    def marks(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        if create and extracted:
            self.welcome_marks.set(extracted)


class PlaceFactory(_ThingFactory):
    """A draft; ``published=True`` for what residents see. ``hours=[(weekday, "09:00", "17:00"), …]``."""

    class Meta:
        model = Place

    name = factory.Sequence(lambda number: f"ひだまりサロン{number}")
    kana = factory.Sequence(lambda number: f"ひだまりさろん{number:04}")
    kind = PlaceKind.SALON
    address = "八王子市南大沢2-27"

    @factory.post_generation
    def hours(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        if create:
            for weekday, opens, closes in extracted or []:
                OpeningHours.objects.create(place=self, weekday=weekday, opens=opens, closes=closes)

    @classmethod
    def _after_postgeneration(cls, instance: Any, create: bool, results: Any = None) -> None:
        super()._after_postgeneration(instance, create, results)
        if create:
            refresh_places([instance.pk])
            instance.refresh_from_db()


class OpeningExceptionFactory(DjangoModelFactory):
    """Closed all day, unless hours are given."""

    class Meta:
        model = OpeningException

    place = factory.SubFactory(PlaceFactory)
    is_closed = factory.LazyAttribute(lambda made: made.opens is None)
    opens = None
    closes = None


class EventFactory(_ThingFactory):
    """A draft without dates. ``starts=[moment(…), …]`` gives dates of two hours, ``published=True`` shows it."""

    class Meta:
        model = Event

    title = factory.Sequence(lambda number: f"みんなの茶話会{number}")

    @factory.post_generation
    def starts(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        if create:
            for starts_at in extracted or []:
                OccurrenceFactory(event=self, starts_at=starts_at)

    @classmethod
    def _after_postgeneration(cls, instance: Any, create: bool, results: Any = None) -> None:
        super()._after_postgeneration(instance, create, results)
        if create:
            refresh_events([instance.pk])
            instance.refresh_from_db()


class OccurrenceFactory(DjangoModelFactory):
    """A date in a week, two hours long. Call ``refresh_events`` where the test reads lists."""

    class Meta:
        model = Occurrence

    class Params:
        cancelled = factory.Trait(state=OccurrenceState.CANCELLED, state_note="台風のため")
        by_rule = factory.Trait(
            origin=OccurrenceOrigin.RULE, rule_at=factory.LazyAttribute(lambda made: made.starts_at)
        )

    event = factory.SubFactory(EventFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now().replace(microsecond=0) + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + timedelta(hours=2))
