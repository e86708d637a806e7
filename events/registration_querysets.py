"""Who may see which registrations, and what a list loads."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q, Subquery, Sum

from events.registration_enums import ACTIVE, COMING, UNDECIDED, RegistrationScope, RegistrationState
from hub.accounts.models import Organization

VIEW = "events.view_registration"


def _unanswered(now: datetime) -> Q:
    return Q(held_until__lte=now)


def _overtaken(now: datetime) -> Q:
    return Q(state__in=UNDECIDED, occurrence__starts_at__lte=now)


def of_date(date: Any, prefix: str = "") -> Q:
    """Of this date, or of the course that it belongs to: those are written at the course's first date.

    Two looks into one index; by the course's event it would read every registration there is.
    """
    courses = apps.get_model("events", "RegistrationTerms").objects.filter(event=date.event_id)
    home = Subquery(courses.filter(scope=RegistrationScope.COURSE).values("course_date")[:1])
    course = Q(**{f"{prefix}scope": RegistrationScope.COURSE, f"{prefix}occurrence": home})
    return Q(**{f"{prefix}occurrence": date.pk}) | course


class RegistrationQuerySet(models.QuerySet[Any]):
    """Nobody but the person, those who write for the organiser, and staff who look after events."""

    def desk_of(self, user: Any) -> Self:
        """Of events whose organiser the user writes for, or of all for staff who look after them."""
        if user.is_active and user.is_staff and user.has_perm(VIEW):
            return self
        writable = Organization.objects.writable_by(user).order_by().values("pk")
        return self.filter(occurrence__event__organizer__in=writable)

    def own(self, user: Any) -> Self:
        """That the user made, the newest first."""
        return self.filter(user=user).order_by("-pk")

    def of_date(self, date: Any) -> Self:
        """Of this date, and of the course that it belongs to."""
        return self.filter(of_date(date))

    def active(self) -> Self:
        """That are not over: no other of the same person can be made for the date."""
        return self.filter(state__in=ACTIVE)

    def coming(self) -> Self:
        """Whose place is certain, or was."""
        return self.filter(state__in=COMING)

    def expected(self) -> Self:
        """Who is to come still: a place is certain, or it is a course and they were there on an earlier date."""
        on_course = Q(scope=RegistrationScope.COURSE, state=RegistrationState.ATTENDED)
        return self.filter(Q(state=RegistrationState.CONFIRMED) | on_course)

    def waiting(self) -> Self:
        """In the waiting list, first come first."""
        return self.filter(state=RegistrationState.WAITING).order_by("queue_number")

    def due(self, now: datetime) -> Self:
        """Whose time to answer is over, and those who still wait for what has begun, also by being moved."""
        return self.filter(_unanswered(now) | _overtaken(now))

    def unanswered(self, now: datetime) -> Self:
        """Whose time to answer is over."""
        return self.filter(_unanswered(now))

    def overtaken(self, now: datetime) -> Self:
        """Who still waits for what has begun."""
        return self.filter(_overtaken(now))

    def with_names_due(self, before: datetime) -> Self:
        """That still hold who it was, of dates and courses whose last day was over then."""
        course = Q(scope=RegistrationScope.COURSE)
        ended = Q(occurrence__ends_at__lte=before) & ~course | Q(occurrence__event__last_ends_at__lte=before) & course
        return self.filter(ended, names_removed_at__isnull=True)

    def people(self) -> int:
        """People, not rows."""
        found: int | None = self.aggregate(people=Sum(F("party")))["people"]
        return found or 0
