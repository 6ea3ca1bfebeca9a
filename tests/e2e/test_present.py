"""A guide presents a tour on a tablet, guests follow on their own screens, and the server may go."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support import sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import StartVisit
    from tests.support.browser import Visit
    from tests.support.server import Server

TOUR = json.loads((sites.SHIPPED / "tours" / "studio-90-minutes.json").read_text(encoding="utf-8"))
NAMES = [sites.features()[stop["id"]]["name:en"] for stop in TOUR["stops"]]
NAMES_KO = [sites.features()[stop["id"]]["name:ko"] for stop in TOUR["stops"]]
LANDSCAPE, PORTRAIT = {"width": 1180, "height": 820}, {"width": 820, "height": 1180}


def begin(seen: Visit) -> Page:
    """Choose the ready-made tour, wait for the green light, and start it on a page of its own."""
    name = re.compile(re.escape(TOUR["name"][seen.language]))
    seen.viewer.get_by_role("button", name=name).first.click()
    expect(seen.viewer.get_by_text(seen.say("present.ready"), exact=True)).to_be_visible(timeout=30_000)
    seen.viewer.get_by_role("button", name=seen.say("present.start"), exact=True).click()
    seen.page.locator("main.present").wait_for(timeout=30_000)
    return seen.page


def go_on(page: Page, seen: Visit, *, touch: bool) -> None:
    """Go to the next stop: by the button, or by a key."""
    if not touch:
        page.keyboard.press("PageDown")
        return
    button = page.locator(".bar-next")
    button.tap()


@pytest.mark.parametrize(
    ("viewport", "touch"), [(LANDSCAPE, True), (PORTRAIT, False)], ids=["touch", "keys"]
)
def test_a_tour_is_presented_to_its_end_without_its_server(
    viewport: dict[str, int], touch: bool, visit: StartVisit, start_server: Callable[..., Server]
) -> None:
    """Reloaded at the second stop, the server gone at the third, and still every stop to the last."""
    server = start_server()
    seen = visit("/present", server=server, viewport=viewport, has_touch=touch)
    seen.map_ready()
    page = begin(seen)
    for number in (1, 2):
        go_on(page, seen, touch=touch)
        expect(page.locator("main.present")).to_contain_text(NAMES[number - 1])
    page.reload()
    page.locator("main.present").wait_for(timeout=30_000)
    expect(page.locator("main.present")).to_contain_text(NAMES[1])
    # what was asked for before is heard of a moment later
    page.wait_for_timeout(1_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for number, name in enumerate(NAMES[2:], start=3):
        go_on(page, seen, touch=touch)
        expect(page.locator("main.present")).to_contain_text(name)
        if number == 3:
            server.stop()
    assert [] == [url for url in asked if not url.startswith(("blob:", "data:"))]


def test_what_the_guide_reads_guests_do_not_see(visit: StartVisit, server: Server) -> None:
    """Notes on the guide's view alone, and none at all while the tablet is locked to be passed round."""
    seen = visit("/present", server=server, viewport=LANDSCAPE)
    seen.map_ready()
    page = begin(seen)
    go_on(page, seen, touch=False)
    sentence = TOUR["stops"][0]["notes"]["en"].split(".")[0]
    expect(page.get_by_text(sentence)).to_have_count(0)
    page.get_by_role("button", name=seen.say("present.to-guide"), exact=True).click()
    expect(page.get_by_text(sentence).first).to_be_visible()
    page.get_by_role("button", name=seen.say("present.lock"), exact=True).first.click()
    expect(page.get_by_text(sentence)).to_have_count(0)
    page.keyboard.press("g")
    expect(page.get_by_text(sentence)).to_have_count(0)


def test_guests_follow_on_their_own_screens(visit: StartVisit, start_server: Callable[..., Server]) -> None:
    """Three browsers, one in Korean, one late; each sees the stop in its language, and no note."""
    server = start_server()
    seen = visit("/present", server=server, viewport=LANDSCAPE)
    seen.map_ready()
    page = begin(seen)
    page.get_by_role("button", name=seen.say("present.more"), exact=True).click()
    page.get_by_role("button", name=seen.say("present.room"), exact=True).click()
    room = page.get_by_role("dialog", name=seen.say("present.room"))
    room.get_by_role("button", name=seen.say("present.room-open"), exact=True).click()
    address = room.locator(".room-address").inner_text(timeout=20_000)
    path = address.removeprefix(re.match(r"https?://[^/]+", address)[0])  # type: ignore[index]
    room.get_by_role("button", name=seen.say("sheet.close"), exact=True).click()
    guests = [visit(path, server=server), visit(path, server=server, locale="ko-KR")]
    go_on(page, seen, touch=False)
    go_on(page, seen, touch=False)
    guests.append(visit(path, server=server))
    for guest, name in zip(guests, (NAMES[1], NAMES_KO[1], NAMES[1]), strict=True):
        expect(guest.page.get_by_role("heading", name=name)).to_be_visible(timeout=20_000)
        assert TOUR["stops"][1]["notes"]["en"][:40] not in guest.page.content()
    go_on(page, seen, touch=False)
    for guest, name in zip(guests, (NAMES[2], NAMES_KO[2], NAMES[2]), strict=True):
        expect(guest.page.get_by_role("heading", name=name)).to_be_visible(timeout=20_000)
