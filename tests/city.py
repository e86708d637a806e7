"""The city's areas, for tests that need them and do not try how they are loaded."""

from typing import Any

from django.conf import settings
from django.db import transaction

from hub.areas.models import City, District, Landmark, Station, Town
from hub.areas.services import load_areas
from hub.changes import record_changes
from hub.models import ChangeAction

_MODELS = (City, District, District.neighbours.through, Town, Town.districts.through, Station, Landmark)
# Their rows as ``load_areas`` wrote them once in this process. Sequences are never set back, so numbers stay free.
_kept: list[list[Any]] = []


@transaction.atomic
def load_city() -> None:
    """The rows of the city's files: read from these the first time, and the same rows from then on."""
    if City.objects.exists() or District.objects.exists():
        load_areas(settings.HUB_CITY_DATA)
    elif not _kept:
        load_areas(settings.HUB_CITY_DATA)
        _kept.extend(list(model._default_manager.order_by("pk")) for model in _MODELS)
    else:
        for model, rows in zip(_MODELS, _kept, strict=True):
            model._default_manager.bulk_create(rows)
        record_changes([*City.objects.all(), *District.objects.only("pk")], ChangeAction.CHANGED)
