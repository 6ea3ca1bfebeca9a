"""Draw the icon of the app: a clapper on red, as a web app's manifest wants it."""

from __future__ import annotations

import io

from backlot.viewer.themes import THEMES

__all__ = ["icon_png"]

_GRID = 24
# the same clapper as on the map, in twenty-fourths
_BOARD = ((4, 10), (20, 10), (20, 19), (4, 19))
_STICK = ((3.6, 7.4), (19.2, 3.6), (20, 6.6), (4.4, 10.4))
_STRIPES = (
    ((7.2, 6.5), (9.6, 5.95), (8.9, 9.3), (6.5, 9.9)),
    ((12, 5.35), (14.4, 4.8), (13.7, 8.1), (11.3, 8.7)),
    ((16.8, 4.2), (19.2, 3.6), (18.5, 6.95), (16.1, 7.5)),
)
_OVERSAMPLED = 4


def icon_png(px: int, is_maskable: bool) -> bytes:
    """
    Return the icon as PNG.

    Parameters
    ----------
    px
        Its edge in pixels.
    is_maskable
        Whether a system may cut it to a shape of its own: then the drawing keeps clear of the edges.
    """
    # only making a web app needs it
    from PIL import Image, ImageDraw

    light = THEMES["light"]
    red, paper, ink = str(light["accent"]), str(light["paper"]), str(light["ink"])
    edge = px * _OVERSAMPLED
    image = Image.new("RGB", (edge, edge), red)
    draw = ImageDraw.Draw(image)
    share = 0.6 if is_maskable else 0.8
    unit, offset = edge * share / _GRID, edge * (1 - share) / 2

    def placed(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        return [(offset + x * unit, offset + y * unit) for x, y in points]

    draw.polygon(placed(_STICK), fill=paper)
    for stripe in _STRIPES:
        draw.polygon(placed(stripe), fill=ink)
    draw.polygon(placed(_BOARD), fill=paper)
    buffer = io.BytesIO()
    image.resize((px, px), Image.Resampling.LANCZOS).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
