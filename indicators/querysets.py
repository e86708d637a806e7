"""Reads of plans, their figures, and what is counted for them."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Value, When
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, JSONObject

# Of a history that grows by a row a day.
MOST = 400


class PlanQuerySet(models.QuerySet[Any]):
    def public(self) -> "PlanQuerySet":
        return self.filter(is_public=True)

    def with_counts(self) -> "PlanQuerySet":
        """``indicator_count``, and ``measured_count``: of how many there is a value."""
        measured = Count("indicators", filter=Q(indicators__measurements__isnull=False), distinct=True)
        return self.annotate(indicator_count=Count("indicators", distinct=True), measured_count=measured)


class IndicatorQuerySet(models.QuerySet[Any]):
    def public(self) -> "IndicatorQuerySet":
        return self.filter(plan__is_public=True)

    def collected(self) -> "IndicatorQuerySet":
        """Which the hub counts itself."""
        return self.exclude(collector="")


class TargetQuerySet(models.QuerySet[Any]):
    def as_rows(self) -> ArraySubquery:
        """Of the indicator around it: its targets in their order, for ``Target.from_rows``; no query of its own."""
        kept = JSONObject(
            pk="pk", kind="kind", value=Cast("value", models.TextField()), fiscal_year="fiscal_year", stage="stage"
        )
        rows = self.filter(indicator=OuterRef("pk")).order_by(F("fiscal_year").asc(nulls_last=True), "pk")
        return ArraySubquery(rows.values(kept=kept))


class MeasurementQuerySet(models.QuerySet[Any]):
    def in_force(self) -> "MeasurementQuerySet":
        """Which no correction has replaced."""
        return self.filter(replaced_by__isnull=True)

    def newest_of_years(self) -> "MeasurementQuerySet":
        """Of each year of each indicator the value that stands for it: that of the whole year, else of its latest day."""
        is_whole: Any = Case(When(on=None, then=Value(0)), default=Value(1))
        rows = self.in_force().order_by("indicator_id", "fiscal_year", is_whole, F("on").desc(), "-pk")
        return rows.distinct("indicator_id", "fiscal_year")

    def for_history(self) -> "MeasurementQuerySet":
        """Every value, newest year first, each followed by what stood there before it. Days of a year: its last alone."""
        return self.select_related("replaced_by").order_by("-fiscal_year", F("on").desc(nulls_first=True), "-pk")[:MOST]


class PlaceDecisionQuerySet(models.QuerySet[Any]):
    def in_force_on(self, day: date) -> "PlaceDecisionQuerySet":
        """Of each place the decision that holds on that day: the last one of the last day up to it."""
        return self.filter(decided_on__lte=day).order_by("place_id", "-decided_on", "-pk").distinct("place_id")

    def counted_on(self, day: date) -> "PlaceDecisionQuerySet":
        """Those of places that are a 「場」 of the plan on that day: decided so, and not closed before."""
        ids = self.in_force_on(day).values("pk")
        is_open = Q(place__closes_on__isnull=True) | Q(place__closes_on__gte=day)
        return self.filter(is_open, pk__in=ids, is_counted=True, place__merged_into=None)

    def of_districts(self) -> dict[int, int]:
        """How many of them lie in each district; those whose district nobody knows are in none."""
        rows = self.order_by().exclude(place__district=None).values_list("place__district")
        return dict(rows.annotate(n=Count("pk")))


class PlatformQuerySet(models.QuerySet[Any]):
    def there_on(self, day: date) -> "PlatformQuerySet":
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), set_up_on__lte=day)


class PeopleCountQuerySet(models.QuerySet[Any]):
    def of_year(self, table: str, fiscal_year: int) -> "PeopleCountQuerySet":
        return self.filter(table=table, fiscal_year=fiscal_year)


class CoverageQuerySet(models.QuerySet[Any]):
    def newest(self, key: str) -> tuple[date, dict[int, int]] | None:
        """The day of the newest one, and of each district how many places it has under that key: one row, one key of it."""
        found = self.order_by("-on").values_list("on", KeyTransform(key, "cells")).first()
        return None if found is None else (found[0], {int(pk): count for pk, count in (found[1] or {}).items()})
