"""Print when one is where, and how one gets from stop to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlot.lang import say
from backlot.takeaway.paper.pack import length_text
from backlot.takeaway.tags import Child, Markup, tag
from backlot.takeaway.wording import directions_of, leg_marks, marks, mode_name, name_of, way_line

if TYPE_CHECKING:
    from backlot.takeaway.outline import Outline, Point, Way
    from backlot.takeaway.paper.pack import Pack
    from backlot.walks.itinerary_type import ItineraryLeg

__all__ = ["directions_page", "timetable_page"]

TO = "\u2060–\u2060"
"""A dash no line ends at."""

_COLUMNS = (
    "takeaway.column.number",
    "takeaway.column.name",
    "takeaway.column.arrive",
    "takeaway.column.leave",
    "takeaway.column.dwell",
    "takeaway.column.slack",
    "paper.way-on",
)


def timetable_page(pack: Pack) -> Markup | None:
    """Return the table of all places with their times and how one goes on."""
    outline = pack.outline
    if outline is None:
        return None
    about = any(way.leg["about"] for way in outline.ways)
    return tag(
        "section",
        pack.heading(2, "paper.timetable"),
        tag(
            "table",
            tag("thead", tag("tr", [tag("th", pack.words(key), scope="col") for key in _COLUMNS])),
            tag("tbody", [_row(pack, outline, point) for point in outline.points]),
            class_="timetable",
        ),
        tag("p", pack.words("takeaway.about-note"), class_="small") if about else None,
    )


def directions_page(pack: Pack) -> Markup | None:
    """Return every way as numbered steps."""
    outline = pack.outline
    if outline is None or not outline.ways:
        return None
    return tag(
        "section",
        pack.heading(2, "takeaway.column.directions"),
        [_way(pack, way) for way in outline.ways],
    )


def _row(pack: Pack, outline: Outline, point: Point) -> Markup:
    stop = point.stop
    way = outline.way_from(point)
    slack = None if stop is None else stop["slack_min"]
    problems = [] if stop is None else stop["problems"]
    name = tag("td", pack.each(lambda lang: name_of(point.name, lang)), pack.warnings(problems))
    return tag(
        "tr",
        tag("th", _number(point), scope="row"),
        name,
        *(
            tag("td", text, class_="figure")
            for text in (
                point.arrive or _dash(point, "start"),
                point.leave or _dash(point, "end"),
                "" if stop is None else f"{stop['dwell_min']:.0f}",
                "" if slack is None else f"{slack:.0f}".replace("-", "−"),
            )
        ),
        tag("td", None if way is None else _way_on(pack, way)),
        class_="broken" if problems else None,
    )


def _number(point: Point) -> Child:
    if point.number is not None:
        return tag("span", str(point.number), class_="dot")
    return tag("span", "A" if point.kind == "start" else "Z", class_="dot end")


def _dash(point: Point, kind: str) -> str:
    return "" if point.kind == kind else "–"


def _way_on(pack: Pack, way: Way) -> Child:
    return pack.each(lambda lang: _short(way.leg, lang))


def _short(leg: ItineraryLeg, lang: str) -> str:
    if leg["minutes"] is None:
        return ", ".join(marks(leg["notes"], lang))
    parts = [mode_name(leg, lang)]
    if leg["length_m"] is not None:
        parts.append(length_text(leg["length_m"], lang, about=leg["about"]))
    parts.append(_minutes(leg, lang))
    return ", ".join(parts)


def _minutes(leg: ItineraryLeg, lang: str) -> str:
    low, high = leg["minutes_low"], leg["minutes_high"]
    if low is None or high is None or round(low) == round(high):
        return say(lang, "takeaway.minutes", n=round(leg["minutes"] or 0))
    return say(lang, "takeaway.minutes", n=f"{low:.0f}{TO}{high:.0f}")


def _way(pack: Pack, way: Way) -> Markup:
    def told(lang: str) -> Child:
        steps = directions_of(way.leg, lang)
        return [
            tag("p", tag("b", way_line(way, lang))),
            [tag("p", mark, class_="mark") for mark in leg_marks(way.leg, lang)],
            tag("ol", [tag("li", step) for step in steps]) if steps else None,
        ]

    heading = tag("h3", _number(way.from_point), tag("span", "→", class_="to"), _number(way.to_point))
    return tag("div", heading, pack.sides(told), class_="way")
