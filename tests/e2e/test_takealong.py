"""What is taken along works alone: from a disk, in two browsers, and from a folder whose host is gone."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from backlot import lang
from backlot.takeaway.folder import write_folder
from backlot.takeaway.onefile import to_html
from tests.support import sites
from tests.support.browser import INLINE, LOAD_MS, TIMEOUT_MS
from tests.support.firefox import Firefox, firefox
from tests.takeaway.made import material

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, ViewportSize

TOUR = json.loads((sites.SHIPPED / "tours" / "studio-90-minutes.json").read_text(encoding="utf-8"))
STOPS = [stop["id"] for stop in TOUR["stops"]]
NAMES = {code: [sites.features()[each][f"name:{code}"] for each in STOPS] for code in ("en", "ko")}
TABLET: ViewportSize = {"width": 1180, "height": 820}
PAGE_DOWN = "\ue00f"


def say(key: str, **values: object) -> str:
    """Return a string of the viewer in English."""
    return lang.say("en", key, **values)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with the shipped tour, as a guide would put it on a stick."""
    path = tmp_path_factory.mktemp("stick") / "관람 90 minutes.html"
    path.write_bytes(to_html(material("tour", notes=True)))
    return path


class Alone:
    """A page that may ask for nothing but what it was opened from."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("request", lambda request: self._asked(request.url, origin))
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"[:400]))
        page.on("console", lambda said: self._said(said.type, said.text))

    def _asked(self, url: str, origin: str) -> None:
        if not url.startswith((*INLINE, origin)):
            self.problems.append(f"request: {url[:200]}")

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.problems.append(f"console error: {text[:400]}")

    def ready(self) -> None:
        """Wait for the map."""
        self.page.locator("html.ready").wait_for(state="attached", timeout=LOAD_MS)


@pytest.fixture
def alone(chromium: Browser, file: Path) -> Iterator[Alone]:
    """Open the file from disk, with the network off; nothing may go wrong meanwhile."""
    profile = chromium.new_context(viewport=TABLET, locale="en-GB", color_scheme="light", offline=True)
    profile.set_default_timeout(TIMEOUT_MS)
    opened = Alone(profile.new_page(), file.as_uri())
    opened.page.goto(file.as_uri())
    opened.ready()
    yield opened
    profile.close()
    assert [] == opened.problems


def test_the_file_is_searched_planned_and_presented_in_chromium(alone: Alone) -> None:
    """In Hangul; with a set closed; to the last stop, through a reload."""
    page = alone.page
    search = page.get_by_role("combobox", name=say("search.label"))
    search.fill("고대")
    page.get_by_role("listbox").get_by_role("option").first.click()
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_contain_text(
        "Ancient Korea"
    )

    page.get_by_role("button", name=say("pack.mode.plan"), exact=True).click()
    page.get_by_role("button", name=re.compile(re.escape(TOUR["name"]["en"]))).first.click()
    expect(page.locator(".plan-item")).to_have_count(len(STOPS))
    before = page.locator(".result-line").inner_text()
    page.locator("summary", has_text=say("plan.plan-b")).click()
    page.get_by_role("group", name=say("plan.closed")).get_by_text("Europe", exact=True).click()
    expect(page.locator(".passed-over").first).to_be_visible()
    assert before != page.locator(".result-line").inner_text()

    page.get_by_role("button", name=say("pack.mode.present"), exact=True).click()
    page.get_by_role("button", name=re.compile(re.escape(TOUR["name"]["en"]))).last.click()
    expect(page.get_by_text(say("present.ready"), exact=True)).to_be_visible(timeout=30_000)
    page.get_by_role("button", name=say("present.start"), exact=True).click()
    shown = page.locator("main.present")
    for number, name in enumerate(NAMES["en"], start=1):
        page.keyboard.press("PageDown")
        expect(shown).to_contain_text(name)
        if number == 4:
            page.reload()
            expect(shown).to_contain_text(name, timeout=LOAD_MS)


def test_the_file_is_searched_planned_and_presented_in_firefox(file: Path, tmp_path: Path) -> None:
    """The other engine reads the same file."""
    with firefox(tmp_path / "profile") as browser:
        browser.size(**TABLET)
        browser.open(file.as_uri())
        browser.wait("document.documentElement.classList.contains('ready')")
        _search(browser)
        _close_a_set(browser)
        _present(browser)
        assert [] == [url for url in browser.asked if not url.startswith((*INLINE, file.as_uri()))]
        assert [] == browser.errors


def _search(browser: Firefox) -> None:
    browser.click("[role=combobox]")
    browser.keys("고", "대")
    browser.wait("document.querySelector('[role=option]')")
    browser.click("[role=option]")
    browser.wait("document.querySelector('.sheet-title')?.textContent.includes('Ancient Korea')")


def _close_a_set(browser: Firefox) -> None:
    browser.click(".pack-modes [data-mode=plan]")
    browser.wait("document.querySelector('.plan .tour-row .row')")
    browser.click(".plan .tour-row .row")
    browser.wait(f"document.querySelectorAll('.plan-item').length === {len(STOPS)}")
    end = browser.run("backlotApp.planning.itinerary.timetable.end_s")
    browser.run(f"backlotApp.planning.close({json.dumps(STOPS[1])}, true)")
    browser.wait("document.querySelector('.passed-over')")
    assert end > browser.run("backlotApp.planning.itinerary.timetable.end_s")


def _present(browser: Firefox) -> None:
    name = json.dumps(TOUR["name"]["en"])
    rows = "[...document.querySelectorAll('.ready-tour')]"
    browser.click(".pack-modes [data-mode=present]")
    browser.wait("document.querySelectorAll('.ready-tour').length > 1")
    browser.run(f"{rows}.findLast((each) => each.textContent.includes({name})).click()")
    browser.wait("document.querySelector('.ready-light.is-ready')", timeout_s=30)
    browser.click(".ready-start .primary")
    for number, stop in enumerate(NAMES["en"], start=1):
        browser.wait("document.querySelector('main.present')")
        browser.keys(PAGE_DOWN)
        shown = f"document.querySelector('main.present')?.textContent.includes({json.dumps(stop)})"
        browser.wait(shown)
        if number == 4:
            browser.reload()
            browser.wait(shown)


# ---------------------------------------------------------------- the folder


class _Host(http.server.ThreadingHTTPServer):
    """A plain static host."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                return

        super().__init__(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server_port}/"

    def stop(self) -> None:
        """Close the port."""
        self.shutdown()
        self.server_close()


def test_a_folder_opens_with_its_host_gone(chromium: Browser, tmp_path: Path) -> None:
    """Served once, then the host stops: reloaded whole, with pictures, and presented."""
    write_folder(tmp_path / "map", material("tour"))
    host = _Host(tmp_path / "map")
    profile = chromium.new_context(viewport=TABLET, locale="en-GB")
    profile.set_default_timeout(TIMEOUT_MS)
    opened = Alone(profile.new_page(), host.address)
    page = opened.page
    page.goto(host.address)
    opened.ready()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.evaluate(
        "caches.keys().then(async (names) => { while (!navigator.serviceWorker.controller)"
        " await new Promise((done) => setTimeout(done, 50)); return names; })"
    )
    host.stop()
    page.reload()
    opened.ready()
    page.get_by_role("button", name=say("pack.mode.present"), exact=True).click()
    page.get_by_role("button", name=re.compile(re.escape(TOUR["name"]["en"]))).last.click()
    expect(page.get_by_text(say("present.ready"), exact=True)).to_be_visible(timeout=30_000)
    page.get_by_role("button", name=say("present.start"), exact=True).click()
    page.keyboard.press("PageDown")
    expect(page.locator("main.present")).to_contain_text(NAMES["en"][0])
    expect(page.locator(".guest-pictures img").first).to_be_visible()
    assert 0 < page.locator(".guest-pictures img").first.evaluate("image => image.naturalWidth")
    assert [] == opened.problems
    profile.close()
