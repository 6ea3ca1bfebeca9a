"""A guide asks where the group is: by position, by a tap on the map, by the number of the stop."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.test_present import LANDSCAPE, begin, go_on

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.e2e.conftest import StartVisit
    from tests.support.browser import Visit
    from tests.support.server import Server

# west of the museum: well off the way from the third stop to the fourth
OFF = {"latitude": 39.0705, "longitude": 125.7130, "accuracy": 12}
ON = {"latitude": 39.0703, "longitude": 125.7173, "accuracy": 12}
SET = {"latitude": 39.0725, "longitude": 125.7148, "accuracy": 12}
AWAY = {"latitude": 39.1, "longitude": 125.9, "accuracy": 12}
OTHER_TOWN = {"latitude": 35.0, "longitude": 128.0, "accuracy": 12}


def at_stop_3(seen: Visit) -> Locator:
    """Present the ready-made tour up to its third stop; return the guide's page."""
    seen.map_ready()
    page = begin(seen)
    for _ in range(3):
        go_on(page, seen, touch=False)
    page.get_by_role("button", name=seen.say("present.to-guide"), exact=True).click()
    return page.get_by_role("region", name=seen.say("present.guide"))


def text_of(seen: Visit, key: str, **values: str) -> re.Pattern[str]:
    """Return what matches a sentence of the app with any value in its gaps that is not given."""
    parts = re.split(r"\{(\w+)\}", seen.say(key))
    filled = [values.get(part, ".+") if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(filled))


def test_off_the_route_a_guide_gets_the_way_back(visit: StartVisit, server: Server) -> None:
    """On the way, off it, near a stop, and outside the map, where nobody is shown anywhere."""
    seen = visit(
        "/present", server=server, viewport=LANDSCAPE, geolocation=OFF, permissions=["geolocation"]
    )
    guide = at_stop_3(seen)
    page = seen.page
    expect(guide.get_by_text(seen.say("present.where-number", n=3), exact=True)).to_be_visible()
    guide.get_by_role("button", name=seen.say("present.where-use"), exact=True).click()
    expect(guide.get_by_text(text_of(seen, "present.where-off-back"))).to_be_visible()
    expect(guide.get_by_text(seen.say("present.where-from"), exact=True)).to_be_visible()
    guide.get_by_role("button", name=text_of(seen, "present.where-back")).click()
    expect(guide.get_by_text(seen.say("present.where-joined"), exact=True)).to_be_visible()
    expect(page.locator(".way-back")).to_have_count(2)
    for position, found, marks in (
        (ON, text_of(seen, "present.where-on", n="4"), 1),
        (SET, text_of(seen, "present.where-near", n="3"), 1),
        (AWAY, text_of(seen, "present.where-far"), 0),
        (OTHER_TOWN, text_of(seen, "present.where-outside"), 0),
    ):
        page.context.set_geolocation(position)
        expect(guide.get_by_text(found)).to_be_visible()
        expect(page.locator(".where-mark")).to_have_count(marks)
        expect(page.locator(".way-back")).to_have_count(0)
    guide.get_by_role("button", name=seen.say("present.where-to-number", n=3), exact=True).click()
    expect(guide.get_by_text(seen.say("present.where-number", n=3), exact=True)).to_be_visible()
    # by its number nobody listens to the position any more
    page.context.set_geolocation(OFF)
    page.wait_for_timeout(500)
    expect(page.locator(".where-mark")).to_have_count(0)


def test_a_browser_that_may_not_tell_says_so_and_a_tap_does(visit: StartVisit, server: Server) -> None:
    """Refused, one taps the map, or takes its middle by keys; the next stop goes by its number again."""
    seen = visit("/present", server=server, viewport=LANDSCAPE)
    guide = at_stop_3(seen)
    page = seen.page
    guide.get_by_role("button", name=seen.say("present.where-use"), exact=True).click()
    expect(guide.get_by_text(seen.say("present.where-no.denied"), exact=True)).to_be_visible()
    tap = guide.get_by_role("button", name=seen.say("present.where-pick"), exact=True)
    tap.click()
    expect(guide.get_by_text(seen.say("here.tap"), exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(guide.get_by_text(seen.say("here.tap"), exact=True)).to_be_hidden()
    expect(tap).to_be_focused()
    tap.click()
    page.mouse.click(590, 500)
    expect(guide.get_by_text(text_of(seen, "present.where-tapped"))).to_be_visible()
    expect(page.locator(".where-mark")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    guide.get_by_role("button", name=seen.say("pick.middle"), exact=True).press("Enter")
    expect(guide.get_by_text(text_of(seen, "present.where-tapped"))).to_be_visible()
    go_on(page, seen, touch=False)
    expect(guide.get_by_text(seen.say("present.where-number", n=4), exact=True)).to_be_visible()
    expect(page.locator(".where-mark")).to_have_count(0)
