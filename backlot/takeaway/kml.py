"""
Write an itinerary as KML 2.2: a folder of stops and a folder of legs.

See https://docs.ogc.org/is/12-007r2/12-007r2.html. Descriptions are shown as HTML by Google Earth and
others; texts are therefore escaped as HTML first, so that none of them is ever markup.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from backlot.lang import say
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

__all__ = ["to_kml"]

# aabbggrr: what walks is a full line of a dark red, what rides of a dark blue
_COLOURS = {"walk": "ff1e3cb4", "bus": "ffa05014", "metro": "ffa05014"}
_WIDTH_PX = 4


def to_kml(outline: Outline, *, lang: str, notes: bool) -> bytes:
    """
    Return the itinerary as a KML document.

    Parameters
    ----------
    outline
        Times are said in the descriptions; there is no time span, which would hide places until it comes.
    lang
        Language of the texts.
    notes
        Whether the notes of the stops go with them: in the description in `lang`, as data in all languages.
    """
    itinerary = outline.itinerary
    kml = Element("kml", {"xmlns": "http://www.opengis.net/kml/2.2"})
    root = SubElement(kml, "Document")
    add_text(root, "name", tour_name_beside(itinerary, lang))
    _add_description(root, tour_lines(itinerary, lang))
    for mode, colour in _COLOURS.items():
        line = SubElement(SubElement(root, "Style", {"id": mode}), "LineStyle")
        add_text(line, "color", colour)
        add_text(line, "width", str(_WIDTH_PX))
    stops = _folder(root, say(lang, "takeaway.stops"))
    for at, point in enumerate(outline.points, start=1):
        _add_point(stops, f"place-{at}", point, lang, notes=notes)
    legs = _folder(root, say(lang, "takeaway.legs"))
    for way in outline.ways:
        _add_way(legs, way, lang)
    return document(kml)


def _folder(parent: Element, name: str) -> Element:
    folder = SubElement(parent, "Folder")
    add_text(folder, "name", name)
    return folder


def _add_point(folder: Element, placemark_id: str, point: Point, lang: str, *, notes: bool) -> None:
    placemark = SubElement(folder, "Placemark", {"id": placemark_id})
    number = "" if point.number is None else f"{point.number}. "
    add_text(placemark, "name", number + name_beside(point.name, lang))
    _add_description(placemark, point_lines(point, lang, notes=notes))
    _add_data(placemark, _facts(point, notes=notes))
    add_text(SubElement(placemark, "Point"), "coordinates", _positions([(point.lon, point.lat)]))


def _add_way(folder: Element, way: Way, lang: str) -> None:
    placemark = SubElement(folder, "Placemark", {"id": f"leg-{way.number}"})
    add_text(placemark, "name", way_line(way, lang))
    _add_description(placemark, way_lines(way, lang)[1:])
    add_text(placemark, "styleUrl", f"#{way.leg['mode']}")
    _add_data(placemark, {"from": way.from_point.id, "to": way.to_point.id, "mode": way.leg["mode"]})
    if len(way.leg["line"]) > 1:
        line = SubElement(placemark, "LineString")
        add_text(line, "tessellate", "1")
        add_text(line, "coordinates", _positions(way.leg["line"]))


def _facts(point: Point, *, notes: bool) -> dict[str, str]:
    facts = {"id": point.id, "kind": point.kind}
    facts |= {f"name:{code}": text for code, text in point.name.items()}
    facts |= {"arrive": point.arrive or "", "leave": point.leave or ""}
    if notes and point.stop is not None:
        facts |= {f"notes:{code}": text for code, text in point.stop["notes"].items()}
    return facts


def _add_description(element: Element, lines: Iterable[str]) -> None:
    add_text(element, "description", html.escape("\n".join(lines), quote=False))


def _add_data(placemark: Element, facts: Mapping[str, str]) -> None:
    extended = SubElement(placemark, "ExtendedData")
    for name, value in facts.items():
        if value:
            add_text(SubElement(extended, "Data", {"name": name}), "value", value)


def _positions(line: Iterable[Iterable[float]]) -> str:
    return " ".join(",".join(f"{figure:.6f}" for figure in position) for position in line)
