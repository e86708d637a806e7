"""Where something lies: the district of a point, the town of an address, the nearest station.

What is asked while a page is made (``find_towns``, ``suggest_towns``, ``explain_missing_town``, ``town_of_address``,
``find_station``, ``nearest_station``) costs no query of its own once a process has read them. ``district_at`` is for loading and
saving: store its answer.
"""

import copy
import re

from django.utils.translation import gettext as _

from hub.areas.geometry import Ground, bounding_box, distance_m
from hub.areas.models import City, District, Station, Town
from hub.areas.snapshots import Snapshot
from hub.areas.sounds import sound_of
from hub.areas.town_names import Family, TownIndex, kanji_number
from hub.furigana.dictionary import dictionary

__all__ = [
    "bounding_box",
    "distance_m",
    "district_at",
    "explain_missing_town",
    "find_district",
    "find_station",
    "find_towns",
    "nearest_station",
    "suggest_towns",
    "town_of_address",
]


def _index_towns(city: City | None) -> TownIndex[Town]:
    towns = Town.objects.current().with_districts()
    return TownIndex(
        towns,
        prefecture=city.prefecture if city else "",
        municipality=city.name if city else "",
        reading_of=dictionary().reading_of,
    )


def _read_ground(_city: City | None) -> tuple[Ground, dict[str, District]]:
    districts = list(District.objects.current())
    return Ground({row.name: row.geometry for row in districts}), {row.name: row for row in districts}


def _read_names(_city: City | None) -> list[District]:
    return list(District.objects.current().slim().prefetch_related("towns__districts"))


def _read_stations(_city: City | None) -> list[Station]:
    return list(Station.objects.current())


# ``station`` stands before ``sta`` so that the longer one is taken.
_STATION_ENDING = re.compile(r"(?<=\S)(?:駅|えき|[ -]?eki|[ -]station|[ -]sta\.?)$", re.IGNORECASE)

_towns = Snapshot(_index_towns)
_ground = Snapshot(_read_ground)
_stations = Snapshot(_read_stations)
_names = Snapshot(_read_names)


def district_at(latitude: float, longitude: float) -> District | None:
    """The district that holds the point, or whose border is within 50 m of it (the borders are simplified)."""
    ground, districts = _ground.get()
    name = ground.at(latitude, longitude)
    return copy.copy(districts[name]) if name is not None else None


def find_towns(text: str) -> list[Town]:
    """Towns that a reader may mean by a name, an address or a postal code; none where it is unknown.

    南大沢 gives all its 丁目, 南大沢2-27 one, 192-0364 all of that code, 南大 what begins so, みなみおおさわ and
    Minami-Osawa what sounds so. The districts of each are already there.
    """
    return _own(_towns.get().find(text))


def suggest_towns(text: str) -> list[Town]:
    """What to offer where ``find_towns`` finds nothing: the same-named others of a 丁目 that doesn't exist, or names
    that hold the word (恩方: 上恩方町, 下恩方町), or one that it begins with (南大沢駅: 南大沢)."""
    index = _towns.get()
    missing = index.missing_number(text)
    if missing is not None:
        return _own(missing.family.all())
    return [] if index.find(text) else _own(index.similar(text))


def explain_missing_town(text: str) -> str:
    """南大沢は一丁目から五丁目までです。 for 南大沢7丁目; nothing for any text that doesn't ask for a missing 丁目."""
    missing = _towns.get().missing_number(text)
    return _sentence(missing.family) if missing is not None else ""


def town_of_address(address: str, municipality: str | None = None) -> Town | None:
    """The one town of an address; None where it is unknown, ambiguous (南大沢 alone) or another municipality's.

    ``municipality``: what the file or form says beside the address, where it has a field for it.
    """
    found = _towns.get().one_of_address(address, municipality)
    return copy.copy(found) if found is not None else None


def nearest_station(latitude: float, longitude: float) -> tuple[Station, float] | None:
    """The nearest station and the metres to it as the crow flies."""
    stations = _stations.get()
    if not stations:
        return None
    metres, place = min(
        (distance_m(latitude, longitude, station.latitude, station.longitude), place)
        for place, station in enumerate(stations)
    )
    return copy.copy(stations[place]), metres


def find_district(text: str) -> District | None:
    """The district that a reader names, with its towns: 恩方, 恩方中学校区, おんがた."""
    name = text.strip()
    sound = sound_of(name)
    for district in _names.get():
        if name in {district.name, district.short_name} or (sound and sound == sound_of(district.reading)):
            return copy.copy(district)
    return None


def find_station(text: str) -> Station | None:
    """The station that a reader names: 八王子, 八王子駅, はちおうじ, Hachioji Station."""
    name = _STATION_ENDING.sub("", text.strip())
    sound = sound_of(name)
    for station in _stations.get():
        if station.name == name or (sound and sound == sound_of(dictionary().reading_of(station.name))):
            return copy.copy(station)
    return None


def _own(towns: list[Town]) -> list[Town]:
    """Copies, since what a snapshot holds is everybody's."""
    return [copy.copy(town) for town in towns]


def _sentence(family: Family[Town]) -> str:
    numbers = sorted(family.numbered)
    words = {"name": family.name, "last": kanji_number(numbers[-1]) if numbers else ""}
    if not numbers:
        return _("%(name)sに丁目はありません。") % words
    if family.plain is None and len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
        return _("%(name)sは一丁目から%(last)s丁目までです。") % words
    words["list"] = "、".join(town.name for town in family.all())
    return _("%(name)sには、%(list)sがあります。") % words
