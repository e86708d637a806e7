"""``/events/`` and ``/places/``."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated, NotFound
from rest_framework.request import Request
from rest_framework.serializers import ValidationError

from events.api import inputs
from events.api.filling import changed_of, check, filled_event, filled_place
from events.api.hours import WrittenHours
from events.api.resources import EVENTS, PLACES
from events.api.writing.answers import document_of, outcome_of
from events.api.writing.base import NO_BODY, NOT_A_WRITER, Thing, WritingViewSet, plain
from events.forms.acts import WhyForm
from events.models import Event, Place
from events.rules import organization_of
from events.services import member_publishing, member_writing
from hub.accounts.models import Organization
from hub.api.cursors import after, page_size_of, read_cursor, write_cursor
from hub.api.feed import read_one, refuse_unknown
from hub.api.idempotency import Outcome
from hub.api.own_answers import answer, written
from hub.api.problems import ProblemError
from hub.api.resources import Resource

_OF_LIST = {"mine", "page_size", "cursor", "_"}


class ThingViewSet(WritingViewSet):
    """What places and events have in common. ``whose``: the field that names the organisation."""

    whose = ""
    new_input: type[inputs.Input]
    part_input: type[inputs.Input]

    resource: Resource

    def list(self, request: Request) -> HttpResponse:
        """All that one's organisations have, in whichever state (``?mine=1``)."""
        query = request.query_params
        refuse_unknown(set(query) - _OF_LIST, _OF_LIST)
        if not request.user.is_authenticated:
            raise NotAuthenticated
        size = page_size_of(query.get("page_size", ""), usual=settings.HUB_API_PAGE[0], most=settings.HUB_API_PAGE[1])
        rows, name = self.own().order_by("pk"), f"mine{self.request.user.pk}"
        if query.get("cursor"):
            rows = rows.filter(after(("pk",), read_cursor(query["cursor"], name, (int,))))
        found = list(self.with_all(rows)[: size + 1])
        document: dict[str, Any] = {"results": [document_of(one) for one in found[:size]], "next": None}
        if len(found) > size:
            cursor = write_cursor(name, [found[size - 1].pk])
            document["next"] = f"{settings.SITE_URL}{self.resource.path}?mine=1&page_size={size}&cursor={cursor}"
        return answer(plain(request), written(document))

    def with_all(self, rows: Any) -> Any:
        """What a document says, in constant queries."""
        return rows

    def retrieve(self, request: Request, pk: int) -> HttpResponse:
        """One's own as its members see it; another's as everybody does."""
        thing = self.own().filter(pk=pk).first()
        return self.shown(thing) if thing else read_one(self.resource, plain(request), pk)

    def create(self, request: Request) -> HttpResponse:
        """A new draft of the organisation that is named."""
        given = self.values_of(self.new_input)
        organization = self._organization(given.pop(self.whose))

        def work() -> Outcome:
            draft = member_writing.begin_draft(self.model, organization)
            return outcome_of(self._fresh(self._save(draft, organization, given)), status=201)

        return self.once(work)

    def partial_update(self, request: Request, pk: int) -> HttpResponse:
        """What is not sent stays as it is."""

        def perform(locked: Thing) -> Outcome:
            given, organization = self.values_of(self.part_input, is_part=True), organization_of(locked)
            if organization is None:
                raise NotFound
            return outcome_of(self._fresh(self._save(locked, organization, given)))

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
        def perform(thing: Thing, given: Mapping[str, Any]) -> None:
            form = WhyForm(given)
            check(form)
            member_publishing.close_as_member(thing, by=self.by, reason=form.cleaned_data["reason"])

        return self._act(pk, inputs.CloseInput, perform)

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

    def _organization(self, pk: int) -> Organization:
        """One of one's own. Another's is told as one that is not there."""
        user = self.request.user
        found = Organization.objects.of(user).filter(pk=pk).first()
        if found is None:
            raise ValidationError({self.whose: [_("あなたがメンバーである団体の番号を書いてください。")]})
        if not Organization.objects.writable_by(user).filter(pk=pk).exists():
            raise ProblemError("forbidden", NOT_A_WRITER)
        organization: Organization = found
        return organization

    def _fresh(self, thing: Thing) -> Any:
        return self.model._default_manager.get(pk=thing.pk)

    def _save(self, thing: Any, organization: Organization, given: Mapping[str, Any]) -> Thing:
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

    def _save(self, thing: Any, organization: Organization, given: Mapping[str, Any]) -> Thing:
        form = filled_event(thing, organization, given)
        check(form)
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

    def _save(self, thing: Any, organization: Organization, given: Mapping[str, Any]) -> Thing:
        form, hours = filled_place(thing, organization, given), WrittenHours(thing, given)
        _check_both(form, hours)
        form.save(commit=False)

        @transaction.atomic
        def save_rows() -> None:
            form.save_m2m()
            hours.save()

        return member_writing.save_as_member(
            thing, by=self.by, changed=changed_of(form, given.keys()), rows=hours.changed(),
            save_rows=save_rows,
        )  # fmt: skip


def _check_both(form: Any, hours: WrittenHours) -> None:
    """Tells what is wrong in both at once."""
    told: dict[str, Any] = {}
    for look in (lambda: check(form), hours.check):
        try:
            look()
        except ValidationError as error:
            detail: Any = error.detail
            told |= detail
    if told:
        raise ValidationError(told)
