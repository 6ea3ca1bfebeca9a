"""Measure in metres, in the metric coordinate system of a site."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely

from backlot.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

__all__ = ["Metric"]


class Metric:
    """
    Measure geometry given in WGS 84, (longitude, latitude), in metres.

    Parameters
    ----------
    crs
        Metric coordinate system, such as ``"EPSG:32651"``.

    Raises
    ------
    DataError
        On first use, if the coordinate system is not known.
    """

    def __init__(self, crs: str) -> None:
        self.crs = crs

    @cached_property
    def _forward(self) -> Transformer:
        return _transformer("EPSG:4326", self.crs)

    @cached_property
    def _back(self) -> Transformer:
        return _transformer(self.crs, "EPSG:4326")

    def xy(self, lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 2) eastings and northings in metres of (n, 2) longitudes and latitudes."""
        return _apply(self._forward, lon_lat)

    def to_metres(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the geometry projected to metres."""
        return cast("BaseGeometry", shapely.transform(geometry, self.xy))

    def to_degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry given in metres as (longitude, latitude)."""
        return cast("BaseGeometry", shapely.transform(geometry, lambda points: _apply(self._back, points)))

    def area_m2(self, geometry: BaseGeometry) -> float:
        """Return the area in square metres; 0 of points and lines."""
        return float(self.to_metres(geometry).area)

    def length_m(self, geometry: BaseGeometry) -> float:
        """Return the length in metres; of an area that of its outline."""
        return float(self.to_metres(geometry).length)

    def distance_m(self, one: BaseGeometry, other: BaseGeometry) -> float:
        """Return the shortest distance in metres; 0 where they touch."""
        return float(self.to_metres(one).distance(self.to_metres(other)))


def _apply(transformer: Transformer, points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = transformer.transform(points[:, 0], points[:, 1])
    return np.column_stack([x, y])


def _transformer(source: str, target: str) -> Transformer:
    from pyproj import Transformer
    from pyproj.exceptions import CRSError, ProjError

    try:
        return Transformer.from_crs(source, target, always_xy=True)
    except (CRSError, ProjError) as error:
        crs = target if source == "EPSG:4326" else source
        raise DataError("bad-epsg", crs=crs) from error
