"""Measure what is taken along: how large it is, how long it takes to make, how soon it opens alone."""

from __future__ import annotations

import base64
import functools
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from backlot.bench import browser as browsers
from backlot.bench.present import attempt, import_photographs, load
from backlot.bench.report import Notes, Report, machine, tell
from backlot.bench.served import ROOT
from backlot.bench.stepping import IdleError
from backlot.catalog import load_site
from backlot.pictures import Library, load_library
from backlot.pictures.sizes import LIMITS
from backlot.settings import shipped_geodata_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import Browser

    from backlot.catalog import Catalog

__all__ = ["run"]

OURS, PEER = "Backlot Map", "folium, saved"
PHOTOGRAPHS, BUILDS = 100, 5
MORE = 1.25
"""Bytes that one byte of a photograph takes when it is written as letters."""
BUILD_S_GOAL, BUILD_MB_GOAL = 5.0, 300.0
OPEN_MS_GOAL = 500.0
SETTLED_S, UNDISTURBED_S = 1.0, 2.0
"""How long a browser has been open before, and how long a page is left alone: a question would slow it."""
MARK = {OURS: "backlot-ready", PEER: "bench-ready"}
PACKAGES = ("folium", "pillow", "playwright")


class Kind(NamedTuple):
    """One file to make: the view or the whole, its photographs, and the most bytes it should have."""

    scope: str
    photographs: str
    goal: int

    @property
    def site(self) -> str:
        """What the table says it is."""
        scope = "whole atlas" if self.scope == "atlas" else f"{self.scope} only"
        return f"{scope}, {PHOTOGRAPHS} photographs" if self.photographs != "none" else scope


STUDIO = Kind("studio", "none", 600_000)
ATLAS = Kind("atlas", "none", 1_200_000)
ILLUSTRATED = Kind("atlas", "stop", 20_000_000)
KINDS = (STUDIO, ATLAS, ILLUSTRATED)

# a process of its own, as the command line is one: loading the program and the files counts too
_BUILD = """
import json, sys, time
from pathlib import Path
scope, photographs, form, out, began = *sys.argv[1:5], float(sys.argv[5])
from backlot.catalog import load_site
from backlot.films import load_films
from backlot.pictures import load_library
from backlot.settings import geodata_dir, home_dir
from backlot.takeaway.folder import write_folder
from backlot.takeaway.make import make
from backlot.takeaway.material import Choice, gather
from backlot.takeaway.write import write_file
from backlot.tours import load_tours
from backlot.walks.network import load_network

def most_mb():
    # what the system remembers of this program alone; getrusage knows of whoever started it as well
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = status.read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM:"))

catalog = load_site(geodata_dir())
library = load_library(geodata_dir(), home_dir(), catalog)
network, tours = load_network(catalog), tuple(load_tours(geodata_dir(), home_dir()).tours)
loaded = time.time()
films = load_films(geodata_dir(), catalog)
material = gather(Choice(scope, photographs), catalog, library, network, tours, films)
if form == "web":
    write_folder(Path(out), material)
else:
    write_file(Path(out), make(form, material).data)
ended = time.time()
print(json.dumps({"build_s": ended - loaded, "all_s": ended - began, "mb": most_mb()}))
"""

_LOOK = """(() => {
  const marks = performance.getEntriesByType("mark");
  const asked = performance.getEntriesByType("resource").map((each) => each.name);
  return {
    origin: location.origin,
    marks: Object.fromEntries(marks.map((each) => [each.name, each.startTime])),
    drawn: document.querySelectorAll("path.leaflet-interactive").length,
    photographs: window.backlotPack?.stored.length ?? null,
    outside: asked.filter((name) => /^https?:/.test(name) && !name.startsWith(location.origin)),
  };
})()"""
_KEPT = "navigator.serviceWorker.ready.then(() => true)"


def run(*, repeats: int = 9) -> Report:
    """
    Run the benchmark.

    Parameters
    ----------
    repeats
        How often each file, and the folder, is opened.

    Raises
    ------
    BrowserMissingError
        If there is no Chromium or no Playwright.
    """
    notes = Notes()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backlot-bench-")))
        # first, so that a missing browser is told at once; it idles until it is needed
        chrome = stack.enter_context(browsers.started())
        about = machine(_about(chrome), packages=PACKAGES)
        tell(f"{PHOTOGRAPHS} photographs")
        places = import_photographs(scratch, PHOTOGRAPHS)
        about |= load("load before")
        library = _library(scratch)
        files_of: dict[tuple[str, str], Path] = {}
        for kind in KINDS:
            path = files_of[kind.site, OURS] = scratch / f"{kind.site}.html"
            attempt(notes, f"build, {kind.site}", functools.partial(_builds, kind, path, scratch, notes))
        most = functools.partial(
            largest, files_of[ILLUSTRATED.site, OURS], _photographs_bytes(library), notes
        )
        attempt(notes, "size at most", most)
        files_of |= _peers(scratch, places, library, notes)
        tabs = Tabs(chrome)
        attempt(notes, "opened from disk", lambda: _opens(tabs, files_of, repeats, notes))
        attempt(notes, "folder", lambda: _folder(tabs, scratch, repeats, notes))
    return Report(notes.rows, notes.failures, about | load("load after"))


def _about(chrome: Browser) -> str:
    size = f"{browsers.SIZE['width']}x{browsers.SIZE['height']}"
    return f"Chromium {chrome.version}, headless, without a graphics processor, {size}"


# ---------------------------------------------------------------- size, time, memory


def _builds(kind: Kind, path: Path, scratch: Path, notes: Notes) -> None:
    """Make a file some times; note its size, how long it took, and the most memory."""
    times = BUILDS if kind == ILLUSTRATED else 1
    found = [build(kind, "html", path, scratch) for _ in range(times)]
    notes.add("size", kind.site, OURS, "bytes", [path.stat().st_size], goal=kind.goal)
    if kind != ILLUSTRATED:
        return
    notes.add("build", kind.site, OURS, "s", [each["build_s"] for each in found], goal=BUILD_S_GOAL)
    whole = [each["all_s"] for each in found]
    notes.add("build, from starting Python on", kind.site, OURS, "s", whole, goal=BUILD_S_GOAL)
    most = [each["mb"] for each in found if each["mb"] is not None]
    if most:
        notes.add("build, memory at most", kind.site, OURS, "MB", most, goal=BUILD_MB_GOAL)


def build(kind: Kind, form: str, path: Path, scratch: Path) -> dict[str, Any]:
    """
    Make a file or a folder in a process of its own.

    Returns
    -------
    dict
        `build_s` from the loaded data to the written file, `all_s` from the start of the process, and the
        most memory, `mb`; None where the system does not tell.

    Raises
    ------
    IdleError
        If it was not made.
    """
    arguments = [kind.scope, kind.photographs, form, str(path), repr(time.time())]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _BUILD, *arguments],
        cwd=ROOT,
        env=os.environ | {"BACKLOT_HOME": str(scratch / "home"), "BACKLOT_GEODATA": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise IdleError(done.stderr.strip().splitlines()[-1])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _library(scratch: Path) -> Library:
    folder = shipped_geodata_dir()
    return load_library(folder, scratch / "home", load_site(folder))


def largest(path: Path, photographs_bytes: int, notes: Notes) -> None:
    """
    Note what a file would come to if every photograph had the most bytes one may have.

    Parameters
    ----------
    path
        The file with photographs.
    photographs_bytes
        What the photographs in it come to, before they are written as letters.
    notes
        Where to.

    Raises
    ------
    IdleError
        If there is no file.
    """
    if not path.exists():
        msg = "there is no file with photographs"
        raise IdleError(msg)
    site = ILLUSTRATED.site
    notes.add("photographs, in two sizes", site, "import", "bytes", [photographs_bytes])
    allowed = PHOTOGRAPHS * sum(LIMITS[size][1] for size in ("thumb", "stop"))
    most = path.stat().st_size + MORE * (allowed - photographs_bytes)
    notes.add("size, each as large as it may be", site, OURS, "bytes", [most], goal=ILLUSTRATED.goal)


def _photographs_bytes(library: Library) -> int:
    ends = ("-thumb.jpg", "-stop.jpg")
    return sum(size for name, size in library.sizes.items() if name.endswith(ends))


# ---------------------------------------------------------------- what one would take instead


def _peers(
    scratch: Path, places: Sequence[str], library: Library, notes: Notes
) -> dict[tuple[str, str], Path]:
    """Save folium's own map of the same places; note its size and what it asks a network for."""
    catalog = load_site(shipped_geodata_dir())
    made: dict[tuple[str, str], Path] = {}
    for kind, shown in ((ATLAS, ()), (ILLUSTRATED, places)):
        tell(f"{PEER}: {kind.site}")
        photographs = {place: _stop_photograph(library, place) for place in shown}
        path = scratch / f"{PEER} {kind.site}.html"
        path.write_text(peer_page(catalog, photographs), encoding="utf-8")
        notes.add("size", kind.site, PEER, "bytes", [path.stat().st_size])
        made[kind.site, PEER] = path
    return made


def _stop_photograph(library: Library, place: str) -> bytes:
    picture = next(each for each in library.of(place) if each.kind != "illustration")
    found = library.open(library.name(picture, "stop"))
    if found is None:
        msg = f"the photograph of {place} is gone"
        raise IdleError(msg)
    return found[0]


def peer_page(catalog: Catalog, photographs: Mapping[str, bytes]) -> str:
    """
    Return a map as folium saves it, lean and able to open alone.

    It has one `GeoJson` for all there is to see and one popup for all places, photographs in it as base 64.
    Leaflet, which folium takes from a CDN, is put in; jQuery, Bootstrap and icons, which it needs none of,
    are left out. Saved as it is, folium's page asks a network for all of them and offline shows nothing.
    """
    # what the viewer draws with as well
    import folium
    import shapely

    shown = folium.Map(tiles=None)
    # the names are the library's own
    shown.default_js = []
    shown.default_css = []
    view = catalog.site.views[0]
    west, south, east, north = view.bounds
    shown.fit_bounds([(south, west), (north, east)])
    around = [_feature(shapely.to_geojson(each.geometry), {}) for each in catalog.features]
    folium.GeoJson({"type": "FeatureCollection", "features": around}).add_to(shown)
    features = [
        _feature(shapely.to_geojson(each.geometry), _said(each.names["en"], photographs.get(each.id)))
        for each in catalog.places
    ]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=5),
        popup=folium.GeoJsonPopup(fields=["name", "photograph"], labels=False),
    ).add_to(shown)
    page = shown.get_root().render()
    head = f"<style>{_leaflet('leaflet.css')}</style><script>{_leaflet('leaflet.js')}</script>"
    tail = f'<script>performance.mark("{MARK[PEER]}");</script>'
    return page.replace("<head>", f"<head>{head}", 1).replace("</html>", f"{tail}</html>", 1)


def _feature(geometry: str, properties: dict[str, str]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": json.loads(geometry), "properties": properties}


def _said(name: str, photograph: bytes | None) -> dict[str, str]:
    if photograph is None:
        return {"name": name, "photograph": ""}
    inline = base64.b64encode(photograph).decode()
    return {"name": name, "photograph": f'<img width="280" src="data:image/jpeg;base64,{inline}">'}


def _leaflet(name: str) -> str:
    return files("xstatic.pkg.leaflet").joinpath("data", name).read_text(encoding="utf-8")


# ---------------------------------------------------------------- opening


class Tabs:
    """
    Open addresses as a double click does: nobody listens in until the page has been left alone for a while.

    A tool that follows the network keeps a copy of all that is loaded, which takes longer the larger it is.
    """

    def __init__(self, chrome: Browser) -> None:
        self._browser = chrome.new_browser_cdp_session()
        self._browser.on("Target.receivedMessageFromTarget", self._receive)
        self._answers: dict[int, dict[str, Any]] = {}
        self._asked = 0

    @contextmanager
    def profile(self) -> Iterator[str]:
        """Make a browser profile with nothing kept in it, and an empty tab open already."""
        made: str = self._browser.send("Target.createBrowserContext")["browserContextId"]
        try:
            self._tab(made, "about:blank")
            time.sleep(SETTLED_S)
            yield made
        finally:
            self._browser.send("Target.disposeBrowserContext", {"browserContextId": made})

    @contextmanager
    def opened(self, profile: str, address: str) -> Iterator[str]:
        """Open a tab, and close it again; it is known by its session."""
        target = self._tab(profile, address)
        time.sleep(UNDISTURBED_S)
        session: str = self._browser.send("Target.attachToTarget", {"targetId": target})["sessionId"]
        try:
            yield session
        finally:
            self._browser.send("Target.closeTarget", {"targetId": target})

    def _tab(self, profile: str, address: str) -> str:
        wanted = {"url": address, "browserContextId": profile, "newWindow": True, **browsers.SIZE}
        made: str = self._browser.send("Target.createTarget", wanted)["targetId"]
        return made

    def look(self, session: str, script: str = _LOOK) -> Any:
        """Return what an expression in the page comes to; a promise is waited for."""
        params = {"expression": script, "returnByValue": True, "awaitPromise": True}
        return self.ask(session, "Runtime.evaluate", params)["result"].get("value")

    def wait(self, session: str, mark: str) -> dict[str, Any]:
        """Return what a page shows once it has set its mark."""
        end = time.monotonic() + browsers.TIMEOUT_MS / 1000
        while time.monotonic() < end:
            found: dict[str, Any] = self.look(session)
            if mark in found["marks"]:
                return found
            time.sleep(0.25)
        msg = f"it was not ready within {browsers.TIMEOUT_MS / 1000:.0f} s"
        raise IdleError(msg)

    def ask(self, session: str, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Send a command to a tab and return its result."""
        self._asked += 1
        message = json.dumps({"id": self._asked, "method": method, "params": params})
        self._browser.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})
        end = time.monotonic() + browsers.TIMEOUT_MS / 1000
        while self._asked not in self._answers:
            if time.monotonic() > end:
                msg = f"the page did not answer {method}"
                raise IdleError(msg)
            # answers come in while another one is waited for
            self._browser.send("Browser.getVersion")
            time.sleep(0.02)
        answer = self._answers.pop(self._asked)
        if "result" not in answer:
            msg = f"{method}: {answer['error']['message']}"
            raise IdleError(msg)
        result: dict[str, Any] = answer["result"]
        return result

    def _receive(self, event: Mapping[str, Any]) -> None:
        message = json.loads(event["message"])
        if "id" in message:
            self._answers[message["id"]] = message


def _opens(tabs: Tabs, opened: Mapping[tuple[str, str], Path], repeats: int, notes: Notes) -> None:
    """Open each file in turn, round after round, the first round left out."""
    # what could not be made was told before
    order = [each for each, path in opened.items() if path.exists()]
    times: dict[tuple[str, str], list[float]] = {each: [] for each in order}
    for turn in range(repeats + 1):
        tell(f"  round {turn} of {repeats}" if turn else "  warming up")
        # the first of a round is another one each time
        for each in [*order[turn % len(order) :], *order[: turn % len(order)]]:
            taken = _open(tabs, opened[each], *each)
            if turn:
                times[each].append(taken)
    for (site, side), taken_ms in times.items():
        goal = OPEN_MS_GOAL if side == OURS else None
        notes.add("opened from disk", site, side, "ms", taken_ms, goal=goal, judged="median")


def _open(tabs: Tabs, path: Path, site: str, side: str) -> float:
    """Return milliseconds from the start of the navigation to the mark."""
    with tabs.profile() as profile, tabs.opened(profile, path.as_uri()) as session:
        found = tabs.wait(session, MARK[side])
    check_alone(found, site, side)
    return float(found["marks"][MARK[side]])


def check_alone(found: Mapping[str, Any], site: str, side: str) -> None:
    """Raise unless a page shows what it was made to show, and asked nobody else for anything."""
    if found["outside"]:
        msg = f"{side}, {site}: it asked for {found['outside'][0]}"
        raise IdleError(msg)
    if not found["drawn"]:
        msg = f"{side}, {site}: it drew nothing"
        raise IdleError(msg)
    # of each one a thumb, which lists show, and the stop size; and the page itself
    if side == OURS and site == ILLUSTRATED.site and (found["photographs"] or 0) < 2 * PHOTOGRAPHS:
        msg = f"{side}, {site}: it carries {found['photographs']} photographs in all sizes"
        raise IdleError(msg)


# ---------------------------------------------------------------- the folder


class Host(http.server.ThreadingHTTPServer):
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
        """Close the port: who asks now is refused."""
        self.shutdown()
        self.server_close()


def _folder(tabs: Tabs, scratch: Path, repeats: int, notes: Notes) -> None:
    """Visit the folder once, stop its host, and open it again and again."""
    folder = scratch / "folder"
    build(ILLUSTRATED, "web", folder, scratch)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    notes.add("size of the folder", ILLUSTRATED.site, OURS, "bytes", [size])
    host = Host(folder)
    with tabs.profile() as profile:
        try:
            with tabs.opened(profile, host.address) as session:
                visited = tabs.wait(session, MARK[OURS])["marks"][MARK[OURS]]
                tabs.look(session, _KEPT)
        finally:
            host.stop()
        notes.add("folder, the first visit", ILLUSTRATED.site, OURS, "ms", [visited])
        taken = [_revisit(tabs, profile, host.address) for _ in range(repeats)]
    notes.add(
        "folder, its host stopped",
        ILLUSTRATED.site,
        OURS,
        "ms",
        taken,
        goal=OPEN_MS_GOAL,
        judged="median",
    )


def _revisit(tabs: Tabs, profile: str, address: str) -> float:
    """Return milliseconds to the mark; the service worker was asleep, as it is the next day."""
    with tabs.opened(profile, "about:blank") as session:
        tabs.ask(session, "ServiceWorker.enable", {})
        tabs.ask(session, "ServiceWorker.stopAllWorkers", {})
    with tabs.opened(profile, address) as session:
        found = tabs.wait(session, MARK[OURS])
    check_alone(found, "the folder", OURS)
    return float(found["marks"][MARK[OURS]])
