"""
Check a site's folder against every rule of its README, and tell all problems at once.

Each `check_*` function keeps one rule: it takes the `Ground`, all that was read, and yields problems.
`invalid` ones must be put right, `problematic` ones are allowed and shown. Lengths and areas are measured
in the site's metric coordinate system.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import Point
from shapely.strtree import STRtree

from backlot.catalog.canonical import canonical_collection, canonical_site, signed_area
from backlot.catalog.load import GEOJSON_FILES, GEOMETRIES, SITE_FILE, geometry_of, read_folder
from backlot.catalog.metric import Metric
from backlot.catalog.model import ID_PATTERN, KINDS, PLACE_KINDS, Grade, Problem
from backlot.catalog.save import save_text
from backlot.errors import DataError
from backlot.settings import shipped_geodata_dir

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator
    from shapely.geometry.base import BaseGeometry

__all__ = ["RULES", "Ground", "Item", "check_site", "write_canonical"]

# what is less than this is a rounding of coordinates, not a mistake
TOUCH_M = 0.5
OVERLAP_M2 = 0.05
CROSSING_M = 0.1
OUTLINE_M = 2.0
REACH_M = 2.0
COVERED_M2 = 0.5
BRIDGE_SLACK_M = 12.0
WET_M = 1.0
WET_SHARE = 0.02

_ID = re.compile(ID_PATTERN.removesuffix("$") + r"\Z")
# another form is told by the schema already
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_LABELLED_BY_LANGUAGE = ("name", "description")
_BOTH_ROMANISATIONS = ("ko-Latn-RR", "ko-Latn-MR")


@dataclass(slots=True)
class Item:
    """One feature of a file: raw, and its geometry in degrees and metres where it has a good one."""

    file: str
    number: int
    raw: Mapping[str, Any]
    props: Mapping[str, Any]
    id: str
    kind: str
    geometry: BaseGeometry | None = None
    flat: BaseGeometry | None = None

    def problem(self, prop: str, code: str, *, grade: Grade = "invalid", **values: object) -> Problem:
        """Return a problem of this feature."""
        return _problem(self.file, self.id, prop, code, grade=grade, values=values)


@dataclass
class Ground:
    """All that the rules look at."""

    folder: Path
    site: Mapping[str, Any] | None
    collections: Mapping[str, Mapping[str, Any]]
    items: list[Item] = field(default_factory=list)
    early: list[Problem] = field(default_factory=list)

    def of(self, *kinds: str) -> list[tuple[Item, BaseGeometry]]:
        """Return the items of some kinds that have a good geometry, with it in metres."""
        return [(item, item.flat) for item in self.items if item.kind in kinds and item.flat is not None]

    @cached_property
    def places(self) -> dict[str, Item]:
        """The places by id; of a doubled id the first."""
        found: dict[str, Item] = {}
        for item in self.items:
            if item.kind in PLACE_KINDS:
                found.setdefault(item.id, item)
        return found

    @cached_property
    def metric(self) -> Metric:
        """The site's measure, or one for the data's place when the site names none that works."""
        crs = self.site.get("crs") if self.site else None
        metric = Metric(crs if isinstance(crs, str) else "")
        try:
            metric.area_m2(Point(0, 0).buffer(1e-6))
        except DataError:
            found = [item.geometry for item in self.items if item.geometry is not None]
            lon = float(shapely.total_bounds(found)[0]) if found else 0.0
            metric = Metric(f"EPSG:{32601 + min(59, max(0, int((lon + 180) // 6)))}")
        return metric

    @cached_property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """The site's bounds, None when it has no good ones."""
        found = self.site.get("bounds") if self.site else None
        if not isinstance(found, list) or len(found) != 4 or not all(map(_is_number, found)):
            return None
        return (found[0], found[1], found[2], found[3])

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages every text must have."""
        found = self.site.get("languages") if self.site else None
        return tuple(code for code in found if isinstance(code, str)) if isinstance(found, list) else ()

    def ids(self, member: str) -> tuple[str, ...]:
        """Return the ids that `site.json` lists under periods, locales, categories or views."""
        found = self.site.get(member) if self.site else None
        if not isinstance(found, list):
            return ()
        return tuple(
            entry["id"] for entry in found if isinstance(entry, dict) and isinstance(entry.get("id"), str)
        )


def check_site(folder: Path | str) -> tuple[Problem, ...]:
    """
    Check a site's folder.

    Parameters
    ----------
    folder
        Folder with `site.json` and the `.geojson` files.

    Returns
    -------
    tuple[Problem, ...]
        Every problem found, in the order of files and features; empty when all is well.
    """
    ground = _survey(Path(folder))
    problems = list(ground.early)
    for rule in RULES:
        problems.extend(rule(ground))
    # a latitude of 125 is no position at all, but "swapped" tells more
    swapped = {(found.file, found.feature) for found in problems if found.code == "swapped-axes"}
    return tuple(
        found
        for found in _in_order(problems, ground)
        if found.code != "bad-position" or (found.file, found.feature) not in swapped
    )


def write_canonical(folder: Path | str) -> tuple[str, ...]:
    """
    Rewrite the readable files of a folder in canonical form, each atomically.

    Parameters
    ----------
    folder
        Folder with `site.json` and the `.geojson` files.

    Returns
    -------
    tuple[str, ...]
        Names of the files that changed. What cannot be read as JSON is left alone.
    """
    folder = Path(folder)
    raw = read_folder(folder)
    texts = {name: canonical_collection(found) for name, found in raw.collections.items()}
    if raw.site is not None:
        texts[SITE_FILE] = canonical_site(raw.site)
    changed = []
    for name, text in texts.items():
        if (folder / name).read_bytes() != text.encode("utf-8"):
            save_text(folder / name, text)
            changed.append(name)
    return tuple(sorted(changed))


def check_form(ground: Ground) -> Iterator[Problem]:
    """Every file has the form its JSON Schema describes."""
    if ground.site is not None:
        yield from schema_problems(validator_of("site"), ground.site, SITE_FILE, "", "")
    collection = validator_of("features")
    members = collection.evolve(schema={**collection.schema, "properties": _without_features(collection)})
    for file, found in ground.collections.items():
        yield from schema_problems(members, found, file, "", "")
    root = collection.schema["$defs"]
    by_kind = {kind: collection.evolve(schema={"$defs": root, **root[kind]}) for kind in KINDS}
    for item in ground.items:
        if item.kind in by_kind:
            yield from schema_problems(by_kind[item.kind], item.raw, item.file, item.id, "properties")


def check_site_values(ground: Ground) -> Iterator[Problem]:
    """`site.json` makes sense: its time zone, coordinate system, bounds, days and ids."""
    site = ground.site
    if site is None:
        return
    zone = site.get("tz")
    if isinstance(zone, str) and zone not in zoneinfo.available_timezones():
        yield _problem(SITE_FILE, "", "tz", "bad-tz", found=zone)
    crs = site.get("crs")
    if isinstance(crs, str) and not _is_known_crs(crs):
        yield _problem(SITE_FILE, "", "crs", "bad-epsg", crs=crs)
    date = site["data"].get("date") if isinstance(site.get("data"), dict) else None
    if isinstance(date, str) and _DAY.match(date) and not _is_day(date):
        yield _problem(SITE_FILE, "", "data.date", "bad-date", found=date)
    views = _objects(site.get("views"))
    for where, bounds in [
        ("bounds", site.get("bounds")),
        *((f"views[{index}].bounds", view.get("bounds")) for index, view in views),
    ]:
        if isinstance(bounds, list) and len(bounds) == 4 and all(map(_is_number, bounds)):
            west, south, east, north = bounds
            if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
                yield _problem(SITE_FILE, "", where, "bad-bounds")
    for member in ("views", "periods", "locales", "categories"):
        seen: set[str] = set()
        for index, entry in _objects(site.get(member)):
            ident = entry.get("id")
            if isinstance(ident, str):
                if ident in seen:
                    yield _problem(
                        SITE_FILE, "", f"{member}[{index}].id", "duplicate-id", id=ident, other=member
                    )
                seen.add(ident)
    for index, view in views:
        start = view.get("start")
        for place in start if isinstance(start, list) else []:
            if isinstance(place, str) and place not in ground.places:
                yield _problem(SITE_FILE, "", f"views[{index}].start", "unknown-place", found=place)
        within = view.get("within")
        if isinstance(within, str) and within not in ground.places:
            yield _problem(SITE_FILE, "", f"views[{index}].within", "unknown-place", found=within)


def check_ids(ground: Ground) -> Iterator[Problem]:
    """Ids are unique over all files, former ids too, and stand alike inside and outside properties."""
    known: dict[str, str] = {}
    for item in ground.items:
        where = f"{item.file}, feature {item.number}"
        if item.id in known:
            yield item.problem("id", "duplicate-id", id=item.id, other=known[item.id])
        known.setdefault(item.id, where)
        outside = item.raw.get("id")
        if isinstance(outside, str) and outside != item.id:
            yield item.problem("id", "id-differs", found=outside, id=item.id)
    for item in ground.items:
        former = item.props.get("former_ids")
        for ident in former if isinstance(former, list) else []:
            if isinstance(ident, str) and ident in known:
                yield item.problem("former_ids", "duplicate-id", id=ident, other=known[ident])


def check_bounds(ground: Ground) -> Iterator[Problem]:
    """Rule 1: every position lies within the site's bounds; longitude and latitude are not swapped."""
    if ground.bounds is None:
        return
    west, south, east, north = ground.bounds
    for item in ground.items:
        for lon, lat in _positions(item.raw.get("geometry")):
            if west <= lon <= east and south <= lat <= north:
                continue
            code = "swapped-axes" if west <= lat <= east and south <= lon <= north else "out-of-bounds"
            yield item.problem("geometry", code, position=_position(lon, lat))
            # one sentence a feature is enough
            break


def check_rings(ground: Ground) -> Iterator[Problem]:
    """Rule 2: rings are closed, simple and wound as RFC 7946 asks; polygons are valid."""
    for item in ground.items:
        geometry = item.raw.get("geometry")
        if item.geometry is None or not isinstance(geometry, Mapping):
            continue
        if "Polygon" not in item.geometry.geom_type:
            continue
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        rings = [(index, ring) for polygon in polygons for index, ring in enumerate(polygon)]
        is_open = any(ring[0] != ring[-1] for _, ring in rings)
        if is_open:
            yield item.problem("geometry", "ring-open")
            continue
        for index, ring in rings:
            area = signed_area(ring)
            if area and (area > 0) != (index == 0):
                yield item.problem("geometry", "ring-winding", ring="a hole" if index else "an outer ring")
                break
        if not item.geometry.is_valid:
            reason = shapely.is_valid_reason(item.geometry)
            near = re.search(r"\[(\S+) (\S+)\]", reason)
            position = _position(float(near[1]), float(near[2])) if near else "one of its positions"
            yield item.problem("geometry", "ring-crosses", position=position)


def check_references(ground: Ground) -> Iterator[Problem]:
    """Rule 3: every `within`, `period`, `locale`, `category` names something that exists."""
    for item in ground.items:
        within = item.props.get("within")
        if isinstance(within, str):
            if within == item.id:
                yield item.problem("within", "within-itself")
            elif within not in ground.places:
                yield item.problem("within", "unknown-place", found=within)
        if ground.site is None:
            continue
        for prop, member in (
            ("period", "periods"),
            ("locale", "locales"),
            ("category", "categories"),
        ):
            found = item.props.get(prop)
            allowed = ground.ids(member)
            if isinstance(found, str) and found not in allowed:
                yield item.problem(prop, "unknown-reference", found=found, allowed=list(allowed))


def check_languages(ground: Ground) -> Iterator[Problem]:
    """Every text is there in every language of the site; Korean names are romanised both ways."""
    languages = ground.languages
    for item in ground.items:
        is_place = item.kind in PLACE_KINDS
        for prop in _LABELLED_BY_LANGUAGE:
            is_wanted = (
                is_place
                or (prop == "name" and item.kind == "lane")
                or any(key.startswith(f"{prop}:") for key in item.props)
            )
            if not is_wanted:
                continue
            for lang in languages:
                if not item.props.get(f"{prop}:{lang}"):
                    yield item.problem(f"{prop}:{lang}", "language-missing", lang=lang)
        if is_place and item.kind != "building" and "ko" in languages:
            for script in _BOTH_ROMANISATIONS:
                if not item.props.get(f"name:{script}"):
                    yield item.problem(f"name:{script}", "missing")
        claims = item.props.get("claims")
        for index, claim in _objects(claims):
            if isinstance(claim.get("value"), dict):
                for lang in languages:
                    if not claim["value"].get(lang):
                        yield item.problem(f"claims[{index}].value", "language-missing", lang=lang)
    for where, texts in _site_texts(ground.site):
        for lang in languages:
            if not texts.get(lang):
                yield _problem(SITE_FILE, "", where, "language-missing", lang=lang)


def check_accuracy(ground: Ground) -> Iterator[Problem]:
    """Rule 7: the lot is schematic until compared; metres go with a position that is not schematic."""
    for item in ground.items:
        accuracy = item.props.get("accuracy")
        confirmed = item.props.get("confirmed")
        if isinstance(confirmed, str) and _DAY.match(confirmed) and not _is_day(confirmed):
            yield item.problem("confirmed", "bad-date", found=confirmed)
        if item.file == "studio.geojson" and accuracy in ("surveyed", "approximate") and not confirmed:
            yield item.problem("accuracy", "not-schematic", found=accuracy)
        if item.kind in PLACE_KINDS and "accuracy_m" in item.props:
            metres = item.props["accuracy_m"]
            if accuracy == "schematic" and metres is not None:
                yield item.problem("accuracy_m", "schematic-with-metres")
            if accuracy in ("surveyed", "approximate") and metres is None:
                yield item.problem("accuracy_m", "accuracy-without-metres", found=accuracy)


def check_within(ground: Ground) -> Iterator[Problem]:
    """Rule 4: a spot lies inside the place its `within` names, a set inside the lot."""
    for item, flat in ground.of("spot", "set"):
        outer = _outer(ground, item)
        if outer is None:
            continue
        within, area = outer
        if "Polygon" not in area.geom_type:
            yield item.problem("within", "within-no-area", within=within.id)
        elif not area.buffer(TOUCH_M).covers(flat):
            yield item.problem("geometry", "outside-within", within=within.id)


def check_gates(ground: Ground) -> Iterator[Problem]:
    """Rule 4: a gate lies on the lot's outline."""
    for item, flat in ground.of("gate"):
        outer = _outer(ground, item)
        if outer is None:
            continue
        within, area = outer
        if "Polygon" not in area.geom_type:
            yield item.problem("within", "within-no-area", within=within.id)
            continue
        distance_m = flat.distance(area.boundary)
        if distance_m > OUTLINE_M:
            yield item.problem(
                "geometry",
                "gate-off-outline",
                distance_m=_metres(distance_m),
                within=within.id,
            )


def check_buildings(ground: Ground) -> Iterator[Problem]:
    """Rule 5: buildings do not overlap each other."""
    buildings = ground.of("building")
    if not buildings:
        return
    areas = [flat for _, flat in buildings]
    tree = STRtree(areas)
    for one, other in sorted(map(tuple, tree.query(areas, predicate="intersects").T.tolist())):
        if one >= other:
            continue
        area_m2 = areas[one].intersection(areas[other]).area
        if area_m2 > OVERLAP_M2:
            yield buildings[other][0].problem(
                "geometry",
                "buildings-overlap",
                other=buildings[one][0].id,
                area_m2=f"{area_m2:.1f}",
            )


def check_lanes_clear(ground: Ground) -> Iterator[Problem]:
    """Rule 5: no lane runs through a building; one that only covers some of it is allowed and shown."""
    buildings = ground.of("building")
    areas = [flat for _, flat in buildings]
    tree = STRtree(areas)
    for lane, line in ground.of("lane"):
        width_m = _figure(lane.props.get("width_m"), 0.0)
        ribbon = line.buffer(max(width_m / 2, 0.01), cap_style="flat")
        for index in sorted(int(found) for found in tree.query(ribbon, predicate="intersects")):
            building, area = buildings[index][0], areas[index]
            length_m = line.intersection(area).length
            covered_m2 = ribbon.intersection(area).area
            if length_m > CROSSING_M:
                yield lane.problem(
                    "geometry", "lane-through-building", other=building.id, length_m=_metres(length_m)
                )
            elif covered_m2 > COVERED_M2:
                yield lane.problem(
                    "geometry",
                    "lane-over-building",
                    grade="problematic",
                    other=building.id,
                    width_m=f"{width_m:g}",
                    area_m2=f"{covered_m2:.1f}",
                )


def check_sets_reached(ground: Ground) -> Iterator[Problem]:
    """Rule 6: every set is reached by a lane."""
    # as wide as they are: a set at the edge of a lane is reached by it
    lanes = [
        line.buffer(_figure(item.props.get("width_m"), 0.0) / 2 + 0.01) for item, line in ground.of("lane")
    ]
    tree = STRtree(lanes)
    for item, area in ground.of("set"):
        if not lanes:
            yield item.problem("geometry", "set-without-lanes")
            continue
        distance_m = area.distance(lanes[int(tree.nearest(area))])
        if distance_m > REACH_M:
            yield item.problem("geometry", "set-unreached", distance_m=_metres(distance_m))


def check_lane_network(ground: Ground) -> Iterator[Problem]:
    """Rule 6: all lanes are one connected network that reaches a gate."""
    lanes = ground.of("lane")
    if not lanes:
        return
    lines = [line for _, line in lanes]
    part = list(range(len(lines)))

    def root(index: int) -> int:
        while part[index] != index:
            part[index] = part[part[index]]
            index = part[index]
        return index

    pairs = STRtree(lines).query(lines, predicate="dwithin", distance=TOUCH_M)
    for one, other in pairs.T.tolist():
        part[root(one)] = root(other)
    parts: dict[int, list[int]] = {}
    for index in range(len(lines)):
        parts.setdefault(root(index), []).append(index)
    main = max(parts.values(), key=lambda found: sum(lines[index].length for index in found))
    network = shapely.union_all([lines[index] for index in main])
    for found in parts.values():
        if found is main:
            continue
        for index in found:
            lane, line = lanes[index]
            yield lane.problem("geometry", "lane-unconnected", distance_m=_metres(line.distance(network)))
    gates = ground.of("gate")
    if gates and not any(network.distance(gate) <= REACH_M for _, gate in gates):
        lane = lanes[main[0]][0]
        yield _problem(lane.file, "", "", "lanes-no-gate")


def check_dry_landmarks(ground: Ground) -> Iterator[Problem]:
    """Rule 8: landmarks and stations do not stand in water."""
    waters, areas = _water(ground)
    tree = STRtree(areas)
    for item, flat in ground.of("landmark", "station"):
        for index in sorted(int(found) for found in tree.query(flat, predicate="intersects")):
            wet = (
                flat.intersection(areas[index]).area > WET_SHARE * flat.area
                if flat.area
                else flat.distance(areas[index].boundary) > TOUCH_M
            )
            if wet:
                yield item.problem("geometry", "stands-in-water", other=waters[index].id)
                break


def check_crossings(ground: Ground) -> Iterator[Problem]:
    """Rule 8: a street or a railway that is no metro crosses water only on a bridge."""
    waters, areas = _water(ground)
    bridges = [
        line.buffer(_figure(item.props.get("width_m"), 10.0) / 2 + BRIDGE_SLACK_M)
        for item, line in ground.of("bridge")
    ]
    bridged = shapely.union_all(bridges)
    tree = STRtree(areas)
    for item, line in ground.of("street", "rail"):
        if item.props.get("class") == "metro":
            continue
        for index in sorted(int(found) for found in tree.query(line, predicate="intersects")):
            wet = line.intersection(areas[index])
            unbridged = wet.difference(bridged)
            if unbridged.length > WET_M:
                near = ground.metric.to_degrees(shapely.point_on_surface(unbridged))
                yield item.problem(
                    "geometry",
                    "crosses-water",
                    other=waters[index].id,
                    length_m=_metres(unbridged.length),
                    position=_position(near.x, near.y),
                )


def check_canonical(ground: Ground) -> Iterator[Problem]:
    """Every file is in canonical form; another form is allowed."""
    texts: list[tuple[str, Callable[[], str]]] = [
        (file, lambda found=found: canonical_collection(found))  # type: ignore[misc]
        for file, found in ground.collections.items()
    ]
    if ground.site is not None:
        site = ground.site
        texts.append((SITE_FILE, lambda: canonical_site(site)))
    for file, text in texts:
        if (ground.folder / file).read_bytes() != text().encode("utf-8"):
            yield _problem(file, "", "", "not-canonical", grade="problematic")


RULES: tuple[Callable[[Ground], Iterator[Problem]], ...] = (
    check_form,
    check_site_values,
    check_ids,
    check_bounds,
    check_rings,
    check_references,
    check_languages,
    check_accuracy,
    check_within,
    check_gates,
    check_buildings,
    check_lanes_clear,
    check_sets_reached,
    check_lane_network,
    check_dry_landmarks,
    check_crossings,
    check_canonical,
)


def _survey(folder: Path) -> Ground:
    raw = read_folder(folder)
    ground = Ground(folder, raw.site, raw.collections, early=list(raw.problems))
    for file, collection in raw.collections.items():
        for number, feature in enumerate(collection["features"], start=1):
            item = _item(file, number, feature, ground.early)
            if item is not None:
                ground.items.append(item)
    for item in ground.items:
        # a geometry that crosses itself cannot be measured
        if item.geometry is not None and item.geometry.is_valid:
            flat = ground.metric.to_metres(item.geometry)
            if math.isfinite(flat.bounds[0]):
                item.flat = flat
    return ground


def _item(file: str, number: int, raw: Any, problems: list[Problem]) -> Item | None:
    where = f"#{number}"
    if not isinstance(raw, dict) or not isinstance(raw.get("properties"), dict):
        problems.append(_problem(file, where, "", "not-a-feature"))
        return None
    props = raw["properties"]
    ident, kind = props.get("id"), props.get("kind")
    if not isinstance(ident, str) or not _ID.match(ident):
        problems.append(_problem(file, where, "id", "bad-id", id=str(ident)[:80]))
        return None
    if kind not in KINDS:
        problems.append(
            _problem(file, ident, "kind", "not-allowed", found=str(kind)[:80], allowed=list(KINDS))
        )
        return None
    item = Item(file, number, raw, props, ident, kind)
    try:
        item.geometry = geometry_of(raw.get("geometry"), GEOMETRIES[kind])
    except DataError as error:
        problems.append(_problem(file, ident, "geometry", error.code, values=error.values))
    return item


def _in_order(problems: Iterable[Problem], ground: Ground) -> list[Problem]:
    files = {name: index for index, name in enumerate((SITE_FILE, *GEOJSON_FILES))}
    numbers = {(item.file, item.id): item.number for item in reversed(ground.items)}

    def key(problem: Problem) -> tuple[int, int]:
        feature = problem.feature
        number = int(feature[1:]) if feature.startswith("#") else numbers.get((problem.file, feature), 0)
        return files.get(problem.file, len(files)), number

    return sorted(problems, key=key)


def validator_of(name: str) -> Validator:
    from jsonschema import Draft202012Validator

    path = shipped_geodata_dir() / "schema" / f"{name}.schema.json"
    return Draft202012Validator(json.loads(path.read_text("utf-8")))


def _without_features(validator: Validator) -> dict[str, Any]:
    properties = dict(validator.schema["properties"])
    properties["features"] = True
    return properties


def schema_problems(
    validator: Validator, instance: Any, file: str, feature: str, strip: str
) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for error in validator.iter_errors(instance):
        for path, code, values in _explain(error):
            if path and path[0] == "geometry" and code not in ("unknown-property",):
                # the look at every position has told it better
                continue
            if feature and path in (("properties", "id"), ("properties", "kind")):
                continue
            where = _path(path[1:] if path and path[0] == strip else path)
            if (where, code) not in seen:
                seen.add((where, code))
                yield _problem(file, feature, where, code, values=values)


def _explain(
    error: ValidationError,
) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, object]]]:
    """Turn an error of the schema library into a path, a code and values."""
    path = tuple(error.absolute_path)
    found, limit = error.instance, error.validator_value
    wanted = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    shown = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    shown = shown if len(shown) <= 80 else f"{shown[:79]}…"
    match error.validator:
        case "required":
            for name in limit:
                if name not in found:
                    yield (*path, name), "missing", {}
        case "additionalProperties":
            for name in _extra_names(error):
                yield (*path, name), "unknown-property", {}
        case "enum":
            yield path, "not-allowed", {"found": shown, "allowed": list(limit)}
        case "const":
            yield path, "not-allowed", {"found": shown, "allowed": [limit]}
        case "type" | "anyOf" | "prefixItems":
            yield path, "wrong-type", {"wanted": wanted or _type_words(limit)}
        case "pattern":
            code = "bad-form" if wanted is None else "wrong-type"
            yield path, code, {"found": shown, "wanted": wanted}
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            low = error.schema.get("minimum", "-")
            high = error.schema.get("maximum", "-")
            yield path, "out-of-range", {"found": shown, "low": low, "high": high}
        case "maxLength":
            yield path, "too-long", {"found": len(found), "limit": limit}
        case "minLength":
            yield path, "empty", {}
        case "minItems" | "minProperties":
            yield path, "too-few", {"limit": limit}
        case "maxItems":
            yield path, "too-many", {"limit": limit}
        case "uniqueItems":
            yield path, "repeated", {}
        case _:
            yield path, "not-valid", {"reason": error.message[:200]}


def _extra_names(error: ValidationError) -> list[str]:
    known = error.schema.get("properties", {})
    patterns = error.schema.get("patternProperties", {})
    return [
        name
        for name in error.instance
        if name not in known and not any(re.search(pattern, name) for pattern in patterns)
    ]


def _type_words(types: Any) -> str:
    words = {
        "string": "a text",
        "number": "a number",
        "integer": "a whole number",
        "array": "a list",
        "object": "an object in braces",
        "null": "null",
        "boolean": "true or false",
    }
    found = types if isinstance(types, list) else [types]
    return " or ".join(words.get(str(name), str(name)) for name in found)


def _path(parts: Sequence[str | int]) -> str:
    """Return a path as people read it, such as ``claims[0].value``."""
    out = ""
    for part in parts:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return out


def _site_texts(site: Mapping[str, Any] | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if site is None:
        return
    for member in ("name", "tagline"):
        if isinstance(site.get(member), dict):
            yield member, site[member]
    for member, texts in (
        ("views", ("label", "notice")),
        ("periods", ("label",)),
        ("locales", ("label",)),
        ("categories", ("label",)),
        ("about", ("title", "text")),
    ):
        for index, entry in _objects(site.get(member)):
            for name in texts:
                if isinstance(entry.get(name), dict):
                    yield f"{member}[{index}].{name}", entry[name]


def _objects(found: Any) -> list[tuple[int, Mapping[str, Any]]]:
    if not isinstance(found, list):
        return []
    return [(index, entry) for index, entry in enumerate(found) if isinstance(entry, dict)]


def _outer(ground: Ground, item: Item) -> tuple[Item, BaseGeometry] | None:
    within = item.props.get("within")
    outer = ground.places.get(within) if isinstance(within, str) else None
    return None if outer is None or outer.flat is None or outer is item else (outer, outer.flat)


def _water(ground: Ground) -> tuple[list[Item], list[BaseGeometry]]:
    """Return the waters and what of them is wet: lines as wide as they are, islands left out."""
    islands = shapely.union_all(
        [area for item, area in ground.of("park") if item.props.get("class") == "island"]
    )
    waters, areas = [], []
    for item, flat in ground.of("water"):
        area = flat
        if not flat.area:
            area = flat.buffer(_figure(item.props.get("width_m"), 2.0) / 2, cap_style="flat")
        waters.append(item)
        areas.append(area.difference(islands))
    return waters, areas


def _positions(geometry: Any) -> Iterator[tuple[float, float]]:
    """Yield the positions of any GeoJSON geometry, whatever else is wrong with it."""
    waiting = [geometry.get("coordinates")] if isinstance(geometry, Mapping) else []
    while waiting:
        found = waiting.pop()
        if not isinstance(found, list):
            continue
        if len(found) >= 2 and _is_number(found[0]) and _is_number(found[1]):
            yield found[0], found[1]
        else:
            waiting.extend(reversed(found))


def _problem(
    file: str,
    feature: str,
    prop: str,
    code: str,
    *,
    grade: Grade = "invalid",
    values: Mapping[str, object] = MappingProxyType({}),
    **more: object,
) -> Problem:
    return Problem(grade, file, feature, prop, code, MappingProxyType({**values, **more}))


def _position(lon: float, lat: float) -> str:
    return f"[{lon:.6f}, {lat:.6f}]"


def _metres(length_m: float) -> str:
    return f"{length_m:.1f}" if length_m < 100 else f"{length_m:.0f}"


def _figure(value: Any, default: float) -> float:
    return float(value) if _is_number(value) else default


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_known_crs(crs: str) -> bool:
    try:
        Metric(crs).length_m(Point(0, 0))
    except DataError:
        return False
    return True
