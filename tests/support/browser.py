"""A browser that reaches nothing but the server under test, and an eye on what goes wrong in it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from backlot import lang
from backlot.viewer import THEMES
from tests.support import tools

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Frame,
        FrameLocator,
        Locator,
        Page,
        Playwright,
    )

ARGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-first-run",
    "--no-proxy-server",
)
INLINE = ("data:", "blob:", "about:")

# Streamlit asks a cold deep link for these at the wrong address first, and says so itself
COLD_404 = re.compile(r"http://127\.0\.0\.1:\d+/[\w-]+/_stcore/(health|host-config)$")

FRAME = "iframe[src*='/view/']"
MAP_ALONE = "/view"
"""Address of the map as a page of its own, for what has nothing to do with Streamlit."""

TIMEOUT_MS = 10_000
LOAD_MS = 40_000

# where on the screen a shape itself, and nothing on top of it, can be clicked; off its edge where it can be
_FREE_POINT = """selector => {
  let edge = null;
  for (const shape of document.querySelectorAll(selector)) {
    const box = shape.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const isOn = (x, y) => shape.contains(document.elementFromPoint(x, y));
    for (let n = 0; n < 400; n++) {
      const x = box.x + box.width * ((n % 20) + 0.5) / 20;
      const y = box.y + box.height * (Math.floor(n / 20) + 0.5) / 20;
      if (!isOn(x, y)) continue;
      edge ??= {x, y};
      if (isOn(x - 4, y) && isOn(x + 4, y) && isOn(x, y - 4) && isOn(x, y + 4)) return {x, y};
    }
  }
  return edge;
}"""

_LANES = (
    "() => [...document.querySelectorAll('.leaflet-interactive[data-lane-id]')]"
    ".map((lane) => lane.dataset.laneId)"
)

_STILL = """() => new Promise((done) => {
  let before = '';
  const look = () => {
    const now = `${window.backlot.map.getCenter()} ${window.backlot.map.getZoom()}`;
    if (now === before) return done();
    before = now;
    setTimeout(look, 120);
  };
  look();
})"""


def launch(playwright: Playwright) -> Browser:
    """Start the machine's Chromium without a window."""
    path = tools.chromium()
    if path is None:
        raise RuntimeError("Chromium is missing: run `make test`, which installs or names it")
    args = [*ARGS, "--no-sandbox"] if os.geteuid() == 0 else [*ARGS]
    return playwright.chromium.launch(executable_path=path, args=args)


class Watch:
    """Collect what must not happen: outside requests, page errors, console errors."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.problems: list[str] = []
        self.expected_status: set[int] = set()
        self._host = urlsplit(origin).netloc
        context.on("request", lambda request: self._request(request.url))
        context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))
        context.on("console", self._console)
        context.on("page", lambda page: page.on("websocket", lambda socket: self._request(socket.url)))

    def _request(self, url: str) -> None:
        if not url.startswith(INLINE) and urlsplit(url).netloc != self._host:
            self.problems.append(f"outside request: {url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        url = message.location.get("url", "")
        if "404" in message.text and COLD_404.match(url):
            return
        if any(f"status of {status} " in message.text for status in self.expected_status):
            return
        self.problems.append(f"console error: {message.text} ({url})")


class Visit:
    """One person's visit: a page of the app, and the map in its frame."""

    def __init__(self, page: Page, watch: Watch, origin: str, language: str) -> None:
        self.page = page
        self._watch = watch
        self.origin = origin
        self.language = language
        self.alone = False

    def say(self, key: str, **values: object) -> str:
        """Return a string of the app in the language of this visit."""
        return lang.say(self.language, key, **values)

    def go(self, path: str) -> Visit:
        """Open an address of the app and wait until the map, where there is one, is ready."""
        self.page.goto(self.origin + path)
        self.alone = urlsplit(path).path == MAP_ALONE
        if self.alone or urlsplit(path).path == "/":
            self.map_ready()
        return self

    def paper(self, theme: str) -> str:
        """Return the colour of the paper in a theme, as a browser computes it."""
        red, green, blue = bytes.fromhex(str(THEMES[theme]["paper"]).lstrip("#"))
        return f"rgb({red}, {green}, {blue})"

    def map_ready(self) -> None:
        """Wait for the map."""
        self.viewer.locator("html.ready").wait_for(state="attached", timeout=LOAD_MS)

    def expect_status(self, status: int) -> None:
        """Let the server answer with this status, which the browser reports as an error."""
        self._watch.expected_status.add(status)

    # ---------------------------------------------------------------- the map and what lies over it

    @property
    def viewer(self) -> FrameLocator | Page:
        """The map, to find things in: a frame of the page, or the page itself."""
        return self.page if self.alone else self.page.frame_locator(FRAME)

    @property
    def frame(self) -> Frame:
        """The map, to ask it things."""
        frame = self.page.main_frame if self.alone else self.page.frame(url=re.compile(r"/view/"))
        assert frame is not None
        return frame

    @property
    def sheet(self) -> Locator:
        """The sheet that says what one looks at."""
        return self.viewer.get_by_role("complementary")

    @property
    def title(self) -> Locator:
        """The heading of the sheet."""
        return self.sheet.get_by_role("heading", level=2)

    @property
    def search(self) -> Locator:
        """The search field."""
        return self.viewer.get_by_role("combobox", name=self.say("search.label"))

    @property
    def options(self) -> Locator:
        """The suggestions below the search field."""
        return self.viewer.get_by_role("listbox").get_by_role("option")

    def button(self, key: str, **values: object) -> Locator:
        """Return the button of the map that carries a string of the app."""
        return self.viewer.get_by_role("button", name=self.say(key, **values), exact=True)

    def on_map(self, name: str) -> Locator:
        """Return the place on the map itself that has this accessible name."""
        return self.viewer.locator(".leaflet-container").get_by_role("button", name=name, exact=True)

    def tap(self, place_id: str) -> None:
        """Click a place on the map where it shows, as a hand would."""
        self._poke(*self.point_on(place_id))

    def tap_lane(self) -> str:
        """Click some lane where it shows; return its name."""
        lanes: list[str] = self.frame.evaluate(_LANES)
        for lane in lanes:
            point = self.frame.evaluate(_FREE_POINT, f'[data-lane-id="{lane}"]')
            if point:
                self._poke(*self._on_screen(point))
                name: str = self.frame.evaluate(
                    "(id) => window.backlotApp.nameOf(window.backlotApp.basemap.get(id))", lane
                )
                return name
        raise AssertionError("no lane can be clicked anywhere on the map")

    def point_on(self, place_id: str) -> tuple[float, float]:
        """Return a point of the screen where a place on the map, and nothing on top of it, is hit."""
        self.settle()
        point = self.frame.evaluate(_FREE_POINT, f'.leaflet-container [data-place-id="{place_id}"]')
        assert point, f"{place_id} cannot be clicked anywhere on the map"
        return self._on_screen(point)

    def _on_screen(self, point: dict[str, float]) -> tuple[float, float]:
        box = self.page.locator("body" if self.alone else FRAME).bounding_box()
        assert box is not None
        return box["x"] + point["x"], box["y"] + point["y"]

    def _poke(self, x: float, y: float) -> None:
        touch = self.page.evaluate("navigator.maxTouchPoints > 0")
        (self.page.touchscreen.tap if touch else self.page.mouse.click)(x, y)

    def camera(self) -> dict[str, float]:
        """Return where the map looks: latitude, longitude, zoom."""
        seen: dict[str, Any] = self.frame.evaluate(
            "() => { const {map} = window.backlot, c = map.getCenter();"
            " return {lat: c.lat, lon: c.lng, zoom: map.getZoom()}; }"
        )
        return {name: round(value, 5) for name, value in seen.items()}

    def settle(self) -> None:
        """Wait until the map stands still."""
        self.frame.evaluate(_STILL)

    def query(self) -> dict[str, str]:
        """Return the query of the page's address."""
        # the address follows once the hand rests
        before = ""
        while before != self.page.url:
            before = self.page.url
            self.page.wait_for_timeout(250)
        pairs = self.page.evaluate("[...new URLSearchParams(location.search)]")
        return dict(pairs)
