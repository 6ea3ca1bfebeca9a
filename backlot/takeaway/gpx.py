"""
Write an itinerary as GPX 1.1.

Every place is a waypoint; the route joins the places and says at each how to go on; a track a leg has the
drawn line. See https://www.topografix.com/GPX/1/1/: the order of elements is its.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from backlot import __version__
from backlot.takeaway.markup import add_text, document
from backlot.takeaway.wording import (
    name_beside,
    point_lines,
    tour_lines,
    tour_name_beside,
    way_line,
    way_lines,
)

if TYPE_CHECKING:
    from backlot.takeaway.outline import Outline, Point, Way

__all__ = ["to_gpx"]


def to_gpx(outline: Outline, *, lang: str, notes: bool) -> bytes:
    """
    Return the itinerary as a GPX document.

    Parameters
    ----------
    outline
        With a date, planned times are in it, in UTC as GPX asks.
    lang
        Language of the texts.
    notes
        Whether the notes of the stops go with them.
    """
    itinerary = outline.itinerary
    attributes = {
        "xmlns": "http://www.topografix.com/GPX/1/1",
        "version": "1.1",
        "creator": f"Backlot Map {__version__}",
    }
    gpx = Element("gpx", attributes)
    name = tour_name_beside(itinerary, lang)
    _describe(SubElement(gpx, "metadata"), name, tour_lines(itinerary, lang))
    for point in outline.points:
        _add_place(gpx, "wpt", point, point_lines(point, lang, notes=notes), lang)
    route = SubElement(gpx, "rte")
    add_text(route, "name", name)
    for point in outline.points:
        way = outline.way_from(point)
        _add_place(route, "rtept", point, way_lines(way, lang) if way else (), lang)
    for way in outline.ways:
        _add_track(gpx, way, lang)
    return document(gpx)


def _describe(element: Element, name: str, lines: Iterable[str]) -> None:
    add_text(element, "name", name)
    add_text(element, "desc", "\n".join(lines))


def _add_place(parent: Element, tag: str, point: Point, lines: Iterable[str], lang: str) -> None:
    element = SubElement(parent, tag, _position(point.lon, point.lat))
    _add_time(element, point.arrive_at or point.leave_at)
    _describe(element, name_beside(point.name, lang), lines)
    add_text(element, "type", point.kind)


def _add_track(gpx: Element, way: Way, lang: str) -> None:
    track = SubElement(gpx, "trk")
    add_text(track, "name", way_line(way, lang))
    add_text(track, "number", str(way.number))
    add_text(track, "type", way.leg["mode"])
    segment = SubElement(track, "trkseg")
    points = [SubElement(segment, "trkpt", _position(lon, lat)) for lon, lat in way.leg["line"]]
    # the plan knows when a leg begins and ends, and nothing of the points between
    if len(points) > 1:
        _add_time(points[0], way.from_point.leave_at)
        _add_time(points[-1], way.to_point.arrive_at)


def _add_time(element: Element, moment: datetime | None) -> None:
    if moment is not None:
        add_text(element, "time", moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _position(lon: float, lat: float) -> dict[str, str]:
    # no figure like 1e-07, which the schema's decimal does not allow
    return {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}
