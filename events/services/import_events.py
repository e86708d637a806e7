"""Writes the events of imported courses: words follow the file unless somebody edited them by hand."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from events.enums import Action, State
from events.importing.cells import Remark
from events.importing.resolving import Gazetteer
from events.models import Event, Transition
from events.services.held_at import settle_places
from events.services.import_batch import Origin, Plan, Written
from events.services.writing import take_events_along
from hub.models import Audience, Theme

_WHERE = ("place", "town", "district")
_FIXES_WHERE = {"address", "latitude", "longitude", *_WHERE}


class EventWriter:
    """Changes objects plan by plan, then writes them at once. Reads the events of a batch under lock."""

    def __init__(
        self, plans: list[Plan], origin: Origin, gazetteer: Gazetteer, written: Written, now: datetime
    ) -> None:
        self.origin, self.gazetteer, self.written, self.now = origin, gazetteer, written, now
        ids = {plan.event_id for plan in plans if plan.event_id}
        ids |= {row.event_id for plan in plans for row in plan.known.values()}
        locked = Event.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
        self.events: dict[int, Event] = {event.pk: event for event in locked.prefetch_related("themes", "audiences")}
        self.words: dict[str, dict[str, Theme | Audience]] = {
            "themes": {word.key: word for word in Theme.objects.all()},
            "audiences": {word.key: word for word in Audience.objects.all()},
        }
        self.wanted_words: list[tuple[Event, str, set[int]]] = []
        self.created: list[Event] = []
        self.changed: dict[int, set[str]] = {}
        # Lines of rows that brought a change of their event.
        self.touched: set[int] = set()

    def write(self, plan: Plan) -> Event:
        course = plan.course
        first = course.rows[0]
        known = self.events.get(plan.event_id or 0)
        where = self.gazetteer.find(_words_of(known, plan) or course.values, first.city)
        if where.is_by_address and where.place:
            self.written.remark(first, _("住所が同じ「%(place)s」に結びました。") % {"place": where.place.name})
        for line, text in course.unplaced:
            self.written.remarks.append(Remark(line, "", text))
        values = course.values | {"place_id": _pk(where.place), "town_id": _pk(where.town)}
        values["district_id"] = _pk(where.district)
        if known:
            self._change_event(known, plan, values)
        event = known or self._new_event(values)
        for name, keys in (("themes", course.themes), ("audiences", course.audiences)):
            self._want_words(event, plan, name, keys)
        return event

    def _new_event(self, values: dict[str, Any]) -> Event:
        event = Event(
            **values, state=State.PUBLISHED, published_at=self.now, is_sample=self.origin.is_sample,
            sample_note=self.origin.sample_note, source=self.origin.provenance, license=self.origin.license,
        )  # fmt: skip
        self.created.append(event)
        return event

    def _change_event(self, event: Event, plan: Plan, values: dict[str, Any]) -> None:
        """Words follow the file where a row of the course is new or says something else; place and district follow
        what the hub has learned since."""
        has_news = plan.has_news
        for name, value in values.items():
            field_name = name.removesuffix("_id")
            if getattr(event, name) == value:
                continue
            if _is_edited(event, field_name):
                self.written.remark_edited(plan.course.rows[0], _label(field_name))
            elif has_news or field_name in _WHERE:
                setattr(event, name, value)
                self.changed.setdefault(event.pk, set()).add(name)
                self._touch(plan)

    def _want_words(self, event: Event, plan: Plan, name: str, keys: set[str]) -> None:
        wanted = {self.words[name][key].pk for key in keys if key in self.words[name]}
        if event.pk is None:
            self.wanted_words.append((event, name, wanted))
            return
        if not plan.has_news or {word.pk for word in getattr(event, name).all()} == wanted:
            return
        if name in event.edited_fields:
            self.written.remark_edited(plan.course.rows[0], _label(name))
            return
        self.wanted_words.append((event, name, wanted))
        self.changed.setdefault(event.pk, set())
        self._touch(plan)

    def _touch(self, plan: Plan) -> None:
        """The event changed: told of the rows that bring news, else of the first."""
        rows = [row for row in plan.course.rows if plan.is_news(row)] or plan.course.rows[:1]
        self.touched |= {row.line for row in rows}

    def save(self) -> None:
        put = [event for event in self.events.values() if "place_id" in self.changed.get(event.pk, ())]
        led = settle_places([*self.created, *put])
        self._save_events()
        for event in led:
            if event.place:
                take_events_along(event.place, keys=[event.pk])
        self._save_words()

    def _save_events(self) -> None:
        Event.objects.bulk_create(self.created, batch_size=500)
        Transition.objects.bulk_create(
            Transition(
                kind="event", object_id=event.pk, action=Action.PUBLISH, from_state=State.DRAFT,
                to_state=State.PUBLISHED, reason=_("取り込み: %(file)s") % {"file": self.origin.file_name},
            )
            for event in self.created
        )  # fmt: skip
        names = {name for fields in self.changed.values() for name in fields}
        changed = [self.events[pk] for pk in self.changed]
        for event in changed:
            event.updated_at = self.now
        if names:
            Event.objects.bulk_update(changed, sorted({*names, "updated_at"}), batch_size=200)

    def _save_words(self) -> None:
        for name in ("themes", "audiences"):
            through = getattr(Event, name).through
            column = "theme_id" if name == "themes" else "audience_id"
            asked = [(event, keys) for event, asked_name, keys in self.wanted_words if asked_name == name]
            through.objects.filter(event__in=[event.pk for event, _keys in asked]).delete()
            through.objects.bulk_create(
                through(event_id=event.pk, **{column: key}) for event, keys in asked for key in sorted(keys)
            )


def _words_of(event: Event | None, plan: Plan) -> dict[str, Any]:
    """Where the event says that it is, if the file brings no news of it: a newer list may have fewer of its dates."""
    if event is None or plan.has_news:
        return {}
    return {name: getattr(event, name) for name in ("venue_name", "address", "latitude", "longitude")}


def _is_edited(event: Event, name: str) -> bool:
    edited = set(event.edited_fields)
    return name in edited or (name in _WHERE and bool(edited & _FIXES_WHERE))


def _pk(thing: Model | None) -> int | None:
    return thing.pk if thing else None


def _label(name: str) -> str:
    return str(Event._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
