"""Measure the Explore page beside a bare Streamlit page and beside the usual `st_folium`."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlot.bench import browser as browsers
from backlot.bench.made_up import write_site
from backlot.bench.measure import Sample, ratio
from backlot.bench.report import Report, Row, machine
from backlot.bench.served import ROOT, Served
from backlot.settings import shipped_geodata_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Browser, Frame, Page

__all__ = ["SIZES", "run"]

SIZES = (0, 1_000, 10_000)
"""Sites to measure: 0 is the shipped one, else the number of polygons to make up."""

RATIO_GOAL = 1.3
RERUN_BYTES_GOAL = 5_000
SCRIPT_MS_GOAL = 10.0
OPEN_MS_GOAL = 50.0
TOGGLE_MS_GOAL = 16.0
KEY_MS_GOAL = 16.0
GOALS_UP_TO = 1_000
"""Above this number of polygons the figures are reported only."""

BARE, MAP, FOL = "bare page", "Backlot Map", "st_folium"
_AWAITS = {BARE: "bare", MAP: "map", FOL: "st_folium"}
LEAST_SETS = 8
PLACES, TOGGLES, WORDS, RERUNS = 40, 60, 10, 20

_HERE = Path(__file__).parent
_HANDS = (_HERE / "hands.js").read_text(encoding="utf-8").strip().removesuffix(";")
_CALL = f"async ([name, ...rest]) => {{ const hands = {_HANDS}; return hands[name](...rest); }}"


class IdleError(Exception):
    """A side did not do the work that was to be timed."""


@dataclass
class _Notes:
    """What is collected over a run."""

    rows: list[Row] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, what: str, site: str, side: str, unit: str, values: Sequence[float], **more: Any) -> None:
        if values:
            row = Row(what, site, side, unit, Sample.of(values), **more)
            self.rows.append(row)
            say(f"  {what}: median {row.sample.median:.2f}, p95 {row.sample.p95:.2f} {unit}")

    def fail(self, side: str, site: str, reason: str) -> None:
        self.failures.append(f"{side}, {site}: {reason}")
        say(f"  {side}, {site}: {reason}")


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


def run(*, repeats: int = 7, sizes: Sequence[int] = SIZES, sides: Sequence[str] = (MAP, FOL)) -> Report:
    """
    Run the benchmark.

    Parameters
    ----------
    repeats
        Cold loads of each page on the shipped data; larger sites are loaded fewer times.
    sizes
        Which sites, see `SIZES`.
    sides
        Which of `MAP` and `FOL` to measure; the bare page is always there.

    Raises
    ------
    BrowserMissingError
        If there is no Chromium or no Playwright.
    """
    notes = _Notes()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backlot-bench-")))
        chrome = stack.enter_context(browsers.started())
        about = machine(
            f"Chromium {chrome.version}, headless, {browsers.SIZE['width']}x{browsers.SIZE['height']}"
        )
        bare = stack.enter_context(Served(_HERE / "bare.py", scratch / "bare"))
        for size in sizes:
            folder = write_site(scratch / f"site-{size}", size) if size else shipped_geodata_dir()
            _site(chrome, bare, folder, size, scratch / f"at-{size}", repeats, sides, notes)
    return Report(notes.rows, notes.failures, about)


def _site(
    chrome: Browser,
    bare: Served,
    folder: Path,
    size: int,
    scratch: Path,
    repeats: int,
    sides: Sequence[str],
    notes: _Notes,
) -> None:
    name = f"{size:,} polygons" if size else "shipped"
    polygons = len(_areas(folder))
    loads = {0: repeats, 1_000: min(repeats, 3)}.get(size, min(repeats, 2))
    scripts = {MAP: ROOT / "app.py", FOL: _HERE / "st_folium_page.py"}
    with ExitStack() as stack:
        served = {BARE: bare}
        for side in sides:
            served[side] = stack.enter_context(
                Served(scripts[side], scratch / side.replace(" ", "-"), folder)
            )
        _loads(chrome, served, name, polygons, loads, notes)
        if MAP in served:
            _attempt(notes, MAP, name, lambda: _map(chrome, served[MAP], name, size, notes))
        if FOL in served:
            _attempt(notes, FOL, name, lambda: _fol(chrome, served[FOL], folder, name, size, notes))
        if not size:
            _attempt(notes, BARE, name, lambda: _bare(chrome, bare, name, notes))


def _attempt(notes: _Notes, side: str, site: str, measure: Callable[[], None]) -> None:
    from playwright.sync_api import Error

    say(f"{site}: {side}")
    try:
        measure()
    except (IdleError, browsers.RestlessError) as error:
        notes.fail(side, site, str(error))
    except Error as error:
        notes.fail(side, site, str(error).splitlines()[0])


# ---------------------------------------------------------------- loading


def _loads(
    chrome: Browser, served: dict[str, Served], site: str, polygons: int, repeats: int, notes: _Notes
) -> None:
    """Load each side in turn, round after round, the first round of each left out."""
    from playwright.sync_api import Error

    times: dict[str, list[float]] = {side: [] for side in served}
    bytes_: dict[str, list[float]] = {side: [] for side in served}
    order = list(served)
    for turn in range(repeats + 1):
        say(f"{site}: load {turn} of {repeats}" if turn else f"{site}: warming up")
        # the first of a round is another one each time
        for side in [*order[turn % len(order) :], *order[: turn % len(order)]]:
            try:
                taken, crossed = _load(chrome, served[side], side, polygons)
            except (IdleError, browsers.RestlessError, Error) as error:
                notes.fail(side, site, f"load: {str(error).splitlines()[0]}")
                return
            if turn:
                times[side].append(taken)
                bytes_[side].append(crossed)
    for side in served:
        notes.add("time to interactive", site, side, "ms", times[side])
    for side in served:
        if side != BARE:
            pairs = [one / other for one, other in zip(times[side], times[BARE], strict=True)]
            goal = RATIO_GOAL if side == MAP and site == "shipped" else None
            value = ratio(Sample.of(times[side]), Sample.of(times[BARE]))
            notes.add("ratio to the bare page", site, side, "times", pairs, goal=goal, value=value)
    for side in served:
        notes.add("WebSocket bytes at load", site, side, "bytes", bytes_[side])
    for side, server in served.items():
        memory = server.memory_mb()
        if memory and side != BARE:
            notes.add("server memory", site, side, "MB", [memory])


def _load(chrome: Browser, server: Served, side: str, polygons: int) -> tuple[float, int]:
    """Return milliseconds from navigation to being ready, and WebSocket bytes until all is quiet."""
    shapes = polygons if side == FOL else 0
    with browsers.open_page(chrome, server.origin, _AWAITS[side], polygons=shapes) as (page, wire):
        ready = _ready(page, page.main_frame if side == BARE else _frame(page, side))
        taken = ready - page.evaluate("performance.timeOrigin")
        wire.settle(page)
        return float(taken), wire.total


def _frame(page: Page, side: str) -> Frame:
    """Wait for the frame of a side's map."""
    part = {MAP: "/view/", FOL: "streamlit_folium.st_folium"}[side]
    until = time.monotonic() + 120
    while time.monotonic() < until:
        for frame in page.frames:
            if part in frame.url:
                return frame
        page.wait_for_timeout(10)
    msg = "no map appeared on the page"
    raise IdleError(msg)


def _ready(page: Page, frame: Frame, *, within_s: float = 180) -> float:
    """Wait until a side is ready; return when it was, by the browser's clock in milliseconds."""
    # a promise, for the viewer's policy allows no evaluated text, and polling would take time from the page
    frame.evaluate("() => { window.benchProbe.ready.then((at) => (window.benchReady = at)); }")
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        at = frame.evaluate("() => window.benchReady ?? null")
        if at is not None:
            return float(at)
        page.wait_for_timeout(250)
    msg = f"not ready within {within_s:.0f} s"
    raise IdleError(msg)


def _do(frame: Frame, name: str, *rest: object) -> Any:
    return frame.evaluate(_CALL, [name, *rest])


# ---------------------------------------------------------------- Backlot Map


def _map(chrome: Browser, server: Served, site: str, size: int, notes: _Notes) -> None:
    judged = size <= GOALS_UP_TO
    with browsers.open_page(chrome, server.origin, _AWAITS[MAP]) as (page, wire):
        frame = _frame(page, MAP)
        _ready(page, frame)
        wire.settle(page)
        _check_map(page, frame)
        say("  places")
        done = _do(frame, "mapOpen", PLACES)
        if done["wrong"] or len(done["figures"]) < min(30, PLACES):
            msg = f"opened {len(done['figures'])} places, wrongly: {done['wrong'][:3]}"
            raise IdleError(msg)
        _add_timed(
            notes, "place open", site, MAP, done["figures"], "wall_ms", OPEN_MS_GOAL if judged else None
        )
        say("  layers")
        done = _do(frame, "mapToggle", TOGGLES)
        if not done["hidden"] or not done["restored"]:
            msg = f"a switched-off layer hid {done['hidden']} shapes, restored: {done['restored']}"
            raise IdleError(msg)
        _add_timed(
            notes, "layer toggle", site, MAP, done["figures"], "busy_ms", TOGGLE_MS_GOAL if judged else None
        )
        notes.add("layer toggle, tasks over 50 ms", site, MAP, "tasks", [len(done["long"])])
        say("  search")
        done = _do(frame, "mapSearch", WORDS)
        if done["wrong"]:
            msg = f"search: {done['wrong'][:3]}"
            raise IdleError(msg)
        _add_timed(
            notes,
            "search keystroke",
            site,
            MAP,
            done["figures"],
            "busy_ms",
            KEY_MS_GOAL if judged else None,
        )
        notes.add("search, first letter of all", site, MAP, "ms", [done["first"]])
        say("  reruns")
        bytes_, runs = _reruns(page, wire, server, _language_switch(frame))
        goal = float(RERUN_BYTES_GOAL) if judged else None
        notes.add("WebSocket bytes a rerun", site, MAP, "bytes", bytes_, goal=goal)
        goal = SCRIPT_MS_GOAL if judged else None
        notes.add(
            "script a rerun", site, MAP, "ms", [one["ms"] for one in runs], goal=goal, judged="median"
        )
        notes.add("script a rerun, processor", site, MAP, "ms", [one["cpu_ms"] for one in runs])
        if frame.is_detached() or "/view/" not in frame.url:
            msg = "a rerun took the map away"
            raise IdleError(msg)


def _check_map(page: Page, frame: Frame) -> None:
    shows = _do(frame, "mapShows")
    if shows["sets"] < LEAST_SETS:
        msg = f"the map shows {shows['sets']} sets, expected {LEAST_SETS} or more"
        raise IdleError(msg)
    # one real click, as a hand would
    point = _do(frame, "pointOf", shows["area"])
    box = page.locator("iframe[src*='/view/']").bounding_box()
    if not point or not box:
        msg = f"{shows['area']} cannot be clicked anywhere on the map"
        raise IdleError(msg)
    page.mouse.click(box["x"] + point["x"], box["y"] + point["y"])
    expected = frame.evaluate("id => backlotApp.nameOf(backlotApp.places.get(id))", shows["area"])
    page.wait_for_timeout(400)
    title = _do(frame, "title")
    if title != expected:
        msg = f'a click on "{expected}" opened "{title}"'
        raise IdleError(msg)


def _language_switch(frame: Frame) -> Callable[[int], None]:
    """Return what makes the page run again: another language for all its words."""
    codes = frame.evaluate("backlotApp.languages")

    def switch(turn: int) -> None:
        frame.evaluate("code => backlotApp.prefer({lang: code})", codes[(turn + 1) % len(codes)])

    return switch


def _reruns(
    page: Page, wire: browsers.Wire, server: Served, act: Callable[[int], None], *, count: int = RERUNS
) -> tuple[list[float], list[dict[str, float]]]:
    """Make the page run again and again; return bytes over the WebSocket and notes of each run."""
    bytes_: list[float] = []
    runs: list[dict[str, float]] = []
    # the first fills caches: a language not spoken before
    for turn in range(count + 2):
        wire.settle(page, quiet_ms=200)
        known, crossed = len(server.runs()), wire.total
        act(turn)
        _await_run(page, server, known, within_s=30)
        wire.settle(page, quiet_ms=200)
        if turn >= 2:
            bytes_.append(wire.total - crossed)
            runs += server.runs()[known:]
    return bytes_, runs


def _await_run(page: Page, server: Served, known: int, *, within_s: float = 120) -> None:
    until = time.monotonic() + within_s
    while len(server.runs()) <= known:
        if time.monotonic() > until:
            msg = "the page did not run again"
            raise IdleError(msg)
        page.wait_for_timeout(20)


def _add_timed(
    notes: _Notes,
    what: str,
    site: str,
    side: str,
    figures: list[dict[str, float]],
    judged: str,
    goal: float | None,
) -> None:
    """Add what a hand waits for, judged by one of its two figures."""
    for key, label in (("busy_ms", "work"), ("wall_ms", "until drawn")):
        values = [figure[key] for figure in figures]
        notes.add(f"{what}, {label}", site, side, "ms", values, goal=goal if key == judged else None)


# ---------------------------------------------------------------- st_folium


def _fol(chrome: Browser, server: Served, folder: Path, site: str, size: int, notes: _Notes) -> None:
    polygons = len(_areas(folder))
    few = size > GOALS_UP_TO
    with browsers.open_page(chrome, server.origin, _AWAITS[FOL], polygons=polygons) as (page, wire):
        page.set_default_timeout(240_000)
        frame = _frame(page, FOL)
        _ready(page, frame)
        wire.settle(page, quiet_ms=1500)
        say("  places")
        figures, bytes_, runs = [], [], []
        count = 3 if few else 15
        for nth in range(count):
            known, crossed = len(server.runs()), wire.total
            done = _do(_frame(page, FOL), "folOpen", nth, count)
            if not done["text"]:
                msg = "a click on a polygon opened no popup"
                raise IdleError(msg)
            figures.append(done["figure"])
            # every click also makes the page run again
            _await_run(page, server, known, within_s=240)
            wire.settle(page, quiet_ms=400)
            bytes_.append(float(wire.total - crossed))
            runs += server.runs()[known:]
        _add_timed(notes, "place open", site, FOL, figures, "wall_ms", None)
        say("  layers")
        done = _do(_frame(page, FOL), "folToggle", 4 if few else 20)
        if not done["hidden"]:
            msg = "a switched-off layer hid nothing"
            raise IdleError(msg)
        _add_timed(notes, "layer toggle", site, FOL, done["figures"], "busy_ms", None)
        wire.settle(page, quiet_ms=1500)
        say("  search")
        names = [each["properties"]["name:en"] for each in _areas(folder)]
        names = names[:: max(1, len(names) // 5)]
        values = []
        for query in names[: 1 if few else 5]:
            taken = _fol_search(page, query)
            values.append(taken)
            wire.settle(page, quiet_ms=400)
        notes.add("search, a whole query", site, FOL, "ms", values)
        notes.add("WebSocket bytes a rerun", site, FOL, "bytes", bytes_)
        notes.add("script a rerun", site, FOL, "ms", [one["ms"] for one in runs])


_SEARCH = """async (query) => {
  const { frame, now } = window.benchProbe;
  const lines = () => [...document.querySelectorAll("[data-testid=stText]")];
  const found = () => lines().some((node) => node.textContent.includes(query));
  const input = document.querySelector("input[type=text]");
  await new Promise((done) => {
    input.addEventListener("keydown", (event) => event.key === "Enter" && done());
  });
  const before = now();
  while (!found()) await frame();
  return now() - before;
}"""


def _fol_search(page: Page, query: str) -> float:
    """Return milliseconds from Enter in the search field to the list that holds the query."""
    field_ = page.get_by_label("Search")
    field_.fill("")
    field_.press("Enter")
    page.wait_for_function(
        "() => ![...document.querySelectorAll('[data-testid=stText]')].some((node) => node.textContent)"
    )
    page.wait_for_timeout(1000)
    field_.fill(query)
    page.evaluate(f"query => {{ window.benchSearch = ({_SEARCH})(query); }}", query)
    field_.press("Enter")
    return float(page.evaluate("() => window.benchSearch"))


# ---------------------------------------------------------------- the bare page


def _bare(chrome: Browser, server: Served, site: str, notes: _Notes) -> None:
    with browsers.open_page(chrome, server.origin, _AWAITS[BARE]) as (page, wire):
        _ready(page, page.main_frame)
        wire.settle(page)
        bytes_, runs = _reruns(page, wire, server, lambda _: _press_r(page))
        notes.add("WebSocket bytes a rerun", site, BARE, "bytes", bytes_)
        notes.add("script a rerun", site, BARE, "ms", [one["ms"] for one in runs])


def _press_r(page: Page) -> None:
    """Press Streamlit's own key for a rerun, which it hears on the page's body only."""
    page.mouse.click(browsers.SIZE["width"] // 2, browsers.SIZE["height"] - 40)
    page.keyboard.press("r")


# ---------------------------------------------------------------- the data


@cache
def _features(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["features"])


def _areas(folder: Path) -> list[dict[str, Any]]:
    """Return what the st_folium page draws, by the same rule."""
    kinds = ("set", "building", "plaza", "landmark")
    return [
        each
        for name in ("studio.geojson", "landmarks.geojson")
        for each in _features(folder / name)
        if each["geometry"]["type"] == "Polygon" and each["properties"]["kind"] in kinds
    ]
