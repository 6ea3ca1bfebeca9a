"""Drive a Chromium that reaches nothing but this machine, with a clean cache for every load."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route, ViewportSize

__all__ = ["BrowserMissingError", "RestlessError", "Wire", "chromium", "open_page", "started"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-first-run",
    "--no-proxy-server",
)
SIZE: ViewportSize = {"width": 1280, "height": 800}
TIMEOUT_MS = 60_000
REST_MS = 240_000

_RAN_TO_END = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
_PROBE = Path(__file__).parent / "probe.js"
# what folium makes of a popup needs no more of jQuery than this
_JQUERY = """window.$ = window.jQuery = (markup) => {
  const holder = document.createElement("div");
  holder.innerHTML = markup;
  return [holder.firstElementChild];
};"""


class RestlessError(RuntimeError):
    """A page went on running, or talking to its server, for longer than one waits."""


class BrowserMissingError(RuntimeError):
    """There is no Chromium, or no Playwright to drive it."""


def chromium() -> Path:
    """
    Return the Chromium to drive: `BACKLOT_CHROMIUM`, else one on the path.

    Raises
    ------
    BrowserMissingError
        If there is none.
    """
    named = os.environ.get("BACKLOT_CHROMIUM", "").strip()
    if named:
        if Path(named).is_file():
            return Path(named)
        msg = "BACKLOT_CHROMIUM names no file: let it name the program of Chromium or Google Chrome"
        raise BrowserMissingError(msg)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        msg = "Chromium is missing: install Chromium or Google Chrome, or name one in BACKLOT_CHROMIUM"
        raise BrowserMissingError(msg)
    return Path(found)


@contextmanager
def started() -> Iterator[Browser]:
    """
    Start Chromium without a window, and end it again.

    Raises
    ------
    BrowserMissingError
        If Chromium or Playwright is missing.
    """
    path = chromium()
    try:
        # only this command needs it
        from playwright.sync_api import sync_playwright
    except ImportError:
        msg = "Playwright is missing: `pip install -r requirements-dev.txt` brings it"
        raise BrowserMissingError(msg) from None
    args = [*ARGS, "--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else [*ARGS]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=args)
        try:
            yield browser
        finally:
            browser.close()


class Wire:
    """Count what crosses the WebSockets of a page, in bytes of the messages themselves."""

    def __init__(self, page: Page) -> None:
        self.sent = 0
        self.received = 0
        self.messages = 0
        page.on("websocket", self._attach)

    @property
    def total(self) -> int:
        """Bytes both ways."""
        return self.sent + self.received

    def settle(self, page: Page, *, quiet_ms: int = 400, timeout_ms: int = REST_MS) -> None:
        """Wait until nothing has crossed for a while, and no script runs: a long run may be silent."""
        for _ in range(timeout_ms // quiet_ms):
            before = self.messages
            page.wait_for_timeout(quiet_ms)
            if self.messages == before and page.evaluate(_RAN_TO_END):
                return
        msg = f"the page at {page.url} did not come to rest within {timeout_ms / 1000:.0f} s"
        raise RestlessError(msg)

    def _attach(self, socket: object) -> None:
        socket.on("framesent", self._count_sent)  # type: ignore[attr-defined]
        socket.on("framereceived", self._count_received)  # type: ignore[attr-defined]

    def _count_sent(self, payload: str | bytes) -> None:
        self.messages += 1
        self.sent += _bytes(payload)

    def _count_received(self, payload: str | bytes) -> None:
        self.messages += 1
        self.received += _bytes(payload)


@contextmanager
def open_page(
    browser: Browser, origin: str, awaits: str, *, polygons: int = 0
) -> Iterator[tuple[Page, Wire]]:
    """
    Open a page in a browser profile of its own, with nothing cached.

    Parameters
    ----------
    browser
        From `started`.
    origin
        Address of the page.
    awaits
        Which of the conditions of `probe.js` tells that it is ready.
    polygons
        Number of polygons that an `st_folium` map is to draw before it counts as drawn. With it
        the addresses folium takes Leaflet and jQuery from are answered from this machine.
    """
    context = browser.new_context(viewport=SIZE, locale="en-GB", color_scheme="light")
    try:
        context.set_default_timeout(TIMEOUT_MS)
        asked = json.dumps({"key": awaits, "polygons": polygons})
        context.add_init_script(f"window.benchAwaits = {asked};\n{_probe()}")
        if polygons:
            context.route(lambda url: urlsplit(url).hostname not in ("127.0.0.1", None), _answer)
        page = context.new_page()
        wire = Wire(page)
        page.goto(origin, wait_until="commit")
        yield page, wire
    finally:
        context.close()


def _answer(route: Route) -> None:
    """Stand in for a CDN: Leaflet as it is, a line for jQuery, nothing for what no polygon needs."""
    name = Path(urlsplit(route.request.url).path).name
    if name in ("leaflet.js", "leaflet.css"):
        kind = "text/javascript" if name.endswith(".js") else "text/css"
        route.fulfill(body=_leaflet(name), content_type=kind)
    elif name.startswith("jquery"):
        route.fulfill(body=_JQUERY, content_type="text/javascript")
    elif name.endswith(".js"):
        route.fulfill(body="", content_type="text/javascript")
    elif name.endswith(".css"):
        route.fulfill(body="", content_type="text/css")
    else:
        route.abort()


@cache
def _leaflet(name: str) -> str:
    return files("xstatic.pkg.leaflet").joinpath("data", name).read_text(encoding="utf-8")


@cache
def _probe() -> str:
    return _PROBE.read_text(encoding="utf-8")


def _bytes(payload: str | bytes) -> int:
    return len(payload.encode() if isinstance(payload, str) else payload)
