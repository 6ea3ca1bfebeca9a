"""Draw the tour on the map: its ways with ticks, its numbered stops, start and end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import shapely

from backlot.takeaway.mapdraw.frame import Frame, path_of
from backlot.takeaway.mapdraw.letters import Label, Occupied, Writing, box_around, wrapped
from backlot.takeaway.mapdraw.style import colour
from backlot.takeaway.tags import Markup, tag

if TYPE_CHECKING:
    from backlot.takeaway.outline import Outline, Point, Way

__all__ = ["END_GLYPH", "Sign", "draw_signs", "draw_ways", "sign_labels", "signs_of", "way_lines"]

TICK_PX = 62
SIGN_PX = 9.5
END_GLYPH = "M-6.5 .5L0 -6L6.5 .5V6.5H2.2V1.8H-2.2V6.5H-6.5Z"
_AWAY = tuple(
    (math.cos(turn), math.sin(turn)) for turn in (0, 1.571, 3.142, 4.712, 0.785, 2.356, 3.927, 5.498)
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A numbered stop, or the start or end, where it is drawn, and the place it stands for."""

    point: Point
    text: str
    css: str
    at: tuple[float, float]
    place_at: tuple[float, float]


def way_lines(outline: Outline, frame: Frame) -> list[tuple[str, list[tuple[float, float]]]]:
    """Return each way that leads somewhere as its style (`walk`, `about`, `ride`) and its line."""
    return [(_style(way), frame.line(way.leg["line"])) for way in outline.ways if len(way.leg["line"]) > 1]


def draw_ways(outline: Outline, frame: Frame) -> list[Markup]:
    """Return casings, then lines, then ticks, and the links from places to the ways that reach them."""
    lines = way_lines(outline, frame)
    paths = [(css, data) for css, line in lines if (data := _data(line, frame))]
    links = "".join(_links(outline, frame))
    ticks = "".join(
        _tick(*each)
        for css, line in lines
        if css != "ride"
        for each in _ticks(line)
        if frame.holds(each[0], 4)
    )
    return [
        *(tag("path", d=data, class_="line casing") for _, data in paths),
        *([tag("path", d=links, class_="line link")] if links else []),
        *(tag("path", d=data, class_=f"line {css}") for css, data in paths),
        *([tag("path", d=ticks, class_="tick")] if ticks else []),
    ]


def signs_of(outline: Outline, frame: Frame) -> list[Sign]:
    """Return the signs of the tour that are on the sheet, moved apart where they would cover each other."""
    signs: list[Sign] = []
    for point, text, css in _points(outline):
        place_at = frame.at(point.lon, point.lat)
        if frame.holds(place_at):
            at = _apart(place_at, [sign.at for sign in signs], frame)
            signs.append(Sign(point, text, css, at, place_at))
    return signs


def draw_signs(signs: Iterable[Sign], taken: Occupied) -> list[Markup]:
    """Return the signs, with a line to the place of each that was moved; their boxes are taken."""
    drawn = []
    for sign in signs:
        taken.take(box_around(sign.at, SIGN_PX + 1))
        if sign.at != sign.place_at:
            (x0, y0), (x1, y1) = sign.place_at, sign.at
            drawn.append(tag("path", d=f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}", class_="leader"))
            drawn.append(tag("circle", cx=x0, cy=y0, r=2.2, fill=colour("ink")))
    return drawn + [part for sign in signs for part in _sign(sign)]


def sign_labels(signs: Iterable[Sign], languages: tuple[str, ...]) -> list[Label]:
    """Return the names of the stops, in every language asked for."""
    labels = []
    for sign in signs:
        rows: list[tuple[str, str, Writing]] = []
        for number, lang in enumerate(languages):
            name = " ".join(sign.point.name.get(lang, "").split())
            writing = Writing(12.5 if number == 0 else 11, colour("ink"), bold=number == 0)
            if name and name not in [row[0] for row in rows]:
                rows += [(row, lang, writing) for row in wrapped(name, writing, 118)]
        if rows:
            labels.append(Label(sign.at, tuple(rows), 0, gap=SIGN_PX + 3, must=True))
    return labels


def _style(way: Way) -> str:
    if way.leg["mode"] != "walk":
        return "ride"
    return "about" if way.leg["about"] else "walk"


def _data(line: Sequence[tuple[float, float]], frame: Frame) -> str:
    clipped = shapely.clip_by_rect(shapely.LineString(line), -20, -20, frame.width + 20, frame.height + 20)
    return path_of(shapely.simplify(clipped, 0.2))


def _points(outline: Outline) -> Iterator[tuple[Point, str, str]]:
    start = next((point for point in outline.points if point.kind == "start"), None)
    end = next((point for point in outline.points if point.kind == "end"), None)
    for point in outline.points:
        if point.kind == "stop":
            passed = (
                point.arrive is None and outline.way_to(point) is None and outline.way_from(point) is None
            )
            yield point, str(point.number), "passed" if passed else "stop"
    if start is not None and end is not None and start.id == end.id:
        yield start, "", "end"
        return
    yield from ((point, text, "end") for point, text in ((start, "A"), (end, "Z")) if point is not None)


def _apart(
    at: tuple[float, float], others: Sequence[tuple[float, float]], frame: Frame
) -> tuple[float, float]:
    least = 2 * SIGN_PX + 2

    def is_free(spot: tuple[float, float]) -> bool:
        return frame.holds(spot, SIGN_PX) and all(math.dist(spot, other) >= least for other in others)

    if is_free(at):
        return at
    spots = (
        (at[0] + x * away, at[1] + y * away) for away in (least, 1.5 * least, 2.2 * least) for x, y in _AWAY
    )
    return next((spot for spot in spots if is_free(spot)), at)


def _sign(sign: Sign) -> list[Markup]:
    x, y = sign.at
    if sign.css == "end":
        box = tag("rect", x=x - 9, y=y - 9, width=18, height=18, rx=4, class_="end")
        if not sign.text:
            return [box, tag("path", d=END_GLYPH, transform=f"translate({x:.1f} {y:.1f})", class_="dark")]
        return [box, tag("text", sign.text, x=x, y=y + 4.5, font_size=12.5, class_="number dark")]
    ink = "number dark" if sign.css == "passed" else "number"
    size = 12 if len(sign.text) < 2 else 11
    return [
        tag("circle", cx=x, cy=y, r=SIGN_PX, class_=sign.css),
        tag("text", sign.text, x=x, y=y + size * 0.36, font_size=size, class_=ink),
    ]


def _links(outline: Outline, frame: Frame) -> Iterator[str]:
    """Yield a stroke from each place to the way that reaches it, where it lies off it."""
    for way in outline.ways:
        line = way.leg["line"]
        if way.leg["mode"] != "walk" or len(line) < 2:
            continue
        for point, end in ((way.from_point, line[0]), (way.to_point, line[-1])):
            one, other = frame.at(point.lon, point.lat), frame.at(end[0], end[1])
            if math.dist(one, other) > 2 and frame.holds(one, -20):
                yield f"M{one[0]:.1f} {one[1]:.1f}L{other[0]:.1f} {other[1]:.1f}"


def _ticks(line: Sequence[tuple[float, float]]) -> Iterator[tuple[tuple[float, float], float]]:
    """Yield points every so many pixels along a line, half a step from its ends, with the angle there."""
    following, gone = TICK_PX / 2, 0.0
    for one, other in pairwise(line):
        length = math.dist(one, other)
        while length > 0 and following <= gone + length:
            part = (following - gone) / length
            at = (one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1]))
            yield at, math.atan2(other[1] - one[1], other[0] - one[0])
            following += TICK_PX
        gone += length


def _tick(at: tuple[float, float], angle: float) -> str:
    corners = []
    for away, turn in ((6.2, 0.0), (5.2, 2.45), (1.6, math.pi), (5.2, -2.45)):
        corners.append(
            f"{at[0] + away * math.cos(angle + turn):.1f} {at[1] + away * math.sin(angle + turn):.1f}"
        )
    return f"M{' '.join(corners)}Z"
