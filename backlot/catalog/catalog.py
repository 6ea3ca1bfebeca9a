"""Look places up: by id, by kind, by where one stands, by what is near, by words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.strtree import STRtree

from backlot.catalog.metric import Metric
from backlot.catalog.model import Feature, Place, Problem, Rights, Site

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from backlot.catalog.search import Entry, SearchIndex

__all__ = ["Catalog", "Hit"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that a search found, with its score and the name that matched."""

    place: Place
    score: int
    name: str


class Catalog:
    """
    The places and the basemap of one site; nothing in it changes.

    Parameters
    ----------
    site
        What `site.json` says.
    places
        Places in the order they are to be listed.
    features
        The basemap, lanes among it.
    problems
        What could not be read.
    rights
        Licence and credit of each file.
    digest
        Content hash of all that went in.
    """

    def __init__(
        self,
        *,
        site: Site,
        places: Iterable[Place] = (),
        features: Iterable[Feature] = (),
        problems: Iterable[Problem] = (),
        rights: Iterable[Rights] = (),
        digest: str = "",
    ) -> None:
        self.site = site
        self.places: tuple[Place, ...] = tuple(places)
        self.features: tuple[Feature, ...] = tuple(features)
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.rights: tuple[Rights, ...] = tuple(rights)
        self.digest = digest
        self.metric = Metric(site.crs)
        self._places = {place.id: place for place in self.places}
        self._features = {feature.id: feature for feature in self.features}
        self._former: dict[str, str] = {}
        for place in self.places:
            for former in place.former_ids:
                if former not in self._places:
                    self._former.setdefault(former, place.id)

    def __repr__(self) -> str:
        return f"<Catalog {self.site.id}: {len(self.places)} places, {len(self.features)} features>"

    def get(self, place_id: str) -> Place | None:
        """Return a place by its id or an id it had before, None if there is none."""
        found = self._places.get(place_id)
        if found is None and place_id in self._former:
            found = self._places.get(self._former[place_id])
        return found

    def feature(self, feature_id: str) -> Feature | None:
        """Return a basemap feature, such as a lane, by its id, None if there is none."""
        return self._features.get(feature_id)

    def to_geodataframe(self) -> GeoDataFrame:
        """
        Return the places as a table for analysis: a row a place, WGS 84.

        Returns
        -------
        geopandas.GeoDataFrame
            Index `id`; columns `kind`, `name`, `within`, `period`, `locale`, `category`, `source`,
            `accuracy`, `accuracy_m` and `geometry`. `to_crs(site.crs)` turns it to metres.
        """
        # not on the way of the command line's quick commands
        from geopandas import GeoDataFrame

        lang = self.site.languages[0]
        rows = [
            {
                "id": place.id,
                "kind": place.kind,
                "name": place.name(lang),
                "within": place.within,
                "period": place.period,
                "locale": place.locale,
                "category": place.category,
                "source": place.source,
                "accuracy": place.accuracy,
                "accuracy_m": place.accuracy_m,
                "geometry": place.geometry,
            }
            for place in self.places
        ]
        columns = [*rows[0]] if rows else ["id", "geometry"]
        return GeoDataFrame(rows, columns=columns, geometry="geometry", crs="EPSG:4326").set_index("id")

    @property
    def lanes(self) -> tuple[Feature, ...]:
        """The lanes of the lot."""
        return tuple(feature for feature in self.features if feature.kind == "lane")

    @property
    def former_ids(self) -> Mapping[str, str]:
        """The present id by former id."""
        return MappingProxyType(self._former)

    def by(
        self,
        *,
        kind: str | Iterable[str] | None = None,
        period: str | None = None,
        locale: str | None = None,
        category: str | None = None,
        within: str | None = None,
    ) -> tuple[Place, ...]:
        """
        Return the places that have all that is asked for, in their order.

        Parameters
        ----------
        kind
            A kind or several, any of which will do.
        period, locale, category, within
            Ids.
        """
        kinds = None if kind is None else {kind} if isinstance(kind, str) else set(kind)
        return tuple(
            place
            for place in self.places
            if (kinds is None or place.kind in kinds)
            and (period is None or place.period == period)
            and (locale is None or place.locale == locale)
            and (category is None or place.category == category)
            and (within is None or place.within == within)
        )

    def contents(self, place_id: str) -> tuple[Place, ...]:
        """Return every place that lies within a place, directly or through others, in their order."""
        inside = {place_id}
        while True:
            more = {place.id for place in self.places if place.within in inside} - inside
            if not more:
                break
            inside |= more
        inside.discard(place_id)
        return tuple(place for place in self.places if place.id in inside)

    def containing(self, lon: float, lat: float) -> tuple[Place, ...]:
        """Return the places whose area holds a point, its edge counted in, smallest area first."""
        tree, areas = self._areas
        found = [areas[int(index)] for index in tree.query(Point(lon, lat), predicate="intersects")]
        return tuple(sorted(found, key=lambda place: (place.geometry.area, place.id)))

    def sets_at(self, lon: float, lat: float) -> tuple[Place, ...]:
        """Return the sets one stands in at a point, smallest first; empty when in none."""
        return tuple(place for place in self.containing(lon, lat) if place.kind == "set")

    def nearest(
        self,
        start: Place | Feature | BaseGeometry | tuple[float, float],
        count: int = 5,
        *,
        kinds: Iterable[str] | None = None,
        within_m: float = float("inf"),
    ) -> tuple[tuple[Place, float], ...]:
        """
        Return the places nearest to a place or point, with the metres to each, nearest first.

        Parameters
        ----------
        start
            A place, a feature, a geometry, or (longitude, latitude). A place is not its own neighbour.
        count
            How many at most.
        kinds
            Kinds to consider; all but buildings when None.
        within_m
            Farthest distance that counts, in metres.

        Notes
        -----
        Distances are straight lines between one point on each place (of an area a point inside it), so two
        sets side by side are not 0 m apart.
        """
        wanted = None if kinds is None else set(kinds)
        points = self._points
        if not len(points) or count <= 0:
            return ()
        here = self.metric.xy(np.array([_lon_lat(start)], dtype=np.float64))[0]
        distances = np.hypot(points[:, 0] - here[0], points[:, 1] - here[1])
        found: list[tuple[Place, float]] = []
        own = start.id if isinstance(start, (Place, Feature)) else None
        for index in np.argsort(distances, kind="stable"):
            place, distance_m = self.places[int(index)], float(distances[index])
            if not distance_m <= within_m:
                break
            if place.id == own:
                continue
            if place.kind == "building" if wanted is None else place.kind not in wanted:
                continue
            found.append((place, distance_m))
            if len(found) == count:
                break
        return tuple(found)

    def search(self, query: str, lang: str | None = None, limit: int = 10) -> tuple[Hit, ...]:
        """
        Find places by words, best first.

        Parameters
        ----------
        query
            What was typed: any language and romanisation, without accents or spaces, unfinished, with a
            typo; see `backlot.catalog.search`.
        lang
            Language whose names are shown first where several match equally well.
        limit
            How many at most.
        """
        from backlot.catalog.search import search

        return tuple(
            Hit(self._places[found.id], found.score, found.name)
            for found in search(self._search_index(lang), query, limit)
        )

    def search_entries(self, lang: str | None = None) -> list[Entry]:
        """Return what the search looks through, as plain JSON for `search.js` and for `build_index`."""
        from backlot.catalog.search import entry_of

        return [entry_of(place, lang) for place in self.places]

    def _search_index(self, lang: str | None) -> SearchIndex:
        from backlot.catalog.search import build_index

        known = self._indexes.get(lang)
        if known is None:
            known = self._indexes.setdefault(lang, build_index(self.search_entries(lang)))
        return known

    @cached_property
    def _indexes(self) -> dict[str | None, SearchIndex]:
        return {}

    @cached_property
    def _areas(self) -> tuple[STRtree, list[Place]]:
        areas = [place for place in self.places if place.geometry.geom_type.endswith("Polygon")]
        return STRtree([place.geometry for place in areas]), areas

    @cached_property
    def _points(self) -> NDArray[np.float64]:
        if not self.places:
            return np.empty((0, 2))
        return self.metric.xy(np.array([place.lon_lat for place in self.places], dtype=np.float64))


def _lon_lat(start: Place | Feature | BaseGeometry | tuple[float, float]) -> tuple[float, float]:
    if isinstance(start, tuple):
        return start
    if isinstance(start, (Place, Feature)):
        return start.lon_lat
    point = shapely.point_on_surface(start)
    return float(point.x), float(point.y)
