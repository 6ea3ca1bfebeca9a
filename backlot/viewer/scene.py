"""Put together everything the viewer needs to draw, as plain JSON.

Geometry is not in the scene (it goes through folium, or beside it for large data);
texts are, and only here: they reach the page through `textContent` and never through a template.
Positions in a scene are (latitude, longitude), as Leaflet wants them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely

from backlot import lang
from backlot.catalog.wording import word_problem
from backlot.viewer.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Collection

    from shapely.geometry.base import BaseGeometry

    from backlot.catalog import Catalog, Feature, Place, Problem, Site
    from backlot.films import Films
    from backlot.pictures import Library

Json = dict[str, Any]

_CLASS = re.compile(r"[a-z][a-z-]*")

PYTHON_ONLY = ("page.", "error.", "cli.", "paper.", "takeaway.")
"""Prefixes of strings the viewer never says."""

ANCHOR_STEP_DEG = 0.03
"""Spacing of the places a long river's name may be written at, in degrees (about 3 km)."""


def make_scene(
    catalog: Catalog,
    library: Library | None = None,
    films: Films | None = None,
    *,
    pictures: str = "/pictures/",
) -> Json:
    """Return the scene of a catalogue.

    Parameters
    ----------
    catalog
        The places.
    library
        Their pictures; without it there are none.
    films
        The films tied to them; without it there are none.
    pictures
        What the address of a picture begins with.

    Returns
    -------
    dict
        `site`, `places`, `features`, `words` by language, `themes`, `languages`,
        `attribution`, `problems`, `stand_ins`, `films`; plain JSON values only.
    """
    site = catalog.site
    areas = _areas_m2(catalog)
    places = [_place(place, areas.get(place.id), catalog) for place in catalog.places]
    # pictures and films of places that could not be read are a consequence, not a second cause
    problems = catalog.problems or [each for part in (library, films) if part for each in part.problems]
    return {
        "site": _site(site),
        "places": _illustrated(places, catalog, library, pictures),
        "stand_ins": _stand_ins(catalog, library, pictures),
        "features": [_feature(feature, site) for feature in catalog.features],
        "films": films.for_scene() if films else None,
        "languages": spoken(site),
        "words": {code: _words(code) for code in lang.languages()},
        "themes": {name: dict(theme) for name, theme in THEMES.items()},
        "attribution": _attribution(catalog),
        "problems": [_problem(problem) for problem in problems],
    }


def in_languages(scene: Json, languages: Collection[str]) -> Json:
    """
    Return a scene with its texts in some languages only; a text that has none of them keeps its first.

    Names, and titles of films, keep all of theirs: they are shown to people on the way.
    """
    known = set(scene["words"])

    def kept(value: Any, key: str) -> Any:
        if isinstance(value, list):
            return [kept(each, key) for each in value]
        if not isinstance(value, dict):
            return value
        if key not in ("name", "title") and value and known.issuperset(value):
            chosen = {code: text for code, text in value.items() if code in languages}
            return chosen or dict([next(iter(value.items()))])
        return {name: kept(each, name) for name, each in value.items()}

    return cast("Json", kept(scene, ""))


def _words(code: str) -> dict[str, str]:
    words = lang.catalogue(code)
    return {key: text for key, text in words.items() if not key.startswith(PYTHON_ONLY)}


def _problem(problem: Problem) -> Json:
    return {
        code: lang.say(code, "problem", sentence=word_problem(problem, code)) for code in lang.languages()
    }


def _attribution(catalog: Catalog) -> list[str]:
    """Return the credits that the licences of the data ask for, once each."""
    return list(dict.fromkeys(each.attribution for each in catalog.rights if each.asks_credit))


def spoken(site: Site) -> list[str]:
    """Return the codes of the languages that site and program both speak, English at the least."""
    return [code for code in site.languages if code in lang.languages()] or [lang.FALLBACK]


def _site(site: Site) -> Json:
    return {
        "id": site.id,
        "name": dict(site.name),
        "tagline": dict(site.tagline),
        "tz": site.tz,
        "photo_rules": _photo_rules(site),
        "data": {"version": site.version, "date": site.date},
        "bounds": list(site.bounds),
        "views": [
            {
                "id": view.id,
                "label": dict(view.label),
                "bounds": list(view.bounds),
                "start": list(view.start),
                "within": view.within,
                "notice": dict(view.notice) if view.notice else None,
            }
            for view in site.views
        ],
        "periods": [{"id": each.id, "label": dict(each.label)} for each in site.periods],
        "locales": [
            {
                "id": each.id,
                "label": dict(each.label),
                "hue": each.hue,
                "hatch": each.hatch,
                "glyph": each.glyph,
            }
            for each in site.locales
        ],
        "categories": [
            {"id": each.id, "label": dict(each.label), "hue": each.hue, "glyph": each.glyph}
            for each in site.categories
        ],
    }


def _photo_rules(site: Site) -> Json | None:
    """Return what the site says of taking photographs, None if it says nothing."""
    found = next((each for each in site.about if each.topic == "photographs"), None)
    return None if found is None else {"text": dict(found.text), "source": found.source}


def _place(place: Place, area_m2: float | None, catalog: Catalog) -> Json:
    lon, lat = place.lon_lat
    entry: Json = {
        "id": place.id,
        "kind": place.kind,
        "class": _one_word(place.cls),
        "name": _by_language(place.names),
        "rr": place.names.get("ko-Latn-RR"),
        "mr": place.names.get("ko-Latn-MR"),
        "hani": place.names.get("ko-Hani"),
        "alt": list(place.alt_names),
        "description": dict(place.descriptions),
        "within": place.within,
        "period": place.period or _inherited(place, "period", catalog),
        "locale": place.locale or _inherited(place, "locale", catalog),
        "category": place.category,
        "rank": place.rank,
        "source": place.source,
        "accuracy": place.accuracy,
        "accuracy_m": place.accuracy_m,
        "confirmed": place.confirmed,
        "claims": [
            {
                "property": claim.property,
                "value": claim.value if isinstance(claim.value, str) else dict(claim.value),
                "source": claim.source,
            }
            for claim in place.claims
        ],
        "former": list(place.former_ids),
        "at": _lat_lon(lon, lat),
        "area_m2": area_m2,
    }
    # what is unknown is absent: the viewer says so in words
    return {key: value for key, value in entry.items() if value not in (None, [], {})} | {
        "accuracy_m": place.accuracy_m,
        "confirmed": place.confirmed,
        "name": _by_language(place.names),
    }


def _illustrated(entries: list[Json], catalog: Catalog, library: Library | None, prefix: str) -> list[Json]:
    """Give each place its own pictures and its icon on the map."""
    if library is None:
        return entries
    for entry, place in zip(entries, catalog.places, strict=True):
        if library.of(place.id):
            entry["pictures"] = library.for_scene(place, prefix.__add__)
        icon = library.icon(place.id)
        if icon:
            entry["icon"] = icon
    return entries


def _stand_ins(catalog: Catalog, library: Library | None, prefix: str) -> Json:
    """Return the pictures that stand in for places without one, by category or locale.

    Hundreds of footprints share them, so they are not repeated in every place.
    """
    found: Json = {}
    for place in catalog.places:
        key = f"category:{place.category}" if place.category else f"locale:{place.locale}"
        if library and key not in found and not library.of(place.id):
            shown = library.for_scene(place, prefix.__add__)
            if shown:
                found[key] = shown[0]
    return found


def _inherited(place: Place, name: str, catalog: Catalog) -> str | None:
    """Take period or locale from the nearest place around that has one."""
    seen = {place.id}
    parent = catalog.get(place.within) if place.within else None
    while parent is not None and parent.id not in seen:
        seen.add(parent.id)
        value: str | None = getattr(parent, name)
        if value is not None:
            return value
        parent = catalog.get(parent.within) if parent.within else None
    return None


def _one_word(cls: str | None) -> str | None:
    """Return a class only if it can stand in a class attribute."""
    return cls if cls and _CLASS.fullmatch(cls) else None


def _feature(feature: Feature, site: Site) -> Json:
    entry: Json = {
        "id": feature.id,
        "kind": feature.kind,
        "class": _one_word(feature.cls),
        "name": _by_language(feature.names),
        "rank": feature.rank,
        "locale": feature.locale,
        "width_m": feature.width_m,
        "accuracy": feature.accuracy,
        "anchors": _anchors(feature, site),
    }
    return {key: value for key, value in entry.items() if value not in (None, [], {})}


def _by_language(names: Any) -> dict[str, str]:
    return {key: text for key, text in names.items() if "-" not in key}


def _lat_lon(lon: float, lat: float) -> list[float]:
    return [round(lat, 6), round(lon, 6)]


def _areas_m2(catalog: Catalog) -> dict[str, float]:
    frame = catalog.to_geodataframe()
    areal = frame[frame.geom_type.isin(("Polygon", "MultiPolygon"))]
    # far outside its zone a metric system has no figures: such an area stays unknown
    with np.errstate(invalid="ignore"):
        areas = areal.to_crs(catalog.site.crs).area.round(1)
    return {str(place_id): float(area) for place_id, area in areas.items() if np.isfinite(area)}


def _anchors(feature: Feature, site: Site) -> list[list[float]]:
    """Return where an area's name may be written: one point, or several along a long river."""
    if not feature.names or not feature.geometry.geom_type.endswith("Polygon"):
        return []
    shown = shapely.clip_by_rect(feature.geometry, *site.bounds)
    if shown.is_empty:
        return []
    west, south, east, north = shown.bounds
    if feature.kind != "water" or max(east - west, north - south) < 2 * ANCHOR_STEP_DEG:
        return [_middle(shown)]
    anchors = []
    for x in np.arange(west, east, ANCHOR_STEP_DEG):
        for y in np.arange(south, north, ANCHOR_STEP_DEG):
            part = shapely.clip_by_rect(shown, x, y, x + ANCHOR_STEP_DEG, y + ANCHOR_STEP_DEG)
            if part.area > 0:
                anchors.append(_middle(part))
    return anchors


def _middle(area: BaseGeometry) -> list[float]:
    """Return a point inside the largest part of an area, as (latitude, longitude)."""
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    point = largest.representative_point()
    return _lat_lon(point.x, point.y)
