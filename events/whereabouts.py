"""Where a reader wants to look: a town, a postal code or a station, its district or a circle around it."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from hub.areas.geocoding import explain_missing_town, find_district, find_station, find_towns, suggest_towns
from hub.areas.models import District, Town
from hub.templatetags.reading import listed

# As many names as one reads under a field.
MOST_NAMES = 6


@dataclass(frozen=True)
class Spot:
    """What was found: a name, a position, and the districts that may be meant."""

    name: str
    latitude: float
    longitude: float
    districts: tuple[District, ...]


def find_spot(text: str) -> tuple[Spot | None, str]:
    """The spot that ``text`` names, or why there is none, in words that help."""
    spot = spot_named(text)
    return (spot, "") if spot else (None, _("「%(text)s」は見つかりませんでした。") % {"text": text} + _hint(text))


def spot_named(text: str) -> Spot | None:
    """The spot that ``text`` names. Several towns become their middle. No query once a process has read the areas."""
    towns, asks_for_station = find_towns(text), text.strip().endswith("駅")
    if towns and not asks_for_station:
        return _spot_of(text, towns)
    station = find_station(text)
    if station:
        return Spot(_("%(name)s駅") % {"name": station.name}, station.latitude, station.longitude, ())
    if towns:
        return _spot_of(text, towns)
    district = find_district(text)
    if district and district.towns.all():
        return replace(_spot_of(text, list(district.towns.all())), name=district.name, districts=(district,))
    return None


def _hint(text: str) -> str:
    """What to write instead: the 丁目 that there are, names that hold the word, or what a name looks like."""
    missing = explain_missing_town(text)
    if missing:
        return missing
    similar = list(dict.fromkeys(town.name for town in suggest_towns(text)))[:MOST_NAMES]
    if similar:
        return _("もしかして：%(names)s") % {"names": listed(similar)}
    return _("町の名前か郵便番号、駅の名前を書いてください（例：南大沢二丁目、みなみおおさわ、192-0364）。")


def _spot_of(text: str, towns: list[Town]) -> Spot:
    """Several towns become their middle. ``find_towns`` brings the districts along."""
    districts = {district.pk: district for town in towns for district in town.districts.all()}
    name = towns[0].name if len(towns) == 1 else text.strip()
    return Spot(
        name,
        sum(town.latitude for town in towns) / len(towns),
        sum(town.longitude for town in towns) / len(towns),
        tuple(districts.values()),
    )
