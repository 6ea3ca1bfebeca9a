"""A guide rehearses a tour and keeps the times, presents places without a plan, and shows a film clip."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support import sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import StartVisit
    from tests.support.browser import Visit
    from tests.support.server import Server

TOUR = json.loads((sites.SHIPPED / "tours" / "three-sets-with-costumes.json").read_text(encoding="utf-8"))
STOPS = [stop["id"] for stop in TOUR["stops"]]
NAMES = [sites.features()[stop]["name:en"] for stop in STOPS]
PLANNED = [stop["dwell_min"] for stop in TOUR["stops"]]
SPOKEN = [7, 11, 4, 9, 6]
TABLET, PHONE = {"width": 1180, "height": 820}, {"width": 390, "height": 844}

# a clip of one second, made by the browser that plays it
FILM = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 64, height: 36});
  const brush = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(10), {mimeType: 'video/webm; codecs=vp8'});
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.start();
  for (let n = 0; n < 10; n++) {
    brush.fillStyle = n % 2 ? 'red' : 'blue';
    brush.fillRect(0, 0, 64, 36);
    await new Promise((done) => setTimeout(done, 100));
  }
  await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


def choose(seen: Visit, *, start: str) -> Page:
    """Choose the tour, wait for the green light, and go to the page that presents it."""
    seen.viewer.get_by_role("button", name=re.compile(re.escape(TOUR["name"]["en"]))).first.tap()
    return begin(seen, start=start)


def begin(seen: Visit, *, start: str) -> Page:
    """Wait for the green light, and go to the page that presents."""
    expect(seen.viewer.locator(".ready-light.is-ready")).to_be_visible(timeout=30_000)
    seen.viewer.get_by_role("button", name=seen.say(start), exact=True).tap()
    seen.page.locator("main.present").wait_for(timeout=30_000)
    seen.alone = True
    return seen.page


def speak(page: Page, minutes: list[int]) -> None:
    """Go from stop to stop, and speak for some minutes at each."""
    for each, name in zip(minutes, NAMES, strict=False):
        page.locator(".bar-next").tap()
        expect(page.locator("main.present")).to_contain_text(name)
        page.clock.fast_forward(each * 60_000)


def end(seen: Visit) -> Locator:
    """End the tour by the menu; return what is shown then."""
    seen.page.get_by_role("button", name=seen.say("present.more"), exact=True).tap()
    seen.page.get_by_role("button", name=seen.say("present.end"), exact=True).tap()
    dialog = seen.page.get_by_role("dialog", name=seen.say("present.end-ask"))
    dialog.get_by_role("button", name=seen.say("present.end"), exact=True).tap()
    table = seen.page.get_by_role("table")
    expect(table).to_be_visible()
    return table


def kept_dwells(page: Page, key: str) -> list[Any]:
    """Return the stays of the tour that the browser keeps under a name."""
    kept = json.loads(page.evaluate("(key) => localStorage.getItem(key)", key))
    return [stop["dwell_min"] for stop in kept.get("tour", kept)["stops"]]


def test_the_times_of_a_rehearsal_go_back_to_the_planner(visit: StartVisit, server: Server) -> None:
    """One step of the plan: undo takes it back, redo brings it again."""
    seen = visit("/view?mode=present", server=server, viewport=TABLET, has_touch=True)
    seen.page.clock.install()
    page = choose(seen, start="present.rehearse")
    speak(page, SPOKEN)
    table = end(seen)
    expect(table.get_by_role("row")).to_have_count(2 + len(SPOKEN))
    table.get_by_role("checkbox").nth(1).tap()
    page.get_by_role("button", name=seen.say("rehearse.keep"), exact=True).tap()
    expect(page.get_by_text(seen.say("rehearse.kept"), exact=True)).to_be_visible()
    wanted = [SPOKEN[0], PLANNED[1], *SPOKEN[2:]]
    assert wanted == kept_dwells(page, "backlot.proposal")

    page.goto(f"{seen.origin}/view?mode=plan")
    expect(page.get_by_text(seen.say("plan.proposal"), exact=True)).to_be_visible(timeout=30_000)
    assert wanted == kept_dwells(page, "backlot.plan")
    page.get_by_role("button", name=seen.say("plan.undo"), exact=True).tap()
    cards = page.locator(".stop-card").filter(has_text=NAMES[-1])
    expect(cards).to_have_count(0)
    page.get_by_role("button", name=seen.say("plan.redo"), exact=True).tap()
    expect(cards).to_have_count(1)
    assert wanted == kept_dwells(page, "backlot.plan")


def test_a_rehearsal_broken_off_shows_what_was_spoken_and_may_be_forgotten(
    visit: StartVisit, server: Server
) -> None:
    """On a phone, by keys: the rows fit, and the plan is left as it is."""
    seen = visit("/view?mode=present", server=server, viewport=PHONE, has_touch=True)
    seen.page.clock.install()
    page = choose(seen, start="present.rehearse")
    speak(page, SPOKEN[:2])
    table = end(seen)
    expect(table.get_by_role("row")).to_have_count(2 + 2)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name=seen.say("rehearse.leave"), exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=seen.say("present.choose"), exact=True)).to_be_visible()
    assert page.evaluate("localStorage.getItem('backlot.proposal')") is None
    page.reload()
    expect(page.get_by_role("heading", name=seen.say("present.choose"), exact=True)).to_be_visible()


@pytest.mark.parametrize("viewport", [TABLET, PHONE], ids=["tablet", "phone"])
def test_two_places_are_presented_without_a_plan(
    viewport: dict[str, int], visit: StartVisit, server: Server
) -> None:
    """Found by name, put in order, still there after a reload."""
    seen = visit("/view?mode=present", server=server, viewport=viewport, has_touch=True)
    page = seen.page
    page.get_by_role("button", name=re.compile(re.escape(seen.say("pick.title")))).tap()
    for name in NAMES[:2]:
        page.get_by_role("combobox", name=seen.say("pick.add"), exact=True).fill(name)
        page.get_by_role("listbox").get_by_role("option").first.tap()
    page.get_by_role("button", name=seen.say("pick.earlier", name=NAMES[1]), exact=True).tap()
    page.reload()
    rows = page.locator(".pick-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(NAMES[1])
    page.get_by_role("button", name=seen.say("pick.go", n=2), exact=True).tap()
    begin(seen, start="present.start")
    for name in (NAMES[1], NAMES[0]):
        page.locator(".bar-next").tap()
        expect(page.get_by_role("heading", name=name, exact=True).first).to_be_visible()


def test_a_film_clip_beside_the_tour_is_shown_to_the_guests(
    visit: StartVisit, start_server: Callable[..., Server]
) -> None:
    """From the bytes kept before the start, by a tap, until the next stop."""
    server = start_server()
    seen = visit("/view?mode=present", server=server, viewport=TABLET, has_touch=True)
    film = base64.b64decode(seen.page.evaluate(FILM))
    folder = server.home / "own" / "tours" / TOUR["id"]
    folder.mkdir(parents=True)
    (folder / f"{STOPS[0]}.webm").write_bytes(film)
    page = choose(seen, start="present.start")
    page.wait_for_timeout(1_000)
    server.stop()
    page.locator(".bar-next").tap()
    page.get_by_role("button", name=seen.say("clip.show"), exact=True).tap()
    video = page.locator("video")
    expect(video).to_be_visible()
    # the page lets nobody put scripts in, so a look now and then must do
    for _ in range(50):
        if video.evaluate("video => video.currentTime") > 0.2:
            break
        page.wait_for_timeout(100)
    assert video.evaluate("video => video.currentTime") > 0.2
    page.locator(".bar-next").tap()
    expect(page.locator("video")).to_have_count(0)
    expect(page.get_by_role("button", name=seen.say("clip.show"), exact=True)).to_be_hidden()
