"""
Load a site's folder, strictly where it counts and without ever giving up on the rest.

A missing or broken file, or a broken feature in a good file, becomes a `Problem` of the catalogue; all
else is shown. What can be drawn is kept here; whether it keeps every rule is for `check` to say.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

import shapely
from shapely.errors import GEOSException
from shapely.geometry import shape

from backlot.catalog.model import (
    ACCURACIES,
    EMPTY,
    HATCHES,
    ID_PATTERN,
    KINDS,
    PLACE_KINDS,
    About,
    Category,
    Claim,
    Feature,
    Locale,
    Period,
    Place,
    Problem,
    Rights,
    Site,
    View,
)
from backlot.errors import DataError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from backlot.catalog.catalog import Catalog
    from backlot.catalog.model import Bounds, Text

__all__ = [
    "GEOJSON_FILES",
    "GEOMETRIES",
    "MAX_BYTES",
    "SITE_FILE",
    "RawFolder",
    "geometry_of",
    "load_site",
    "parse_json",
    "read_folder",
    "read_json",
]

SITE_FILE = "site.json"
GEOJSON_FILES = ("studio.geojson", "landmarks.geojson", "basemap.geojson", "basemap-osm.geojson")

MAX_BYTES = 64 * 1024 * 1024

# which geometry a kind may have, as README.md of the data says
GEOMETRIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "set": ("Polygon",),
        "spot": ("Point",),
        "building": ("Polygon",),
        "plaza": ("Polygon",),
        "gate": ("Point",),
        "landmark": ("Point", "Polygon"),
        "station": ("Point",),
        "water": ("Polygon", "MultiPolygon", "LineString"),
        "park": ("Polygon", "MultiPolygon"),
        "street": ("LineString", "MultiLineString"),
        "bridge": ("LineString",),
        "rail": ("LineString", "MultiLineString"),
        "district": ("Polygon", "MultiPolygon"),
        "lane": ("LineString",),
    }
)

_DEPTHS = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
_ID = re.compile(ID_PATTERN.removesuffix("$") + r"\Z")
_HUE = re.compile(r"#[0-9a-fA-F]{6}\Z")
# nothing but drawing commands and figures: a glyph goes into an attribute of the page
_GLYPH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE ,.+-]{1,2000}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_EPSG = re.compile(r"EPSG:[0-9]{4,6}\Z")

NEUTRAL_HUE = "#8C8270"
NEUTRAL_GLYPH = "M12 2A10 10 0 1 1 11.9 2Z"


@dataclass(slots=True)
class RawFolder:
    """The JSON of a site's folder as read: the site, the collections, what was wrong, a content hash."""

    folder: Path
    site: Any = None
    collections: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""


def load_site(folder: Path | str) -> Catalog:
    """
    Load a site's folder.

    Parameters
    ----------
    folder
        Folder with `site.json` and the `.geojson` files.

    Returns
    -------
    Catalog
        All that could be read. What could not is named in its `problems`; nothing is raised for bad data,
        not even when the folder does not exist.
    """
    from backlot.catalog.catalog import Catalog

    raw = read_folder(Path(folder))
    report = _Report(raw.problems)
    places: list[Place] = []
    features: list[Feature] = []
    rights: list[Rights] = []
    seen: dict[str, str] = {}
    for file, collection in raw.collections.items():
        rights.append(_rights(file, collection))
        for found in _features(file, collection, report):
            known = seen.get(found.id)
            if known is not None:
                report.add(file, found.id, "id", "duplicate-id", id=found.id, other=known)
                continue
            seen[found.id] = file
            if isinstance(found, Place):
                places.append(found)
            else:
                features.append(found)
    bounds = _data_bounds(places, features)
    site = _site(raw.site, bounds, report) if isinstance(raw.site, dict) else _minimal_site(bounds, places)
    places = [_known_refs(place, site) for place in places]
    return Catalog(
        site=site,
        places=tuple(places),
        features=tuple(features),
        problems=tuple(report.problems),
        rights=rights,
        digest=raw.digest,
    )


def _rights(file: str, collection: Any) -> Rights:
    named = {key: collection.get(key) for key in ("licence", "attribution")}
    texts = {key: value if isinstance(value, str) else "" for key, value in named.items()}
    return Rights(file, **texts)


def read_folder(folder: Path, names: Iterable[str] | None = None) -> RawFolder:
    """
    Read the JSON files of a site's folder.

    Parameters
    ----------
    folder
        Folder to read.
    names
        File names; all files a site has when None.
    """
    raw = RawFolder(folder)
    report = _Report(raw.problems)
    content = sha256()
    for name in (SITE_FILE, *GEOJSON_FILES) if names is None else names:
        path = folder / name
        try:
            data = _read_bytes(path)
            content.update(f"{name}\0{len(data)}\0".encode())
            content.update(data)
            parsed = parse_json(data)
        except DataError as error:
            report.add(name, "", "", error.code, **error.values)
            content.update(f"{name}\0{error.code}\0".encode())
            continue
        if name.endswith(".geojson"):
            if _is_collection(parsed):
                raw.collections[name] = parsed
            else:
                report.add(name, "", "", "not-a-collection")
        elif isinstance(parsed, dict):
            raw.site = parsed
        else:
            report.add(name, "", "", "not-an-object")
    raw.digest = content.hexdigest()
    return raw


def read_json(path: Path) -> Any:
    """
    Read a JSON file strictly.

    Raises
    ------
    DataError
        See `parse_json`; also when the file is missing, unreadable, empty or too large.
    """
    return parse_json(_read_bytes(path))


def parse_json(data: bytes, *, limit_bytes: int = MAX_BYTES) -> Any:
    """
    Parse JSON strictly: UTF-8, no NaN or infinity, no key twice in one object, bounded size.

    Parameters
    ----------
    data
        The text as bytes; a byte order mark is accepted.
    limit_bytes
        Most bytes accepted.

    Raises
    ------
    DataError
        With the code of what is wrong.
    """
    if len(data) > limit_bytes:
        raise DataError("file-too-large", size_mb=_mb(len(data)), limit_mb=_mb(limit_bytes))
    if not data.strip():
        raise DataError("file-empty")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("not-utf8", byte=error.start) from error
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_constant,
            parse_float=_finite_float,
        )
    except json.JSONDecodeError as error:
        raise DataError("not-json", reason=error.msg, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise DataError("too-deep") from error
    except DataError:
        raise
    except ValueError as error:
        # python refuses integers of thousands of digits
        raise DataError("not-finite", number="an endless number") from error


def geometry_of(raw: Any, kinds: Sequence[str] = tuple(_DEPTHS)) -> BaseGeometry:
    """
    Build a geometry from GeoJSON after looking at every position.

    Parameters
    ----------
    raw
        A GeoJSON geometry object.
    kinds
        Geometry types that are allowed.

    Returns
    -------
    BaseGeometry
        Shapely geometry, (longitude, latitude). It may still be invalid: `check` tells.

    Raises
    ------
    DataError
        With code ``"no-geometry"``, ``"geometry-type"``, ``"bad-position"`` or ``"too-few-positions"``.
    """
    if not isinstance(raw, Mapping) or not isinstance(raw.get("type"), str):
        raise DataError("no-geometry")
    kind = raw["type"]
    if kind not in kinds or kind not in _DEPTHS:
        raise DataError("geometry-type", found=kind, allowed=list(kinds))
    coordinates = raw.get("coordinates")
    _look_at_positions(coordinates, _DEPTHS[kind], is_area="Polygon" in kind)
    try:
        return shape({"type": kind, "coordinates": coordinates})
    except (GEOSException, ValueError, TypeError) as error:
        raise DataError("bad-position", position=str(error)[:80]) from error


class _Report:
    """Collect problems of one grade."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def add(self, file: str, feature: str, prop: str, code: str, **values: object) -> None:
        self.problems.append(Problem("invalid", file, feature, prop, code, MappingProxyType(values)))


class _Reader:
    """Take values out of one JSON object, noting what has the wrong type and leaving it out."""

    def __init__(
        self, raw: Mapping[str, Any], file: str, feature: str, report: _Report, path: str = ""
    ) -> None:
        self.raw = raw
        self.file = file
        self.feature = feature
        self.report = report
        self.path = path

    def wrong(self, name: str, code: str, **values: object) -> None:
        self.report.add(self.file, self.feature, f"{self.path}{name}", code, **values)

    def text(self, name: str, default: str = "") -> str:
        value = self.raw.get(name)
        if isinstance(value, str):
            return value
        if value is not None:
            self.wrong(name, "wrong-type", wanted="a text")
        return default

    def optional(self, name: str) -> str | None:
        return self.text(name) or None

    def word(self, name: str, allowed: Sequence[str], default: str) -> str:
        value = self.text(name, default)
        if value in allowed:
            return value
        self.wrong(name, "not-allowed", found=value, allowed=list(allowed))
        return default

    def figure(self, name: str, low: float, high: float) -> float | None:
        value = self.raw.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.wrong(name, "wrong-type", wanted="a number")
            return None
        if not low <= value <= high:
            self.wrong(name, "out-of-range", found=value, low=_short(low), high=_short(high))
            return None
        return value

    def whole(self, name: str, low: int, high: int, default: int | None) -> int | None:
        value = self.figure(name, low, high)
        if value is None:
            return default
        if value != int(value):
            self.wrong(name, "wrong-type", wanted="a whole number")
            return default
        return int(value)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.raw.get(name)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(name, "wrong-type", wanted="a list of texts")
        return ()

    def ids(self, name: str) -> tuple[str, ...]:
        found = self.texts(name)
        for item in found:
            if not _ID.match(item):
                self.wrong(name, "bad-id", id=item)
        return tuple(item for item in found if _ID.match(item))

    def by_language(self, name: str) -> Text:
        value = self.raw.get(name)
        if value is None:
            return EMPTY
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return MappingProxyType({key: text for key, text in value.items() if text})
        self.wrong(name, "wrong-type", wanted="texts by language")
        return EMPTY

    def prefixed(self, prefix: str) -> Text:
        found: dict[str, str] = {}
        for key in self.raw:
            if key.startswith(prefix):
                text = self.text(key)
                if text:
                    found[key.removeprefix(prefix)] = text
        return MappingProxyType(found) if found else EMPTY

    def objects(self, name: str) -> list[_Reader]:
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, "wrong-type", wanted="a list")
            return []
        found = []
        for index, item in enumerate(value):
            path = f"{self.path}{name}[{index}]"
            if isinstance(item, dict):
                found.append(_Reader(item, self.file, self.feature, self.report, f"{path}."))
            else:
                self.report.add(self.file, self.feature, path, "wrong-type", wanted="an object in braces")
        return found


def _features(file: str, collection: Any, report: _Report) -> Iterable[Place | Feature]:
    for index, raw in enumerate(collection["features"]):
        found = _feature(file, index, raw, report)
        if found is not None:
            yield found


def _feature(file: str, index: int, raw: Any, report: _Report) -> Place | Feature | None:
    where = f"#{index + 1}"
    if not isinstance(raw, dict) or not isinstance(raw.get("properties"), dict):
        report.add(file, where, "", "not-a-feature")
        return None
    props = raw["properties"]
    ident = props.get("id", raw.get("id"))
    if not isinstance(ident, str) or not _ID.match(ident):
        report.add(file, where, "id", "bad-id", id=str(ident)[:80])
        return None
    kind = props.get("kind")
    if kind not in KINDS:
        report.add(file, ident, "kind", "not-allowed", found=str(kind)[:80], allowed=list(KINDS))
        return None
    try:
        geometry = geometry_of(raw.get("geometry"), GEOMETRIES[kind])
    except DataError as error:
        report.add(file, ident, "geometry", error.code, **error.values)
        return None
    read = _Reader(props, file, ident, report)
    if kind in PLACE_KINDS:
        return Place(
            id=ident,
            kind=kind,
            names=read.prefixed("name:"),
            geometry=geometry,
            file=file,
            alt_names=read.texts("alt_names"),
            descriptions=read.prefixed("description:"),
            within=read.optional("within"),
            period=read.optional("period"),
            locale=read.optional("locale"),
            category=read.optional("category"),
            rank=read.whole("rank", 1, 5, 3) or 3,
            source=read.text("source"),
            accuracy=read.word("accuracy", ACCURACIES, "schematic"),
            accuracy_m=read.figure("accuracy_m", 0, 100_000),
            confirmed=read.optional("confirmed"),
            claims=_claims(read),
            former_ids=read.ids("former_ids"),
            cls=read.optional("class"),
            width_m=read.figure("width_m", 0, 2000),
        )
    return Feature(
        id=ident,
        kind=kind,
        names=read.prefixed("name:"),
        geometry=geometry,
        file=file,
        alt_names=read.texts("alt_names"),
        locale=read.optional("locale"),
        rank=read.whole("rank", 1, 5, 3) or 3,
        source=read.text("source"),
        accuracy=read.word("accuracy", ACCURACIES, "schematic"),
        cls=read.optional("class"),
        width_m=read.figure("width_m", 0, 2000),
    )


def _claims(read: _Reader) -> tuple[Claim, ...]:
    found = []
    for item in read.objects("claims"):
        value = item.raw.get("value")
        said = item.text("value") if isinstance(value, str) else item.by_language("value")
        if said and item.text("property"):
            found.append(Claim(item.text("property"), said, item.text("source")))
    return tuple(found)


def _site(raw: dict[str, Any], bounds: Bounds, report: _Report) -> Site:
    read = _Reader(raw, SITE_FILE, "", report)
    plain = _minimal_site(bounds, ())
    data = raw.get("data")
    if data is not None and not isinstance(data, dict):
        read.wrong("data", "wrong-type", wanted="an object in braces")
    about_data = _Reader(data if isinstance(data, dict) else {}, SITE_FILE, "", report, "data.")
    site_bounds = _bounds(read) or plain.bounds
    crs = read.text("crs", plain.crs)
    if not _EPSG.match(crs):
        read.wrong("crs", "bad-epsg", crs=crs)
        crs = plain.crs
    languages = tuple(code for code in read.texts("languages") if _LANGUAGE.match(code))
    if not languages:
        read.wrong("languages", "missing")
    views = tuple(
        View(
            id=item.text("id"),
            label=item.by_language("label"),
            bounds=_bounds(item) or site_bounds,
            start=item.ids("start")[:5],
            within=item.optional("within"),
            notice=item.by_language("notice") or None,
        )
        for item in _identified(read, "views")
    )
    if not views:
        read.wrong("views", "missing")
    return Site(
        id=read.text("id", plain.id),
        name=read.by_language("name") or plain.name,
        tagline=read.by_language("tagline"),
        version=about_data.text("version"),
        date=about_data.text("date"),
        languages=languages or plain.languages,
        crs=crs,
        tz=read.text("tz", plain.tz),
        bounds=site_bounds,
        views=views or plain.views,
        periods=tuple(
            Period(
                item.text("id"),
                item.by_language("label"),
                item.whole("from", -10_000, 10_000, None),
                item.whole("to", -10_000, 10_000, None),
            )
            for item in _identified(read, "periods")
        ),
        locales=tuple(
            Locale(
                item.text("id"),
                item.by_language("label"),
                _matching(item, "hue", _HUE, NEUTRAL_HUE),
                item.word("hatch", HATCHES, "none"),
                _matching(item, "glyph", _GLYPH, NEUTRAL_GLYPH),
            )
            for item in _identified(read, "locales")
        ),
        categories=tuple(
            Category(
                item.text("id"),
                item.by_language("label"),
                _matching(item, "hue", _HUE, NEUTRAL_HUE),
                _matching(item, "glyph", _GLYPH, NEUTRAL_GLYPH),
            )
            for item in _identified(read, "categories")
        ),
        about=tuple(
            About(
                item.by_language("title"),
                item.by_language("text"),
                item.text("source"),
                item.optional("topic"),
            )
            for item in read.objects("about")
        ),
    )


def _minimal_site(bounds: Bounds, places: Sequence[Place]) -> Site:
    """Return a site with neutral labels, drawn from the data alone."""
    west, south, east, north = bounds
    languages = tuple(dict.fromkeys(key for place in places for key in place.names if "-" not in key))
    zone = min(60, max(1, int(((west + east) / 2 + 180) // 6) + 1))
    return Site(
        id="site",
        name=MappingProxyType({"en": "Map"}),
        tagline=EMPTY,
        version="",
        date="",
        languages=languages[:2] or ("en",),
        crs=f"EPSG:{326 if (south + north) >= 0 else 327}{zone:02}",
        tz="UTC",
        bounds=bounds,
        views=(View("all", MappingProxyType({"en": "All"}), bounds),),
        periods=_named(Period, places, "period"),
        locales=tuple(
            Locale(item.id, item.label, NEUTRAL_HUE, "none", NEUTRAL_GLYPH)
            for item in _named(Period, places, "locale")
        ),
        categories=tuple(
            Category(item.id, item.label, NEUTRAL_HUE, NEUTRAL_GLYPH)
            for item in _named(Period, places, "category")
        ),
    )


def _named(make: Callable[[str, Text], Period], places: Sequence[Place], ref: str) -> tuple[Period, ...]:
    ids = dict.fromkeys(getattr(place, ref) for place in places)
    return tuple(
        make(ident, MappingProxyType({"en": ident.replace("-", " ").capitalize()}))
        for ident in ids
        if ident is not None
    )


def _known_refs(place: Place, site: Site) -> Place:
    """Return the place without references to a period, locale or category the site does not have."""
    from dataclasses import replace

    lost = {
        ref: None
        for ref, find in (
            ("period", site.period),
            ("locale", site.locale),
            ("category", site.category),
        )
        if getattr(place, ref) is not None and find(getattr(place, ref)) is None
    }
    return replace(place, **lost) if lost else place  # type: ignore[arg-type]


def _identified(read: _Reader, name: str) -> Iterable[_Reader]:
    seen: set[str] = set()
    for item in read.objects(name):
        ident = item.raw.get("id")
        if not isinstance(ident, str) or not _ID.match(ident):
            item.wrong("id", "bad-id", id=str(ident)[:80])
        elif ident in seen:
            item.wrong("id", "duplicate-id", id=ident, other=SITE_FILE)
        else:
            seen.add(ident)
            yield item


def _matching(read: _Reader, name: str, pattern: re.Pattern[str], default: str) -> str:
    value = read.text(name, default)
    if pattern.match(value):
        return value
    read.wrong(name, "bad-form", found=value[:80])
    return default


def _bounds(read: _Reader) -> Bounds | None:
    value = read.raw.get("bounds")
    if value is None:
        read.wrong("bounds", "missing")
        return None
    if not (isinstance(value, list) and len(value) == 4 and all(_is_number(item) for item in value)):
        read.wrong("bounds", "wrong-type", wanted="west, south, east, north in degrees")
        return None
    west, south, east, north = (float(item) for item in value)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        read.wrong("bounds", "bad-bounds")
        return None
    return west, south, east, north


def _data_bounds(places: Sequence[Place], features: Sequence[Feature]) -> Bounds:
    geometries = [place.geometry for place in places] + [item.geometry for item in features]
    if not geometries:
        return (-180.0, -85.0, 180.0, 85.0)
    west, south, east, north = (float(value) for value in shapely.total_bounds(geometries))
    # a single point still needs some ground around it
    pad_lon = max((east - west) * 0.02, 0.002)
    pad_lat = max((north - south) * 0.02, 0.002)
    return (
        max(west - pad_lon, -180.0),
        max(south - pad_lat, -90.0),
        min(east + pad_lon, 180.0),
        min(north + pad_lat, 90.0),
    )


def _look_at_positions(value: Any, depth: int, *, is_area: bool) -> None:
    if depth == 0:
        if not (
            isinstance(value, list)
            and len(value) == 2
            and all(_is_number(item) for item in value)
            and -180 <= value[0] <= 180
            and -90 <= value[1] <= 90
        ):
            raise DataError("bad-position", position=json.dumps(value, ensure_ascii=False)[:80])
        return
    if not isinstance(value, list) or not value:
        raise DataError("too-few-positions")
    if depth == 1 and len(value) < (4 if is_area else 2):
        raise DataError("too-few-positions")
    for item in value:
        _look_at_positions(item, depth - 1, is_area=is_area)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_collection(parsed: Any) -> bool:
    return (
        isinstance(parsed, dict)
        and parsed.get("type") == "FeatureCollection"
        and isinstance(parsed.get("features"), list)
    )


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                size = path.stat().st_size
                raise DataError("file-too-large", size_mb=_mb(size), limit_mb=_mb(MAX_BYTES))
    except FileNotFoundError as error:
        raise DataError("file-missing") from error
    except OSError as error:
        raise DataError("file-unreadable", reason=error.strerror or "unknown") from error
    return data


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DataError("duplicate-key", key=key[:80])
        found[key] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise DataError("not-finite", number=name)


def _finite_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise DataError("not-finite", number=text[:40])
    return number


def _mb(size: int) -> str:
    return f"{size / 1024 / 1024:.3g}"


def _short(value: float) -> str:
    return f"{value:g}"
