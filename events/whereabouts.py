"""Where a reader wants to look: a town, a postal code or a station, its district or a circle around it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hub.areas.geocoding import explain_missing_town, find_station, find_towns
from hub.areas.models import District, Town


@dataclass(frozen=True)
class Spot:
    """What was found: a name, a position, and the districts that may be meant.

    ``is_one_town``: the name of a single town, so that somebody who lives there is in one of the districts.
    """

    name: str
    latitude: float
    longitude: float
    districts: tuple[District, ...]
    is_one_town: bool = False


def find_spot(text: str) -> tuple[Spot | None, str]:
    """The spot that ``text`` names, or why there is none, in words that help. Several towns become their middle."""
    towns, asks_for_station = find_towns(text), text.strip().endswith("駅")
    if towns and not asks_for_station:
        return _spot_of(text, towns), ""
    station = find_station(text)
    if station:
        return Spot(_("%(name)s駅") % {"name": station.name}, station.latitude, station.longitude, ()), ""
    if towns:
        return _spot_of(text, towns), ""
    hint = explain_missing_town(text) or _(
        "町の名前か郵便番号、駅の名前を書いてください（例：南大沢二丁目、みなみおおさわ、192-0364）。"
    )
    return None, _("「%(text)s」は見つかりませんでした。") % {"text": text} + hint


def _spot_of(text: str, towns: list[Town]) -> Spot:
    """Several towns become their middle. ``find_towns`` brings the districts along."""
    districts = {district.pk: district for town in towns for district in town.districts.all()}
    name = towns[0].name if len(towns) == 1 else text.strip()
    return Spot(
        name,
        sum(town.latitude for town in towns) / len(towns),
        sum(town.longitude for town in towns) / len(towns),
        tuple(districts.values()),
        is_one_town=len(towns) == 1,
    )
