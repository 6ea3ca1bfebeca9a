"""Write an itinerary as GeoJSON (RFC 7946): a point a place, a line a leg, all facts as properties."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from backlot.takeaway.wording import directions_of, name_of, notice_lines, tour_name

if TYPE_CHECKING:
    from backlot.takeaway.outline import Outline, Point, Way

__all__ = ["to_geojson"]


def to_geojson(outline: Outline, *, lang: str, notes: bool) -> bytes:
    """
    Return the itinerary as a FeatureCollection.

    What belongs to the whole tour stands beside `features`, as the catalogue's own files do it. Names and
    directions are there in every language, those of `lang` also as `name` and `directions`.

    Parameters
    ----------
    outline
        With a date, every time is also there as ISO 8601 with its offset: `arrive_at`, `leave_at`.
    lang
        Language of `name`, `directions` and the notice.
    notes
        Whether the notes of the stops go with them, in every language.
    """
    itinerary = outline.itinerary
    points = [_point(at, point, lang, notes=notes) for at, point in enumerate(outline.points, start=1)]
    collection = {
        "type": "FeatureCollection",
        "name": tour_name(itinerary, lang),
        **_by_language("name", itinerary["name"]),
        **{key: itinerary[key] for key in ("tour", "date", "tz", "depart", "back_by", "feasible", "total")},
        "data": itinerary["data"],
        "attribution": notice_lines(itinerary, lang),
        "features": points + [_way(way, lang) for way in outline.ways],
    }
    return (json.dumps(collection, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _point(at: int, point: Point, lang: str, *, notes: bool) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "kind": point.kind,
        "place": point.id,
        "number": point.number,
        "name": name_of(point.name, lang),
        **_by_language("name", point.name),
        "arrive": point.arrive,
        "arrive_at": _iso(point.arrive_at),
        "leave": point.leave,
        "leave_at": _iso(point.leave_at),
    }
    stop = point.stop
    if stop is not None:
        properties |= {key: stop[key] for key in ("dwell_min", "slack_min", "problems")}
        properties |= _by_language("notes", stop["notes"]) if notes else {}
    return _feature(f"place-{at}", "Point", [point.lon, point.lat], properties)


def _way(way: Way, lang: str) -> dict[str, Any]:
    leg = way.leg
    properties = {
        "kind": "leg",
        "number": way.number,
        **{key: value for key, value in leg.items() if key not in {"line", "directions"}},
        "directions": directions_of(leg, lang),
        **_by_language("directions", leg["directions"]),
    }
    # a leg that leads nowhere has no geometry, and says so as RFC 7946 section 3.2 asks
    line = [_position(each) for each in leg["line"]] if len(leg["line"]) > 1 else None
    return _feature(f"leg-{way.number}", "LineString", line, properties)


def _feature(
    feature_id: str, geometry_type: str, coordinates: Any, properties: dict[str, Any]
) -> dict[str, Any]:
    geometry = None if coordinates is None else {"type": geometry_type, "coordinates": coordinates}
    return {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": properties}


def _position(position: Iterable[float]) -> list[float]:
    return [round(figure, 6) for figure in position]


def _by_language(key: str, texts: Any) -> dict[str, Any]:
    return {f"{key}:{code}": text for code, text in texts.items()}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
