"""Places, events and dates with whatever their fields can hold, the same for the same number."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import models

from events.enums import Feature, OccurrenceState, PlaceKind, State
from events.models import Event, Occurrence, OpeningException, OpeningHours, Place
from events.services.listing import refresh_events, refresh_places
from hub.accounts.enums import OrganizationKind, Verification
from hub.accounts.models import Organization
from hub.models import Audience, Theme, WelcomeMark
from hub.pictures.models import Picture
from tests.hub.areas.factories import DistrictFactory, TownFactory, middle

# What has broken others: quotes, ends of tags, line breaks that JSON and JavaScript see differently, 4-byte letters.
TEXTS = (
    "", "みんなの茶話会", "</script><b>", 'a"b\\c', "一\r\n二\t三", "\u2028\u2029", "𠮷野家 👨‍👩‍👧", "=1+1", "%s %(site)s", "x" * 50,
)  # fmt: skip
# The life of a thing, where it is, who wrote it: set below.
_OWN = frozenset({
    *("id", "state", "published_at", "is_sample", "latitude", "longitude", "version", "sent_as", "search_text"),
    *("search_tokens", "rrule", "kind", "attendance_mode", "participation", "allotment", "age_from_months"),
    *("age_to_months", "accessibility", "first_starts_at", "last_ends_at"),
})  # fmt: skip


class RandomThings:
    """Makes things out of one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  made data, not a secret
        self.districts = [DistrictFactory.create(column=column) for column in range(2)]
        self.towns = [TownFactory.create() for _ in range(2)]
        self.words = [
            [model.objects.create(key=f"{model.__name__.lower()}-{n}", name=f"{n}番", order=order) for n, order in ((1, 5), (2, 3), (3, 3))]
            for model in (Theme, Audience, WelcomeMark)
        ]  # fmt: skip
        self.organizations = [
            Organization.objects.create(name=f"団体{n}{self.text()}", kind=OrganizationKind.NPO, verification=state)
            for n, state in enumerate((Verification.VERIFIED, Verification.UNVERIFIED, Verification.SUSPENDED))
        ]
        self.pictures = [Picture.objects.create(alt=self.text(), width=800, height=600) for _ in range(2)]

    def one(self, *options: Any) -> Any:
        return self.chance.choice(options)

    def text(self) -> str:
        return self.chance.choice(TEXTS)

    def moment(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
            seconds=self.chance.randrange(60 * 60 * 24 * 700), microseconds=self.one(0, 5)
        )

    def _plain(self, model: type[models.Model]) -> dict[str, Any]:
        """Texts, ticks and days of every field that has no meaning of its own."""
        found: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if field.name in _OWN or field.is_relation or field.choices:
                continue
            if isinstance(field, models.CharField | models.TextField):
                found[field.name] = self.text()[: field.max_length]
            elif field.name == "is_for_members":  # few are, and none of them has a listed date
                found[field.name] = self.one(False, False, False, False, True)
            elif isinstance(field, models.BooleanField):
                found[field.name] = self.one(True, False, *([None] if field.null else []))
            elif isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField) and field.null:
                found[field.name] = self.one(None, date(2026, 12, 31))
        return found

    def _shared(self, state: State) -> dict[str, Any]:
        latitude, longitude = self.one((None, None), middle(0, 0), (35.123456789012, 139.0))
        return {
            "state": state,
            "published_at": self.moment(),
            "latitude": latitude,
            "longitude": longitude,
            "town": self.one(None, *self.towns),
            "district": self.one(None, *self.districts),
            "accessibility": {name: self.one(True, False) for name in Feature.values if self.chance.random() < 0.2},
            "picture": self.one(None, *self.pictures),
        }

    def _set_words(self, thing: Event | Place) -> None:
        for name, words in zip(("themes", "audiences", "welcome_marks"), self.words, strict=True):
            getattr(thing, name).set(self.chance.sample(words, self.chance.randrange(4)))

    def place(self, state: State = State.PUBLISHED) -> Place:
        values = self._plain(Place) | self._shared(state) | {"operator": self.one(None, *self.organizations)}
        place = Place.objects.create(**values | {"kind": self.one(*PlaceKind.values)})
        for weekday in self.chance.sample(range(7), self.chance.randrange(3)):
            OpeningHours.objects.create(
                place=place, weekday=weekday, opens=time(9), closes=time(17, 30), note=self.text()[:80]
            )
        if self.one(True, False):
            OpeningException.objects.create(place=place, date=date(2026, 12, 1), is_closed=True, note=self.text()[:80])
            OpeningException.objects.create(
                place=place, date=date(2026, 12, 2), is_closed=False, opens=time(1, 5), closes=time(2)
            )
        self._set_words(place)
        refresh_places([place.pk])
        return place

    def event(self, places: list[Place], state: State = State.PUBLISHED) -> Event:
        values = self._plain(Event) | self._shared(state)
        values |= {"organizer": self.one(None, *self.organizations), "place": self.one(None, *places)}
        event = Event.objects.create(**values)
        for _ in range(self.chance.randrange(4)):
            self._date(event)
        self._set_words(event)
        refresh_events([event.pk])
        return event

    def _date(self, event: Event) -> None:
        starts_at = self.moment()
        state = self.one(*OccurrenceState.values)
        Occurrence.objects.create(
            event=event,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.one(0, 90)),
            has_time=self.one(True, False),
            time_note=self.text(),
            capacity=self.one(None, 0, 20),
            apply_from=self.one(None, self.moment()),
            deadline_at=self.one(None, self.moment()),
            state=state,
            state_note=self.text(),
            moved_from=self.moment() if state == OccurrenceState.MOVED else None,
        )
