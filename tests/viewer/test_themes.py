"""Colours of the themes keep the contrasts that WCAG 2.2 AA asks for."""

from __future__ import annotations

import pytest

from backlot.viewer import THEMES

TEXT = 4.5
GRAPHIC = 3.0


def luminance(colour: str) -> float:
    """Return relative luminance as WCAG 2.2 defines it.

    For more info see: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    """
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_standard_does() -> None:
    """Black on white is 21, a colour on itself 1."""
    assert pytest.approx(21) == contrast("#000000", "#FFFFFF")
    assert pytest.approx(1) == contrast("#B92F25", "#B92F25")


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ink", ["ink", "quiet", "accent"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_text_can_be_read_on_every_ground(name: str, ink: str, ground: str) -> None:
    """Body text, quiet text and links, on page and sheet."""
    theme = THEMES[name]
    assert contrast(str(theme[ink]), str(theme[ground])) >= TEXT


@pytest.mark.parametrize("name", THEMES)
def test_notices_and_buttons_can_be_read(name: str) -> None:
    """The two places with a ground of their own."""
    theme = THEMES[name]
    assert contrast(str(theme["notice-ink"]), str(theme["notice"])) >= TEXT
    assert contrast(str(theme["on-accent"]), str(theme["accent"])) >= TEXT


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ink", ["ink", "water-ink", "park-ink", "district-ink", "street-ink", "metro-0"])
def test_names_on_the_map_stand_out_from_their_halo(name: str, ink: str) -> None:
    """Every name is written with a halo, so that is its ground."""
    theme = THEMES[name]
    assert contrast(str(theme[ink]), str(theme["halo"])) >= TEXT


@pytest.mark.parametrize("name", THEMES)
def test_the_route_stands_out_from_its_casing(name: str) -> None:
    """The casing goes with it everywhere, so that it can be seen on water and on parks too."""
    theme = THEMES[name]
    assert contrast(str(theme["route"]), str(theme["route-casing"])) >= GRAPHIC


@pytest.mark.parametrize("name", THEMES)
def test_the_focus_ring_can_be_seen(name: str) -> None:
    """On the map and on the sheet."""
    theme = THEMES[name]
    for ground in ("land", "sheet"):
        assert contrast(str(theme["focus"]), str(theme[ground])) >= GRAPHIC
