"""Measure presenting: a step to its picture on the screen, memory, requests, and how soon guests see it."""

from __future__ import annotations

import os
import random
import tempfile
from contextlib import ExitStack
from itertools import islice, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from backlot.bench import browser as browsers
from backlot.bench import followers
from backlot.bench.measure import Sample
from backlot.bench.report import Notes, Report, machine, tell
from backlot.bench.served import ROOT, Served
from backlot.bench.stepping import (
    TABLET,
    IdleError,
    Step,
    check_stop,
    keys_for,
    made_up_tour,
    present,
    steps_of,
    stop_after,
    tablet,
    take,
)
from backlot.catalog import load_site
from backlot.settings import shipped_geodata_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Browser, Page

__all__ = ["attempt", "import_photographs", "load", "run"]

OURS, PEER = "Backlot Map", "st.image"
PHOTOGRAPHS, PHOTOGRAPH_PX, SEED = 100, (1_600, 1_200), 1947
SHORT, LONG = 12, 200
"""Stops of the tours. One cannot plan more than 60, but present up to 1,000."""
ROUND = 2 * (SHORT - 1)
"""Steps of a round: through the short tour and back."""
PAINTED_MS_GOAL = 50.0
CALM_S, HURRIED_S = (0.2, 0.8), (0.06, 0.25)
"""Least and most time between two steps; by chance, so that they meet whatever runs meanwhile."""
MEMORY_AFTER, MEMORY_PAUSE_S = (20, 100, 500), 0.2
FLAT_SHARE_GOAL = 1.05
UNITS: MappingProxyType[str, str] = MappingProxyType(
    {"JS heap": "MB", "DOM nodes": "nodes", "event listeners": "listeners", "renderer process": "MB"}
)
KINDS = ("set", "landmark", "gate", "plaza", "station", "spot")
PACKAGES = ("streamlit", "pillow", "playwright")

_HERE = Path(__file__).parent


def run(*, rounds: int = 9) -> Report:
    """
    Run the benchmark.

    Parameters
    ----------
    rounds
        How often a tour of 12 stops is walked through and back; all photographs are seen in 9 rounds.

    Raises
    ------
    BrowserMissingError
        If there is no Chromium or no Playwright.
    """
    notes = Notes()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backlot-bench-")))
        # first, so that a missing browser is told at once
        chrome = stack.enter_context(browsers.started())
        places = import_photographs(scratch, PHOTOGRAPHS)
        app = stack.enter_context(Served(ROOT / "app.py", scratch))
        about = machine(_about(chrome), packages=PACKAGES) | load("load before")
        with Served(_HERE / "st_image_page.py", scratch) as peer:
            attempt(notes, "tours of 12 stops", lambda: _short(chrome, app, peer, places, rounds, notes))
        attempt(notes, "tour of 200 stops", lambda: _long(chrome, app, places, ROUND * rounds, notes))
        attempt(notes, "memory", lambda: _memory(chrome, app, places, notes))
        tour = made_up_tour(places, LONG)
        attempt(notes, "followers", lambda: followers.measure(chrome, app, tour, notes))
    return Report(notes.rows, notes.failures, about | load("load after"))


def _about(chrome: Browser) -> str:
    size = f"{TABLET['width']}x{TABLET['height']}"
    return f"Chromium {chrome.version}, headless, without a graphics processor, {size}"


def load(when: str) -> dict[str, str]:
    """Return how busy the machine is, where it tells (not on Windows)."""
    if not hasattr(os, "getloadavg"):
        return {}
    return {when: f"{os.getloadavg()[0]:.1f} over the last minute"}


def attempt(notes: Notes, what: str, measure: Callable[[], None]) -> None:
    """Measure something, and note when it could not be done."""
    from playwright.sync_api import Error

    tell(what)
    try:
        measure()
    except IdleError as error:
        notes.fail(f"{what}: {error}")
    except Error as error:
        notes.fail(f"{what}: {str(error).splitlines()[0]}")


# ---------------------------------------------------------------- the data


def import_photographs(scratch: Path, count: int) -> list[str]:
    """Make photographs up and import them, each of another place; return the places' ids."""
    from backlot.pictures.add import Defaults, add_files

    catalog = load_site(shipped_geodata_dir())
    places = [place.id for place in catalog.places if place.kind in KINDS][:count]
    camera = scratch / "camera"
    camera.mkdir()
    for number, (place, path) in enumerate(zip(places, _photographs(camera, count), strict=True), start=1):
        defaults = Defaults(credit="Bench", place=place)
        report = add_files([path], catalog=catalog, home=scratch / "home", defaults=defaults)
        if len(report.added) != 1:
            msg = f"{path.name} was not imported: {report}"
            raise RuntimeError(msg)
        if number % 25 == 0:
            tell(f"  imported {number} of {count}")
    return places


def _photographs(folder: Path, count: int) -> Iterator[Path]:
    """Yield made-up photographs: soft shapes with grain, no two alike."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(SEED)
    width, height = PHOTOGRAPH_PX
    grain = rng.integers(-9, 9, (height, width, 1), dtype=np.int16)
    for number in range(count):
        cells = Image.fromarray(rng.integers(0, 255, (30, 40, 3), dtype=np.uint8))
        soft = np.asarray(cells.resize(PHOTOGRAPH_PX, Image.Resampling.BICUBIC), dtype=np.int16)
        path = folder / f"{number:03}.jpg"
        Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8)).save(path, quality=88)
        yield path


# ---------------------------------------------------------------- stepping


def _walk(page: Page, stops: int, steps: int, pauses_s: tuple[float, float]) -> list[Step]:
    """Go so many steps from the first stop, by keys; return those whose picture was seen."""
    take(page)
    draw = random.Random(SEED + steps)  # noqa: S311
    for key in islice(keys_for(stops), steps):
        page.keyboard.press(key)
        page.wait_for_timeout(1_000 * draw.uniform(*pauses_s))
    page.wait_for_timeout(1_000)
    check_stop(page, stop_after(steps, stops))
    return [step for step in steps_of(take(page)) if step]


def _short(
    chrome: Browser, app: Served, peer: Served, places: list[str], rounds: int, notes: Notes
) -> None:
    """Walk through tours of 12 stops, and each time through as many photographs of the other side."""
    ours: list[Step] = []
    theirs: list[Step] = []
    faster: list[float] = []
    with tablet(chrome) as page, tablet(chrome) as other:
        other.goto(peer.origin)
        other.locator("[data-testid=stImage] img").wait_for()
        for turn in range(rounds):
            tell(f"  round {turn + 1} of {rounds}")
            present(page, app.origin, made_up_tour(places, SHORT, first=SHORT * turn))
            mine = _all_of(_walk(page, SHORT, ROUND, CALM_S), ROUND)
            its = _go_on(other, ROUND)
            faster.append(_median_screen(its) / _median_screen(mine))
            ours += mine
            theirs += its
    site = f"{SHORT} stops"
    _add_steps(notes, "next stop", site, OURS, ours, goal=PAINTED_MS_GOAL)
    _add_steps(notes, "next picture", site, PEER, theirs)
    value = _median_screen(theirs) / _median_screen(ours)
    notes.add(f"faster than {PEER}", site, OURS, "times", faster, value=value)


def _go_on(page: Page, steps: int) -> list[Step]:
    """Press the key of the other side's button, each time when the picture before has come to rest."""
    take(page)
    for _ in range(steps):
        page.keyboard.press("PageDown")
        page.wait_for_function("() => window.benchShown.isSeen()")
        page.wait_for_timeout(250)
    found = [step for step in steps_of(take(page)) if step]
    return _all_of(found, steps)


def _long(chrome: Browser, app: Served, places: list[str], steps: int, notes: Notes) -> None:
    """Walk through the tour of 200 stops, calmly and in a hurry."""
    site = f"{LONG} stops"
    with tablet(chrome) as page:
        present(page, app.origin, made_up_tour(places, LONG))
        calm = _all_of(_walk(page, LONG, steps, CALM_S), steps)
        _add_steps(notes, "next stop", site, OURS, calm, goal=PAINTED_MS_GOAL)
        present(page, app.origin, made_up_tour(places, LONG))
        # who presses on before a picture is there does not see it
        hurried = _walk(page, LONG, steps, HURRIED_S)
        _add_steps(notes, "next stop in a hurry", site, OURS, hurried)


def _all_of(steps: list[Step], expected: int) -> list[Step]:
    if len(steps) != expected:
        msg = f"{expected} steps brought {len(steps)} pictures"
        raise IdleError(msg)
    return steps


def _median_screen(steps: Sequence[Step]) -> float:
    return Sample.of([step.screen for step in steps]).median


def _add_steps(
    notes: Notes, what: str, site: str, side: str, steps: Sequence[Step], *, goal: float | None = None
) -> None:
    notes.add(f"{what}, on the screen", site, side, "ms", [step.screen for step in steps], goal=goal)
    notes.add(f"{what}, drawn", site, side, "ms", [step.drawn for step in steps])
    marked = [step.marked for step in steps if step.marked is not None]
    if marked:
        notes.add(f"{what}, the viewer's mark", site, side, "ms", marked)
    notes.add(f"{what}, key heard", site, side, "ms", [step.heard for step in steps])
    notes.add(f"{what}, slowest on the screen", site, side, "ms", [max(step.screen for step in steps)])


# ---------------------------------------------------------------- memory and network


def _memory(chrome: Browser, app: Served, places: list[str], notes: Notes) -> None:
    """Walk 500 steps; note memory at the first stop after some of them, and what the network was asked."""
    site = f"{LONG} stops"
    # without the probe, which keeps notes of its own
    with tablet(chrome, probed=False) as page:
        present(page, app.origin, made_up_tour(places, LONG))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        meter = _Meter(chrome, page)
        found: dict[int, dict[str, float]] = {}
        for before, after in pairwise([0, *MEMORY_AFTER]):
            for key in islice(keys_for(LONG), after - before):
                page.keyboard.press(key)
                page.wait_for_timeout(1_000 * MEMORY_PAUSE_S)
            check_stop(page, stop_after(after - before, LONG))
            # always at the first stop, so that like is compared with like
            page.keyboard.press("Home")
            page.wait_for_timeout(1_500)
            check_stop(page, 1)
            found[after] = meter.read()
    first, *_, last = MEMORY_AFTER
    for name, unit in UNITS.items():
        for after in MEMORY_AFTER:
            if name in found[after]:
                notes.add(f"{name} after {after} steps", site, OURS, unit, [found[after][name]])
    for name in ("JS heap", "DOM nodes"):
        grown = found[last][name] / found[first][name]
        notes.add(f"{name}, {last} steps to {first}", site, OURS, "times", [grown], goal=FLAT_SHARE_GOAL)
    outside = [address for address in asked if not address.startswith(("blob:", "data:"))]
    notes.add(f"requests in {last} steps", site, OURS, "requests", [len(outside)], goal=0.0)


class _Meter:
    """Read how much memory a page takes."""

    def __init__(self, chrome: Browser, page: Page) -> None:
        self._page = page.context.new_cdp_session(page)
        self._page.send("Performance.enable")
        self._browser = chrome.new_browser_cdp_session()

    def read(self) -> dict[str, float]:
        """Return what is in use after what is in use no more was let go."""
        self._page.send("HeapProfiler.collectGarbage")
        told = self._page.send("Performance.getMetrics")["metrics"]
        metrics = {each["name"]: each["value"] for each in told}
        found = {
            "JS heap": metrics["JSHeapUsedSize"] / 1e6,
            "DOM nodes": metrics["Nodes"],
            "event listeners": metrics["JSEventListeners"],
        }
        resident = self._resident_mb()
        return found if resident is None else found | {"renderer process": resident}

    def _resident_mb(self) -> float | None:
        """Return what the busiest renderer has in memory, where the system tells (Linux)."""
        processes = self._browser.send("SystemInfo.getProcessInfo")["processInfo"]
        renderers = [each for each in processes if each["type"] == "renderer"]
        busiest = max(renderers, key=lambda each: each["cpuTime"])
        status = Path(f"/proc/{busiest['id']}/status")
        if not status.exists():
            return None
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))
