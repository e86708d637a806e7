"""Which place, town and district of the hub an event belongs to."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from events.enums import State
from events.importing.texts import key_of
from events.models.places import Place
from hub.areas.geocoding import district_at, town_of_address
from hub.areas.models import District, Town

SHORTEST_NAME = 4
_NUMBERS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")}
_BLOCKS = re.compile(r"丁目|番地の?|番|号|の(?=\d)")
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九十]+(?=丁目|番|号)")
_STREET = re.compile(r"^(.*?\d+(?:-\d+)*)")


@dataclass(frozen=True)
class Whereabouts:
    place: Place | None = None
    town: Town | None = None
    district: District | None = None
    is_by_address: bool = False


class Gazetteer:
    """The published places of the city, and what was looked up, for one import."""

    def __init__(self) -> None:
        self._city = str(settings.HUB_CITY["name"])
        self._prefecture = str(settings.HUB_CITY["prefecture"])
        self._names: list[tuple[str, Place]] = []
        self._addresses: dict[str, list[Place]] = {}
        self._found: dict[tuple[Any, ...], Whereabouts] = {}
        for row in self._rows():
            place = row.merged_into or row
            name = key_of(row.name.removeprefix(self._city))
            if len(name) >= SHORTEST_NAME:
                self._names.append((name, place))
            street = self._street_of(row.address)
            if street and place not in self._addresses.setdefault(street, []):
                self._addresses[street].append(place)
        self._names.sort(key=lambda pair: -len(pair[0]))

    def _rows(self) -> QuerySet[Place]:
        """A file goes on calling a merged place by the name that it had: what it says leads to the one that stays."""
        published = Q(state=State.PUBLISHED)
        merged = Q(state=State.CLOSED, merged_into__state=State.PUBLISHED)
        rows = Place.objects.filter(published | merged)
        return rows.select_related("town", "district", "merged_into__town", "merged_into__district").order_by("pk")

    def find(self, values: dict[str, Any], city: str) -> Whereabouts:
        """By the values of an event; ``city`` is what the file says beside the address."""
        asked = (values["venue_name"], values["address"], values["latitude"], values["longitude"], city)
        if asked not in self._found:
            self._found[asked] = self._look_up(*asked)
        return self._found[asked]

    def _look_up(
        self, venue: str, address: str, latitude: float | None, longitude: float | None, city: str
    ) -> Whereabouts:
        place, by_address = None, False
        if not city or city == self._city:
            place = self._place_named(venue)
            if place is None:
                place = self._place_at(address)
                by_address = place is not None
        town = town_of_address(address, city or None) if address else None
        district = None
        if latitude is not None and longitude is not None:
            district = district_at(latitude, longitude)
        elif town:
            district = district_at(town.latitude, town.longitude)
        if place and not town and not district:
            town, district = place.town, place.district
        return Whereabouts(place, town, district, by_address)

    def _place_named(self, venue: str) -> Place | None:
        key = key_of(venue)
        return next((place for name, place in self._names if name in key), None)

    def _place_at(self, address: str) -> Place | None:
        """The one place with this house number; where several share it, none."""
        places = self._addresses.get(self._street_of(address), [])
        return places[0] if len(places) == 1 else None

    def _street_of(self, address: str) -> str:
        """南大沢2-27 of 東京都八王子市南大沢二丁目27番地 南大沢総合センター; nothing without a house number."""
        plain = unicodedata.normalize("NFKC", address).split()
        text = plain[0] if plain else ""
        text = text.removeprefix(self._prefecture).removeprefix(self._city)
        text = _KANJI_NUMBER.sub(lambda match: str(_number(match.group())), text)
        text = re.sub("[‐‑‒–—―−ー]", "-", _BLOCKS.sub("-", text)).strip("-")
        match = _STREET.match(re.sub("-{2,}", "-", text))
        return match[1].strip("-") if match else ""


def _number(kanji: str) -> int:
    tens, found, units = kanji.partition("十")
    if not found:
        return int("".join(str(_NUMBERS[sign]) for sign in kanji))
    return (_NUMBERS.get(tens[-1:], 1) if tens else 1) * 10 + (_NUMBERS.get(units[:1], 0) if units else 0)
