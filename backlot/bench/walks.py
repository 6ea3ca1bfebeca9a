"""Measure walks: their times and lines on large street graphs, loading one, orders, and the Plan page."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from backlot.bench import browser as browsers
from backlot.bench import walks_order
from backlot.bench.measure import Sample, ratio
from backlot.bench.report import Report, Row, machine
from backlot.bench.served import ROOT, Served
from backlot.bench.towns import SIZES, SOUTH_WEST, Town, make_town
from backlot.walks.network import Network, build_network, local_plane
from backlot.walks.pace import Walker
from backlot.walks.router import Router

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from playwright.sync_api import Browser, Page

    from backlot.walks.router import Leg

__all__ = ["run"]

OURS, NETWORKX, SCIPY = "Backlot Map", "networkx", "SciPy"
FASTER: MappingProxyType[str, float] = MappingProxyType({NETWORKX: 20.0, SCIPY: 3.0})
"""How many times faster a matrix should be than by others, on the graph of all vertices."""

STOPS = 30
ROUTE_SIZE, ROUTES, ROUTE_MS_GOAL = 20_000, 100, 5.0
LOAD_SIZE, LOAD_S_GOAL, LOAD_MB_GOAL = 50_000, 2.0, 200.0
LOAD_FORMS = (".osm.pbf", ".osm")
TOUR, CHANGES, CHANGE_MS_GOAL = "studio-90-minutes", 60, 100.0

# lengths of edges are rounded to centimetres: half of one an edge, over some hundred edges
TOLERANCE_S, TOLERANCE_SHARE = 0.25, 1e-4
# the metres of a map projection are longer or shorter by up to 4 in 10,000
PROJECTED_SHARE = 1e-3

PACKAGES = ("numpy", "scipy", "networkx", "osmium", "pyvrp", "shapely", "streamlit", "playwright")

# what each kind of change must change of what is seen; nothing else may change
_CHANGES: MappingProxyType[str, frozenset[str]] = MappingProxyType(
    {
        "dwell": frozenset(("tour", "times", "cards")),
        "move": frozenset(("tour", "times", "route", "cards")),
        "lock": frozenset(("tour", "cards")),
        "close": frozenset(("tour", "times", "route", "cards")),
        "pace": frozenset(("tour", "times", "cards")),
    }
)

_HANDS = (Path(__file__).parent / "plan_hands.js").read_text(encoding="utf-8").strip().removesuffix(";")
_CALL = f"async ([name, ...rest]) => {{ const hands = {_HANDS}; return hands[name](...rest); }}"

# a process of its own, so that only what it loads counts
_LOAD = """
import json, sys, time
from pathlib import Path
import numpy, osmium, pyproj, scipy.sparse.csgraph, shapely
from backlot.catalog import load_site
from backlot.settings import shipped_geodata_dir
from backlot.walks.store import read_any

def most_mb():
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = status.read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))

before_mb = most_mb()
catalog = load_site(shipped_geodata_dir())
begun = time.perf_counter()
network = read_any(Path(sys.argv[1]), catalog)
taken_s = time.perf_counter() - begun
print(json.dumps({
    "s": taken_s,
    "mb": None if before_mb is None else most_mb() - before_mb,
    "vertices": network.vertex_count,
    "nodes": len(network.nodes),
    "edges": len(network.lengths_m),
    "length_m": float(network.lengths_m.sum()),
}))
"""


class WrongWalkError(Exception):
    """A side did not find what another one found."""


@dataclass
class _Notes:
    """What is collected over a run."""

    rows: list[Row] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, what: str, site: str, side: str, unit: str, values: Sequence[float], **more: Any) -> None:
        row = Row(what, site, side, unit, Sample.of(values), **more)
        self.rows.append(row)
        _say(f"  {what}, {side}: median {row.sample.median:.2f}, p95 {row.sample.p95:.2f} {unit}")

    def fail(self, text: str) -> None:
        self.failures.append(text)
        _say(f"  {text}")


def run(*, repeats: int = 7) -> Report:
    """
    Run the benchmark.

    Parameters
    ----------
    repeats
        How often each is measured, with other stops each time.

    Raises
    ------
    BrowserMissingError
        If there is no Chromium or no Playwright.
    """
    notes = _Notes()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backlot-bench-")))
        # first, so that a missing browser is told at once; it idles until it is needed
        chrome = stack.enter_context(browsers.started())
        for size in SIZES:
            _attempt(notes, f"{size:,} vertices", partial(_graphs, size, repeats, notes))
        _attempt(notes, "loading", lambda: _loading(scratch, repeats, notes))
        _say("orders")
        rows, failures = walks_order.rows(repeats)
        notes.rows += rows
        notes.failures += failures
        _attempt(notes, "Plan page", lambda: _page(chrome, scratch, notes))
        window = f"{browsers.SIZE['width']}x{browsers.SIZE['height']}"
        about = machine(f"Chromium {chrome.version}, headless, {window}", packages=PACKAGES)
    return Report(notes.rows, notes.failures, about)


def _attempt(notes: _Notes, site: str, measure: Callable[[], None]) -> None:
    _say(site)
    try:
        measure()
    except WrongWalkError as error:
        notes.fail(f"{site}: {error}")


# ---------------------------------------------------------------- street graphs


@dataclass(frozen=True)
class _Ground:
    """A town, its network with places to go, and the graph of all its vertices."""

    town: Town
    network: Network
    vertices: dict[str, int]

    @cached_property
    def positions(self) -> list[tuple[float, float]]:
        return [*self.town.numbers]

    @cached_property
    def sparse(self) -> Any:
        from scipy.sparse import csr_array

        arcs, count = self.town.arcs(Walker().pace_kmh), len(self.town.numbers)
        return csr_array((arcs.seconds, (arcs.tails, arcs.heads)), shape=(count, count))

    @cached_property
    def digraph(self) -> Any:
        # for tests and benchmarks only
        import networkx as nx  # type: ignore[import-untyped]

        arcs = self.town.arcs(Walker().pace_kmh)
        graph = nx.DiGraph()
        graph.add_weighted_edges_from(zip(*(column.tolist() for column in arcs), strict=True))
        return graph

    def router(self, warm: Sequence[str]) -> Router:
        """Return a router that has answered once, for other places than those it is timed with."""
        router = Router(self.network, Walker())
        router.matrix(warm)
        return router


def _graphs(size: int, repeats: int, notes: _Notes) -> None:
    site = f"{size:,} vertices"
    ground = _ground(make_town(size), site, repeats, notes)
    names = [*ground.vertices]
    warm, names = names[:2], names[2:]
    shrinking = [_seconds(lambda: ground.router(warm)) * 1000 for _ in range(repeats)]
    notes.add("shrinking for a walker, at the first question", site, OURS, "ms", shrinking)
    router = ground.router(warm)
    groups = [names[STOPS * turn : STOPS * (turn + 1)] for turn in range(repeats)]
    _matrices(ground, router, groups, site, notes)
    if size == ROUTE_SIZE:
        _routes(ground, router, names[STOPS * repeats :], site, notes)


def _ground(town: Town, site: str, repeats: int, notes: _Notes) -> _Ground:
    """Contract a town's graph and choose where to go: any vertex, also amid a street."""
    content, plane = town.content, local_plane(*SOUTH_WEST)
    network = build_network(content, plane)
    building = [_seconds(lambda: build_network(content, plane)) * 1000 for _ in range(repeats)]
    if network.vertex_count != len(town.numbers):
        msg = f"{network.vertex_count} vertices came of {len(town.numbers)}"
        raise WrongWalkError(msg)
    share = float(np.mean(town.degrees == 2) * 100)
    notes.add("vertices of degree two, before contraction", site, "town", "%", [share])
    notes.add("nodes left by contraction", site, OURS, "nodes", [len(network.nodes)])
    notes.add("building and contracting", site, OURS, "ms", building)
    rng = np.random.default_rng(len(town.numbers))
    chosen = rng.permutation(len(town.numbers))[: 2 + STOPS * repeats + 2 * ROUTES]
    positions = np.array([*town.numbers])[chosen]
    # the search tree of all stretches is made with the first
    network.snap(*positions[0])
    begun = time.perf_counter()
    snaps = network.snap_all(positions)
    notes.add(f"snapping {STOPS} places", site, OURS, "ms", [_ms_since(begun) / len(chosen) * STOPS])
    vertices = {f"corner-{vertex}": int(vertex) for vertex in chosen}
    return _Ground(town, replace(network, snaps=dict(zip(vertices, snaps, strict=True))), vertices)


def _matrices(
    ground: _Ground, router: Router, groups: Sequence[Sequence[str]], site: str, notes: _Notes
) -> None:
    """Time all sides in turn on the same stops, none of them asked for before."""
    sides = _sides(ground, router, site, notes)
    times: dict[str, list[float]] = {side: [] for side in sides}
    off: list[float] = []
    order = [*sides]
    for turn, group in enumerate(groups):
        found = {}
        # the first is another one each time: whoever comes next finds the caches full of other figures
        for side in [*order[turn % len(order) :], *order[: turn % len(order)]]:
            begun = time.perf_counter()
            found[side] = sides[side](group)
            times[side].append(_ms_since(begun))
        off += [_compared(found[OURS], found[side], side) for side in sides if side != OURS]
    what = f"{STOPS}x{STOPS} matrix"
    notes.add(f"{what}, most that two sides differ", site, "all", "s", off, goal=TOLERANCE_S)
    for side in sides:
        notes.add(what, site, side, "ms", times[side])
    for side in sides:
        if side != OURS:
            pairs = [other / one for one, other in zip(times[OURS], times[side], strict=True)]
            value = ratio(Sample.of(times[side]), Sample.of(times[OURS]))
            goal = FASTER[side]
            notes.add(
                f"{what}, faster than {side}",
                site,
                OURS,
                "times",
                pairs,
                goal=goal,
                value=value,
                at_least=True,
            )


_Ask = Callable[[Sequence[str]], "NDArray[np.float64]"]


def _sides(ground: _Ground, router: Router, site: str, notes: _Notes) -> dict[str, _Ask]:
    """Return how each side is asked; the graphs of the others are built by now, as ours is."""
    sides: dict[str, _Ask] = {
        OURS: lambda group: router.matrix(group).seconds,
        SCIPY: partial(_by_scipy, ground),
        NETWORKX: partial(_by_networkx, ground),
    }
    warm = [*ground.vertices][:2]
    sides[SCIPY](warm)
    try:
        sides[NETWORKX](warm)
    except ModuleNotFoundError:
        notes.fail(f"{NETWORKX}, {site}: it is not installed: requirements-dev.txt brings it")
        del sides[NETWORKX]
    return sides


def _by_scipy(ground: _Ground, names: Sequence[str]) -> NDArray[np.float64]:
    from scipy.sparse.csgraph import dijkstra

    stops = [ground.vertices[name] for name in names]
    rows: NDArray[np.float64] = dijkstra(ground.sparse, indices=np.array(stops))
    return rows[:, stops]


def _by_networkx(ground: _Ground, names: Sequence[str]) -> NDArray[np.float64]:
    graph = ground.digraph
    # after the graph: without it there is none
    from networkx import single_source_dijkstra_path_length as reached_from

    stops = [ground.vertices[name] for name in names]
    rows = [reached_from(graph, stop) for stop in stops]
    return np.array([[row.get(stop, np.inf) for stop in stops] for row in rows])


def _compared(ours: NDArray[np.float64], theirs: NDArray[np.float64], side: str) -> float:
    """Return the most seconds by which two matrices differ; raise if it is more than rounding explains."""
    reached = np.isfinite(theirs)
    if not np.array_equal(reached, np.isfinite(ours)):
        msg = f"{side} reaches {reached.sum()} of {reached.size}, we {np.isfinite(ours).sum()}"
        raise WrongWalkError(msg)
    off = np.abs(ours[reached] - theirs[reached])
    if np.any(off > TOLERANCE_S + TOLERANCE_SHARE * theirs[reached]):
        msg = f"a walk is {off.max():.2f} s off the one {side} finds"
        raise WrongWalkError(msg)
    return float(off.max())


def _routes(ground: _Ground, router: Router, names: Sequence[str], site: str, notes: _Notes) -> None:
    """Time walks with their lines, each from a place nothing was asked of before."""
    times: list[float] = []
    points: list[float] = []
    for start, end in zip(names[:ROUTES], names[ROUTES:], strict=True):
        begun = time.perf_counter()
        leg = router.leg(start, end)
        taken = _ms_since(begun)
        expected_s = float(_by_scipy(ground, [start, end])[0, 1])
        if not leg["ok"] and not np.isfinite(expected_s):
            continue
        _check_leg(ground, leg, (ground.vertices[start], ground.vertices[end]), expected_s)
        times.append(taken)
        points.append(len(leg["line"]))
    notes.add("one route, positions of its line", site, OURS, "positions", points)
    notes.add("one route with its line", site, OURS, "ms", times, goal=ROUTE_MS_GOAL)


def _check_leg(ground: _Ground, leg: Leg, ends: tuple[int, int], expected_s: float) -> None:
    """Go along a walk's line, stretch by stretch, and raise if it is not the quickest walk."""
    if not leg["ok"]:
        msg = f"no walk was found where one takes {expected_s:.0f} s"
        raise WrongWalkError(msg)
    numbers = [ground.town.numbers.get((lon, lat), -1) for lon, lat in leg["line"]]
    along_s = sum(float(ground.sparse[one, other]) or np.inf for one, other in pairwise(numbers))
    allowed_s = TOLERANCE_S + TOLERANCE_SHARE * expected_s
    if (numbers[0], numbers[-1]) != ends or max(
        abs(leg["walk_s"] - expected_s), abs(along_s - expected_s)
    ) > allowed_s:
        msg = (
            f"a walk of {leg['walk_s']:.1f} s, {along_s:.1f} s along its line, should be {expected_s:.1f} s"
        )
        raise WrongWalkError(msg)


# ---------------------------------------------------------------- loading


def _loading(scratch: Path, repeats: int, notes: _Notes) -> None:
    town = make_town(LOAD_SIZE)
    network = build_network(town.content, local_plane(*SOUTH_WEST))
    for form in LOAD_FORMS:
        path = scratch / f"town{form}"
        town.write_osm(path)
        site = f"{LOAD_SIZE:,} vertices, {form}"
        found = [_loaded(path, network) for _ in range(repeats)]
        notes.add(
            "loading", site, OURS, "s", [each["s"] for each in found], goal=LOAD_S_GOAL, judged="median"
        )
        # only Linux tells
        memory = [each["mb"] for each in found if each["mb"] is not None]
        if memory:
            notes.add("loading, memory at most", site, OURS, "MB", memory, goal=LOAD_MB_GOAL)


def _loaded(path: Path, expected: Network) -> dict[str, Any]:
    """Load an extract in a process of its own; raise if it is not the network it was written from."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _LOAD, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        msg = done.stderr.strip().rpartition("\n")[2]
        raise WrongWalkError(msg)
    found: dict[str, Any] = json.loads(done.stdout)
    counts = (expected.vertex_count, len(expected.nodes), len(expected.lengths_m))
    length_m = float(expected.lengths_m.sum())
    if (found["vertices"], found["nodes"], found["edges"]) != counts or abs(
        found["length_m"] / length_m - 1
    ) > PROJECTED_SHARE:
        msg = f"loaded {found}, expected {counts} and {length_m:.0f} m"
        raise WrongWalkError(msg)
    return found


# ---------------------------------------------------------------- the Plan page


def _page(chrome: Browser, scratch: Path, notes: _Notes) -> None:
    with (
        Served(ROOT / "app.py", scratch / "plan") as served,
        browsers.open_page(chrome, f"{served.origin}/view?mode=plan", "map") as (page, _),
    ):
        page.locator("html.ready").wait_for(state="attached")
        opened = _do(page, "open", TOUR)
        if opened["problem"] or not opened["stops"]:
            msg = f"{TOUR} opened with {opened['stops']} stops: {opened['problem']}"
            raise WrongWalkError(msg)
        done = _do(page, "change", CHANGES)
    for number, figure in enumerate(done["figures"], start=1):
        _check_change(number, figure)
    site = f"{TOUR}, {opened['stops']} stops"
    _add_changes(done, site, notes)


def _do(page: Page, name: str, *rest: object) -> Any:
    return page.evaluate(_CALL, [name, *rest])


def _check_change(number: int, figure: dict[str, Any]) -> None:
    """Raise if a change did not show, or something showed that should not have changed."""
    changed = {key for key, is_changed in figure["changed"].items() if is_changed}
    if changed != _CHANGES[figure["of"]]:
        msg = f"change {number}, {figure['what']} of {figure['of']}: changed {sorted(changed)}"
        raise WrongWalkError(msg)
    if figure["back"] is False:
        msg = f"change {number}: {figure['what']} of {figure['of']} did not lead back"
        raise WrongWalkError(msg)
    if figure["wrong"]:
        msg = f"change {number}, {figure['what']}: wrong cards: {figure['wrong'][:3]}"
        raise WrongWalkError(msg)


def _add_changes(done: dict[str, Any], site: str, notes: _Notes) -> None:
    figures = done["figures"]
    drawn = [figure["wall_ms"] for figure in figures]
    notes.add("plan change, until drawn", site, OURS, "ms", drawn, goal=CHANGE_MS_GOAL)
    notes.add("plan change, work", site, OURS, "ms", [figure["busy_ms"] for figure in figures])
    for what in (*_CHANGES, "undo", "redo"):
        values = [figure["wall_ms"] for figure in figures if figure["what"] == what]
        notes.add(f"  {what}, until drawn", site, OURS, "ms", values)
    notes.add("plan change, tasks over 50 ms", site, OURS, "tasks", [len(done["long"])])


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def _ms_since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


def _say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)
