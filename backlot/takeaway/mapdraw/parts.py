"""Say which parts of the site maps are drawn of: the whole tour, each set or neighbourhood it visits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from backlot.takeaway.mapdraw.frame import bounds_of, padded
from backlot.takeaway.material import ATLAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlot.catalog import Catalog, Place
    from backlot.catalog.model import Bounds
    from backlot.takeaway.material import Material
    from backlot.takeaway.outline import Outline, Point

__all__ = ["Part", "neighbourhoods", "tour_bounds", "views"]

NEAR_M = 600
_LEAST_TOUR_M, _LEAST_SET_M, _LEAST_PART_M = 400, 160, 450


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the site with its names; `numbers` are those of the stops in it."""

    names: Mapping[str, str]
    bounds: Bounds
    numbers: tuple[int, ...] = ()


def views(material: Material) -> tuple[Part, ...]:
    """Return the views that the choice takes along, all of them for a tour without ways."""
    site, scope = material.catalog.site, material.choice.scope
    chosen = [view for view in site.views if scope == ATLAS or view.id == scope]
    return tuple(Part(view.label, view.bounds) for view in chosen or site.views)


def tour_bounds(outline: Outline, catalog: Catalog) -> Bounds | None:
    """Return where the whole tour lies, with the sets it visits, None of one without any place."""
    positions: list[Iterable[float]] = [(point.lon, point.lat) for point in outline.points]
    homes = (_set_of(point.id, catalog) for point in outline.points)
    for west, south, east, north in (home.geometry.bounds for home in homes if home is not None):
        positions += [(west, south), (east, north)]
    positions += [position for way in outline.ways for position in way.leg["line"]]
    return padded(bounds_of(positions), 0.07, _LEAST_TOUR_M) if positions else None


def neighbourhoods(outline: Outline, catalog: Catalog) -> tuple[Part, ...]:
    """
    Return a part for each set that has stops, and for each group of other stops near each other.

    They come in the order the tour comes to them.
    """
    groups: dict[str, list[Point]] = {}
    homes: dict[str, Place] = {}
    for point in outline.points:
        if point.kind != "stop":
            continue
        home = _set_of(point.id, catalog)
        if home is None:
            key = _near(point, groups, homes, catalog) or f"near {point.id}"
        else:
            key = home.id
            homes[key] = home
        groups.setdefault(key, []).append(point)
    return tuple(_part(points, homes.get(key)) for key, points in groups.items())


def _part(points: list[Point], home: Place | None) -> Part:
    positions: list[Iterable[float]] = [(point.lon, point.lat) for point in points]
    if home is not None:
        west, south, east, north = home.geometry.bounds
        positions += [(west, south), (east, north)]
    names = home.names if home is not None else points[0].name
    numbers = tuple(point.number for point in points if point.number is not None)
    return Part(names, _roomy(bounds_of(positions), home), numbers)


def _roomy(bounds: Bounds, home: Place | None) -> Bounds:
    return padded(bounds, 0.22, _LEAST_PART_M) if home is None else padded(bounds, 0.06, _LEAST_SET_M)


def _set_of(place_id: str, catalog: Catalog) -> Place | None:
    seen = set[str]()
    place = catalog.get(place_id)
    while place is not None and place.id not in seen:
        if place.kind == "set":
            return place
        seen.add(place.id)
        place = catalog.get(place.within) if place.within else None
    return None


def _near(
    point: Point, groups: Mapping[str, list[Point]], homes: Mapping[str, Place], catalog: Catalog
) -> str | None:
    """Return the group without a set that a point is near to, the one it came to last first."""
    here = shapely.Point(point.lon, point.lat)
    for key, others in reversed(list(groups.items())):
        if key in homes:
            continue
        there = shapely.MultiPoint([(other.lon, other.lat) for other in others])
        if catalog.metric.distance_m(here, there) <= NEAR_M:
            return key
    return None
