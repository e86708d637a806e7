"""Who is still to be telephoned, and which messages somebody was sent."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, When
from django.db.models.functions import Coalesce

from events.registration_desk_enums import CALL_HOLDS, CallAbout
from events.registration_querysets import of_date
from hub.accounts.models import Membership, Organization
from hub.accounts.querysets import WRITERS


def _still_true() -> Q:
    found = Q()
    for about, states in CALL_HOLDS.items():
        found |= Q(about=about, registration__state__in=states)
    return found


def _without_writers() -> Q:
    writers = Membership.objects.filter(
        organization=OuterRef("registration__occurrence__event__organizer"), level__in=list(WRITERS)
    )
    return ~Q(Exists(writers))


class CallQuerySet(models.QuerySet[Any]):
    """What has to be told by telephone."""

    def open(self, now: datetime) -> Self:
        """Nobody ticked it off, what it says is still true, and who it is about is still known."""
        waiting = self.filter(outcome="", due_at__lte=now, registration__names_removed_at=None)
        return waiting.filter(_still_true())

    def done(self) -> Self:
        """Ticked off, the last first."""
        return self.exclude(outcome="").order_by("-ended_at", "-pk")

    def of_date(self, date: Any) -> Self:
        """Of those who registered for this date, or for the course that it belongs to."""
        return self.filter(of_date(date, "registration__"))

    def to_make_by(self, user: Any, *, is_staff: bool) -> Self:
        """Of events whose organiser the user writes for; staff make those besides that nobody else does."""
        writable = Organization.objects.writable_by(user).order_by().values("pk")
        own = Q(registration__occurrence__event__organizer__in=writable)
        return self.filter(own | _without_writers()) if is_staff else self.filter(own)

    def left_to_staff(self) -> Self:
        """Of events for whose organiser nobody writes."""
        return self.filter(_without_writers())

    def by_urgency(self) -> Self:
        """An offer that runs out first, then by when the date begins, then who waits longest."""
        until = Coalesce("registration__held_until", F("registration__occurrence__starts_at"))
        offers_first = Case(When(about=CallAbout.OFFERED, then=0), default=1, output_field=IntegerField())
        rows = self.select_related("registration__occurrence__event", "registration__user", "date", "message")
        return rows.order_by(until, "registration", offers_first, "pk")


class DateMessageQuerySet(models.QuerySet[Any]):
    """What organisers wrote to all who come to a date."""

    def for_registration(self, registration: Any) -> Self:
        """That this person was sent, the newest first: nobody else's, and none of before they registered."""
        return self.filter(readers__registration=registration.pk).order_by("-pk")

    def of_date(self, date: Any) -> Self:
        """The newest first."""
        return self.filter(occurrence=date.pk).select_related("by").order_by("-pk")
