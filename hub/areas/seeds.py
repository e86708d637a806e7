"""What an empty hub begins with: the city's districts, towns and stations."""

from collections.abc import Iterator

from django.conf import settings

from hub.areas.models import District, Station, Town
from hub.areas.services import load_areas


def seed() -> Iterator[str]:
    """Yields a line for each step."""
    load_areas(settings.HUB_CITY_DATA)
    yield (f"地区 {District.objects.count()}、町丁 {Town.objects.count()}、駅 {Station.objects.count()}")
