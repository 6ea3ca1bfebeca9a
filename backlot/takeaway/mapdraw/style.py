"""Colours, hatches and line styles of the drawn map, in one hand with the viewer's light theme."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from backlot.takeaway.tags import Markup, tag
from backlot.viewer.themes import THEMES

if TYPE_CHECKING:
    from backlot.catalog.model import Locale

__all__ = ["FONT", "HATCHES", "STYLE", "colour", "mixed", "patterns"]

FONT = (
    "'Noto Sans','Segoe UI','Helvetica Neue',Roboto,'Noto Sans KR','Noto Sans CJK KR',NanumGothic,"
    "'Apple SD Gothic Neo','Malgun Gothic',Arial,sans-serif"
)

TILE_PX = 10
HATCHES: Mapping[str, str] = MappingProxyType(
    {
        "none": "",
        "diagonal": "M-3 3L3 -3M0 12L12 0M9 15L15 9",
        "back-diagonal": "M-3 9L3 15M0 0L12 12M9 -3L15 3",
        "cross": "M6 3V9M3 6H9",
        "dots": "M3 3h.01M9 9h.01",
        "waves": "M0 4Q3 0 6 4T12 4M0 10Q3 6 6 10T12 10",
        "bricks": "M0 0H12M0 6H12M3 0V6M9 6V12",
        "grid": "M0 6H12M6 0V12",
        "vertical": "M3 0V12M9 0V12",
        "tiles": (
            "M0 6A6 6 0 0 0 12 6M-6 12A6 6 0 0 0 6 12A6 6 0 0 0 18 12M-6 0A6 6 0 0 0 6 0A6 6 0 0 0 18 0"
        ),
    }
)
"""Hatch drawings on a 12 by 12 tile, those of the viewer's symbols.js."""


def colour(token: str) -> str:
    """Return a colour of the light theme."""
    return str(THEMES["light"][token])


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour with a share of another, both ``#rrggbb``."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def patterns(locales: tuple[Locale, ...], prefix: str) -> list[Markup]:
    """Return the hatches of water, parks and of each locale, as patterns whose ids begin with a prefix."""
    ground = [
        _pattern(f"{prefix}water", colour("water"), "M0 3H12M0 9H12", colour("water-edge"), 0.8),
        _pattern(f"{prefix}park", PARK, "M3 3h.01M9 9h.01", colour("park-edge"), 1.8),
    ]
    sets = [
        _pattern(
            f"{prefix}{each.id}",
            mixed("#FFFFFF", each.hue, 0.22),
            HATCHES.get(each.hatch, ""),
            mixed("#FFFFFF", each.hue, 0.72),
            1,
        )
        for each in locales
    ]
    return [*ground, *sets]


def _pattern(ident: str, ground: str, hatch: str, ink: str, width: float) -> Markup:
    line = tag("path", d=hatch, fill="none", stroke=ink, stroke_width=width, stroke_linecap="round")
    return tag(
        "pattern",
        tag("rect", width=12, height=12, fill=ground),
        line if hatch else None,
        id=ident,
        width=12,
        height=12,
        patternUnits="userSpaceOnUse",
        patternTransform=f"scale({TILE_PX / 12:.3g})",
    )


def _channels(value: str) -> list[int]:
    return [int(value[at : at + 2], 16) for at in (1, 3, 5)]


PARK = mixed(colour("park"), "#FFFFFF", 0.42)
"""Lighter than on a screen: printed grey, it must not be taken for water."""

_INK, _QUIET = colour("ink"), colour("quiet")
# darker than on a screen, so that it stays the strongest line when printed grey
_ROUTE = mixed(colour("route"), "#000000", 0.14)

STYLE = f"""
.bm text{{font-family:{FONT};fill:{_INK};stroke:#fff;stroke-width:3.4px;stroke-linejoin:round}}
.bm text{{paint-order:stroke}}
.bm .bare{{stroke:none}}
.bm .line{{fill:none;stroke-linejoin:round;stroke-linecap:round}}
.bm .district{{stroke:{colour("district")};stroke-width:1.1px;stroke-dasharray:7 4 1 4;stroke-opacity:.6}}
.bm .water{{stroke:{colour("water-edge")};stroke-width:1px}}
.bm .park{{stroke:{colour("park-edge")};stroke-width:.7px}}
.bm .island{{fill:#fff;stroke:{colour("water-edge")};stroke-width:1px}}
.bm .street{{stroke:#fff}}
.bm .street-casing{{stroke:{mixed(colour("street-edge"), "#000000", 0.18)}}}
.bm .bridge-casing{{stroke:{mixed(colour("bridge"), "#000000", 0.2)};stroke-linecap:butt}}
.bm .rail{{stroke:{colour("rail")};stroke-width:2px;stroke-dasharray:8 4;stroke-linecap:butt}}
.bm .metro{{stroke:{colour("metro-0")};stroke-width:2.2px;stroke-dasharray:.1 5}}
.bm .grounds{{fill:none;stroke:{_QUIET};stroke-width:1.3px;stroke-dasharray:8 5}}
.bm .set{{stroke-width:1.4px}}
.bm .building{{stroke-width:.6px}}
.bm .schematic{{stroke-dasharray:6 4}}
.bm .lane-casing{{stroke:{mixed(colour("lane-edge"), "#000000", 0.22)}}}
.bm .casing{{stroke:#fff;stroke-width:8px}}
.bm .walk{{stroke:{_ROUTE};stroke-width:3.6px}}
.bm .about{{stroke:{_ROUTE};stroke-width:3.6px;stroke-dasharray:11 5.5;stroke-linecap:butt}}
.bm .ride{{stroke:{_ROUTE};stroke-width:3px;stroke-dasharray:.1 7}}
.bm .link{{stroke:{_ROUTE};stroke-width:1.6px;stroke-dasharray:.1 4}}
.bm .tick{{fill:{mixed(_ROUTE, "#000000", 0.45)};stroke:#fff;stroke-width:1.2px;stroke-linejoin:round}}
.bm .stop{{fill:{_INK};stroke:#fff;stroke-width:2px}}
.bm .end{{fill:#fff;stroke:{_INK};stroke-width:2px}}
.bm .passed{{fill:#fff;stroke:{_QUIET};stroke-width:1.6px;stroke-dasharray:3 2}}
.bm .number{{fill:#fff;stroke:none;font-weight:700;text-anchor:middle}}
.bm .dark{{fill:{_INK}}}
.bm .quiet{{fill:{_QUIET}}}
.bm .neat{{fill:none;stroke:{_INK};stroke-width:1.4px}}
.bm .leader{{fill:none;stroke:{_INK};stroke-width:1px}}
"""
"""The rules of the drawing. They hold no text of the data: its colours are attributes of the elements."""
