"""Reads of districts, towns, stations and landmarks."""

from typing import Any, Self

from django.apps import apps
from django.db import models


class CurrentQuerySet(models.QuerySet[Any]):
    """Rows that the city's files may have dropped since, while something still refers to them."""

    def current(self) -> Self:
        """Those that the files loaded last still name."""
        return self.filter(is_current=True)


class DistrictQuerySet(CurrentQuerySet):
    def slim(self) -> Self:
        """Without the heavy texts, in the order of the map."""
        return self.defer("geometry", "path").order_by("order", "pk")

    def for_map(self) -> Self:
        """What the map draws, in the order of its Tab key, each with its neighbours. Two queries."""
        neighbours = _districts().slim().current()
        rows = self.current().defer("geometry").order_by("order", "pk")
        return rows.prefetch_related(models.Prefetch("neighbours", queryset=neighbours))


class TownQuerySet(CurrentQuerySet):
    def with_districts(self) -> Self:
        """Each with its districts, without their polygons. Two queries."""
        districts = _districts().slim()
        return self.prefetch_related(models.Prefetch("districts", queryset=districts))


def _districts() -> DistrictQuerySet:
    return DistrictQuerySet(apps.get_model("areas", "District"))
