"""What an empty hub begins with: the civic centres as places, the first platform, the city's events moved to now."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.enums import PlaceKind
from events.models import Event, Occurrence, Place
from events.services.importing import import_sample_files
from events.services.publishing import publish
from events.services.writing import save_new_place
from hub.models import WelcomeMark

SOURCE = "八王子市オープンデータ（避難場所一覧）"
LICENSE = "CC BY 4.0"


def seed() -> Iterator[str]:
    """Yields a line for each step."""
    folder = settings.HUB_CITY_DATA
    yield f"市民センターなど {seed_civic_centers(folder / 'civic_centers.csv')}か所"
    yield f"そのほかの場 {seed_places(folder / 'places.csv')}か所"
    import_sample_files([settings.BASE_DIR / "data" / "events" / "o1-132012_g1-000304.csv"], timezone.localdate())
    yield f"催し {Event.objects.count()}件（開催日 {Occurrence.objects.count()}日、見本として今の日付に移しました）"


@transaction.atomic
def seed_civic_centers(file: Path) -> int:
    """Name, position and address are the city's open data; hours and facilities are not in it and stay unknown."""
    readings = _readings(file.parent / "place_readings.csv")
    with file.open(encoding="utf-8-sig", newline="") as rows:
        places = [
            Place(
                name=" ".join(row["name"].split()),
                kana=readings.get(row["name"], ""),
                kind=PlaceKind.CIVIC_CENTER if "市民センター" in row["name"] else PlaceKind.OTHER,
                address=row["address"].removeprefix("東京都"),
                latitude=float(row["lat"]),
                longitude=float(row["lon"]),
                description="市の建物です。地域の集まりや講座に使われています。",
                source=SOURCE,
                license=LICENSE,
            )
            for row in csv.DictReader(rows)
        ]
    for place in places:
        save_new_place(place, by=None)
        publish(place, by=None, is_news=False)
    return len(places)


@transaction.atomic
def seed_places(file: Path) -> int:
    """Places that are known from the press; what nobody has confirmed is marked."""
    count = 0
    with file.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            place = Place(
                name=row["name"],
                kana=row["kana"],
                kind=row["kind"],
                address=row["address"],
                building=row["building"],
                latitude=float(row["lat"]) if row["lat"] else None,
                longitude=float(row["lon"]) if row["lon"] else None,
                operator_name=row["operator"],
                summary=row["summary"],
                description=row["description"],
                access_note=row["access_note"],
                url=row["url"],
                is_drop_in=row["is_drop_in"] == "1",
                is_to_be_confirmed=row["is_to_be_confirmed"] == "1",
                source=row["source"],
            )
            save_new_place(place, by=None)
            place.welcome_marks.set(WelcomeMark.objects.filter(key__in=row["marks"].split()))
            publish(place, by=None, is_news=False)
            count += 1
    return count


def _readings(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return {row["word"]: row["reading"] for row in csv.DictReader(rows)}
