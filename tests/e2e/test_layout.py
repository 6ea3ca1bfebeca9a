"""The map on every screen it is made for: a desk, a tablet both ways up, a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support import sites

if TYPE_CHECKING:
    from tests.e2e.conftest import StartVisit
    from tests.support.browser import Visit

SIZES = ((1280, 800), (1180, 820), (820, 1180), (390, 844))
LEAST_PX = 44
"""Least side of what a finger has to hit."""

# links within a text may be as low as their line
_SMALL = """(least) => [...document.querySelectorAll('button, summary, label.switch, input, a[href]')]
  .filter((node) => !node.closest('.leaflet-container') && !node.matches('.text-link, label input'))
  .filter((node) => node.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .map((node) => {
    const {width, height, left, right} = node.getBoundingClientRect();
    const name = node.ariaLabel ?? node.textContent.trim();
    // what is folded away to the side cannot be hit either
    if (right <= 0 || left >= innerWidth) return {width: 0, height: 0};
    return {width, height, said: `${name} ${Math.round(width)}x${Math.round(height)}`};
  })
  .filter(({width, height}) => width > 1 && height > 1 && (width < least || height < least))
  .map(({said}) => said)"""

_OVERLAPS = """() => {
  const parts = ['.finder', '.tools', '.moves', '.foot', '.sheet']
    .map((name) => [name, document.querySelector(name)?.getBoundingClientRect()])
    .filter(([, box]) => box && box.width && box.height);
  const outside = ({left, top, right, bottom}) =>
    left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
  const across = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const pairs = parts.flatMap((a, i) => parts.slice(i + 1).map((b) => [a, b]));
  return [
    ...parts.filter(([, box]) => outside(box)).map(([name]) => `${name} is off the screen`),
    ...pairs.filter(([[, a], [, b]]) => across(a, b)).map(([[a], [b]]) => `${a} lies over ${b}`),
  ];
}"""

_WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(seen: Visit, state: str) -> list[str]:
    """List what is too wide, too small or in the way of something else, once the page has come to rest."""
    for _ in range(10):
        found = faults_now(seen, state)
        if not found:
            break
        # a screen that has just changed its size is laid out a moment later
        seen.page.wait_for_timeout(300)
    return found


def faults_now(seen: Visit, state: str) -> list[str]:
    """List what is wrong at this very moment."""
    found = [f"{state}: page scrolls sideways" for frame in seen.page.frames if frame.evaluate(_WIDER)]
    for frame in (seen.page.main_frame, seen.frame):
        found += [f"{state}: {small} is small" for small in frame.evaluate(_SMALL, LEAST_PX)]
    return found + [f"{state}: {overlap}" for overlap in seen.frame.evaluate(_OVERLAPS)]


def test_nothing_overlaps_is_cut_off_or_too_small_to_tap(visit: StartVisit) -> None:
    """At each size and in both languages: at the start, with a place open, with the layers open."""
    seen = visit("/")
    found: list[str] = []
    for language in ("en", "ko"):
        if language != seen.language:
            seen.viewer.get_by_role("button", name=seen.say(f"language.{language}"), exact=True).click()
            seen.language = language
            expect(seen.search).to_be_visible()
        for width, height in SIZES:
            seen.page.set_viewport_size({"width": width, "height": height})
            screen = f"{width}x{height} {language}"
            seen.settle()
            found += faults(seen, f"{screen} start")
            seen.frame.evaluate("window.backlotApp.open('ancient-korea')")
            expect(seen.button("sheet.close")).to_be_in_viewport(ratio=1)
            seen.settle()
            found += faults(seen, f"{screen} place")
            seen.button("tool.layers").click()
            expect(seen.button("sheet.close")).to_be_in_viewport(ratio=1)
            found += faults(seen, f"{screen} layers")
            seen.button("sheet.close").click()
            expect(seen.sheet).to_contain_text(seen.say("start.heading"))
    assert "\n".join(found) == ""


def test_a_finger_opens_a_place_on_a_phone(visit: StartVisit) -> None:
    """A tap opens the place in the sheet below, whose close button stays within reach at each height."""
    seen = visit("/", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    seen.tap("ancient-korea")
    expect(seen.title).to_have_text(sites.features()["ancient-korea"]["name:en"])
    for height in ("half", "full", "low"):
        expect(seen.button("sheet.close")).to_be_in_viewport(ratio=1)
        seen.button(f"sheet.height.{height}").tap()
    seen.button("sheet.close").tap()
    expect(seen.sheet).to_contain_text(seen.say("start.heading"))
