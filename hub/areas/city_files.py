"""Reads a city's files and says in Japanese, by file and line, what is wrong with them. Columns: docs/areas.md."""

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hub.areas.geometry import NoAreaError, clean_polygon
from hub.areas.svg_map import WIDTH
from hub.exceptions import DomainError

# Nothing in Japan lies outside; whoever swaps the two or gives metres does.
_LATITUDES = (20.0, 46.0)
_LONGITUDES = (122.0, 154.0)
_SHOWN_PROBLEMS = 30
# Control characters and halves of a pair, which the database refuses or a page can't show.
_UNFIT = {"Cc", "Cs"}
# A triangle, closed.
_FEWEST_POSITIONS = 4
_PREFECTURE = re.compile(r"^(?:東京都|北海道|(?:大阪|京都)府|..{1,2}県)")


class CityDataError(DomainError):
    """The files can't be loaded. ``problems`` are sentences, each naming its file and its line or feature."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        shown = problems[:_SHOWN_PROBLEMS]
        if len(problems) > len(shown):
            shown = [*shown, _("ほかに%(count)s件あります。") % {"count": len(problems) - len(shown)}]
        super().__init__("\n".join(shown))


@dataclass(frozen=True)
class DistrictRow:
    name: str
    school: str
    school_address: str
    geometry: dict[str, Any]


@dataclass(frozen=True)
class PointRow:
    """A town, a station or a landmark. ``detail``: its postal code, its lines, its address."""

    name: str
    latitude: float
    longitude: float
    detail: str


@dataclass(frozen=True)
class CityAbout:
    """``city.json``; every entry may be missing."""

    prefecture: str = ""
    name: str = ""
    code: str = ""
    district_word: str = ""
    attribution: str = ""
    sources: list[str] = field(default_factory=list)
    readings: dict[str, str] = field(default_factory=dict)
    label_nudges: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class CityFiles:
    about: CityAbout
    districts: list[DistrictRow]
    towns: list[PointRow]
    stations: list[PointRow]
    offices: list[PointRow]
    remarks: list[str]


def read_city(folder: Path) -> CityFiles:
    """All files of ``folder``. Raises CityDataError with every problem found, not only the first."""
    return _Reader(folder).read()


class _Wrong(Exception):  # noqa: N818 - never leaves this module
    """What is wrong with one line or feature."""


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.remarks: list[str] = []

    def read(self) -> CityFiles:
        if not self.folder.is_dir():
            raise CityDataError([_("フォルダー「%(folder)s」がありません。") % {"folder": self.folder}])
        districts = self._districts("districts.geojson")
        towns = self._points("towns.csv", "town", "postal_code", _postal_code)
        stations = self._points("stations.csv", "station", "lines", _text, required=False)
        offices = self._points("city_offices.csv", "name", "address", _text, required=False)
        about = self._about("city.json", districts)
        if self.problems:
            raise CityDataError(self.problems)
        return CityFiles(about, districts, towns, stations, offices, self.remarks)

    def _content(self, name: str, *, required: bool = True) -> str | None:
        """The text of a file, UTF-8 with or without BOM or cp932; None where there is none."""
        path = self.folder / name
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            if required:
                self.problems.append(_("%(file)s: ファイルがありません。") % {"file": name})
            else:
                self.remarks.append(_("%(file)s: ファイルがないので、読み込みませんでした。") % {"file": name})
            return None
        except OSError as error:
            self.problems.append(_("%(file)s: 読めません(%(error)s)。") % {"file": name, "error": error.strerror})
            return None
        for encoding in ("utf-8-sig", "cp932"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        self.problems.append(_("%(file)s: 文字コードが UTF-8 でも Shift_JIS でもありません。") % {"file": name})
        return None

    def _json(self, name: str, *, required: bool = True) -> Any:
        text = self._content(name, required=required)
        if text is None:
            return None
        try:
            return json.loads(text, parse_constant=_refuse)
        except json.JSONDecodeError as error:
            words = {"file": name, "line": error.lineno}
            self.problems.append(_("%(file)s %(line)s行目: JSON として読めません。") % words)
        except (ValueError, RecursionError):
            self.problems.append(_("%(file)s: JSON として読めません。") % {"file": name})
        return None

    def _districts(self, name: str) -> list[DistrictRow]:
        content = self._json(name)
        if content is None:
            return []
        features = content.get("features") if isinstance(content, dict) else None
        if not isinstance(features, list) or not features:
            self.problems.append(_("%(file)s: 地区(features)が1件もありません。") % {"file": name})
            return []
        found: dict[str, DistrictRow] = {}
        for number, feature in enumerate(features, 1):
            where = _("%(file)s %(number)s番目の地区") % {"file": name, "number": number}
            try:
                row, mended = _district(feature)
                _refuse_twice(row.name, found)
            except _Wrong as error:
                self.problems.append(f"{where}: {error}")
                continue
            if mended:
                self.remarks.append(
                    _("%(where)s「%(name)s」: 境界が交わっていたので直しました。") % {"where": where, "name": row.name}
                )
            found[row.name] = row
        return list(found.values())

    def _points(
        self, name: str, key: str, detail: str, read_detail: Callable[[str], str], *, required: bool = True
    ) -> list[PointRow]:
        text = self._content(name, required=required)
        if text is None:
            return []
        rows = csv.DictReader(io.StringIO(text, newline=""))
        try:
            columns = [column.strip() for column in rows.fieldnames or []]
        except csv.Error:
            columns = []
        missing = [column for column in (key, "lat", "lon", detail) if column not in columns]
        if missing:
            words = {"file": name, "columns": "、".join(missing)}
            self.problems.append(_("%(file)s 1行目: 列「%(columns)s」がありません。") % words)
            return []
        rows.fieldnames = columns
        found: dict[str, PointRow] = {}
        for line, row in self._lines(name, rows):
            try:
                point = _point(row, key, read_detail(row[detail] or ""))
                _refuse_twice(point.name, found)
            except _Wrong as error:
                where = _("%(file)s %(line)s行目") % {"file": name, "line": line}
                self.problems.append(f"{where}: {error}")
                continue
            found[point.name] = point
        if required and not found and not self.problems:
            self.problems.append(_("%(file)s: 1件もありません。") % {"file": name})
        return list(found.values())

    def _lines(self, name: str, rows: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str | None]]]:
        """Each row with the line on which it ends in the file."""
        try:
            for row in rows:
                yield rows.line_num, row
        except csv.Error as error:
            words = {"file": name, "line": rows.line_num, "error": error}
            self.problems.append(_("%(file)s %(line)s行目: CSV として読めません(%(error)s)。") % words)

    def _about(self, name: str, districts: list[DistrictRow]) -> CityAbout:
        content = self._json(name, required=False)
        if content is None:
            return CityAbout(name=_city_of(districts))
        try:
            about = _city_about(content)
        except _Wrong as error:
            self.problems.append(f"{name}: {error}")
            return CityAbout()
        known = {row.name for row in districts}
        for unknown in sorted((about.readings.keys() | about.label_nudges.keys()) - known):
            self.remarks.append(_("%(file)s: 地区「%(name)s」はありません。") % {"file": name, "name": unknown})
        return about


def _refuse(word: str) -> None:
    raise ValueError(word)


def _refuse_twice(name: str, found: dict[str, Any]) -> None:
    if name in found:
        raise _Wrong(_("「%(name)s」が2回あります。") % {"name": name})


def _text(value: object, most: int = 120) -> str:
    text = unicodedata.normalize("NFC", str(value)).strip() if value is not None else ""
    if len(text) > most or any(unicodedata.category(letter) in _UNFIT for letter in text):
        raise _Wrong(_("「%(text)s」は長すぎるか、使えない文字があります。") % {"text": _printable(text[:20])})
    return text


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def _named(value: object) -> str:
    name = _text(value, 60)
    if not name:
        raise _Wrong(_("名前がありません。"))
    return name


def _postal_code(value: str) -> str:
    code = unicodedata.normalize("NFKC", value).replace("〒", "").replace("-", "").strip()
    if code and not re.fullmatch(r"[0-9]{7}", code):
        raise _Wrong(_("郵便番号「%(value)s」が7桁の数字ではありません。") % {"value": _printable(value[:20])})
    return code


def _degrees(value: object, word: str, bounds: tuple[float, float]) -> float:
    try:
        degrees = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        degrees = math.nan
    if isinstance(value, bool) or not math.isfinite(degrees):
        raise _Wrong(
            _("%(word)s「%(value)s」が数ではありません。") % {"word": word, "value": _printable(str(value)[:20])}
        )
    if not bounds[0] <= degrees <= bounds[1]:
        words = {"word": word, "value": _printable(str(value)[:20])}
        raise _Wrong(_("%(word)s「%(value)s」が日本の外です。緯度と経度が逆か、度ではない値です。") % words)
    return degrees


def _point(row: dict[str, str | None], key: str, detail: str) -> PointRow:
    return PointRow(
        name=_named(row[key]),
        latitude=_degrees(row["lat"], _("緯度"), _LATITUDES),
        longitude=_degrees(row["lon"], _("経度"), _LONGITUDES),
        detail=detail,
    )


def _district(feature: Any) -> tuple[DistrictRow, bool]:
    """The district of a feature, and whether its border had to be mended."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise _Wrong(_("properties がありません。"))
    properties = feature["properties"]
    name = _named(properties.get("name"))
    geometry = feature.get("geometry")
    kind = str(geometry.get("type")) if isinstance(geometry, dict) else ""
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        raise _Wrong(_("「%(name)s」の形が Polygon でも MultiPolygon でもありません。") % {"name": name})
    try:
        clean, mended = clean_polygon({"type": kind, "coordinates": _coordinates(kind, geometry.get("coordinates"))})
    except _Wrong as error:
        raise _Wrong(_("「%(name)s」: %(error)s") % {"name": name, "error": error}) from error
    except NoAreaError as error:
        raise _Wrong(_("「%(name)s」の形に広さがありません。") % {"name": name}) from error
    school, address = _text(properties.get("school"), 60), _text(properties.get("school_address"))
    return DistrictRow(name, school, address, clean), mended


def _coordinates(kind: str, value: Any) -> list[Any]:
    polygons = [value] if kind == "Polygon" else value
    if not isinstance(polygons, list) or not polygons:
        raise _Wrong(_("座標がありません。"))
    read = []
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _Wrong(_("座標がありません。"))
        read.append([_ring(ring) for ring in polygon])
    return read[0] if kind == "Polygon" else read


def _ring(ring: Any) -> list[list[float]]:
    points = []
    for position in ring if isinstance(ring, list) else []:
        if not isinstance(position, list) or not position[1:]:
            raise _Wrong(_("座標が [経度, 緯度] ではありません。"))
        # Six decimals are 10 cm.
        longitude = round(_degrees(position[0], _("経度"), _LONGITUDES), 6)
        points.append([longitude, round(_degrees(position[1], _("緯度"), _LATITUDES), 6)])
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(points) < _FEWEST_POSITIONS:
        raise _Wrong(_("境界の点が3つより少ないです。"))
    return points


def _city_about(content: Any) -> CityAbout:
    if not isinstance(content, dict):
        raise _Wrong(_("中身が { } ではありません。"))
    sources, readings, nudges = (content.get(key, kind) for key, kind in _CITY_COLLECTIONS.items())
    if not isinstance(sources, list) or not isinstance(readings, dict) or not isinstance(nudges, dict):
        raise _Wrong(_("sources は [ ]、readings と label_nudges は { } で書きます。"))
    return CityAbout(
        prefecture=_text(content.get("prefecture"), 10),
        name=_text(content.get("name"), 40),
        code=_text(content.get("code"), 6),
        district_word=_text(content.get("district_word"), 20),
        attribution=_text(content.get("attribution"), 300),
        sources=[_text(source, 300) for source in sources],
        readings={_named(name): _text(reading, 80) for name, reading in readings.items()},
        label_nudges={_named(name): _nudge(name, nudge) for name, nudge in nudges.items()},
    )


_CITY_COLLECTIONS: dict[str, Any] = {"sources": [], "readings": {}, "label_nudges": {}}


def _nudge(name: str, value: Any) -> tuple[int, int]:
    match value:
        case [int(across), int(down)] if max(abs(across), abs(down)) <= WIDTH:
            return across, down
    raise _Wrong(_("label_nudges の「%(name)s」が整数2つではありません。") % {"name": _printable(name[:20])})


def _city_of(districts: list[DistrictRow]) -> str:
    """八王子市 where the schools' addresses all begin with it; nothing where they differ."""
    addresses = [_PREFECTURE.sub("", row.school_address) for row in districts if row.school_address]
    if not addresses:
        return ""
    first, last = min(addresses), max(addresses)
    shared = "".join(one for one, _other in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    end = max(shared.rfind("市"), shared.rfind("区")) + 1 or max(shared.rfind("町"), shared.rfind("村")) + 1
    return shared[:end]
