"""Who may see which places, events and dates, and what a list loads."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import ASin, Cos, Power, Radians, Sin, Sqrt
from django.utils import timezone

from events.enums import OccurrenceState, State
from events.facets import Flag, Kind, facet
from hub.accounts.enums import Verification
from hub.accounts.models import Organization
from hub.accounts.querysets import WRITERS
from hub.areas.geocoding import bounding_box
from hub.search import matching

# What events.lines reads.
ENTRY_COLUMNS = (
    *("starts_at", "ends_at", "has_time", "capacity", "taken_told", "deadline_at", "state", "state_note", "facets"),
    *("event__title", "event__venue_name", "event__is_free", "event__fee_text", "event__is_sample"),
    *("event__participation", "event__allotment", "event__place__name", "event__place__state", "event__town__name"),
)


class FacetQuerySet(models.QuerySet[Any]):
    """Reads over the array of facets."""

    def with_all(self, facets: list[int]) -> Self:
        """That have all of these facets."""
        return self.filter(facets__contains=facets) if facets else self

    def with_any(self, facets: list[int]) -> Self:
        """That have one of these facets."""
        return self.filter(facets__overlap=facets) if facets else self

    def within(self, latitude: float, longitude: float, radius_m: int) -> Self:
        """Whose position lies in the square of ``radius_m`` to each side, then in the circle (haversine, metres)."""
        south, north, west, east = bounding_box(latitude, longitude, radius_m)
        square = self.filter(latitude__range=(south, north), longitude__range=(west, east))
        return square.annotate(distance=_distance(latitude, longitude)).filter(distance__lte=radius_m)


def _distance(latitude: float, longitude: float) -> models.expressions.Combinable:
    """Metres on a sphere of 6,371 km (haversine formula)."""
    field = models.FloatField()
    here = models.Value(latitude, output_field=field)
    half_lat = Radians(F("latitude") - models.Value(latitude)) / 2.0
    half_lon = Radians(F("longitude") - models.Value(longitude)) / 2.0
    chord = Power(Sin(half_lat), 2) + Cos(Radians(here)) * Cos(Radians(F("latitude"))) * Power(Sin(half_lon), 2)
    return models.ExpressionWrapper(ASin(Sqrt(chord)) * (2 * 6_371_000.0), output_field=field)


class PublishedQuerySet(FacetQuerySet):
    """Places and events: who may see which. ``whose`` names the field that holds the organisation."""

    whose = ""

    def listed(self) -> Self:
        """What stands in lists: what is published."""
        return self.filter(state=State.PUBLISHED)

    def public(self) -> Self:
        """What has a page for everybody: what is published, and what has ended (its page says so)."""
        return self.filter(state__in=[State.PUBLISHED, State.CLOSED])

    def waiting_for_review(self) -> Self:
        """Handed in, and somebody has to look at it: what is scheduled goes out by itself."""
        return self.filter(state=State.IN_REVIEW, publish_at=None)

    def visible_to(self, user: Any) -> Self:
        """What is public, and all for staff who may look at such things."""
        permission = f"events.view_{self.model._meta.model_name}"
        return self if user.is_active and user.has_perm(permission) else self.public()

    def matching(self, text: str) -> Self:
        """In whose text all words occur."""
        return self.filter(matching(text))

    def of_organization(self, organization: Organization) -> Self:
        """What this organisation runs."""
        return self.filter(**{self.whose: organization})

    def writable_by(self, user: Any) -> Self:
        """Of organisations for which the user writes."""
        return self.filter(**{f"{self.whose}__in": Organization.objects.writable_by(user).order_by().values("pk")})

    def readable_by_member(self, user: Any) -> Self:
        """Of organisations to which the user belongs, at whichever level and in whichever state."""
        return self.filter(**{f"{self.whose}__in": Organization.objects.of(user).order_by().values("pk")})


class PlaceQuerySet(PublishedQuerySet):
    whose = "operator"

    def within(self, latitude: float, longitude: float, radius_m: int) -> Self:
        """As the parent's, without those whose exact position is not public: circles would give it away."""
        return super().within(latitude, longitude, radius_m).with_public_position()

    def ever_published(self) -> Self:
        """That everybody could see at some time, whatever became of them."""
        return self.filter(published_at__isnull=False)

    def unmerged(self) -> Self:
        """Without those of which another row is what is left."""
        return self.filter(merged_into=None)

    def with_public_position(self) -> Self:
        """Whose exact spot everybody may know."""
        return self.filter(is_address_public=True, latitude__isnull=False, longitude__isnull=False)

    def open_at(self, moment: datetime) -> Self:
        """That are open at ``moment``: by that day's exception if there is one, by the weekday otherwise."""
        local = timezone.localtime(moment)
        return self._open(local, Q(opens__lte=local.time(), closes__gt=local.time()))

    def open_on(self, moment: datetime) -> Self:
        """That are open at some time on the day of ``moment``."""
        return self._open(timezone.localtime(moment), Q(opens__isnull=False))

    def _open(self, local: datetime, hours: Q) -> Self:
        # By name: the models stand to the right of their querysets.
        exceptions = apps.get_model("events", "OpeningException")
        hours_rows = apps.get_model("events", "OpeningHours")
        exception = exceptions.objects.filter(place=OuterRef("pk"), date=local.date())
        weekday = hours_rows.objects.filter(hours, place=OuterRef("pk"), weekday=local.weekday())
        special = exception.filter(hours, is_closed=False)
        return self.filter(Q(Exists(special)) | (~Exists(exception) & Exists(weekday)))

    def answerable(self) -> Self:
        """Of which its operator may be asked whether it opens."""
        return self.listed().filter(operator__verification=Verification.VERIFIED)

    def answerable_by(self, user: Any) -> Self:
        """Of which this person may answer: who writes for its operator."""
        writing = {"operator__memberships__user": user, "operator__memberships__level__in": list(WRITERS)}
        return self.answerable().filter(**writing) if user.is_active else self.none()

    def for_list(self) -> Self:
        """With what a row of a list shows."""
        return self.select_related("town", "district", "operator").prefetch_related(
            "opening_hours", "opening_exceptions"
        )


class EventQuerySet(PublishedQuerySet):
    whose = "organizer"

    def meetings(self, now: datetime) -> Self:
        """交流会 to come, the next first: what members of verified organisations are shown instead of in the lists."""
        dates = apps.get_model("events", "Occurrence").objects.filter(event=OuterRef("pk"), ends_at__gte=now)
        starts = dates.exclude(state=OccurrenceState.CANCELLED).order_by("starts_at").values("starts_at")
        coming = self.listed().filter(is_for_members=True, last_ends_at__gte=now)
        coming = coming.annotate(coming_at=Subquery(starts[:1])).filter(coming_at__isnull=False)
        return coming.select_related("place").order_by("coming_at", "pk")

    def for_page(self) -> Self:
        """With what its page shows."""
        also = ("registration_terms", "circle__organization")
        return self.select_related("place", "town", "district", "organizer", "picture", *also)


def _registrations() -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = apps.get_model("events", "Registration").objects.filter(occurrence=OuterRef("pk"))
    return found


class OccurrenceQuerySet(FacetQuerySet):
    def listed(self) -> Self:
        """Dates of published events to which everybody may come."""
        return self.filter(is_listed=True)

    def upcoming(self, now: datetime) -> Self:
        """That have not ended."""
        return self.filter(ends_at__gte=now)

    def taking_place(self) -> Self:
        """That were not cancelled."""
        return self.exclude(state=OccurrenceState.CANCELLED)

    def matching(self, text: str) -> Self:
        """Of events in whose text all words occur."""
        return self.filter(matching(text, prefix="event__"))

    def open_for_application(self, now: datetime) -> Self:
        """Where one can still come without applying, or apply."""
        free = Q(facets__contains=[facet(Kind.FLAG, Flag.NO_APPLICATION)])
        has_opened = Q(apply_from__isnull=True) | Q(apply_from__lte=now)
        still_open = Q(deadline_at__gte=now) | Q(deadline_at__isnull=True, starts_at__gte=now)
        here = facet(Kind.FLAG, Flag.REGISTERS_HERE)
        full = Q(facets__contains=[here], capacity__isnull=False, taken_told__gte=F("capacity"))
        return self.taking_place().filter(free | (has_opened & still_open & ~full))

    def unused(self) -> Self:
        """Of which nothing is kept that would lose its date: nobody registered or came, and no course stands on it."""
        leads = apps.get_model("events", "RegistrationTerms").objects.filter(course_date=OuterRef("pk"))
        nothing = dict.fromkeys(("registrations", "attendances", "door_entries", "messages", "draw", "thanks"))
        return self.filter(~Exists(leads), **nothing)

    def managed_by(self, user: Any, *, is_staff: bool) -> Self:
        """With registrations taken here, or made before that ended, of events that the user writes for; of all for staff."""
        taken_here = Q(event__registration_terms__isnull=False) | Q(Exists(_registrations()))
        if is_staff:
            return self.filter(taken_here)
        writable = Organization.objects.writable_by(user).order_by().values("pk")
        return self.filter(taken_here, event__organizer__in=writable)

    def for_list(self) -> Self:
        """With what an entry of a list says, and no other column: an event has more than sixty."""
        return self.select_related("event", "event__place", "event__town").only(*ENTRY_COLUMNS)
