"""Step through a tour that is presented in a browser, by keys, and tell what each step brought."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlot.bench import browser as browsers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

__all__ = [
    "TABLET",
    "IdleError",
    "Step",
    "check_stop",
    "keys_for",
    "made_up_tour",
    "present",
    "steps_of",
    "stop_after",
    "tablet",
    "take",
]

TABLET: ViewportSize = {"width": 1180, "height": 820}

_PROBE = Path(__file__).parent / "present_probe.js"
_HAND_OVER = """async (tour) => {
  const { newRun } = await import("#viewer/presentstate.js");
  const { handOver } = await import("#viewer/presentkeep.js");
  return handOver(newRun(tour, { now: new Date() }));
}"""


class IdleError(Exception):
    """A side did not do the work that was to be timed."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step, in milliseconds from the press of the key.

    Parameters
    ----------
    heard
        The page's own code hears of the key.
    put
        The picture is put into the page.
    drawn
        The next frame after that is drawn.
    screen
        The frame that holds the picture was handed to the display.
    marked
        The viewer's own mark `backlot-painted`; None on a page without one.
    """

    heard: float
    put: float
    drawn: float
    screen: float
    marked: float | None


def made_up_tour(places: Sequence[str], stops: int, *, first: int = 0) -> dict[str, Any]:
    """Return a tour of some stops over places, one after the other and round again."""
    shown = [places[(first + number) % len(places)] for number in range(stops)]
    return {
        "version": 1,
        "id": "made-up",
        "name": {"en": "Made up for the benchmark"},
        "tz": "Asia/Pyongyang",
        "depart": "09:00",
        "back_by": "18:00",
        "stops": [{"id": place} for place in shown],
    }


def keys_for(stops: int) -> Iterator[str]:
    """Yield the keys that lead from the first stop to the last, back, and so on."""
    while True:
        yield from ["PageDown"] * (stops - 1)
        yield from ["PageUp"] * (stops - 1)


def stop_after(steps: int, stops: int) -> int:
    """Return the number of the stop where so many of these keys lead, from 1."""
    along = steps % (2 * (stops - 1))
    return 1 + min(along, 2 * (stops - 1) - along)


def steps_of(found: Mapping[str, Any]) -> list[Step | None]:
    """Join keys with the picture each brought before the next was pressed, None where it brought none."""
    starts = [key["heard"] for key in found["keys"]]
    steps: list[Step | None] = []
    for key, (begin, end) in zip(found["keys"], pairwise([*starts, float("inf")]), strict=True):
        shown = next((each for each in found["shown"] if begin <= each["put"] < end), None)
        marked = next((mark for mark in found["marks"] if begin <= mark < end), None)
        steps.append(_step(key, shown, marked) if shown and shown["screen"] else None)
    return steps


def _step(key: Mapping[str, float], shown: Mapping[str, float], marked: float | None) -> Step:
    asked = key["asked"]
    # the browser rounds the one, not the other: a picture was not on the screen before it was put there
    screen = max(shown["screen"], shown["put"]) - asked
    mark = None if marked is None else marked - asked
    return Step(key["heard"] - asked, shown["put"] - asked, shown["drawn"] - asked, screen, mark)


@contextmanager
def tablet(chrome: Browser, *, probed: bool = True) -> Iterator[Page]:
    """Open a page of a tablet's size in a browser profile of its own."""
    context: BrowserContext = chrome.new_context(viewport=TABLET, locale="en-GB", color_scheme="light")
    try:
        context.set_default_timeout(browsers.TIMEOUT_MS)
        if probed:
            context.add_init_script(path=_PROBE)
        yield context.new_page()
    finally:
        context.close()


def present(page: Page, origin: str, tour: Mapping[str, Any]) -> None:
    """Begin to present a tour, which was handed over as the Present page does, and go to its first stop."""
    if not page.url.startswith(origin):
        page.goto(f"{origin}/view?mode=present")
        page.locator("html.ready").wait_for(state="attached")
    if not page.evaluate(_HAND_OVER, tour):
        msg = "the browser kept no run"
        raise IdleError(msg)
    page.reload()
    page.locator("main.present").wait_for()
    # until the map has come to rest
    page.wait_for_timeout(2_000)
    page.keyboard.press("PageDown")
    page.wait_for_timeout(1_000)
    check_stop(page, 1)


def check_stop(page: Page, expected: int) -> None:
    """Raise unless the stop shown is the one expected."""
    found = page.locator(".guest-number").inner_text()
    if found != str(expected):
        msg = f'the page shows stop "{found}", expected {expected}'
        raise IdleError(msg)


def take(page: Page) -> dict[str, Any]:
    """Return what the probe of a page has noted since the last call."""
    found: dict[str, Any] = page.evaluate("() => window.benchShown.take()")
    return found
