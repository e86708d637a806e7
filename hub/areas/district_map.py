"""What the district map shows: built from what the process keeps of the areas and from what a page asks for."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from hub.areas.models import City, District
from hub.areas.snapshots import Snapshot
from hub.areas.svg_map import MARGIN, WIDTH, Projection

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class MapLinks:
    """Where a press on a district leads. For pages whose addresses a pattern can't say."""

    url_of: Callable[[District], str]


Href = str | Mapping[int, str] | MapLinks


@dataclass(frozen=True)
class MapWords:
    """What the map says about counts. The defaults speak of places."""

    count: str
    some: str
    none: str


@dataclass(frozen=True)
class Region:
    """One district as the page shows it."""

    anchor: str
    said: str
    listed: str
    label: str
    label_x: int
    label_y: int
    url: str
    kinds: str
    is_selected: bool
    is_hatched: bool
    path: str
    reading: tuple[str, str]

    @property
    def label_kinds(self) -> str:
        """The label changes its colours on a dark district only."""
        return self.kinds if self.is_selected else "has" if "has" in self.kinds.split() else ""


@dataclass(frozen=True)
class Sheet:
    """All districts with their neighbours, as the process keeps them."""

    districts: list[District]
    neighbours: dict[int, frozenset[int]]
    projection: Projection | None
    municipality: str
    district_word: str
    attribution: str


@dataclass(frozen=True)
class DistrictMap:
    """Everything that the template writes; ``regions`` in the order of the Tab key."""

    map_id: str
    title: str
    view_box: str
    regions: list[Region]
    spots: str
    dots_label: str
    attribution: str
    words: MapWords
    has_counts: bool
    has_neighbours: bool
    origin: int = -MARGIN

    @property
    def hatched(self) -> list[Region]:
        return [region for region in self.regions if region.is_hatched]

    @property
    def names(self) -> list[Region]:
        """In the order of their readings, for the list."""
        return sorted(self.regions, key=lambda region: region.reading)

    @property
    def has_selected(self) -> bool:
        return any(region.is_selected for region in self.regions)

    @property
    def has_links(self) -> bool:
        return any(region.url for region in self.regions)

    @property
    def selected_key(self) -> str:
        """Class of the legend's sample: on a map of counts the chosen one must differ from those that have some."""
        return "key-here" if self.has_counts else "key-on"

    @property
    def none_label(self) -> str:
        return self.words.none or f"0{self.words.count}"


def _read_sheet(city: City | None) -> Sheet:
    districts = list(District.objects.for_map())
    return Sheet(
        districts=districts,
        neighbours={row.pk: frozenset(near.pk for near in row.neighbours.all()) for row in districts},
        projection=Projection(**city.projection) if city is not None and city.projection else None,
        municipality=city.name if city is not None else "",
        district_word=(city.district_word if city is not None else "") or _("地区"),
        attribution=city.attribution if city is not None else "",
    )


_sheet = Snapshot(_read_sheet)


def build_map(
    *,
    map_id: str,
    selected: District | int | None,
    href: Href,
    counts: Mapping[int, int] | None,
    words: MapWords,
    dots: Iterable[tuple[float, float]] = (),
    dots_label: str = "",
    title: str = "",
) -> DistrictMap:
    """The map for a page: one query of one row once the process has read the districts, three before.

    ``selected`` is a district or its key; ``counts`` things by the key of the district, a district that is not in it
    has none; ``dots`` are (latitude, longitude), the label without their number. Raises ValueError for a ``map_id``
    that can't be an id.
    """
    if not _ID.fullmatch(map_id):
        raise ValueError(map_id)
    sheet = _sheet.get()
    chosen = selected.pk if isinstance(selected, District) else selected
    near = sheet.neighbours.get(chosen, frozenset()) if chosen is not None else frozenset()
    look = _Look(map_id, chosen, near, counts, href, words)
    projection = sheet.projection
    spots = [spot for dot in dots if (spot := projection.spot(*dot)) is not None] if projection else []
    return DistrictMap(
        map_id=map_id,
        title=title or _title(sheet),
        view_box=projection.view_box if projection else f"{-MARGIN} {-MARGIN} {WIDTH + 2 * MARGIN} {WIDTH}",
        regions=[look.region(row) for row in sheet.districts],
        spots=" ".join(f"M{x} {y}h0" for x, y in spots),
        dots_label=_("%(label)s(%(count)sか所)") % {"label": dots_label or _("場所"), "count": len(spots)},
        attribution=sheet.attribution,
        words=words,
        has_counts=counts is not None,
        has_neighbours=bool(near),
    )


@dataclass(frozen=True)
class _Look:
    """What a page asked for, applied to one district after the other."""

    map_id: str
    chosen: int | None
    near: frozenset[int]
    counts: Mapping[int, int] | None
    href: Href
    words: MapWords

    def region(self, row: District) -> Region:
        count = self.counts.get(row.pk, 0) if self.counts is not None else None
        return Region(
            anchor=f"{self.map_id}{row.pk}",
            said=row.name + self._state(row) + self._number(count, self.words.none),
            listed=row.short_name + self._number(count, ""),
            label=f"{row.short_name} {count}" if count else row.short_name,
            label_x=row.label_x,
            label_y=row.label_y,
            url=_url(row, self.href),
            kinds=self._kinds(row, count),
            is_selected=row.pk == self.chosen,
            is_hatched=count == 0,
            path=row.path,
            reading=(row.reading or row.name, row.name),
        )

    def _state(self, row: District) -> str:
        if row.pk == self.chosen:
            return _("(選んでいる地区)")
        return _("(となりの地区)") if row.pk in self.near else ""

    def _number(self, count: int | None, none: str) -> str:
        if count is None:
            return ""
        return f" {none}" if none and not count else f" {count}{self.words.count}"

    def _kinds(self, row: District, count: int | None) -> str:
        kinds = []
        if row.pk == self.chosen:
            kinds.append("is-on")
        elif row.pk in self.near:
            kinds.append("is-near")
        if count is not None:
            kinds.append("has" if count else "none")
        return " ".join(kinds)


def _url(row: District, href: Href) -> str:
    """The address of a district; empty where it leads nowhere."""
    if isinstance(href, MapLinks):
        return href.url_of(row)
    if isinstance(href, Mapping):
        return href.get(row.pk, "")
    return href.replace("{}", quote(str(row.pk)))


def _title(sheet: Sheet) -> str:
    words: dict[str, Any] = {"count": len(sheet.districts), "word": sheet.district_word}
    if sheet.municipality:
        return _("%(city)sの%(count)sの%(word)sの地図") % {**words, "city": sheet.municipality}
    return _("%(count)sの%(word)sの地図") % words
