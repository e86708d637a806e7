"""``/events/`` and ``/places/``."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from events.api import inputs
from events.api.filling import RULE, changed_of, filled_event, filled_place, refuse, said_once, told_by
from events.api.hours import WrittenHours
from events.api.resources import EVENTS, PLACES
from events.api.writing.answers import document_of, outcome_of
from events.api.writing.base import NO_BODY, NOT_A_WRITER, NOTHING_TO_CHANGE, Thing, Told, WritingViewSet
from events.forms.acts import WhyForm
from events.models import Event, Place
from events.rules import organization_of
from events.services import member_publishing, member_writing
from hub.accounts.models import Organization
from hub.api.asking import plain
from hub.api.feed import read_one
from hub.api.idempotency import Outcome
from hub.api.problems import ProblemError
from hub.api.resources import Resource


class ThingViewSet(WritingViewSet):
    """What places and events have in common. ``whose``: the field that names the organisation."""

    whose = ""
    new_input: type[inputs.Input]
    part_input: type[inputs.Input]

    resource: Resource

    def list(self, request: Request) -> HttpResponse:
        """All that one's organisations have, in whichever state (``?mine=1``)."""
        return self.own_list(self.resource.path, self.with_all(self.own()), document_of)

    def with_all(self, rows: Any) -> Any:
        """What a document says, in constant queries."""
        return rows

    def retrieve(self, request: Request, pk: int) -> HttpResponse:
        """One's own as its members see it; another's as everybody does."""
        thing = self.own().filter(pk=pk).first()
        return self.shown(thing) if thing else read_one(self.resource, plain(request), pk)

    def create(self, request: Request) -> HttpResponse:
        """A new draft of the organisation that is named."""
        given, told = inputs.read(self.new_input, request.data)
        organization, wrong = self._organization(given.pop(self.whose, None))
        if wrong:
            given.pop("place", None)  # whose places may be chosen is not known

        def work() -> Outcome:
            draft = member_writing.begin_draft(self.model, organization)
            saved = self._save(draft, organization, given, said_once(told, wrong))
            return outcome_of(self._fresh(saved), status=201)

        return self.once(work)

    def partial_update(self, request: Request, pk: int) -> HttpResponse:
        """What is not sent stays as it is."""

        def perform(locked: Thing) -> Outcome:
            if request.data == {}:
                raise ProblemError("invalid-body", NOTHING_TO_CHANGE)
            given, told = inputs.read(self.part_input, request.data, is_part=True)
            organization = organization_of(locked)
            if organization is None:
                raise NotFound
            return outcome_of(self._fresh(self._save(locked, organization, given, told)))

        return self.change(pk, perform)

    def destroy(self, request: Request, pk: int) -> HttpResponse:
        """A draft that was never public."""

        def perform(locked: Thing) -> Outcome:
            member_writing.delete_as_member(locked, by=self.by)
            return NO_BODY

        return self.change(pk, perform)

    def submit(self, request: Request, pk: int) -> HttpResponse:
        return self._act(
            pk, inputs.SubmitInput,
            lambda thing, given: member_publishing.submit_as_member(thing, by=self.by, wanted_at=given["wanted_at"]),
        )  # fmt: skip

    def withdraw(self, request: Request, pk: int) -> HttpResponse:
        return self._act(
            pk, inputs.NothingInput, lambda thing, _given: member_publishing.withdraw_as_member(thing, by=self.by)
        )

    def close(self, request: Request, pk: int) -> HttpResponse:
        def perform(locked: Thing) -> Outcome:
            form = WhyForm(self.values_of(inputs.CloseInput, lambda given: told_by(WhyForm(given), {})))
            form.is_valid()
            member_publishing.close_as_member(locked, by=self.by, reason=form.cleaned_data["reason"])
            return outcome_of(self._fresh(locked))

        return self.change(pk, perform)

    def reopen(self, request: Request, pk: int) -> HttpResponse:
        return self._act(
            pk, inputs.NothingInput, lambda thing, _given: member_publishing.reopen_as_member(thing, by=self.by)
        )

    def _act(
        self, pk: int, kind: type[inputs.Input], perform: Callable[[Any, Mapping[str, Any]], None]
    ) -> HttpResponse:
        def work(locked: Thing) -> Outcome:
            perform(locked, self.values_of(kind))
            return outcome_of(self._fresh(locked))

        return self.change(pk, work)

    def _organization(self, pk: Any) -> tuple[Organization, Told]:
        """One of one's own. Another's is told as one that is not there."""
        user = self.request.user
        found = Organization.objects.of(user).filter(pk=pk).first()
        if found is None:
            return Organization(pk=0), {self.whose: [_("あなたがメンバーである団体の番号を書いてください。")]}
        if not Organization.objects.writable_by(user).filter(pk=pk).exists():
            raise ProblemError("forbidden", NOT_A_WRITER)
        return found, {}

    def _fresh(self, thing: Thing) -> Any:
        return self.model._default_manager.get(pk=thing.pk)

    def _save(self, thing: Any, organization: Organization, given: Mapping[str, Any], told: Told) -> Thing:
        """``told``: what is wrong with what can't be read; the rest is judged all the same."""
        raise NotImplementedError


class EventViewSet(ThingViewSet):
    model, whose, resource = Event, "organizer", EVENTS
    new_input, part_input = inputs.NewEventInput, inputs.EventInput

    def with_all(self, rows: Any) -> Any:
        return rows.select_related("place__district", "organizer", "town", "district", "picture").prefetch_related(
            "themes", "audiences", "welcome_marks", "occurrences"
        )

    def publish(self, request: Request, pk: int) -> HttpResponse:
        """A repeat, now or later."""
        return self._act(
            pk, inputs.PublishInput,
            lambda event, given: member_publishing.publish_repeat(event, by=self.by, at=given["at"]),
        )  # fmt: skip

    def copy(self, request: Request, pk: int) -> HttpResponse:
        """A new draft. What is copied stays, so no version need be named."""

        def perform(locked: Any) -> Outcome:
            self.values_of(inputs.NothingInput)
            copied = member_writing.copy_event(locked, by=self.by)
            return outcome_of(self._fresh(copied), status=201)

        return self.change(pk, perform, needs_version=False)

    def _save(self, thing: Any, organization: Organization, given: Mapping[str, Any], told: Told) -> Thing:
        if RULE & told.keys():  # its parts mean nothing one by one
            given = {name: value for name, value in given.items() if name not in RULE}
        filled = filled_event(thing, organization, given)
        refuse(told, filled.errors())
        form = filled.form
        form.save(commit=False)
        return member_writing.save_as_member(
            thing, by=self.by, changed=changed_of(form, given.keys()), save_rows=form.save_m2m
        )


class PlaceViewSet(ThingViewSet):
    model, whose, resource = Place, "operator", PLACES
    new_input, part_input = inputs.NewPlaceInput, inputs.PlaceInput

    def with_all(self, rows: Any) -> Any:
        return rows.select_related("operator", "town", "district", "picture").prefetch_related(
            "themes", "audiences", "welcome_marks", "opening_hours", "opening_exceptions"
        )

    def _save(self, thing: Any, organization: Organization, given: Mapping[str, Any], told: Told) -> Thing:
        filled, hours = filled_place(thing, organization, given), WrittenHours(thing, given)
        refuse(told, filled.errors(), hours.errors())
        form = filled.form
        form.save(commit=False)

        @transaction.atomic
        def save_rows() -> None:
            form.save_m2m()
            hours.save()

        return member_writing.save_as_member(
            thing, by=self.by, changed=changed_of(form, given.keys()), rows=hours.changed(),
            save_rows=save_rows,
        )  # fmt: skip
