"""Explain the map: scale, north, and what its lines and areas mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from backlot.lang import say
from backlot.takeaway.mapdraw.letters import Box, Occupied, Writing, wide_px
from backlot.takeaway.mapdraw.style import colour
from backlot.takeaway.mapdraw.way import END_GLYPH
from backlot.takeaway.tags import Markup, tag

if TYPE_CHECKING:
    from backlot.takeaway.mapdraw.frame import Frame
    from backlot.takeaway.mapdraw.ground import Ground
    from backlot.takeaway.outline import Outline

__all__ = ["legend", "north", "scale"]

ROW_PX = 22.0
SAMPLE_PX = 36.0
_TEXT = Writing(11, colour("ink"))


def scale(frame: Frame, lang: str, taken: Occupied) -> Markup:
    """Return a scale bar for the lower left corner; its box is taken."""
    length_m = _round_m(frame.width * 0.22 / frame.px_per_m)
    wide = length_m * frame.px_per_m
    said = (
        say(lang, "unit.km", n=f"{length_m / 1000:g}")
        if length_m >= 1000
        else say(lang, "unit.m", n=f"{length_m:g}")
    )
    box = (8.0, frame.height - 32, wide + 24, frame.height - 8)
    taken.take(box)
    x, y = 16.0, frame.height - 14
    half = x + wide / 2
    return tag(
        "g",
        _plate(box),
        tag("path", d=f"M{x:.1f} {y - 5:.1f}h{wide:.1f}v5h{-wide:.1f}z", fill="#fff", stroke=colour("ink")),
        tag("path", d=f"M{x:.1f} {y - 5:.1f}H{half:.1f}v5H{x:.1f}z", fill=colour("ink")),
        tag("text", said, x=half, y=y - 8, text_anchor="middle", font_size=10.5, class_="bare"),
    )


def north(frame: Frame, lang: str, taken: Occupied) -> Markup:
    """Return an arrow to the north for the upper right corner; its box is taken."""
    box = (frame.width - 38, 8.0, frame.width - 8, 54.0)
    taken.take(box)
    x = frame.width - 23
    return tag(
        "g",
        _plate(box),
        tag("path", d=f"M{x:.1f} 13L{x + 7:.1f} 36L{x:.1f} 31.500Z", fill=colour("ink")),
        tag("path", d=f"M{x:.1f} 13L{x - 7:.1f} 36L{x:.1f} 31.500Z", fill="#fff", stroke=colour("ink")),
        tag(
            "text",
            say(lang, "paper.north"),
            x=x,
            y=49,
            text_anchor="middle",
            font_size=11,
            font_weight=700,
            class_="bare",
        ),
    )


def legend(
    ground: Ground, outline: Outline | None, languages: Sequence[str], width: float
) -> tuple[list[Markup], float]:
    """Return what explains the lines and areas on a map, in rows of a width, and how high it is."""
    drawn: list[Markup] = []
    x, y = 0.0, 0.0
    for sample, key in [*_way_items(outline), *_ground_items(ground)]:
        words = " · ".join(dict.fromkeys(say(lang, key) for lang in languages))
        wide = SAMPLE_PX + 7 + wide_px(words, _TEXT) + 14
        if x and x + wide > width:
            x, y = 0.0, y + ROW_PX
        place = f"translate({x:.1f} {y:.1f})"
        label = tag("text", words, x=SAMPLE_PX + 7, y=15, font_size=11, class_="bare")
        drawn.append(tag("g", sample, label, transform=place))
        x += wide
    return drawn, y + ROW_PX if drawn else 0.0


def _way_items(outline: Outline | None) -> Iterable[tuple[Markup, str]]:
    if outline is None:
        return
    legs = [way.leg for way in outline.ways if len(way.leg["line"]) > 1]
    if any(leg["mode"] == "walk" and not leg["about"] for leg in legs):
        yield _stroke("walk"), "paper.legend.walk"
    if any(leg["mode"] == "walk" and leg["about"] for leg in legs):
        yield _stroke("about"), "paper.legend.about"
    if any(leg["mode"] != "walk" for leg in legs):
        yield _stroke("ride"), "paper.legend.ride"
    circle = tag("circle", cx=SAMPLE_PX / 2, cy=11, r=8.5, class_="stop")
    yield (
        tag("g", circle, tag("text", "1", x=SAMPLE_PX / 2, y=15, font_size=11, class_="number")),
        "paper.legend.stop",
    )
    ends = {point.kind: point.id for point in outline.points if point.kind != "stop"}
    if len(ends) == 2 and ends["start"] == ends["end"]:
        yield _end(None), "paper.legend.both"
    elif ends:
        yield from ((_end(sign), f"takeaway.kind.{kind}") for kind, sign in _ENDS if kind in ends)


_ENDS = (("start", "A"), ("end", "Z"))


def _ground_items(ground: Ground) -> Iterable[tuple[Markup, str]]:
    box = {"x": 2, "y": 3, "width": SAMPLE_PX - 4, "height": 16}
    kinds = {feature.kind for feature, _ in ground.features}
    sets = [place for place, _ in ground.shown("set")]
    if sets:
        first = ground.catalog.site.locale(sets[0].locale)
        fill = f"url(#{ground.prefix}{first.id})" if first else "none"
        schematic = any(place.accuracy == "schematic" for place in sets)
        css = "set schematic" if schematic else "set"
        key = "paper.legend.set-schematic" if schematic else "paper.legend.set"
        yield tag("rect", **box, fill=fill, stroke=colour("quiet"), class_=css), key
    for kind, key in (("water", "paper.legend.water"), ("park", "paper.legend.park")):
        if kind in kinds:
            yield tag("rect", **box, fill=f"url(#{ground.prefix}{kind})", class_=kind), key
    rails = {feature.cls == "metro" for feature, _ in ground.features if feature.kind == "rail"}
    if False in rails:
        yield _stroke("rail"), "paper.legend.rail"
    if True in rails:
        yield _stroke("metro"), "paper.legend.metro"


def _stroke(css: str) -> Markup:
    return tag("path", d=f"M2 11H{SAMPLE_PX - 2:.0f}", class_=f"line {css}")


def _end(sign: str | None) -> Markup:
    x = SAMPLE_PX / 2
    inside = (
        tag("path", d=END_GLYPH, transform=f"translate({x:.1f} 11)", class_="dark")
        if sign is None
        else tag("text", sign, x=x, y=15.5, font_size=12, class_="number dark")
    )
    return tag("g", tag("rect", x=x - 8.5, y=2.5, width=17, height=17, rx=4, class_="end"), inside)


def _plate(box: Box) -> Markup:
    x0, y0, x1, y1 = box
    return tag("rect", x=x0, y=y0, width=x1 - x0, height=y1 - y0, rx=4, fill="#fff", fill_opacity="0.9")


def _round_m(most_m: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20 … that is no more."""
    step = 1.0
    while step * 10 <= most_m:
        step *= 10
    return next(step * factor for factor in (5, 2, 1) if step * factor <= most_m or factor == 1)
