"""Print the maps of a tour: the whole of it, then each set and neighbourhood it visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlot.takeaway.mapsvg import INSET_PX, OVERVIEW_HIGH, OVERVIEW_PX, Drawn, insets, overview
from backlot.takeaway.tags import Markup, tag
from backlot.takeaway.wording import name_of

if TYPE_CHECKING:
    from backlot.takeaway.mapdraw.parts import Part
    from backlot.takeaway.paper.pack import Pack

__all__ = ["LARGE_HIGH", "inset_pages", "large_px", "overview_page"]

LARGE = 0.74
"""Large print draws the same ground in fewer pixels, and prints them as wide."""
LARGE_HIGH = (280.0, 430.0)


def overview_page(pack: Pack) -> Markup:
    """Return the page of the whole tour."""
    drawn = _overview(pack)
    return tag("section", pack.heading(2, "paper.overview"), tag("div", drawn.markup, class_="map"))


def inset_pages(pack: Pack) -> Markup | None:
    """Return the closer maps, None where the overview shows all there is."""
    if pack.outline is None:
        return None
    whole = _overview(pack)
    # large print has one beside the other no more
    width = whole.width if pack.look.large else INSET_PX
    found = insets(pack.material, pack.outline, whole, width=width)
    if not found:
        return None
    return tag(
        "section",
        pack.heading(2, "paper.insets"),
        tag("div", [_inset(pack, part, drawn, whole) for part, drawn in found], class_="insets"),
    )


def large_px(pack: Pack) -> float:
    """Return how many pixels wide a map as wide as the page is drawn."""
    return OVERVIEW_PX * LARGE if pack.look.large else OVERVIEW_PX


def _overview(pack: Pack) -> Drawn:
    if pack.outline is None:
        msg = "there is no tour to draw"
        raise ValueError(msg)
    width = large_px(pack)
    heights = LARGE_HIGH if pack.look.large else OVERVIEW_HIGH
    return overview(pack.material, pack.outline, width=width, heights=heights)


def _inset(pack: Pack, part: Part, drawn: Drawn, whole: Drawn) -> Markup:
    numbers = [tag("span", str(number), class_="dot") for number in part.numbers]
    names = pack.each(lambda lang: name_of(part.names, lang))
    css = "inset wide" if drawn.width >= whole.width else "inset"
    return tag("div", tag("h3", numbers, " ", names), drawn.markup, class_=css)
