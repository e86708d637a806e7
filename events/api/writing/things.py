"""``/events/`` and ``/places/``."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.serializers import ValidationError

from events.api import inputs
from events.api.filling import changed_of, check, filled_event, filled_place
from events.api.hours import WrittenHours
from events.api.writing.answers import outcome_of, public_document_of
from events.api.writing.base import NO_BODY, NOT_A_WRITER, Thing, WritingViewSet, plain
from events.forms.acts import WhyForm
from events.models import Event, Place
from events.rules import organization_of
from events.services import member_publishing, member_writing
from hub.accounts.models import Organization
from hub.api.answers import answer, written
from hub.api.idempotency import Outcome
from hub.api.problems import ProblemError, invalid_parameter

_PAGE = 20
_LONGEST_NUMBER = 18


class ThingViewSet(WritingViewSet):
    """What places and events have in common. ``whose``: the field that names the organisation."""

    whose = ""
    new_input: type[inputs.Input]
    part_input: type[inputs.Input]

    def list(self, request: Request) -> HttpResponse:
        """The newest first; ``cursor``: the number of the last one of the page before."""
        rows, cursor = self.readable(), request.query_params.get("cursor", "")
        if cursor:
            if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= _LONGEST_NUMBER):
                raise invalid_parameter("cursor", _("読めない値です。"))
            rows = rows.filter(pk__lt=int(cursor))
        found = list(rows.order_by("-pk").only("pk", "version", "state", self.title)[: _PAGE + 1])
        document = {
            "results": [public_document_of(one) for one in found[:_PAGE]],
            "cursor": str(found[_PAGE - 1].pk) if len(found) > _PAGE else None,
        }
        return answer(plain(request), written(document))

    @property
    def title(self) -> str:
        return "title" if self.model is Event else "name"

    def retrieve(self, request: Request, pk: int) -> HttpResponse:
        thing = self.readable().filter(pk=pk).first()
        if thing is None:
            raise NotFound
        return self.shown(thing, is_own=self.own().filter(pk=pk).exists())

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
    model, whose = Event, "organizer"
    new_input, part_input = inputs.NewEventInput, inputs.EventInput

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
    model, whose = Place, "operator"
    new_input, part_input = inputs.NewPlaceInput, inputs.PlaceInput

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
