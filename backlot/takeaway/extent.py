"""Leave out what a choice does not take along: places, paths, films elsewhere, photographs too large."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backlot.catalog import Catalog
from backlot.takeaway.material import ATLAS, TOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlot.catalog import Feature, Place
    from backlot.catalog.model import View
    from backlot.takeaway.material import Material
    from backlot.tours.model import Tour

__all__ = ["limited"]

Box = tuple[float, float, float, float]


def limited(material: Material) -> Material:
    """
    Return material with what its choice takes along, and nothing else.

    The scope of a tour has the views that its places lie in, and photographs of those places alone; any
    other scope has the photographs of all places in it, and of the tours those it holds in full.
    """
    choice, whole = material.choice, material.catalog
    own = () if material.tour is None else (material.tour,)
    stops = _ids(own)
    views = _views(material, stops)
    catalog = _clipped(whole, views, stops, choice.languages)
    shown = stops if choice.scope == TOUR else {place.id for place in catalog.places}
    network = material.network
    if network is not None and len(views) < len(whole.site.views):
        network = network.clipped([view.bounds for view in views])
    films = material.films
    if films is not None and len(views) < len(whole.site.views):
        films = films.limited({place.id for place in catalog.places})
    tours = own or tuple(tour for tour in material.tours if all(catalog.get(each) for each in _ids([tour])))
    library = material.library.limited(
        choice.photographs, {_today(whole, each) for each in shown}, catalog.places
    )
    return replace(material, catalog=catalog, library=library, network=network, tours=tours, films=films)


def _ids(tours: Iterable[Tour]) -> set[str]:
    """Return ids of all places that tours come to."""
    return {
        each
        for tour in tours
        for each in (tour.start, tour.end, *(stop.id for stop in tour.stops))
        if each is not None
    }


def _today(catalog: Catalog, place_id: str) -> str:
    place = catalog.get(place_id)
    return place_id if place is None else place.id


def _views(material: Material, stops: set[str]) -> tuple[View, ...]:
    views, scope = material.catalog.site.views, material.choice.scope
    if scope == ATLAS:
        return views
    if scope != TOUR:
        return tuple(view for view in views if view.id == scope)
    places = [place for place in map(material.catalog.get, sorted(stops)) if place is not None]
    # a place in two views needs but the smaller one
    homes = {_home(place, views) for place in places}
    return tuple(view for view in views if view.id in homes) or views


def _home(place: Place, views: Sequence[View]) -> str | None:
    around = [view for view in views if _holds(view.bounds, *place.lon_lat)]
    return min(around, key=lambda view: _area(view.bounds)).id if around else None


def _area(box: Box) -> float:
    west, south, east, north = box
    return (east - west) * (north - south)


def _holds(box: Box, lon: float, lat: float) -> bool:
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


def _clipped(
    catalog: Catalog, views: tuple[View, ...], stops: set[str], languages: tuple[str, ...]
) -> Catalog:
    site = replace(catalog.site, languages=languages)
    if len(views) == len(site.views):
        return _with(catalog, site=site)
    boxes = [view.bounds for view in views]
    wests, souths, easts, norths = zip(*boxes, strict=True)
    bounds = (min(wests), min(souths), max(easts), max(norths))
    return _with(
        catalog,
        site=replace(site, views=views, bounds=bounds),
        places=[
            place
            for place in catalog.places
            if place.id in stops or any(_holds(box, *place.lon_lat) for box in boxes)
        ],
        features=[each for each in catalog.features if any(_touches(each, box) for box in boxes)],
    )


def _touches(feature: Feature, box: Box) -> bool:
    west, south, east, north = feature.geometry.bounds
    return bool(west <= box[2] and east >= box[0] and south <= box[3] and north >= box[1])


def _with(catalog: Catalog, **changes: object) -> Catalog:
    kept: dict[str, object] = {
        "site": catalog.site,
        "places": catalog.places,
        "features": catalog.features,
        "rights": catalog.rights,
        "digest": catalog.digest,
    }
    return Catalog(**(kept | changes))  # type: ignore[arg-type]
