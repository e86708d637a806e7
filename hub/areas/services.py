"""Every write of the areas: loading a city's files, and a town's districts set by hand."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from hub.areas.city_files import CityFiles, read_city
from hub.areas.geometry import NEAR_BORDER_M, Ground
from hub.areas.models import City, District, Landmark, LandmarkKind, Station, Town
from hub.areas.svg_map import Projection, label_of, path_of, walking_order
from hub.changes import record_changes
from hub.models import ChangeAction
from hub.renames import tell_renamed

Row = TypeVar("Row", District, Town, Station, Landmark)


@dataclass
class KindReport:
    """What became of the rows of one kind; the first three are disjoint. Names."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    # No longer in the files: gone, or kept (not current) because something refers to it.
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass
class LoadReport:
    """What ``load_areas`` did. ``remarks`` are sentences for whoever loads."""

    districts: KindReport = field(default_factory=KindReport)
    towns: KindReport = field(default_factory=KindReport)
    stations: KindReport = field(default_factory=KindReport)
    landmarks: KindReport = field(default_factory=KindReport)
    remarks: list[str] = field(default_factory=list)
    is_changed: bool = False


@transaction.atomic
def load_areas(folder: Path) -> LoadReport:
    """Brings districts, towns, stations and landmarks into line with the files of ``folder``; all or nothing.

    Loading the same files again changes nothing. A row that is no longer in the files is removed, or, where anything
    outside the areas refers to it, kept as not current and reported. Districts of a town that an editor set by hand
    stay, with a remark where the files would say otherwise. Raises CityDataError.
    """
    files = read_city(folder)
    city, is_new = City.objects.get_or_create(pk=1)
    City.objects.select_for_update().get(pk=1)
    report = LoadReport(remarks=list(files.remarks), is_changed=is_new)
    before = _said_of_districts()
    ground = Ground({row.name: row.geometry for row in files.districts})
    projection = Projection.over(row.geometry for row in files.districts)

    districts = _load_districts(files, projection, report)
    _load_neighbours(districts, ground, report)
    _load_towns(files, districts, ground, report)
    stations = {row.name: _position(row) | {"lines": _lines(row.detail)} for row in files.stations}
    _bring_into_line(Station, stations, report.stations)
    offices = {row.name: _position(row) | {"address": row.detail} for row in files.offices}
    _bring_into_line(Landmark, offices, report.landmarks, kind=LandmarkKind.CITY_OFFICE)
    _load_city(city, files, projection, report)
    _tell_districts(before)
    return report


def _said_of_districts() -> dict[int, Any]:
    """What the feed says of each district, by number."""
    attribution = City.objects.values_list("attribution", flat=True).first()
    through = District.neighbours.through.objects.order_by("to_district")
    beside: dict[int, list[int]] = defaultdict(list)
    for one, other in through.values_list("from_district", "to_district"):
        beside[one].append(other)
    rows = District.objects.current().values_list("pk", "name", "reading", "school", "order", "geometry")
    return {row[0]: (row, beside[row[0]], attribution) for row in rows}


def _tell_districts(before: dict[int, Any]) -> None:
    """To those who follow the feed. Last in the transaction."""
    now = _said_of_districts()
    for gone in District.objects.filter(pk__in=before.keys() - now.keys()):
        tell_renamed(gone)  # what lies in it names it, and no longer links to it
    changed = [District(pk=key) for key in now if before.get(key) != now[key]]
    record_changes(changed, ChangeAction.CHANGED)
    record_changes([District(pk=key) for key in before if key not in now], ChangeAction.WITHDRAWN)


@transaction.atomic
def assign_districts(town: Town, districts: Iterable[District]) -> Town:
    """Sets a town's districts by hand, so that loading leaves them; none at all: they follow from its centre again."""
    chosen = list(districts)
    town.has_manual_districts = bool(chosen)
    town.save(update_fields=["has_manual_districts"])
    if not chosen:
        geometries = {row.name: row.geometry for row in District.objects.current()}
        names = Ground(geometries).within(town.latitude, town.longitude, NEAR_BORDER_M)
        chosen = list(District.objects.current().filter(name__in=names))
    town.districts.set(chosen)
    renew_version()
    return town


@transaction.atomic
def renew_version() -> None:
    """Tells every process that what it keeps of the areas is old. To be called last in the writing transaction."""
    City.objects.filter(pk=1).update(version=uuid.uuid4())
    record_changes(City.objects.filter(pk=1), ChangeAction.CHANGED)


def _load_districts(files: CityFiles, projection: Projection, report: LoadReport) -> dict[str, District]:
    nudges = files.about.label_nudges
    plain = {row.name: label_of(row.geometry, projection) for row in files.districts}
    order = {name: place for place, name in enumerate(walking_order(plain), 1)}
    wanted = {}
    for row in files.districts:
        (x, y), (dx, dy) = plain[row.name], nudges.get(row.name, (0, 0))
        wanted[row.name] = {
            "reading": files.about.readings.get(row.name, ""),
            "school": row.school,
            "school_address": row.school_address,
            "geometry": row.geometry,
            "path": path_of(row.geometry, projection),
            "label_x": x + dx,
            "label_y": y + dy,
            "order": order[row.name],
        }
    return _bring_into_line(District, wanted, report.districts)


def _load_neighbours(districts: Mapping[str, District], ground: Ground, report: LoadReport) -> None:
    near = ground.neighbours()
    through = District.neighbours.through.objects
    wanted = {(districts[one].pk, districts[other].pk) for one, others in near.items() for other in others}
    known = set(through.values_list("from_district_id", "to_district_id"))
    for one, other in known - wanted:
        through.filter(from_district_id=one, to_district_id=other).delete()
    through.bulk_create(
        through.model(from_district_id=one, to_district_id=other) for one, other in sorted(wanted - known)
    )
    report.is_changed |= known != wanted


def _load_towns(files: CityFiles, districts: Mapping[str, District], ground: Ground, report: LoadReport) -> None:
    wanted = {row.name: _position(row) | {"postal_code": row.detail} for row in files.towns}
    towns = _bring_into_line(Town, wanted, report.towns)
    current = {district.pk for district in districts.values()}
    known: dict[int, set[int]] = {}
    for town_id, district_id in Town.districts.through.objects.values_list("town_id", "district_id"):
        known.setdefault(town_id, set()).add(district_id)
    links: dict[Town, set[int]] = {}
    for town in towns.values():
        near = ground.within(town.latitude, town.longitude, NEAR_BORDER_M)
        if not near:
            report.remarks.append(_("町「%(town)s」の位置は、どの地区にも入っていません。") % {"town": town.name})
        before = known.get(town.pk, set())
        wanted_here = _districts_of(town, {districts[name].pk for name in near}, before, current, report)
        if wanted_here != before:
            links[town] = wanted_here
    _link(links, report)


def _districts_of(town: Town, near: set[int], known: set[int], current: set[int], report: LoadReport) -> set[int]:
    """Those near a town's centre, unless an editor chose others that still exist."""
    by_hand = known & current
    if town.has_manual_districts and by_hand:
        if by_hand != near:
            report.remarks.append(_("町「%(town)s」の地区は、手で決めたものを残しました。") % {"town": town.name})
        near = by_hand
    elif town.has_manual_districts:
        town.has_manual_districts = False
        town.save(update_fields=["has_manual_districts"])
        words = {"town": town.name}
        report.remarks.append(_("町「%(town)s」の手で決めた地区がなくなったので、位置から決め直しました。") % words)
        report.is_changed = True
    return near


def _link(districts: Mapping[Town, set[int]], report: LoadReport) -> None:
    """Towns with these districts and no others."""
    if not districts:
        return
    through = Town.districts.through
    through.objects.filter(town__in=districts).delete()
    through.objects.bulk_create(
        through(town_id=town.pk, district_id=district)
        for town, wanted in districts.items()
        for district in sorted(wanted)
    )
    report.is_changed = True
    for town in districts:
        if town.name in report.towns.unchanged:
            report.towns.unchanged.remove(town.name)
            report.towns.updated.append(town.name)


def _load_city(city: City, files: CityFiles, projection: Projection, report: LoadReport) -> None:
    """Writes what the files say of the city, with a new version where anything at all has changed."""
    about = files.about
    wanted = {
        "prefecture": about.prefecture,
        "name": about.name,
        "code": about.code,
        "district_word": about.district_word,
        "attribution": about.attribution,
        "sources": about.sources,
        "projection": projection.as_json(),
    }
    report.is_changed |= _change(city, wanted)
    kinds = (report.districts, report.towns, report.stations, report.landmarks)
    report.is_changed |= any(kind.created or kind.updated or kind.removed for kind in kinds)
    if report.is_changed:
        city.save()
        renew_version()


def _bring_into_line(
    model: type[Row], wanted: Mapping[str, dict[str, Any]], report: KindReport, **fixed: Any
) -> dict[str, Row]:
    """Rows of ``model`` by name, made, changed or taken away until they are those ``wanted``.

    ``fixed`` names the part of the table that is meant, such as the kind of a landmark.
    """
    rows: dict[str, Row] = {row.name: row for row in model.objects.filter(**fixed)}
    new = [model(name=name, **fixed, **fields) for name, fields in wanted.items() if name not in rows]
    for row in model.objects.bulk_create(new):
        rows[row.name] = row
        report.created.append(row.name)
    for name, fields in wanted.items():
        if name in report.created:
            continue
        if _change(rows[name], {**fields, "is_current": True}):
            rows[name].save()
            report.updated.append(name)
        else:
            report.unchanged.append(name)
    for name in [name for name in rows if name not in wanted]:
        _take_away(rows.pop(name), report)
    return {name: rows[name] for name in wanted}


def _change(row: models.Model, fields: Mapping[str, Any]) -> bool:
    """Sets the fields, and says whether any was another before. Doesn't save."""
    different = {name: value for name, value in fields.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _take_away(row: Row, report: KindReport) -> None:
    """Deletes a row that the files no longer name, or keeps it as not current where something refers to it."""
    if not _is_referred_to(row):
        row.delete()
        report.removed.append(row.name)
        return
    report.kept.append(row.name)
    if row.is_current:
        row.is_current = False
        row.save(update_fields=["is_current"])
        report.updated.append(row.name)


def _is_referred_to(row: models.Model) -> bool:
    """Whether a row of any app points here, but for the links that loading makes itself."""
    own = {District.neighbours.through, Town.districts.through}
    relations: list[Any] = [
        relation
        for relation in row._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in relations
        if relation.related_model not in own
    )


def _position(row: Any) -> dict[str, Any]:
    return {"latitude": row.latitude, "longitude": row.longitude}


def _lines(detail: str) -> list[str]:
    return [line.strip() for line in detail.split("|") if line.strip()]
