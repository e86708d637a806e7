"""``/occurrences/``: the dates of an event. Their version is the event's."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from events.api import inputs
from events.api.filling import told_by
from events.api.resources import OCCURRENCES
from events.api.writing.answers import outcome_of
from events.api.writing.base import NO_BODY, Thing, WritingViewSet
from events.forms.acts import CancelForm, MoveForm
from events.forms.dates import DateRowForm
from events.models import Event, Occurrence
from events.services import member_dates
from hub.api.asking import plain
from hub.api.feed import read_one
from hub.api.idempotency import Outcome
from hub.locking import GoneError

# The boxes of a page -> the name that programs know.
_TOLD_AS = {"day": "starts_at", "starts": "starts_at", "ends": "ends_at", "deadline_on": "deadline_at", "__all__": ""}


class DateViewSet(WritingViewSet):
    model = Event

    def create(self, request: Request, pk: int) -> HttpResponse:
        """A further date of the event ``pk``. Nothing is written over, so no version need be named."""

        def perform(locked: Thing) -> Outcome:
            given = self.values_of(inputs.DateInput, lambda given: _told(_row(locked, given), given))
            date = _new_date(locked, given)
            member_dates.add_date(date, by=self.by)
            return outcome_of(_fresh(date), status=201)

        return self.change(pk, perform, needs_version=False)

    def retrieve(self, request: Request, pk: int) -> HttpResponse:
        rows = Occurrence.objects.select_related("event__place", "event__town")
        date = rows.filter(pk=pk, event__in=self.own().values("pk")).first()
        return self.shown(date) if date else read_one(OCCURRENCES, plain(request), pk)

    def destroy(self, request: Request, pk: int) -> HttpResponse:
        """As if it had never been; what was announced is cancelled instead."""

        def perform(date: Occurrence) -> Outcome:
            member_dates.remove_date(date, by=self.by)
            return NO_BODY

        return self._act(pk, perform)

    def cancel(self, request: Request, pk: int) -> HttpResponse:
        def perform(date: Occurrence) -> Outcome:
            form = CancelForm(self.values_of(inputs.CancelInput, lambda given: told_by(CancelForm(given), {})))
            form.is_valid()
            member_dates.cancel_date(date, by=self.by, note=form.cleaned_data["note"])
            return outcome_of(_fresh(date))

        return self._act(pk, perform)

    def restore(self, request: Request, pk: int) -> HttpResponse:
        def perform(date: Occurrence) -> Outcome:
            self.values_of(inputs.NothingInput)
            member_dates.restore_date(date, by=self.by)
            return outcome_of(_fresh(date))

        return self._act(pk, perform)

    def move(self, request: Request, pk: int) -> HttpResponse:
        def perform(date: Occurrence) -> Outcome:
            initial = MoveForm.initial_of(date)
            given = self.values_of(
                inputs.MoveInput, lambda given: _told(MoveForm(_boxes(given), initial=initial), given)
            )
            form = MoveForm(_boxes(given), initial=initial)
            form.is_valid()
            member_dates.move_date(date, by=self.by, **form.cleaned_data)
            return outcome_of(_fresh(date))

        return self._act(pk, perform)

    def capacity(self, request: Request, pk: int) -> HttpResponse:
        def perform(date: Occurrence) -> Outcome:
            given = self.values_of(inputs.CapacityInput)
            member_dates.change_capacity(date, by=self.by, capacity=given["capacity"])
            return outcome_of(_fresh(date))

        return self._act(pk, perform)

    def _act(self, pk: int, perform: Callable[[Occurrence], Outcome]) -> HttpResponse:
        """The event is found and locked first, then its date, as every writer of dates does."""
        event = (
            Occurrence.objects.filter(pk=pk, event__in=self.own().values("pk")).values_list("event", flat=True).first()
        )
        if event is None:
            raise NotFound

        def work(locked: Thing) -> Outcome:
            date = Occurrence.objects.filter(pk=pk, event=locked.pk).first()
            if date is None:
                raise GoneError
            date.event = locked
            return perform(date)

        return self.change(event, work)


def _fresh(date: Occurrence) -> Occurrence:
    found: Occurrence = Occurrence.objects.select_related("event").get(pk=date.pk)
    return found


def _boxes(given: Mapping[str, Any]) -> dict[str, Any]:
    """The boxes of the page's forms, as far as they can be filled: its day, and hours that lie within it."""
    starts_at, ends_at, deadline_at = (_there(given.get(name)) for name in ("starts_at", "ends_at", "deadline_at"))
    capacity = given.get("capacity")
    return {
        "day": starts_at.date().isoformat() if starts_at else "",
        "starts": f"{starts_at:%H:%M}" if starts_at else "",
        "ends": f"{ends_at:%H:%M}" if ends_at else "",
        "deadline_on": deadline_at.date().isoformat() if deadline_at else "",
        "capacity": "" if capacity is None else str(capacity),
        "note": given.get("note", ""),
    }


def _there(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


def _row(event: Any, given: Mapping[str, Any]) -> DateRowForm:
    return DateRowForm(_boxes(given), instance=Occurrence(event=event))


def _new_date(event: Any, given: Mapping[str, Any]) -> Occurrence:
    form = _row(event, given)
    form.is_valid()
    form.fill()
    date: Occurrence = form.instance
    date.deadline_at = given["deadline_at"]  # to the minute; the page knows the day alone
    return date


def _told(form: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says, and that a date lies within one day, which the page has no way to write otherwise."""
    told: dict[str, Any] = dict(told_by(form, _TOLD_AS))
    starts_at, ends_at = _there(given.get("starts_at")), _there(given.get("ends_at"))
    if starts_at and ends_at and starts_at.date() != ends_at.date():
        told["ends_at"] = [_("始まりと同じ日の時刻にしてください。夜中をまたぐときは、2日に分けます。")]
    return told
