"""
Find the quickest walk between places, and say what is not known of it.

The same rules as `backlot/viewer/assets/router.js`; both pass `tests/cases/router.json`. Change them
together. Needs are hard: a path that breaks one is not there. What is unknown is walked and said. Of walks
that take equally long the same one is always chosen: every edge takes less than a millionth of a second
more than it should, drawn by lot from its number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby, islice, pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypedDict

import numpy as np

from backlot.catalog.canonical import DECIMALS
from backlot.errors import MissingError
from backlot.walks.pace import MAX_INCLINE_PCT, MAX_OFFSET_M, MIN_WIDTH_M, RANGES, Walker, walk_factor
from backlot.walks.shrink import Climbs, Core, ranges, run_starts, scattered, shrink

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from backlot.walks.network import Network, Snap, Way

__all__ = ["Leg", "Matrix", "Part", "Reason", "Router", "Stop", "blocks", "is_unknown"]

Stop: TypeAlias = "str | tuple[float, float]"
"""Id of a place, or (longitude, latitude)."""

# most that is drawn by lot for each edge, so that no two walks take equally long
_DRAW_S = 1e-6

# how many stops' walks are kept
_KEPT = 64

_NOTES = ("closed", "guide", "unknown")


class Reason(TypedDict):
    """Why there is no walk: a code, and values for its sentence."""

    code: Literal["no-path", "needs", "closed", "too-far"]
    values: dict[str, Any]


class Part(TypedDict):
    """A stretch of a walk along one way."""

    way: int
    length_m: float
    line: list[list[float]]


class Leg(TypedDict, total=False):
    """
    A walk between two stops, or the reason why there is none.

    `off_m` are the metres from the first stop to its path and from the last path to its stop: they are in
    `length_m` and in the times, not in `parts`. `unknown` has the metres on which a need is not known to be
    met, `unknown_pace_m` those whose slope or surface is not known.
    """

    ok: bool
    mode: Literal["walk"]
    length_m: float
    walk_s: float
    low_s: float
    high_s: float
    about: bool
    unknown: dict[str, float]
    unknown_pace_m: float
    notes: list[str]
    off_m: list[float]
    line: list[list[float]]
    parts: list[Part]
    reason: Reason


@dataclass(frozen=True, eq=False)
class Matrix:
    """Seconds between all stops, from row to column; infinite where there is no walk."""

    stops: tuple[Stop, ...]
    seconds: NDArray[np.float64]
    router: Router

    @cached_property
    def metres(self) -> NDArray[np.float64]:
        """Metres of the same walks; infinite where there is none. Worked out when first asked for."""
        metres = np.full(self.seconds.shape, np.inf)
        for row, column in np.argwhere(np.isfinite(self.seconds)).tolist():
            metres[row, column] = self.router.length_m(self.stops[row], self.stops[column])
        return metres


class _Tree(NamedTuple):
    """The quickest walks from one point: its climb to the core, and seconds and predecessors there."""

    snap: Snap
    up: Climbs
    seconds: NDArray[np.float64]
    before: NDArray[np.int32]


class _Piece(NamedTuple):
    """A walk along one edge, from one of its metres to another."""

    edge: int
    from_m: float
    to_m: float

    @property
    def length_m(self) -> float:
        return abs(self.to_m - self.from_m)


class Router:
    """
    Answer how one walker gets from place to place.

    Parameters
    ----------
    network
        The paths, with places snapped to them.
    walker
        Pace, needs and what is closed.
    """

    def __init__(self, network: Network, walker: Walker) -> None:
        self.network = network
        self.walker = walker
        self._trees: dict[Snap, _Tree] = {}
        self._others: dict[Walker, Router] = {}

    def snap(self, stop: Stop) -> Snap:
        """
        Return where a stop meets the network.

        Raises
        ------
        MissingError
            If no such place is known.
        DataError
            If the network is empty.
        """
        if not isinstance(stop, str):
            return self.network.snap(*stop)
        found = self.network.snaps.get(stop)
        if found is None:
            raise MissingError("unknown-place", found=stop)
        return found

    def matrix(self, stops: Sequence[Stop]) -> Matrix:
        """
        Return seconds and metres from every stop to every other.

        Parameters
        ----------
        stops
            Ids of places or positions; a stop may come twice.

        Notes
        -----
        All rows come from one call of SciPy's Dijkstra; the legs between these stops are then known too.
        """
        if not stops:
            return Matrix((), np.empty((0, 0)), self)
        snaps = self.snap_all(stops)
        offsets = np.array([snap.offset_m for snap in snaps])
        seconds = self._seconds(self._grow(snaps), snaps)
        seconds += (offsets[:, None] + offsets[None, :]) * self._second_per_m
        far = offsets > MAX_OFFSET_M
        seconds[far] = seconds[:, far] = np.inf
        seconds[_same(stops)] = 0.0
        return Matrix(tuple(stops), seconds, self)

    def leg(self, start: Stop, end: Stop) -> Leg:
        """
        Return the walk between two stops with its line, or why there is none.

        Parameters
        ----------
        start, end
            Ids of places or positions.

        Raises
        ------
        MissingError
            If no such place is known.
        """
        snaps = self.snap(start), self.snap(end)
        for stop, snap in zip((start, end), snaps, strict=True):
            if snap.offset_m > MAX_OFFSET_M:
                return _no_leg(
                    "too-far", stop=stop if isinstance(stop, str) else None, offset_m=snap.offset_m
                )
        if start == end:
            return self._leg_of([], snaps[0], (0.0, 0.0))
        pieces = self._route(*snaps)
        if pieces is None:
            return self._why_not(*snaps)
        return self._leg_of(pieces, snaps[0], (snaps[0].offset_m, snaps[1].offset_m))

    def snap_all(self, stops: Sequence[Stop]) -> list[Snap]:
        """Return where each of several stops meets the network; see `snap`."""
        positions = [stop for stop in stops if not isinstance(stop, str)]
        found = iter(self.network.snap_all(np.array(positions)) if positions else ())
        return [self.snap(stop) if isinstance(stop, str) else next(found) for stop in stops]

    def length_m(self, start: Stop, end: Stop) -> float:
        """Return the metres of the walk between two stops, infinite if there is none."""
        if start == end:
            return 0.0
        one, other = self.snap_all([start, end])
        pieces = self._route(one, other)
        if pieces is None:
            return math.inf
        return sum(piece.length_m for piece in pieces) + one.offset_m + other.offset_m

    def leads(self, start: Snap, end: Snap) -> bool:
        """Return whether there is a walk between two points on the network."""
        return self._route(start, end) is not None

    # what an edge takes

    @property
    def _second_per_m(self) -> float:
        return 3.6 / self.walker.pace_kmh

    @cached_property
    def _edge_s(self) -> NDArray[np.float64]:
        """Seconds of each edge, as drawn and against it; infinite where nobody may walk."""
        factors = np.array([_factors(way, self.walker) for way in self.network.ways]).reshape(-1, 2)
        lengths_m = self.network.lengths_m[:, None]
        seconds: NDArray[np.float64] = lengths_m * self._second_per_m * factors[self.network.edge_ways]
        return seconds + _DRAW_S * scattered(np.arange(len(lengths_m)))[:, None] / 2**32

    # plain numbers: taking one out of an array costs ten times as much
    @cached_property
    def _plain_s(self) -> list[list[float]]:
        plain: list[list[float]] = self._edge_s.tolist()
        return plain

    @cached_property
    def _lengths_m(self) -> list[float]:
        plain: list[float] = self.network.lengths_m.tolist()
        return plain

    @cached_property
    def _arc_ids(self) -> NDArray[np.int64]:
        """The arcs one may walk: ``2 e`` is edge ``e`` as drawn, ``2 e + 1`` against it."""
        return np.flatnonzero(np.isfinite(self._edge_s.reshape(-1)))

    @cached_property
    def _core(self) -> Core:
        arcs, ends = self._arc_ids, self.network.ends.astype(np.int64)
        tails, heads = ends.reshape(-1)[arcs], ends[:, ::-1].reshape(-1)[arcs]
        return shrink(tails, heads, self._edge_s.reshape(-1)[arcs], len(self.network.nodes))

    # walks

    def _grow(self, snaps: Sequence[Snap]) -> list[_Tree]:
        """Return the tree of each snap; those not known yet come from one call of Dijkstra."""
        known = self._trees
        new = [snap for snap in dict.fromkeys(snaps) if snap not in known]
        found = {snap: known[snap] for snap in snaps if snap in known}
        if new:
            found |= dict(zip(new, self._dijkstra(new), strict=True))
            self._trees = dict([*known.items(), *found.items()][-_KEPT:])
        return [found[snap] for snap in snaps]

    def _dijkstra(self, snaps: Sequence[Snap]) -> Iterator[_Tree]:
        from scipy.sparse.csgraph import dijkstra

        up = self._climbs(snaps, is_up=True)
        count = len(self._core.ids)
        seconds, before = dijkstra(
            _with_sources(self._core, up, len(snaps)),
            indices=np.arange(count, count + len(snaps)),
            return_predecessors=True,
        )
        for snap, own, row, row_before in zip(snaps, up.split(len(snaps)), seconds, before, strict=True):
            yield _Tree(snap, own, row[:count], row_before[:count])

    def _climbs(self, snaps: Sequence[Snap], *, is_up: bool) -> Climbs:
        """Return the climbs from points on edges, or down to them."""
        edges = np.array([snap.edge for snap in snaps], dtype=np.int64)
        at_m = np.array([snap.at_m for snap in snaps])
        lengths_m = self.network.lengths_m[edges]
        metres = np.column_stack([at_m, lengths_m - at_m])
        # to leave an edge by its start is to walk against it
        edge_s = self._edge_s[edges][:, ::-1] if is_up else self._edge_s[edges]
        with np.errstate(invalid="ignore"):
            seconds = np.where(metres > 0, edge_s * metres / lengths_m[:, None], 0.0).reshape(-1)
        nodes = self.network.ends[edges].reshape(-1).astype(np.int64)
        owners = np.repeat(np.arange(len(snaps)), 2)
        there = np.isfinite(seconds)
        return self._core.climb(owners[there], nodes[there], seconds[there], is_up=is_up)

    def _seconds(self, trees: Sequence[_Tree], snaps: Sequence[Snap]) -> NDArray[np.float64]:
        """Return the seconds of all walks from trees to snaps, on paths alone."""
        down = self._climbs(snaps, is_up=False)
        found = np.full((len(trees), len(snaps)), np.inf)
        index = self._core.index[down.nodes]
        in_core = np.flatnonzero(index >= 0)
        if len(in_core):
            through = np.array([tree.seconds[index[in_core]] for tree in trees]) + down.seconds[in_core]
            begins = run_starts(down.owners[in_core])
            found[:, down.owners[in_core][begins]] = np.minimum.reduceat(through, begins, axis=1)
        np.minimum.at(found, *_meetings([tree.up for tree in trees], down))
        np.minimum(found, self._direct_s([tree.snap for tree in trees], snaps), out=found)
        return found

    def _direct_s(self, starts: Sequence[Snap], ends: Sequence[Snap]) -> NDArray[np.float64]:
        """Return the seconds of walks that never leave their edge, infinite for all others."""
        edges, other_edges = (np.array([snap.edge for snap in snaps]) for snaps in (starts, ends))
        at_m, other_m = (np.array([snap.at_m for snap in snaps]) for snaps in (starts, ends))
        found = np.full((len(starts), len(ends)), np.inf)
        rows, columns = np.nonzero(edges[:, None] == other_edges[None, :])
        edges, metres = edges[rows], other_m[columns] - at_m[rows]
        edge_s = self._edge_s[edges, (metres < 0).astype(np.int64)]
        with np.errstate(invalid="ignore"):
            shares = edge_s * np.abs(metres) / self.network.lengths_m[edges]
        found[rows, columns] = np.where(metres == 0, 0.0, shares)
        return found

    def _route(self, start: Snap, end: Snap) -> list[_Piece] | None:
        """Return the pieces of the quickest walk, in walking order; None if there is none."""
        (tree,) = self._grow([start])
        down = self._climbs([end], is_up=False)
        index = self._core.index[down.nodes]
        through = np.where(index >= 0, tree.seconds[index] if len(tree.seconds) else np.inf, np.inf)
        through += down.seconds
        below = _below(tree.up, down)
        across = _Meeting(int(np.argmin(through)), -1, float(np.min(through))) if len(through) else _NOWHERE
        best = min(across, below, key=lambda meeting: meeting.seconds)
        if start.edge == end.edge and self._piece_s(_direct(start, end)) <= best.seconds:
            direct = _direct(start, end)
            if not math.isfinite(self._piece_s(direct)):
                return None
            return [direct] if direct.length_m > 0 else []
        if not np.isfinite(best.seconds):
            return None
        nodes = self._nodes(tree, down, best)
        arcs = [arc for tail, head in pairwise(nodes) for arc in self._core.unpack(tail, head)]
        pieces = [self._full(int(self._arc_ids[arc])) for arc in arcs]
        return [
            piece
            for piece in (self._first(start, nodes[0]), *pieces, self._last(end, nodes[-1]))
            if piece.length_m > 0
        ]

    def _nodes(self, tree: _Tree, down: Climbs, meeting: _Meeting) -> list[int]:
        """Return the nodes of a walk, from the first to the last; some are joined by arcs to unpack."""
        lower = down.chain(meeting.down)[::-1]
        if meeting.up >= 0:
            return [*tree.up.chain(meeting.up), *lower[1:]]
        across = []
        at = int(self._core.index[lower[0]])
        while at < len(tree.seconds):
            across.append(int(self._core.ids[at]))
            at = int(tree.before[at])
        (row,) = np.flatnonzero(tree.up.nodes == across[-1])
        return [*tree.up.chain(int(row)), *across[-2::-1], *lower[1:]]

    def _full(self, arc: int) -> _Piece:
        edge, is_back = divmod(arc, 2)
        length_m = self._lengths_m[edge]
        return _Piece(edge, length_m, 0.0) if is_back else _Piece(edge, 0.0, length_m)

    def _first(self, start: Snap, node: int) -> _Piece:
        """Return the piece by which a walk leaves its start towards a node."""
        return min(self._to_ends(start, node), key=self._piece_s)

    def _last(self, end: Snap, node: int) -> _Piece:
        """Return the piece by which a walk reaches its end from a node."""
        turned = (_Piece(edge, to_m, from_m) for edge, from_m, to_m in self._to_ends(end, node))
        return min(turned, key=self._piece_s)

    def _to_ends(self, snap: Snap, node: int) -> Iterator[_Piece]:
        one, other = self.network.ends[snap.edge]
        if node == one:
            yield _Piece(snap.edge, snap.at_m, 0.0)
        if node == other:
            yield _Piece(snap.edge, snap.at_m, float(self.network.lengths_m[snap.edge]))

    # legs

    def _leg_of(self, pieces: Sequence[_Piece], start: Snap, off_m: tuple[float, float]) -> Leg:
        network, per_m = self.network, self._second_per_m
        off = sum(off_m)
        low, high = RANGES["schematic"]
        times = np.array([1.0, low, high]) * off * per_m
        unknown = dict.fromkeys(self.walker.needs, off)
        unknown_pace_m, about, notes = off, off > 0, set()
        parts: list[Part] = []
        lines = _lines(network, pieces)
        for index, group in groupby(pieces, key=lambda piece: int(network.edge_ways[piece.edge])):
            stretch, way = list(group), network.ways[index]
            length_m = sum(piece.length_m for piece in stretch)
            walk_s = sum(self._piece_s(piece) for piece in stretch)
            low, high = RANGES[way.accuracy]
            times += np.array([1.0, low, high]) * walk_s
            about |= way.accuracy != "surveyed"
            notes.add(way.access)
            for need in self.walker.needs:
                unknown[need] += length_m if is_unknown(way, need) else 0.0
            if not way.steps and (way.incline_pct is None or way.surface == "unknown"):
                unknown_pace_m += length_m
            parts.append(Part(way=index, length_m=length_m, line=_joined([next(lines) for _ in stretch])))
        here = _rounded(network.line(start.edge, start.at_m, start.at_m)[:1])
        return Leg(
            ok=True,
            mode="walk",
            length_m=sum(part["length_m"] for part in parts) + off,
            walk_s=float(times[0]),
            low_s=float(times[1]),
            high_s=float(times[2]),
            about=bool(about),
            unknown={need: metres for need, metres in unknown.items() if metres > 0},
            unknown_pace_m=unknown_pace_m,
            notes=[note for note in _NOTES if note in notes],
            off_m=list(off_m),
            line=_joined([part["line"] for part in parts]) or [*here, *here],
            parts=parts,
        )

    def _piece_s(self, piece: _Piece) -> float:
        edge_s = self._plain_s[piece.edge][piece.to_m < piece.from_m]
        return _share(edge_s, piece.length_m, self._lengths_m[piece.edge])

    # reasons

    def _why_not(self, start: Snap, end: Snap) -> Leg:
        needs, closed = self.walker.needs, self.walker.closed

        def leads(needs: tuple[str, ...], closed: tuple[str, ...]) -> bool:
            other = self._for(replace(self.walker, needs=needs, closed=closed))
            return other.leads(start, end)

        def places() -> list[str]:
            return [one for one in closed if not leads((), (one,))] or list(closed)

        if not leads((), ()):
            return _no_leg("no-path")
        if not leads((), closed):
            return _no_leg("closed", places=places())
        alone = [need for need in needs if not leads((need,), closed)]
        # places whose opening would help as well as doing without the needs
        helping = [one for one in closed if leads(needs, tuple(other for other in closed if other != one))]
        return _no_leg("needs", needs=alone or list(needs), places=helping)

    def _for(self, walker: Walker) -> Router:
        if walker not in self._others:
            self._others[walker] = Router(self.network, walker)
        return self._others[walker]


def blocks(way: Way, need: str) -> bool:
    """Return whether a way is known to break a need."""
    if need == "step-free":
        return (
            way.steps is True
            or (way.incline_pct is not None and abs(way.incline_pct) > MAX_INCLINE_PCT)
            or (way.width_m is not None and way.width_m < MIN_WIDTH_M)
        )
    if need == "no-stairs":
        return way.steps is True
    if need == "lit":
        return way.lit is False
    return way.access == "closed"


def is_unknown(way: Way, need: str) -> bool:
    """Return whether it is not known if a way meets a need."""
    if need == "step-free":
        return way.steps is None or way.incline_pct is None
    if need == "no-stairs":
        return way.steps is None
    if need == "lit":
        return way.lit is None
    return way.access == "unknown"


class _Meeting(NamedTuple):
    """Where a climb up and a climb down meet: rows of both; up -1 where the core is crossed in between."""

    down: int
    up: int
    seconds: float


_NOWHERE = _Meeting(-1, -1, math.inf)


def _below(up: Climbs, down: Climbs) -> _Meeting:
    """Return where two climbs meet best without crossing the core."""
    _, ups, rows = np.intersect1d(up.nodes, down.nodes, assume_unique=True, return_indices=True)
    if not len(rows):
        return _NOWHERE
    seconds = up.seconds[ups] + down.seconds[rows]
    at = int(np.argmin(seconds))
    return _Meeting(int(rows[at]), int(ups[at]), float(seconds[at]))


def _meetings(
    ups: Sequence[Climbs], down: Climbs
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]:
    """Return who meets whom at a node both climbs reach, by owners, and the seconds of each meeting."""
    nodes = np.concatenate([up.nodes for up in ups])
    seconds = np.concatenate([up.seconds for up in ups])
    owners = np.repeat(np.arange(len(ups)), [len(up.nodes) for up in ups])
    order = np.argsort(nodes, kind="stable")
    begins = np.searchsorted(nodes[order], down.nodes, side="left")
    counts = np.searchsorted(nodes[order], down.nodes, side="right") - begins
    above, below = order[ranges(begins, counts)], np.repeat(np.arange(len(counts)), counts)
    return (owners[above], down.owners[below]), seconds[above] + down.seconds[below]


def _with_sources(core: Core, up: Climbs, count: int) -> csr_array:
    """Return the core with one more node for each climb, which leads into it and is led to by nothing."""
    from scipy.sparse import csr_array

    index = core.index[up.nodes]
    there = index >= 0
    graph = core.graph
    ends = graph.nnz + np.cumsum(np.bincount(up.owners[there], minlength=count))
    size = graph.shape[0] + count
    return csr_array(
        (
            np.concatenate([graph.data, up.seconds[there]]),
            np.concatenate([graph.indices, index[there].astype(graph.indices.dtype)]),
            np.concatenate([graph.indptr, ends.astype(graph.indptr.dtype)]),
        ),
        shape=(size, size),
    )


def _direct(start: Snap, end: Snap) -> _Piece:
    return _Piece(start.edge, start.at_m, end.at_m)


def _same(stops: Sequence[Stop]) -> NDArray[np.bool_]:
    numbers: dict[Stop, int] = {}
    which = np.array([numbers.setdefault(stop, len(numbers)) for stop in stops])
    same: NDArray[np.bool_] = which[:, None] == which[None, :]
    return same


def _factors(way: Way, walker: Walker) -> tuple[float, float]:
    """Return how much longer a metre takes as drawn and against it, infinite where nobody may walk."""
    if {way.within, way.along} & set(walker.closed) or any(blocks(way, need) for need in walker.needs):
        return np.inf, np.inf
    incline = way.incline_pct
    forward = walk_factor(incline, way.surface, way.steps)
    back = walk_factor(None if incline is None else -incline, way.surface, way.steps)
    return forward, np.inf if way.oneway else back


def _share(edge_s: float, metres: float, length_m: float) -> float:
    """Return the seconds of some metres of an edge; none take no time even where walking is not allowed."""
    return edge_s * metres / length_m if metres > 0 else 0.0


def _lines(network: Network, pieces: Sequence[_Piece]) -> Iterator[list[list[float]]]:
    """Yield the line of each piece; all are rounded at once, for that takes longest."""
    if not pieces:
        return
    lines = [network.line(*piece) for piece in pieces]
    positions = iter(_rounded(np.concatenate(lines)))
    for line in lines:
        yield list(islice(positions, len(line)))


def _rounded(points: NDArray[np.float64]) -> list[list[float]]:
    rounded: list[list[float]] = np.round(points, DECIMALS).tolist()
    return rounded


def _joined(lines: Sequence[list[list[float]]]) -> list[list[float]]:
    """Return lines as one, without a position twice in a row."""
    return [position for position, _ in groupby(chain.from_iterable(lines))]


def _no_leg(code: Literal["no-path", "needs", "closed", "too-far"], **values: Any) -> Leg:
    return Leg(ok=False, mode="walk", reason=Reason(code=code, values=values))
