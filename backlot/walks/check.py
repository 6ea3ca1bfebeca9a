"""
Check a site's walking network against every rule of the data's README, and tell all problems at once.

Each `check_*` function keeps one rule: it takes the `Survey`, all that was read, and yields problems.
`invalid` ones must be put right, `problematic` ones are allowed and shown. Lengths are measured in the
site's metric coordinate system.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import Point
from shapely.strtree import STRtree

from backlot.catalog.canonical import DECIMALS, canonical_collection

# the words for what a JSON Schema finds are those of the other files
from backlot.catalog.check import schema_problems, validator_of
from backlot.catalog.load import geometry_of, read_json
from backlot.catalog.model import ID_PATTERN, Problem
from backlot.errors import DataError
from backlot.walks.network import NETWORK_FILE

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from backlot.catalog import Catalog
    from backlot.catalog.model import Grade

__all__ = ["REACH_M", "RULES", "Item", "Survey", "check_network", "check_network_file"]

# farther than this a place is not reached on foot
FARTHEST_M = 1e7
"""Metres from the origin of the metric system past which its figures mean nothing."""

REACH_M = 250.0
# what is less than this is a rounding of coordinates, not a mistake
WET_M = 1.0
TOUCH_M = 0.5

GEOMETRIES: Mapping[str, str] = MappingProxyType(
    {"path": "LineString", "entrance": "Point", "ride": "LineString"}
)
# these run above or below what they cross
OFF_GROUND = ("bridge", "underpass")

_ID = re.compile(ID_PATTERN.removesuffix("$") + r"\Z")


@dataclass(slots=True)
class Item:
    """One feature of the network: raw, and its geometry in degrees and metres where it has a good one."""

    file: str
    raw: Mapping[str, Any]
    props: Mapping[str, Any]
    id: str
    kind: str
    geometry: BaseGeometry | None = None
    flat: BaseGeometry | None = None

    def problem(self, prop: str, code: str, *, grade: Grade = "invalid", **values: object) -> Problem:
        """Return a problem of this feature."""
        return Problem(grade, self.file, self.id, prop, code, MappingProxyType(values))


@dataclass
class Survey:
    """All that the rules look at: the places of a site, and the features of its network."""

    catalog: Catalog
    items: Sequence[Item]
    file: str = NETWORK_FILE

    def of(self, kind: str) -> list[tuple[Item, BaseGeometry]]:
        """Return the features of a kind that have a good geometry, with it in metres."""
        return [(item, item.flat) for item in self.items if item.kind == kind and item.flat is not None]

    @cached_property
    def parts(self) -> list[list[int]]:
        """Paths that can be walked to each other, by their numbers in `of("path")`; longest part first."""
        paths = self.of("path")
        part = list(range(len(paths)))

        def root(index: int) -> int:
            while part[index] != index:
                part[index] = part[part[index]]
                index = part[index]
            return index

        first: dict[tuple[float, float], int] = {}
        for index, (item, _) in enumerate(paths):
            for vertex in _vertices(item):
                part[root(index)] = root(first.setdefault(vertex, index))
        found: dict[int, list[int]] = {}
        for index in range(len(paths)):
            found.setdefault(root(index), []).append(index)
        return sorted(found.values(), key=lambda each: -sum(paths[index][1].length for index in each))

    @cached_property
    def main(self) -> BaseGeometry:
        """The longest connected part, in metres; empty without paths."""
        paths = self.of("path")
        return shapely.union_all([paths[index][1] for index in self.parts[0]] if self.parts else [])

    @cached_property
    def waters(self) -> list[tuple[str, BaseGeometry]]:
        """Each water by id and what of it is wet, in metres: lines have a width, islands are left out."""
        metres = self.catalog.metric.to_metres
        features = self.catalog.features
        islands = shapely.union_all([metres(each.geometry) for each in features if each.cls == "island"])
        found = []
        for each in features:
            if each.kind == "water":
                area = metres(each.geometry)
                if not area.area:
                    area = area.buffer((each.width_m or 2.0) / 2, cap_style="flat")
                found.append((each.id, area.difference(islands)))
        return found


def check_network_file(catalog: Catalog, path: Path) -> tuple[Problem, ...]:
    """
    Check a network file: that it can be read, its form, and every rule of `check_network`.

    Parameters
    ----------
    catalog
        The site's places and basemap.
    path
        The `.geojson` file.
    """
    try:
        collection = read_json(path)
    except DataError as error:
        return (_problem(path.name, "", "", error.code, error.values),)
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        return (_problem(path.name, "", "", "not-a-collection"),)
    validator = validator_of("network")
    properties = {**validator.schema["properties"], "features": True}
    members = validator.evolve(schema={**validator.schema, "properties": properties})
    problems = list(schema_problems(members, collection, path.name, "", ""))
    problems.extend(check_network(catalog, collection["features"], file=path.name))
    if path.read_bytes() != canonical_collection(collection).encode("utf-8"):
        problems.append(_problem(path.name, "", "", "not-canonical", grade="problematic"))
    return tuple(problems)


def check_network(
    catalog: Catalog, features: Sequence[Any], *, file: str = NETWORK_FILE
) -> tuple[Problem, ...]:
    """
    Check the features of a walking network.

    Parameters
    ----------
    catalog
        The site's places and basemap.
    features
        Parsed GeoJSON features: paths, entrances, rides.
    file
        Name of the file they come from, for the problems.

    Returns
    -------
    tuple[Problem, ...]
        Every problem found, rule by rule; empty when all is well.
    """
    problems: list[Problem] = []
    items = [
        item
        for number, raw in enumerate(features, start=1)
        if (item := _item(catalog, file, number, raw, problems)) is not None
    ]
    survey = Survey(catalog, items, file)
    for rule in RULES:
        problems.extend(rule(survey))
    return tuple(problems)


def check_form(survey: Survey) -> Iterator[Problem]:
    """Every feature has the form the JSON Schema describes."""
    validator = validator_of("network")
    root = validator.schema["$defs"]
    by_kind = {kind: validator.evolve(schema={"$defs": root, **root[kind]}) for kind in GEOMETRIES}
    for item in survey.items:
        yield from schema_problems(by_kind[item.kind], item.raw, item.file, item.id, "properties")


def check_ids(survey: Survey) -> Iterator[Problem]:
    """Ids are unique, also among those of the places and the basemap, and stand alike in both places."""
    catalog = survey.catalog
    known = {place.id: place.file for place in catalog.places}
    known |= {feature.id: feature.file for feature in catalog.features}
    known |= {former: known[now] for former, now in catalog.former_ids.items()}
    for item in survey.items:
        if item.id in known:
            yield item.problem("id", "duplicate-id", id=item.id, other=known[item.id])
        known.setdefault(item.id, item.file)
        outside = item.raw.get("id")
        if isinstance(outside, str) and outside != item.id:
            yield item.problem("id", "id-differs", found=outside, id=item.id)


def check_bounds(survey: Survey) -> Iterator[Problem]:
    """Every position lies within the site's bounds; longitude and latitude are not swapped."""
    west, south, east, north = survey.catalog.site.bounds
    for item in survey.items:
        for lon, lat in _vertices(item):
            if west <= lon <= east and south <= lat <= north:
                continue
            code = "swapped-axes" if west <= lat <= east and south <= lon <= north else "out-of-bounds"
            yield item.problem("geometry", code, position=_position(lon, lat))
            # one sentence a feature is enough
            break


def check_references(survey: Survey) -> Iterator[Problem]:
    """Entrances, rides and `within` name places that exist; `along` a street, bridge or lane."""
    for item in survey.items:
        for prop in ("place", "from", "to", "within"):
            found = item.props.get(prop)
            if isinstance(found, str) and survey.catalog.get(found) is None:
                yield item.problem(prop, "unknown-place", found=found)
        along = item.props.get("along")
        if isinstance(along, str) and not _is_way(survey.catalog, along):
            yield item.problem("along", "network-unknown-along", found=along)


def check_languages(survey: Survey) -> Iterator[Problem]:
    """Names are there in every language of the site; every ride has one."""
    for item in survey.items:
        if item.kind == "ride" or any(key.startswith("name:") for key in item.props):
            for lang in survey.catalog.site.languages:
                if not item.props.get(f"name:{lang}"):
                    yield item.problem(f"name:{lang}", "language-missing", lang=lang)


def check_minutes(survey: Survey) -> Iterator[Problem]:
    """Rides state both ends of a range of minutes in order, or neither."""
    for item in survey.items:
        low: Any = item.props.get("minutes_low")
        high: Any = item.props.get("minutes_high")
        is_half = (low is None) != (high is None)
        is_reversed = _is_number(low) and _is_number(high) and low > high
        if is_half or is_reversed:
            yield item.problem("minutes_low", "network-bad-minutes")


def check_water(survey: Survey) -> Iterator[Problem]:
    """No path crosses water but a bridge."""
    waters = survey.waters
    tree = STRtree([area for _, area in waters])
    for item, line in survey.of("path"):
        if item.props.get("class") == "bridge":
            continue
        for index in sorted(tree.query(line, predicate="intersects").tolist()):
            other, area = waters[index]
            wet = line.intersection(area)
            if wet.length > WET_M:
                yield item.problem(
                    "geometry",
                    "crosses-water",
                    other=other,
                    length_m=_metres(wet.length),
                    position=_near(survey, shapely.point_on_surface(wet)),
                )


def check_connected(survey: Survey) -> Iterator[Problem]:
    """All paths are one connected network; a part that is not is told once, by its first path."""
    paths = survey.of("path")
    for part in survey.parts[1:]:
        item = paths[min(part)][0]
        line = shapely.union_all([paths[index][1] for index in part])
        yield item.problem("geometry", "network-cut", distance_m=_metres(line.distance(survey.main)))


def check_crossings(survey: Survey) -> Iterator[Problem]:
    """Paths that cross on the ground share a vertex there, or nobody can turn from one into the other."""
    paths = [each for each in survey.of("path") if each[0].props.get("class") not in OFF_GROUND]
    if not paths:
        return
    lines = [line for _, line in paths]
    for one, other in STRtree(lines).query(lines, predicate="intersects").T.tolist():
        if one >= other:
            continue
        meeting = set(_vertices(paths[one][0])) & set(_vertices(paths[other][0]))
        shared = survey.catalog.metric.to_metres(shapely.MultiPoint(sorted(meeting)))
        unshared = shapely.difference(lines[one].intersection(lines[other]), shared.buffer(TOUCH_M))
        if not unshared.is_empty:
            yield paths[one][0].problem(
                "geometry",
                "network-crossing",
                grade="problematic",
                other=paths[other][0].id,
                position=_near(survey, shapely.point_on_surface(unshared)),
            )


def check_entrances(survey: Survey) -> Iterator[Problem]:
    """Entrances are near their place, and near a path."""
    for item, point in survey.of("entrance"):
        place = survey.catalog.get(str(item.props.get("place")))
        if place is not None:
            off_place_m = survey.catalog.metric.to_metres(place.geometry).distance(point)
            if off_place_m > REACH_M:
                yield item.problem(
                    "geometry", "network-entrance-far", other=place.id, distance_m=_metres(off_place_m)
                )
        off_path_m = point.distance(survey.main)
        if survey.parts and off_path_m > REACH_M:
            yield item.problem("geometry", "network-entrance-off-path", distance_m=_metres(off_path_m))


def check_reached(survey: Survey) -> Iterator[Problem]:
    """Every place is reached by a path: at an entrance, else near the place itself."""
    entrances: dict[str, list[BaseGeometry]] = {}
    for item, point in survey.of("entrance"):
        entrances.setdefault(str(item.props.get("place")), []).append(point)
    for place in survey.catalog.places if survey.parts else ():
        own = survey.catalog.metric.to_metres(Point(place.lon_lat))
        distance_m = min(point.distance(survey.main) for point in entrances.get(place.id, [own]))
        if distance_m > REACH_M:
            values = {"distance_m": _metres(distance_m)}
            yield _problem(survey.file, place.id, "", "network-unreached", values, grade="problematic")


RULES: tuple[Callable[[Survey], Iterator[Problem]], ...] = (
    check_form,
    check_ids,
    check_bounds,
    check_references,
    check_languages,
    check_minutes,
    check_water,
    check_connected,
    check_crossings,
    check_entrances,
    check_reached,
)


def _item(catalog: Catalog, file: str, number: int, raw: Any, problems: list[Problem]) -> Item | None:
    where = f"#{number}"
    if not isinstance(raw, dict) or not isinstance(raw.get("properties"), dict):
        problems.append(_problem(file, where, "", "not-a-feature"))
        return None
    props = raw["properties"]
    ident, kind = props.get("id"), props.get("kind")
    if not isinstance(ident, str) or not _ID.match(ident):
        problems.append(_problem(file, where, "id", "bad-id", {"id": str(ident)[:80]}))
        return None
    if kind not in GEOMETRIES:
        values = {"found": str(kind)[:80], "allowed": list(GEOMETRIES)}
        problems.append(_problem(file, ident, "kind", "not-allowed", values))
        return None
    item = Item(file, raw, props, ident, kind)
    try:
        item.geometry = geometry_of(raw.get("geometry"), (GEOMETRIES[kind],))
        flat = catalog.metric.to_metres(item.geometry)
        # what lies on the far side of the earth cannot be measured here
        item.flat = flat if all(abs(bound) < FARTHEST_M for bound in flat.bounds) else None
    except DataError as error:
        problems.append(_problem(file, ident, "geometry", error.code, error.values))
    return item


def _vertices(item: Item) -> list[tuple[float, float]]:
    """Return the positions of a feature, rounded as they are compared."""
    if item.geometry is None:
        return []
    return [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in item.geometry.coords]


def _is_way(catalog: Catalog, ident: str) -> bool:
    feature = catalog.feature(ident)
    return feature is not None and feature.kind in ("street", "bridge", "lane")


def _near(survey: Survey, point: BaseGeometry) -> str:
    degrees = survey.catalog.metric.to_degrees(point)
    return _position(degrees.x, degrees.y)


def _problem(
    file: str,
    feature: str,
    prop: str,
    code: str,
    values: Mapping[str, object] = MappingProxyType({}),
    *,
    grade: Grade = "invalid",
) -> Problem:
    return Problem(grade, file, feature, prop, code, MappingProxyType(dict(values)))


def _position(lon: float, lat: float) -> str:
    return f"[{lon:.6f}, {lat:.6f}]"


def _metres(length_m: float) -> str:
    return f"{length_m:.1f}" if length_m < 100 else f"{length_m:.0f}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
