"""Write names on the map so that none covers another, the more important ones first."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import shapely
import shapely.ops

from backlot.takeaway.tags import Markup, tag

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "Box",
    "Label",
    "Occupied",
    "Writing",
    "box_around",
    "wide_px",
    "wrapped",
    "write",
    "write_along",
]

Box: TypeAlias = tuple[float, float, float, float]
Point: TypeAlias = tuple[float, float]

LINE = 1.22
_NARROW = frozenset("fijlrtI.,:;'|!()[]/- ·")


@dataclass(frozen=True, slots=True)
class Writing:
    """How a name is written: size in pixels, colour, and the rest."""

    size: float
    ink: str
    bold: bool = False
    italic: bool = False
    spread: float = 0

    def attributes(self) -> dict[str, object]:
        """Return the attributes of a `text` element."""
        return {
            "font_size": float(self.size),
            "fill": self.ink,
            "font_weight": 700 if self.bold else 500,
            "font_style": "italic" if self.italic else None,
            "letter_spacing": self.spread or None,
        }


@dataclass(frozen=True, slots=True)
class Label:
    """
    A name at a point, a row a text, each row with its language.

    `gap` is the distance from the point to the text, 0 for a text centred on it; a lower `weight` is
    written first. `must` is written even where it covers something.
    """

    at: Point
    rows: tuple[tuple[str, str, Writing], ...]
    weight: float
    gap: float = 0
    must: bool = False


@dataclass(slots=True)
class Occupied:
    """Boxes already taken on a sheet, and lines that are better not written over."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    lines: BaseGeometry | None = None

    def free(self, box: Box) -> bool:
        """Return whether a box is on the sheet and free."""
        x0, y0, x1, y1 = box
        if x0 < 2 or y0 < 2 or x1 > self.width - 2 or y1 > self.height - 2:
            return False
        return all(x0 >= c or x1 <= a or y0 >= d or y1 <= b for a, b, c, d in self.boxes)

    def take(self, box: Box) -> None:
        """Take a box."""
        self.boxes.append(box)

    def covered_px(self, box: Box) -> float:
        """Return how much of the lines a box would cover."""
        return 0.0 if self.lines is None else float(shapely.clip_by_rect(self.lines, *box).length)


def wide_px(text: str, writing: Writing) -> float:
    """Return about how wide a text is; rather too much than too little."""
    ems = sum(_ems(letter) for letter in text)
    return ems * writing.size * (1.06 if writing.bold else 1) + len(text) * writing.spread


def wrapped(text: str, writing: Writing, most_px: float) -> list[str]:
    """Return a text in at most two rows, broken at the blank nearest its middle where it is too long."""
    blanks = [at for at, letter in enumerate(text) if letter == " "]
    if not blanks or wide_px(text, writing) <= most_px:
        return [text]
    at = min(blanks, key=lambda blank: abs(blank - len(text) / 2))
    return [text[:at], text[at + 1 :]]


def box_around(at: Point, half: float) -> Box:
    """Return the square around a point."""
    return at[0] - half, at[1] - half, at[0] + half, at[1] + half


def write(labels: Iterable[Label], taken: Occupied) -> list[Markup]:
    """Write the names there is room for; the boxes they take are added to `taken`."""
    written = []
    for label in sorted(labels, key=lambda each: each.weight):
        box = _place(label, taken)
        if box is not None:
            taken.take(box[1])
            written += _rows(label, *box)
    return written


def write_along(
    text: str, lang: str, line: Sequence[Point], writing: Writing, taken: Occupied
) -> Markup | None:
    """Write a name along a line if there is room, None if there is not."""
    width_px = wide_px(text, writing)
    found = _along(line, width_px)
    if found is None:
        return None
    (x, y), angle = found
    boxes = list(_turned(x, y, angle, width_px, writing.size * 1.1))
    if not all(taken.free(box) for box in boxes) or any(taken.covered_px(box) for box in boxes):
        return None
    for box in boxes:
        taken.take(box)
    turn = f"rotate({angle:.1f} {x:.1f} {y:.1f})"
    attributes = writing.attributes() | {"transform": turn, "text_anchor": "middle", "lang": lang}
    return tag("text", text, x=x, y=y + writing.size * 0.36, **attributes)


def _along(line: Sequence[Point], width_px: float) -> tuple[Point, float] | None:
    """
    Return the middle and the angle in degrees of a stretch straight enough to write along.

    Parameters
    ----------
    line
        Its points in pixels.
    width_px
        How long a stretch is needed.
    """
    path = shapely.LineString(line)
    room = path.length - width_px * 1.1
    if room < 0:
        return None
    for step in (0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95):
        stretch = shapely.ops.substring(path, room * step, room * step + width_px * 1.1)
        (x0, y0), (x1, y1) = stretch.coords[0], stretch.coords[-1]
        chord = shapely.LineString([(x0, y0), (x1, y1)])
        if chord.length > width_px and shapely.hausdorff_distance(stretch, chord) < 3.5:
            angle = math.degrees(math.atan2(y1 - y0, x1 - x0))
            upright = angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle
            return ((x0 + x1) / 2, (y0 + y1) / 2), upright
    return None


def _place(label: Label, taken: Occupied) -> tuple[str, Box] | None:
    boxes = list(_boxes(label))
    free = [each for each in boxes if taken.free(each[1])]
    if not free and label.must:
        inside = [each for each in boxes if _inside(each[1], taken)]
        free = [min(inside or boxes, key=lambda each: _overlap(each[1], taken))]
    # the first that covers least of the way
    return min(free, key=lambda each: round(taken.covered_px(each[1]) / 12), default=None)


def _boxes(label: Label) -> Iterable[tuple[str, Box]]:
    wide = max(wide_px(text, writing) for text, _, writing in label.rows) + 4
    high = sum(writing.size * LINE for _, _, writing in label.rows) + 2
    (x, y), gap = label.at, label.gap
    if gap == 0:
        yield "middle", (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        return
    slant = gap * 0.72
    yield "start", (x + gap, y - high / 2, x + gap + wide, y + high / 2)
    yield "middle", (x - wide / 2, y + gap, x + wide / 2, y + gap + high)
    yield "end", (x - gap - wide, y - high / 2, x - gap, y + high / 2)
    yield "middle", (x - wide / 2, y - gap - high, x + wide / 2, y - gap)
    yield "start", (x + slant, y + slant - 4, x + slant + wide, y + slant - 4 + high)
    yield "start", (x + slant, y - slant + 4 - high, x + slant + wide, y - slant + 4)
    yield "end", (x - slant - wide, y + slant - 4, x - slant, y + slant - 4 + high)
    yield "end", (x - slant - wide, y - slant + 4 - high, x - slant, y - slant + 4)


def _rows(label: Label, anchor: str, box: Box) -> list[Markup]:
    x0, y, x1, _ = box
    x = {"start": x0 + 2, "middle": (x0 + x1) / 2, "end": x1 - 2}[anchor]
    rows = []
    for text, lang, writing in label.rows:
        y += writing.size * LINE
        place = {"x": x, "y": y - writing.size * 0.2, "text_anchor": anchor, "lang": lang}
        rows.append(tag("text", text, **place, **writing.attributes()))
    return rows


def _turned(x: float, y: float, angle: float, width_px: float, high_px: float) -> Iterable[Box]:
    """Return boxes that together cover a text written at an angle."""
    count = max(2, math.ceil(width_px / high_px))
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    for number in range(count):
        away = (number / (count - 1) - 0.5) * (width_px - high_px)
        yield box_around((x + cos * away, y + sin * away), high_px / 2)


def _inside(box: Box, taken: Occupied) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= taken.width and box[3] <= taken.height


def _overlap(box: Box, taken: Occupied) -> float:
    x0, y0, x1, y1 = box
    return sum(
        max(0.0, min(x1, c) - max(x0, a)) * max(0.0, min(y1, d) - max(y0, b)) for a, b, c, d in taken.boxes
    )


def _ems(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 0.95
    if letter in _NARROW:
        return 0.34
    return 0.72 if letter.isupper() or letter in "mwMW" else 0.57
