"""Draw the map as SVG: lines and letters that stay crisp at every size, on paper and in a picture file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from backlot.lang import say
from backlot.takeaway.clean import clean
from backlot.takeaway.mapdraw.frame import frame_of
from backlot.takeaway.mapdraw.ground import FIRST_WEIGHT, Ground, names_of
from backlot.takeaway.mapdraw.legend import legend, north, scale
from backlot.takeaway.mapdraw.letters import Occupied, Writing, wide_px, write
from backlot.takeaway.mapdraw.parts import Part, neighbourhoods, tour_bounds, views
from backlot.takeaway.mapdraw.style import STYLE, colour, patterns
from backlot.takeaway.mapdraw.way import draw_signs, draw_ways, sign_labels, signs_of, way_lines
from backlot.takeaway.material import quiet
from backlot.takeaway.outline import outline_of
from backlot.takeaway.tags import Markup, figure, join, tag
from backlot.takeaway.wording import name_of

if TYPE_CHECKING:
    from backlot.catalog.model import Bounds
    from backlot.takeaway.material import Material, Tell
    from backlot.takeaway.outline import Outline

__all__ = ["Drawn", "credits_of", "insets", "itinerary_outline", "map_svg", "overview", "to_svg"]

OVERVIEW_PX, INSET_PX = 680.0, 330.0
OVERVIEW_HIGH = (380.0, 800.0)
GAIN = 1.2
"""An inset is drawn where it shows things this many times as large as the overview does."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_EDGE_PX = 20.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map as an `svg` element, its size, and how large it shows things."""

    markup: Markup
    width: float
    height: float
    px_per_m: float


def map_svg(
    material: Material,
    bounds: Bounds,
    *,
    title: str,
    ident: str,
    outline: Outline | None = None,
    width: float = OVERVIEW_PX,
    heights: tuple[float, float] = OVERVIEW_HIGH,
    explained: bool = True,
    **attributes: object,
) -> Drawn:
    """
    Draw a part of the site, with the tour on it if there is one.

    Parameters
    ----------
    material
        Places, and in its choice the languages of the names; stops have them in all of these.
    bounds
        West, south, east, north in degrees.
    title
        What the map shows, for those who hear it read.
    ident
        What ids in it begin with: letters and digits, another one for each map of a page.
    outline
        The tour to draw.
    width, heights
        Width in pixels, 96 an inch, and the least and the most height.
    explained
        Whether what lines and areas mean stands below.
    attributes
        More attributes of the `svg` element.
    """
    frame = frame_of(material.catalog.metric, bounds, width, heights)
    ground = Ground(material.catalog, frame, f"{ident}-")
    below, below_px = legend(ground, outline, _languages(material), width) if explained else ([], 0.0)
    height = frame.height + (below_px + 8 if below else 0)
    clip = tag("clipPath", tag("rect", width=frame.width, height=frame.height), id=f"{ident}-edge")
    markup = tag(
        "svg",
        tag("title", title),
        tag("desc", say(_languages(material)[0], "paper.map.desc")),
        tag("defs", patterns(material.catalog.site.locales, f"{ident}-"), clip),
        tag("rect", width=frame.width, height=frame.height, fill="#fff"),
        tag("g", _drawing(material, ground, outline), clip_path=f"url(#{ident}-edge)"),
        tag("rect", x=0.7, y=0.7, width=frame.width - 1.4, height=frame.height - 1.4, class_="neat"),
        tag("g", below, transform=f"translate(0 {frame.height + 8:.1f})") if below else None,
        **{
            "class_": "bm",
            "role": "img",
            "viewBox": f"0 0 {figure(width)} {figure(height)}",
            "width": width,
            "height": height,
            **attributes,
        },
    )
    return Drawn(markup, width, height, frame.px_per_m)


def overview(
    material: Material,
    outline: Outline,
    *,
    width: float = OVERVIEW_PX,
    heights: tuple[float, float] = OVERVIEW_HIGH,
) -> Drawn:
    """Draw the whole tour; one without any place on the map is drawn on the first view."""
    bounds = tour_bounds(outline, material.catalog) or material.catalog.site.views[0].bounds
    title = say(_languages(material)[0], "paper.overview")
    return map_svg(material, bounds, title=title, ident="o", outline=outline, width=width, heights=heights)


def insets(
    material: Material, outline: Outline, whole: Drawn, *, width: float = INSET_PX
) -> list[tuple[Part, Drawn]]:
    """Draw each set and neighbourhood the tour visits, where that shows more than the overview."""
    found = []
    for number, part in enumerate(neighbourhoods(outline, material.catalog), start=1):
        wide = _inset_width(part, material, whole, width)
        if wide is None:
            continue
        title = name_of(part.names, _languages(material)[0])
        heights = _inset_heights(wide, whole)
        drawn = map_svg(
            material,
            part.bounds,
            title=title,
            ident=f"i{number}",
            outline=outline,
            width=wide,
            heights=heights,
            explained=False,
        )
        found.append((part, drawn))
    # halves of a page first, so that they pair up
    return sorted(found, key=lambda each: each[1].width > width)


def to_svg(material: Material, tell: Tell = quiet) -> bytes:
    """
    Return the map as a picture file: the tour with its insets, or the views of the choice.

    Parameters
    ----------
    material
        What it shows.
    tell
        Is told `pages` as each map is drawn.

    Raises
    ------
    DataError
        As `outline_of`.
    """
    outline = itinerary_outline(material)
    lang = _languages(material)[0]
    sheets: list[tuple[str, Drawn]] = []
    if outline is None:
        parts = views(material)
        for number, part in enumerate(parts):
            tell("pages", number, len(parts))
            name = name_of(part.names, lang)
            sheets.append((name, map_svg(material, part.bounds, title=name, ident=f"v{number}")))
        title = name_of(material.catalog.site.name, lang)
    else:
        tell("pages", 0, 2)
        whole = overview(material, outline)
        tell("pages", 1, 2)
        closer = insets(material, outline, whole)
        sheets = [("", whole), *((_inset_title(part, lang), drawn) for part, drawn in closer)]
        title = name_of(outline.itinerary["name"], lang) or say(lang, "takeaway.tour")
    tell("pages", len(sheets), len(sheets))
    return _sheet(title, sheets, credits_of(material, lang), lang).encode("utf-8")


def itinerary_outline(material: Material) -> Outline | None:
    """Return the tour lined up, None without one. Raises as `outline_of`."""
    itinerary = material.itinerary
    return None if itinerary is None else outline_of(clean(itinerary))


def credits_of(material: Material, lang: str) -> list[str]:
    """Return which data a drawing is made from, whom to credit for it, and what made it."""
    site = material.catalog.site
    asked = dict.fromkeys(each.attribution for each in material.catalog.rights if each.asks_credit)
    return [
        say(lang, "start.version", version=site.version, date=site.date),
        *asked,
        say(lang, "paper.made-with"),
    ]


def _drawing(material: Material, ground: Ground, outline: Outline | None) -> Markup:
    """Draw the ground, the ways, then all names and signs, which keep clear of each other."""
    frame, languages = ground.frame, _languages(material)
    taken = Occupied(frame.width, frame.height)
    bar, arrow = scale(frame, languages[0], taken), north(frame, languages[0], taken)
    note = _note(ground, languages[0], taken)
    ways: list[Markup] = []
    marked: list[Markup] = []
    labels = []
    left_out = set[str]()
    if outline is not None:
        lines = [line for _, line in way_lines(outline, frame)]
        taken.lines = shapely.MultiLineString(lines) if lines else None
        signs = signs_of(outline, frame)
        ways, marked = draw_ways(outline, frame), draw_signs(signs, taken)
        labels = sign_labels(signs, languages)
        left_out = {sign.point.id for sign in signs}
    names = write(labels, taken)
    icons = {place.id: icon for place, _ in ground.places if (icon := material.library.icon(place.id))}
    others = names_of(ground, languages, left_out)
    # the names of the sets come before signs, the names of all else go beside them
    names += write([label for label in others if label.weight < FIRST_WEIGHT], taken)
    badges = ground.badges(taken, left_out, icons)
    names += write([label for label in others if label.weight >= FIRST_WEIGHT], taken)
    streets = ground.street_names(languages[0], taken)
    return join(ground.draw(), ways, streets, badges, marked, names, note, bar, arrow)


def _note(ground: Ground, lang: str, taken: Occupied) -> Markup | None:
    """Say in the lower right corner that what is drawn was not surveyed, where that is so."""
    if not any(place.accuracy == "schematic" for place, _ in ground.shown("set")):
        return None
    words, writing = say(lang, "accuracy.schematic"), Writing(11, colour("ink"), italic=True)
    x, y = ground.frame.width - 10, ground.frame.height - 11
    taken.take((x - wide_px(words, writing) - 4, y - 14, x + 4, y + 6))
    return tag("text", words, x=x, y=y, text_anchor="end", font_size=11, font_style="italic")


def _languages(material: Material) -> tuple[str, ...]:
    return material.choice.languages


def _inset_width(part: Part, material: Material, whole: Drawn, width: float) -> float | None:
    """Return the width at which an inset shows more than the overview, half a page if that will do."""
    for wide in dict.fromkeys((width, whole.width)):
        frame = frame_of(material.catalog.metric, part.bounds, wide, _inset_heights(wide, whole))
        if frame.px_per_m >= whole.px_per_m * GAIN:
            return wide
    return None


def _inset_heights(width: float, whole: Drawn) -> tuple[float, float]:
    """Return how high an inset may be: two as wide as the page go on one, halves may be tall."""
    return width * 0.5, width * (0.58 if width >= whole.width else 1.45)


def _inset_title(part: Part, lang: str) -> str:
    numbers = ", ".join(map(str, part.numbers))
    return say(lang, "paper.inset", numbers=numbers, name=name_of(part.names, lang))


def _sheet(title: str, sheets: Sequence[tuple[str, Drawn]], notices: Sequence[str], lang: str) -> Markup:
    """Put maps below each other, small ones two beside each other, with title and notices."""
    width = OVERVIEW_PX + 2 * _EDGE_PX
    y = _EDGE_PX + 26
    parts = [tag("text", title, x=_EDGE_PX, y=y - 6, font_size=24, font_weight=700, class_="bare")]
    left, row_px = 0.0, 0.0
    for name, drawn in sheets:
        if left + drawn.width > OVERVIEW_PX + 1:
            y, left, row_px = y + row_px, 0.0, 0.0
        head_px = 30.0 if name else 8.0
        at = _EDGE_PX + left
        if name:
            parts.append(tag("text", name, x=at, y=y + 21, font_size=15, font_weight=700, class_="bare"))
        parts.append(tag("g", drawn.markup, transform=f"translate({figure(at)} {figure(y + head_px)})"))
        left += drawn.width + OVERVIEW_PX - 2 * INSET_PX
        row_px = max(row_px, head_px + drawn.height + 10)
    y += row_px + 4
    for line in notices:
        for row in _folded(line, Writing(11, colour("quiet")), OVERVIEW_PX):
            y += 15
            parts.append(tag("text", row, x=_EDGE_PX, y=y, font_size=11, class_="bare quiet"))
    height = y + _EDGE_PX
    return join(
        Markup('<?xml version="1.0" encoding="UTF-8"?>\n'),
        tag(
            "svg",
            tag("title", title),
            tag("desc", " ".join(notices)),
            tag("style", Markup(STYLE)),
            tag("rect", width=width, height=height, fill="#fff"),
            *parts,
            xmlns=_NAMESPACE,
            lang=lang,
            class_="bm",
            viewBox=f"0 0 {figure(width)} {figure(height)}",
            width=width,
            height=height,
        ),
        Markup("\n"),
    )


def _folded(text: str, writing: Writing, most_px: float) -> list[str]:
    """Return a text in rows of a width."""
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and wide_px(longer, writing) > most_px:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows
