"""
Read streets and paths from other people's files, as features of a network.

OpenStreetMap extracts (`.osm.pbf`, `.osm`, `.osm.gz`) are read by pyosmium, GeoJSON lines by our own strict
reader. Which tags are understood, and how (for more info see the OpenStreetMap wiki on each):

`highway`
    Walked: footway, path, pedestrian, steps, corridor, living_street, residential, unclassified, service,
    track, road, and tertiary, secondary, primary with their links. Trunk roads, motorways, cycleways and
    bridleways only where `foot` allows it or there is a `sidewalk`. Everything else is left out.
`foot`, `access`
    The more special of the two counts. yes, designated, permissive, destination, official: free. no,
    use_sidepath: left out. private, military, delivery, agricultural, forestry: closed. customers, permit
    and all others: unknown. Neither: free, as OpenStreetMap's defaults say, but unknown on service ways,
    tracks and indoors. With conditions (`foot:conditional`, `access:conditional`, `opening_hours`):
    unknown.
`barrier` with `access`, `foot` or `locked` on a node
    What is shut there closes the stretches on both sides of it.
`highway=steps`, `incline`
    Steps are steps, everything else is not: OpenStreetMap draws stairs as ways of their own. An incline
    counts in % or degrees; "up" and "down" say nothing in figures and stay unknown.
`surface`, `lit`, `width`
    As `SURFACES`, yes and no; metres. Other values are unknown.
`oneway:foot`, `conveying`
    One-way on foot. `oneway` alone is about vehicles.
`bridge`, `tunnel`, `indoor`
    A bridge or an underpass; indoors the access is unknown. What only crosses on another level shares no
    node and is not joined.
`name`, `name:xx`
    Names.
"""

from __future__ import annotations

import gzip
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, NoReturn
from xml.parsers import expat

from backlot.catalog.canonical import DECIMALS
from backlot.catalog.load import read_json
from backlot.errors import DataError

if TYPE_CHECKING:
    from backlot.catalog.model import Bounds

__all__ = [
    "MAX_BYTES",
    "MAX_POSITIONS",
    "SUFFIXES",
    "SURFACES",
    "Extract",
    "foot_path",
    "read_extract",
]

SUFFIXES = (".osm.pbf", ".osm.gz", ".osm", ".pbf", ".geojson", ".json")

MAX_BYTES = 256 * 1024 * 1024
# of XML once unpacked
MAX_XML_BYTES = 1024 * 1024 * 1024
MAX_POSITIONS = 400_000

SOURCE = "OpenStreetMap contributors"

_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("footway", "path", "corridor", "track", "cycleway", "bridleway"), "footpath"),
        **dict.fromkeys(("residential", "living_street", "pedestrian", "unclassified", "road"), "street"),
        **dict.fromkeys(("tertiary", "tertiary_link"), "street"),
        **dict.fromkeys(("primary", "primary_link", "secondary", "secondary_link"), "avenue"),
        **dict.fromkeys(("trunk", "trunk_link", "motorway", "motorway_link"), "avenue"),
        "service": "service",
        "steps": "steps",
    }
)
_ONLY_WHERE_ALLOWED = frozenset(
    ("trunk", "trunk_link", "motorway", "motorway_link", "cycleway", "bridleway")
)
_UNSURE = frozenset(("service", "track", "corridor"))

_ALLOWED = frozenset(("yes", "designated", "permissive", "destination", "official"))
_FORBIDDEN = frozenset(("no", "use_sidepath"))
_CLOSED = frozenset(("private", "military", "delivery", "agricultural", "forestry"))
_CONDITIONS = ("foot:conditional", "access:conditional", "opening_hours")

SURFACES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("asphalt", "chipseal"), "asphalt"),
        **dict.fromkeys(("paved", "concrete", "paving_stones", "sett", "cobblestone"), "paved"),
        **dict.fromkeys(("unhewn_cobblestone", "bricks", "metal", "wood", "tiles", "stone"), "paved"),
        **dict.fromkeys(("gravel", "fine_gravel", "compacted", "pebblestone"), "gravel"),
        **dict.fromkeys(("unpaved", "ground", "dirt", "earth", "sand", "mud", "clay"), "ground"),
        **dict.fromkeys(("grass", "grass_paver"), "grass"),
    }
)
_LIT = frozenset(("yes", "24/7", "automatic", "dusk-dawn", "sunset-sunrise"))
_UNLIT = frozenset(("no", "disused"))
_NO = frozenset(("", "no"))

_SIDEWALKS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")

# all keys that count, but names
_KEYS = frozenset(
    (
        *("highway", "area", "foot", "access", "indoor", "bridge", "tunnel", "incline", "surface"),
        *("lit", "width", "oneway:foot", "foot:oneway", "conveying"),
        *_SIDEWALKS,
        *_CONDITIONS,
    )
)

_METRES = re.compile(r"(\d+(?:\.\d+)?)(?: ?m)?\Z")
_INCLINE = re.compile(r"([+-]?\d+(?:\.\d+)?) ?(%|°)\Z")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LANGUAGE = re.compile(r"name:[a-z]{2,3}(-[A-Za-z]{2,8})*\Z")

# what the tags of a way must not be longer than, to be taken as a name
_NAME_LENGTH = 120


@dataclass(slots=True)
class Extract:
    """What a file gave: features of a network, and how many lines were left out, by reason."""

    features: list[dict[str, Any]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    licence: str = ""
    attribution: str = ""


def read_extract(path: Path, *, bounds: Bounds | None = None) -> Extract:
    """
    Read the paths of a file.

    Parameters
    ----------
    path
        File whose name ends as one of `SUFFIXES`.
    bounds
        West, south, east, north in degrees: lines without a position inside are left out. None keeps all.

    Raises
    ------
    DataError
        If the file is missing, too large, of another form, damaged, or has no path at all.
    """
    name = path.name.lower()
    suffix = next((suffix for suffix in SUFFIXES if name.endswith(suffix)), None)
    if suffix is None:
        raise DataError("network-format", found=path.suffix or path.name, allowed=list(SUFFIXES))
    _look_at_size(path)
    if suffix in (".geojson", ".json"):
        extract = _read_geojson(path, bounds)
    else:
        if suffix in (".osm", ".osm.gz"):
            _look_at_xml(path, is_packed=suffix == ".osm.gz")
        extract = _read_osm(path, suffix, bounds)
    if not any(each["properties"]["kind"] == "path" for each in extract.features):
        raise DataError("network-without-paths", dropped=sum(extract.dropped.values()))
    return extract


def foot_path(tags: Mapping[str, str]) -> dict[str, Any] | str:
    """
    Return what a way's tags say of walking on it, as properties of a path.

    Parameters
    ----------
    tags
        OpenStreetMap tags; see the top of this module for those that count.

    Returns
    -------
    dict or str
        Properties, or the reason why the way is left out: ``"not-a-path"`` or ``"not-on-foot"``.
    """
    found = _traits(frozenset(item for item in tags.items() if item[0] in _KEYS))
    return found if isinstance(found, str) else {**found, **_names(tags)}


# ways by the thousand are tagged alike
@lru_cache(maxsize=4096)
def _traits(items: frozenset[tuple[str, str]]) -> Mapping[str, Any] | str:
    """Return what `foot_path` does, without names."""
    tags = dict(items)
    highway = tags.get("highway", "")
    if highway not in _CLASSES or tags.get("area") == "yes":
        return "not-a-path"
    access = _access(highway, tags)
    if access is None:
        return "not-on-foot"
    return MappingProxyType(
        {
            "kind": "path",
            "class": _class(highway, tags),
            "accuracy": "approximate",
            "surface": SURFACES.get(tags.get("surface", "").partition(":")[0], "unknown"),
            "incline_pct": _incline_pct(tags.get("incline", "")),
            "steps": highway == "steps",
            "lit": True if tags.get("lit") in _LIT else False if tags.get("lit") in _UNLIT else None,
            "width_m": _metres(tags.get("width", "")),
            "access": access,
            "within": None,
            "along": None,
            "source": SOURCE,
            **({"oneway": True} if _direction(tags) else {}),
        }
    )


def _class(highway: str, tags: Mapping[str, str]) -> str:
    if highway == "steps":
        return "steps"
    if tags.get("bridge", "") not in _NO:
        return "bridge"
    if tags.get("tunnel", "") not in _NO | {"building_passage"}:
        return "underpass"
    return _CLASSES[highway]


def _access(highway: str, tags: Mapping[str, str]) -> str | None:
    """Return a word of `ACCESSES`, None where one does not walk."""
    foot = tags.get("foot", "")
    if highway in _ONLY_WHERE_ALLOWED and foot not in _ALLOWED and not _has_sidewalk(tags):
        return None
    word = foot or tags.get("access", "")
    if word in _FORBIDDEN:
        return None
    if word in _CLOSED:
        return "closed"
    if any(key in tags for key in _CONDITIONS) or (word and word not in _ALLOWED):
        return "unknown"
    is_unsure = highway in _UNSURE or tags.get("indoor", "") not in _NO
    return "unknown" if is_unsure and not word else "free"


def _has_sidewalk(tags: Mapping[str, str]) -> bool:
    return any(tags.get(key) in ("both", "left", "right", "yes") for key in _SIDEWALKS)


def _direction(tags: Mapping[str, str]) -> int:
    """Return 1 for one-way as drawn, -1 against it, 0 for both ways."""
    word = tags.get("oneway:foot") or tags.get("foot:oneway") or ""
    if word in ("yes", "true", "1") or tags.get("conveying") == "forward":
        return 1
    return -1 if word in ("-1", "reverse") or tags.get("conveying") == "backward" else 0


def _incline_pct(text: str) -> float | None:
    match = _INCLINE.match(text.strip())
    if match is None:
        return None
    value = float(match[1])
    if match[2] == "°":
        value = math.tan(math.radians(value)) * 100 if abs(value) < 45 else math.inf
    return round(value, 1) if abs(value) <= 100 else None


def _metres(text: str) -> float | None:
    match = _METRES.match(text.strip())
    return float(match[1]) if match is not None and float(match[1]) <= 2000 else None


def _names(tags: Mapping[str, str]) -> dict[str, str]:
    found = {key: text for key, text in tags.items() if _LANGUAGE.match(key)}
    plain = tags.get("name", "")
    if plain and plain not in found.values():
        found.setdefault("name:ko" if _HANGUL.search(plain) else "name:en", plain)
    return {key: text for key, text in found.items() if 0 < len(text) <= _NAME_LENGTH} if found else found


# extracts


def _read_osm(path: Path, suffix: str, bounds: Bounds | None) -> Extract:
    import osmium

    extract = Extract(licence="ODbL-1.0", attribution="© OpenStreetMap contributors, ODbL")
    kinds = osmium.osm.NODE | osmium.osm.WAY
    # the whole path: osmium would take a bare name that looks like an address for one
    file = osmium.io.File(str(path.resolve()), suffix.removeprefix("."))
    ways, barriers = osmium.filter.KeyFilter("highway"), osmium.filter.KeyFilter("barrier")
    ways.enable_for(osmium.osm.WAY)
    barriers.enable_for(osmium.osm.NODE)
    reader = osmium.FileProcessor(file, kinds).with_locations().with_filter(ways).with_filter(barriers)
    collect = _Collector(extract, bounds)
    shut: set[int] = set()
    try:
        for item in reader:
            tags = dict(item.tags)
            if isinstance(item, osmium.osm.Way):
                props = foot_path(tags)
                # positions take longest to get: not for ways nobody walks
                lines = [] if isinstance(props, str) else _whole_lines(item.nodes, extract.dropped)
                is_turned = _direction(tags) < 0
                collect.way(f"osm-w{item.id}", props, lines, shut=shut, is_turned=is_turned)
            elif _is_shut(tags):
                shut.add(item.id)
    except DataError:
        raise
    except (RuntimeError, OSError, ValueError) as error:
        raise DataError("osm-damaged", reason=str(error)[:200]) from error
    return extract


def _is_shut(tags: Mapping[str, str]) -> bool:
    word = tags.get("foot") or tags.get("access", "")
    return word in _FORBIDDEN or word in _CLOSED or (tags.get("locked") == "yes" and word not in _ALLOWED)


def _whole_lines(nodes: Iterable[Any], dropped: Counter[str]) -> list[list[_Vertex]]:
    """Return the runs of nodes whose positions are in the extract."""
    lines: list[list[_Vertex]] = [[]]
    is_cut = False
    for node in nodes:
        location = node.location
        if location.valid():
            lines[-1].append((node.ref, [location.x / _OSM_UNITS, location.y / _OSM_UNITS]))
        else:
            is_cut = True
            lines.append([])
    if is_cut:
        dropped["cut-off"] += 1
    return [line for line in lines if len(line) > 1]


# osmium keeps positions as whole numbers
_OSM_UNITS = 10_000_000

_Vertex = tuple[int, list[float]]


class _Collector:
    """Turn ways to features, and count those left out."""

    def __init__(self, extract: Extract, bounds: Bounds | None) -> None:
        self.extract = extract
        self.bounds = bounds
        self.position_count = 0

    def way(
        self,
        ident: str,
        props: dict[str, Any] | str,
        lines: Iterable[list[_Vertex]],
        *,
        shut: Set[int] = frozenset(),
        is_turned: bool = False,
    ) -> None:
        if isinstance(props, str):
            self.extract.dropped[props] += 1
            return
        pieces = [piece for line in lines for piece in _pieces(line, shut)]
        if not pieces:
            self.extract.dropped["too-short"] += 1
            return
        if not any(self.is_inside(line) for _, line in pieces):
            self.extract.dropped["outside"] += 1
            return
        for number, (is_shut, line) in enumerate(pieces, start=1):
            own = dict(props, id=ident if len(pieces) == 1 else f"{ident}-{number}")
            if is_shut:
                own["access"] = "closed"
            self.add(own, _turned(own, line) if is_turned else line)

    def add(self, props: dict[str, Any], line: list[list[float]]) -> None:
        self.position_count += len(line)
        if self.position_count > MAX_POSITIONS:
            raise DataError("network-too-large", limit=MAX_POSITIONS)
        geometry = {"type": "LineString", "coordinates": line}
        self.extract.features.append(
            {"type": "Feature", "id": props["id"], "geometry": geometry, "properties": props}
        )

    def is_inside(self, line: Iterable[Sequence[float]]) -> bool:
        if self.bounds is None:
            return True
        west, south, east, north = self.bounds
        return any(west <= lon <= east and south <= lat <= north for lon, lat in line)


def _turned(props: dict[str, Any], line: list[list[float]]) -> list[list[float]]:
    """Return a line drawn the other way, so that one walks it as drawn."""
    if props["incline_pct"] is not None:
        props["incline_pct"] = -props["incline_pct"]
    return line[::-1]


def _pieces(line: Sequence[_Vertex], shut: Set[int]) -> Iterator[tuple[bool, list[list[float]]]]:
    """Yield the line in pieces, and whether a piece leads through something that is shut."""
    if not shut:
        whole = _without_repeats(position for _, position in line)
        if len(whole) > 1:
            yield False, whole
        return
    is_shut = [line[i][0] in shut or line[i + 1][0] in shut for i in range(len(line) - 1)]
    begin = 0
    for i in range(1, len(line)):
        if i == len(line) - 1 or is_shut[i] != is_shut[begin]:
            piece = _without_repeats(position for _, position in line[begin : i + 1])
            if len(piece) > 1:
                yield is_shut[begin], piece
            begin = i


def _without_repeats(positions: Iterable[list[float]]) -> list[list[float]]:
    return [[round(lon, DECIMALS), round(lat, DECIMALS)] for (lon, lat), _ in groupby(positions)]


def _read_geojson(path: Path, bounds: Bounds | None) -> Extract:
    """Read lines: those of our own format as they are, others by OpenStreetMap tags, if they have any."""
    parsed = read_json(path)
    if not isinstance(parsed, dict) or not isinstance(parsed.get("features"), list):
        raise DataError("not-a-collection")
    extract = Extract(licence=_text(parsed, "licence"), attribution=_text(parsed, "attribution"))
    collect = _Collector(extract, bounds)
    for index, raw in enumerate(parsed["features"], start=1):
        props = raw.get("properties") if isinstance(raw, dict) else None
        props = props if isinstance(props, dict) else {}
        if props.get("kind") in ("path", "entrance", "ride"):
            _keep_own(raw, collect)
            continue
        tags = {key: value for key, value in props.items() if isinstance(value, str)}
        lines = [
            [(0, position) for position in line]
            for line in _geojson_lines(raw.get("geometry") if isinstance(raw, dict) else None)
        ]
        if not lines:
            extract.dropped["not-a-line"] += 1
            continue
        found = foot_path(tags) if "highway" in tags else {**_PLAIN_PATH, **_names(tags)}
        if isinstance(found, dict):
            found = found | {"source": path.name[:_NAME_LENGTH]}
        collect.way(f"line-{index}", found, lines, is_turned=_direction(tags) < 0)
    return extract


# a line of which nothing else is said
_PLAIN_PATH: Mapping[str, Any] = MappingProxyType(
    {
        "kind": "path",
        "class": "footpath",
        "accuracy": "approximate",
        "surface": "unknown",
        "incline_pct": None,
        "steps": None,
        "lit": None,
        "width_m": None,
        "access": "unknown",
        "within": None,
        "along": None,
    }
)


def _text(parsed: Mapping[str, Any], key: str) -> str:
    value = parsed.get(key)
    return value[:400] if isinstance(value, str) else ""


def _keep_own(raw: dict[str, Any], collect: _Collector) -> None:
    """Keep a feature of our own format; whether it is right is seen when the network is built."""
    props = raw["properties"]
    if props["kind"] == "path":
        lines = list(_geojson_lines(raw.get("geometry")))
        if lines and not collect.is_inside(lines[0]):
            collect.extract.dropped["outside"] += 1
            return
        collect.position_count += sum(map(len, lines))
    collect.extract.features.append(raw)


def _geojson_lines(geometry: Any) -> Iterator[list[list[float]]]:
    if not isinstance(geometry, dict):
        return
    coordinates = geometry.get("coordinates")
    lines = [coordinates] if geometry.get("type") == "LineString" else coordinates
    if geometry.get("type") not in ("LineString", "MultiLineString") or not isinstance(lines, list):
        return
    for line in lines:
        if isinstance(line, list) and len(line) > 1:
            yield [_lon_lat(position) for position in line]


def _lon_lat(position: Any) -> list[float]:
    """Return longitude and latitude of a position; a height is left out."""
    if (
        isinstance(position, list)
        and len(position) in (2, 3)
        and all(type(value) in (int, float) for value in position)
        and -180 <= position[0] <= 180
        and -90 <= position[1] <= 90
    ):
        return [round(float(value), DECIMALS) for value in position[:2]]
    raise DataError("bad-position", position=str(position)[:80])


# what is looked at before osmium sees a file


def _look_at_size(path: Path) -> None:
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise DataError("file-missing") from error
    except OSError as error:
        raise DataError("file-unreadable", reason=error.strerror or "unknown") from error
    if size > MAX_BYTES:
        raise DataError(
            "file-too-large", size_mb=f"{size / 2**20:.3g}", limit_mb=f"{MAX_BYTES / 2**20:.3g}"
        )
    if not size:
        raise DataError("file-empty")


def _look_at_xml(path: Path, *, is_packed: bool) -> None:
    """Refuse XML with a DOCTYPE, which could make entities of its own, and what unpacks without an end."""
    try:
        with gzip.open(path) if is_packed else path.open("rb") as file:
            _look_at_prolog(file)
            size = 0
            while is_packed and (part := file.read(2**20)):
                size += len(part)
                if size > MAX_XML_BYTES:
                    limit_mb = _mb(MAX_XML_BYTES)
                    raise DataError("file-too-large", size_mb=f">{limit_mb}", limit_mb=limit_mb)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise DataError("osm-damaged", reason=str(error)[:200]) from error
    except OSError as error:
        raise DataError("file-unreadable", reason=error.strerror or "unknown") from error


def _look_at_prolog(file: IO[bytes] | gzip.GzipFile) -> None:
    """Read up to the first element, with the parser osmium uses too."""
    parser = expat.ParserCreate()
    roots: list[str] = []
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, _: roots.append(name)
    try:
        while not roots and (part := file.read(2**14)):
            parser.Parse(part, False)
    except expat.ExpatError as error:
        raise DataError("osm-damaged", reason=str(error)) from error
    if roots[:1] != ["osm"]:
        raise DataError("osm-not-osm", found=roots[0] if roots else "")


def _refuse_doctype(*_: object) -> NoReturn:
    raise DataError("xml-doctype")


def _mb(size: int) -> str:
    return f"{size / 2**20:.4g}"
