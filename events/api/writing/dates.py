"""``/occurrences/``: the dates of an event. Their version is the event's."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.serializers import ValidationError

from events.api import inputs
from events.api.resources import OCCURRENCES
from events.api.writing.answers import outcome_of
from events.api.writing.base import NO_BODY, Thing, WritingViewSet, plain
from events.forms.acts import CancelForm, MoveForm
from events.forms.dates import DateRowForm
from events.models import Event, Occurrence
from events.services import member_dates
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
            date = _new_date(locked, self.values_of(inputs.DateInput))
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
            form = CancelForm(self.values_of(inputs.CancelInput))
            _check(form)
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
            given = self.values_of(inputs.MoveInput)
            form = MoveForm(_boxes(given) | {"note": given["note"]}, initial=MoveForm.initial_of(date))
            _check(form)
            member_dates.move_date(date, by=self.by, **form.cleaned_data)
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


def _boxes(given: dict[str, Any]) -> dict[str, Any]:
    """The day and hours of the page's form, which lie within one day."""
    starts_at, ends_at = timezone.localtime(given["starts_at"]), timezone.localtime(given["ends_at"])
    if starts_at.date() != ends_at.date():
        raise ValidationError(
            {"ends_at": [_("始まりと同じ日の時刻にしてください。夜中をまたぐときは、2日に分けます。")]}
        )
    return {"day": starts_at.date().isoformat(), "starts": f"{starts_at:%H:%M}", "ends": f"{ends_at:%H:%M}"}


def _new_date(event: Any, given: dict[str, Any]) -> Occurrence:
    deadline_at = given["deadline_at"]
    if deadline_at and deadline_at > given["starts_at"]:
        raise ValidationError({"deadline_at": [_("申込の締切は、開催日より前にしてください。")]})
    boxes = _boxes(given) | {"capacity": "" if given["capacity"] is None else str(given["capacity"])}
    form = DateRowForm(boxes, instance=Occurrence(event=event))
    _check(form)
    form.fill()
    date: Occurrence = form.instance
    date.deadline_at = deadline_at
    return date


def _check(form: Any) -> None:
    told: dict[str, list[str]] = {}
    for name, errors in form.errors.items():
        told.setdefault(_TOLD_AS.get(name, name), []).extend(str(error) for error in errors)
    if told:
        raise ValidationError(told)
