"""On the way: the server goes and comes back, a finger stops the slides, things are missing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, expect

from backlot.rooms import serve
from tests.e2e.conftest import DESK
from tests.e2e.test_pictures import add_by_command
from tests.e2e.test_present import LANDSCAPE, NAMES, TOUR, begin, go_on
from tests.pictures.conftest import photograph
from tests.support.browser import Visit, Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path
    from subprocess import Popen

    from playwright.sync_api import Browser, Page

    from tests.e2e.conftest import StartVisit
    from tests.support.server import Server

IDS = [stop["id"] for stop in TOUR["stops"]]
START_MS, RESUME_MS = 60_000, 30_000
EVERY_S = 3
PRESENT_ALONE = "/view?mode=present"
UNKNOWN = "no-such-place"
# a browser says so of every attempt to reach a server that is away
AWAY = re.compile(r"ERR_CONNECTION_(REFUSED|RESET)|ERR_INCOMPLETE_CHUNKED_ENCODING|status of 404")


@dataclass(frozen=True)
class Serving:
    """`backlot serve`, which can be started again at the address and with the home it had."""

    home: Path
    plan: serve.Plan

    @property
    def origin(self) -> str:
        """Where it is found."""
        return self.plan.origin

    def run(self) -> AbstractContextManager[Popen[bytes]]:
        """Serve as long as the block does."""
        return serve.running(
            self.plan.command(), self.plan.environment() | {"BACKLOT_HOME": str(self.home)}
        )

    def wait(self, page: Page) -> None:
        """Wait until it answers."""
        for _ in range(START_MS // 500):
            try:
                page.request.get(self.origin + "/view", timeout=START_MS)
            except Error:
                page.wait_for_timeout(500)
            else:
                return
        raise AssertionError("the server did not start")


def profile(chromium: Browser, origin: str) -> Visit:
    """Open a browser profile that may see its server go."""
    context = chromium.new_context(viewport=DESK, locale="en-GB")
    return Visit(context.new_page(), Watch(context, origin), origin, "en")


def open_room(page: Page, seen: Visit) -> str:
    """Let guests follow; return the path they follow at."""
    page.get_by_role("button", name=seen.say("present.more"), exact=True).click()
    page.get_by_role("button", name=seen.say("present.room"), exact=True).click()
    room = page.get_by_role("dialog", name=seen.say("present.room"))
    room.get_by_role("button", name=seen.say("present.room-open"), exact=True).click()
    address = room.locator(".room-address").inner_text(timeout=20_000)
    room.get_by_role("button", name=seen.say("sheet.close"), exact=True).click()
    return urlsplit(address).path


def test_followers_go_on_by_themselves_when_the_server_is_back(chromium: Browser, tmp_path: Path) -> None:
    """The server ends at one stop and starts again two stops later: nobody touches a guest's page."""
    serving = Serving(tmp_path, serve.make_plan(tmp_path, host="127.0.0.1", port=0))
    guide, guest = profile(chromium, serving.origin), profile(chromium, serving.origin)
    shown = guest.page.locator(".follow-name")
    with serving.run():
        serving.wait(guide.page)
        guide.go("/present")
        guide.map_ready()
        page = begin(guide)
        guest.go(open_room(page, guide))
        go_on(page, guide, touch=False)
        expect(shown).to_have_text(NAMES[0], timeout=20_000)
    expect(guest.page.get_by_text(guest.say("follow.lost"))).to_be_visible(timeout=20_000)
    expect(shown).to_have_text(NAMES[0])
    for _ in range(2):
        go_on(page, guide, touch=False)
    expect(page.get_by_role("heading", name=NAMES[2])).to_be_visible()
    with serving.run():
        serving.wait(guide.page)
        expect(shown).to_have_text(NAMES[2], timeout=RESUME_MS)
        expect(guest.page.locator(".follow-note")).to_be_hidden()
        go_on(page, guide, touch=False)
        expect(shown).to_have_text(NAMES[3])
    for seen in (guide, guest):
        assert [] == [each for each in seen._watch.problems if not AWAY.search(each)]
        seen.page.context.close()


def test_slides_that_go_on_by_themselves_stop_at_a_touch(visit: StartVisit, server: Server) -> None:
    """Two stops come by themselves; a finger on the picture, and no other comes."""
    seen = visit("/present", server=server, viewport=LANDSCAPE, has_touch=True)
    seen.map_ready()
    page = begin(seen)
    go_on(page, seen, touch=True)
    heading = page.locator("main.present h1:visible")
    expect(heading).to_have_text(NAMES[0])
    # every twenty seconds would be long for a test: the run is kept in the browser, and read again
    page.evaluate(
        "(every) => localStorage.setItem('backlot.run', JSON.stringify("
        "{...JSON.parse(localStorage.getItem('backlot.run')), auto: {on: true, every_s: every}}))",
        EVERY_S,
    )
    page.reload()
    for name in NAMES[1:3]:
        expect(heading).to_have_text(name, timeout=30_000)
    page.locator(".guest-inset").tap()
    page.get_by_role("button", name=seen.say("present.map-back"), exact=True).tap()
    stopped_at = heading.inner_text()
    page.wait_for_timeout(EVERY_S * 1_500)
    expect(heading).to_have_text(stopped_at)


def test_pictures_are_enlarged_and_compared_with_no_network(
    visit: StartVisit, start_server: Callable[..., Server], tmp_path: Path
) -> None:
    """Two photographs of a stop: the gallery and the comparison need nothing but what was loaded."""
    server = start_server()
    for name, colour in (("one", "#405060"), ("two", "#906040")):
        (tmp_path / f"{name}.jpg").write_bytes(photograph(colour, (1600, 1200)))
    add_by_command(server.home / "own", tmp_path, "--place", IDS[0])
    seen = visit("/present", server=server, viewport=LANDSCAPE)
    seen.map_ready()
    page = begin(seen)
    go_on(page, seen, touch=False)
    expect(page.get_by_role("heading", name=NAMES[0])).to_be_visible()
    # what was asked for before is heard of a moment later
    page.wait_for_timeout(1_000)
    page.context.set_offline(True)
    page.get_by_role("button", name=seen.say("present.gallery"), exact=True).click()
    gallery = page.locator("dialog.gallery")
    expect(gallery.locator(".slide-image").first).to_be_visible()
    assert gallery.locator(".slide-image").evaluate_all(
        "(all) => all.some((each) => each.naturalWidth > 0)"
    )
    gallery.get_by_role("button", name=seen.say("compare.start"), exact=True).click()
    gallery.locator(".thumb").nth(1).click()
    compared = page.locator("img.compare-picture")
    expect(compared).to_have_count(2)
    assert compared.evaluate_all("(all) => all.every((each) => each.naturalWidth > 0)")
    page.keyboard.press("Escape")
    page.context.set_offline(False)


def test_what_a_tour_lacks_is_said_before_the_start_and_not_to_the_group(
    visit: StartVisit, start_server: Callable[..., Server], tmp_path: Path
) -> None:
    """A place, a picture and a note are missing: the guide is told at once, the guests see the rest."""
    server = start_server()
    (tmp_path / "lost.jpg").write_bytes(photograph("#405060", (1600, 1200)))
    add_by_command(server.home / "own", tmp_path, "--place", IDS[2])
    for file in (server.home / "own" / "pictures" / "files").iterdir():
        file.unlink()
    seen = visit(PRESENT_ALONE, server=server, viewport=LANDSCAPE)
    page = seen.page
    page.evaluate("(tour) => localStorage.setItem('backlot.plan', JSON.stringify({tour}))", lacking(TOUR))
    page.reload()
    seen.map_ready()
    page.locator(".ready-tour").filter(has_text=TOUR["name"]["en"]).first.click()
    check = page.locator(".ready-check")
    names = dict(enumerate(NAMES, start=1))
    for key, values in (
        ("unknown-place", {"number": 2, "id": UNKNOWN}),
        ("picture-lost", {"number": 3, "name": names[3], "n": 1}),
        ("no-notes", {"numbers": "4"}),
    ):
        expect(check).to_contain_text(seen.say(f"present.check.{key}", **values))
    page.get_by_role("button", name=seen.say("present.start"), exact=True).click()
    shown = page.locator("main.present")
    shown.wait_for(timeout=30_000)
    for number in (1, 2, 3, 4):
        go_on(page, seen, touch=False)
        expect(shown.locator(".guest-number")).to_have_text(str(number))
        name = seen.say("follow.stop", n=2) if number == 2 else names[number]
        expect(shown.get_by_role("heading", name=name)).to_be_visible()
        expect(shown).not_to_contain_text(UNKNOWN)


def lacking(tour: dict[str, Any]) -> dict[str, Any]:
    """Return a tour whose second stop nobody knows and whose fourth nobody says anything at."""
    spoiled: dict[str, Any] = json.loads(json.dumps(tour))
    spoiled["stops"][1]["id"] = UNKNOWN
    spoiled["stops"][3]["notes"] = {}
    return spoiled
