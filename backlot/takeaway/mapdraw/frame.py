"""Lay a part of the site on a sheet: true north up, in pixels of which 96 are an inch on paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from backlot.takeaway.tags import figure

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from backlot.catalog.metric import Metric
    from backlot.catalog.model import Bounds

__all__ = ["Frame", "bounds_of", "frame_of", "padded", "path_of"]

BLEED_PX = 10
SIMPLIFY_PX = 0.35
LEAST_AREA_PX2 = 0.6
_DEGREE_M = 111_195.0


@dataclass(frozen=True, eq=False)
class Frame:
    """
    A sheet of `width` by `height` pixels, and how the ground lies on it.

    `centre` is in metres of the site's metric system, `turn` the (cosine, sine) of the angle between that
    system's north and true north there.
    """

    metric: Metric
    width: float
    height: float
    px_per_m: float
    centre: tuple[float, float]
    turn: tuple[float, float]

    def points(self, lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 2) pixels from the upper left corner of (n, 2) longitudes and latitudes."""
        east, north = (self.metric.xy(lon_lat) - self.centre).T
        cos, sin = self.turn
        x = self.width / 2 + (east * cos - north * sin) * self.px_per_m
        y = self.height / 2 - (east * sin + north * cos) * self.px_per_m
        return np.column_stack([x, y])

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a position lies, in pixels."""
        x, y = self.points(np.array([[lon, lat]], dtype=np.float64))[0]
        return float(x), float(y)

    def line(self, positions: Iterable[Iterable[float]]) -> list[tuple[float, float]]:
        """Return a line of (longitude, latitude) in pixels."""
        found = np.array([list(each)[:2] for each in positions], dtype=np.float64).reshape(-1, 2)
        return [(float(x), float(y)) for x, y in self.points(found)]

    def holds(self, at: tuple[float, float], margin: float = 0) -> bool:
        """Return whether a point is on the sheet, by a margin from its edge."""
        x, y = at
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    def lay(self, geometries: Sequence[BaseGeometry]) -> list[BaseGeometry | None]:
        """Return what of each geometry is on the sheet, in pixels and no finer than these; else None."""
        if not geometries:
            return []
        # all at once: most of the time goes into calls, not into figures
        laid = shapely.transform(np.array(geometries, dtype=object), self.points)
        bounds = shapely.bounds(laid)
        edge = BLEED_PX
        # far outside its zone a metric system has no figures
        with np.errstate(invalid="ignore"):
            inside = np.isfinite(bounds).all(axis=1) & (bounds[:, 2:] > 0).all(axis=1)
            inside &= (bounds[:, :2] < (self.width, self.height)).all(axis=1)
        drawn: list[BaseGeometry | None] = [None] * len(geometries)
        box = (-edge, -edge, self.width + edge, self.height + edge)
        clipped = shapely.simplify(shapely.clip_by_rect(laid[inside], *box), SIMPLIFY_PX)
        for at, part in zip(np.flatnonzero(inside), clipped, strict=True):
            drawn[int(at)] = None if part.is_empty else part
        return drawn

    @property
    def zoom(self) -> float:
        """The zoom of a web map that shows as much on a screen: 0 is the whole world in 256 pixels."""
        return math.log2(self.px_per_m * 40_075_016.7 * math.cos(math.radians(self._latitude)) / 256)

    @property
    def _latitude(self) -> float:
        return float(self.metric.to_degrees(shapely.Point(self.centre)).y)


def frame_of(metric: Metric, bounds: Bounds, width: float, heights: tuple[float, float]) -> Frame:
    """
    Return the frame that shows a part of the site as large as it can.

    Parameters
    ----------
    metric
        The site's metric system.
    bounds
        West, south, east, north in degrees.
    width
        Of the sheet, in pixels.
    heights
        The least and the most the sheet may be high; within them it is as high as the part needs.
    """
    west, south, east, north = bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    (x, y), (x_north, y_north) = metric.xy(np.array([[lon, lat], [lon, lat + 0.01]]))
    angle = math.atan2(x_north - x, y_north - y)
    wide_m = (east - west) * _DEGREE_M * math.cos(math.radians(lat))
    high_m = (north - south) * _DEGREE_M
    height = min(max(width * high_m / wide_m, heights[0]), heights[1])
    px_per_m = min(width / wide_m, height / high_m)
    turn = (math.cos(angle), math.sin(angle))
    return Frame(metric, width, height, px_per_m, (float(x), float(y)), turn)


def bounds_of(positions: Iterable[Iterable[float]]) -> Bounds:
    """Return the bounds of some positions, (longitude, latitude); there must be one."""
    lons, lats = zip(*((lon, lat) for lon, lat, *_ in positions), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def padded(bounds: Bounds, share: float, least_m: float) -> Bounds:
    """Return wider bounds: by a share of their size on each side, and so that they measure `least_m`."""
    west, south, east, north = bounds
    degree_m = _DEGREE_M * math.cos(math.radians((south + north) / 2))
    x = max((east - west) * (0.5 + share), least_m / 2 / degree_m)
    y = max((north - south) * (0.5 + share), least_m / 2 / _DEGREE_M)
    lon, lat = (west + east) / 2, (south + north) / 2
    return lon - x, lat - y, lon + x, lat + y


def path_of(geometry: BaseGeometry) -> str:
    """Return lines and areas as SVG path data with one decimal; points and specks are left out."""
    return "".join(_path(part) for part in shapely.get_parts(geometry))


def _path(part: BaseGeometry) -> str:
    if part.geom_type == "GeometryCollection":
        return path_of(part)
    if part.geom_type == "Polygon":
        if part.area < LEAST_AREA_PX2:
            return ""
        return "".join(f"M{_run(ring.coords[:-1])}Z" for ring in (part.exterior, *part.interiors))
    if part.geom_type in ("LineString", "LinearRing"):
        return f"M{_run(part.coords)}"
    return ""


def _run(points: Iterable[tuple[float, ...]]) -> str:
    """Return points as path data: the first where it is, each other from the one before, in tenths."""
    tenths = [(round(point[0] * 10), round(point[1] * 10)) for point in points]
    x, y = tenths[0]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths) if a != b]
    moved = "".join(_spaced(step) for pair in steps for step in pair)
    return f"{_tenth(x)} {_tenth(y)}l{moved.lstrip()}" if moved else f"{_tenth(x)} {_tenth(y)}h0"


def _spaced(tenths: int) -> str:
    # a minus parts two figures as well as a blank does
    said = _tenth(tenths)
    return said if tenths < 0 else f" {said}"


def _tenth(tenths: int) -> str:
    return figure(tenths / 10).replace("0.", ".") if abs(tenths) < 10 else figure(tenths / 10)
