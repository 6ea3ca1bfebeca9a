"""
Shrink a graph to its core, on which quickest walks are found several times faster.

Nodes with few neighbours are taken out, round by round, many at once; arcs that stand for two others keep
every distance between the nodes that stay. From a node that was taken out a walk climbs to the core,
crosses it, and climbs down. This is a contraction hierarchy, stopped after a few rounds and without looking
for arcs that could be spared; see Geisberger et al. (2012), doi:10.1287/trsc.1110.0401.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["Climbs", "Core", "ranges", "run_starts", "scattered", "shrink"]

# more rounds or neighbours make the core smaller, but longer to reach and denser
_ROUNDS = 6
_NEIGHBOURS = 4


@dataclass(frozen=True, slots=True, eq=False)
class _Arcs:
    """Arcs, their seconds and what each stands for: an arc given (0 or more), or a node between (~node)."""

    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    seconds: NDArray[np.float64]
    means: NDArray[np.int64]

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> _Arcs:
        return _Arcs(self.tails[chosen], self.heads[chosen], self.seconds[chosen], self.means[chosen])

    def quickest(self, count: int) -> _Arcs:
        """Return the quickest of the arcs between the same two nodes."""
        pairs = self.tails * count + self.heads
        order = np.lexsort((self.seconds, pairs))
        return self.only(order[run_starts(pairs[order])])


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Arcs by the node they are climbed from: those of node ``n`` are ``begins[n] : begins[n + 1]``."""

    begins: NDArray[np.int64]
    nodes: NDArray[np.int64]
    seconds: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Climbs:
    """
    Ways from some points up to the core, all in one table, a row a node reached.

    Row ``r`` is of point ``owners[r]``, which reaches ``nodes[r]`` in ``seconds[r]`` from row
    ``parents[r]``, or from the point itself where that is -1. Rows are sorted by owner and node; none comes
    twice.
    """

    owners: NDArray[np.int64]
    nodes: NDArray[np.int64]
    seconds: NDArray[np.float64]
    parents: NDArray[np.int64]

    def split(self, count: int) -> Iterator[Climbs]:
        """Yield the climbs of each of so many points."""
        bounds = np.searchsorted(self.owners, np.arange(count + 1)).tolist()
        for first, last in pairwise(bounds):
            rows = slice(first, last)
            yield Climbs(
                self.owners[rows], self.nodes[rows], self.seconds[rows], self.parents[rows] - first
            )

    def chain(self, row: int) -> list[int]:
        """Return the nodes from the one nearest to the point to that of a row."""
        found = []
        while row >= 0:
            found.append(int(self.nodes[row]))
            row = int(self.parents[row])
        return found[::-1]


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """
    What is left of a graph, with the way up to it and down from it.

    Attributes
    ----------
    graph
        The core as a SciPy graph of seconds.
    index
        Of every node its number in the core, -1 where it was taken out.
    ids
        Of every node of the core its number in the whole graph.
    """

    graph: csr_array
    index: NDArray[np.int64]
    ids: NDArray[np.int64]
    levels: NDArray[np.int64]
    round_count: int
    up: _Steps
    down: _Steps
    pairs: NDArray[np.int64]
    means: NDArray[np.int64]

    def climb(
        self,
        owners: NDArray[np.int64],
        nodes: NDArray[np.int64],
        seconds: NDArray[np.float64],
        *,
        is_up: bool,
    ) -> Climbs:
        """
        Return the quickest climbs from points to the nodes above them, those of the core among them.

        Parameters
        ----------
        owners, nodes, seconds
            The nodes first reached from each point.
        is_up
            Whether one walks from the point up, or from above down to the point.
        """
        steps = self.up if is_up else self.down
        parents = np.full(len(nodes), -1, dtype=np.int64)
        for level in range(self.round_count):
            here = np.flatnonzero(self.levels[nodes] == level)
            if not len(here):
                continue
            here = here[_quickest(owners[here] * len(self.levels) + nodes[here], seconds[here])]
            begins = steps.begins[nodes[here]]
            counts = steps.begins[nodes[here] + 1] - begins
            above, rows = ranges(begins, counts), np.repeat(here, counts)
            owners = np.concatenate([owners, owners[rows]])
            nodes = np.concatenate([nodes, steps.nodes[above]])
            seconds = np.concatenate([seconds, seconds[rows] + steps.seconds[above]])
            parents = np.concatenate([parents, rows])
        kept = _quickest(owners * len(self.levels) + nodes, seconds)
        renumbered = np.full(len(nodes) + 1, -1, dtype=np.int64)
        renumbered[kept] = np.arange(len(kept))
        return Climbs(owners[kept], nodes[kept], seconds[kept], renumbered[parents[kept]])

    def unpack(self, tail: int, head: int) -> Iterator[int]:
        """Yield the arcs given that an arc between two nodes stands for, in walking order."""
        todo = [(tail, head)]
        while todo:
            one, other = todo.pop()
            meaning = int(self.means[self.pairs.searchsorted(one * len(self.levels) + other)])
            if meaning >= 0:
                yield meaning
            else:
                todo += [(~meaning, other), (one, ~meaning)]


def shrink(
    tails: NDArray[np.int64], heads: NDArray[np.int64], seconds: NDArray[np.float64], count: int
) -> Core:
    """
    Shrink a directed graph.

    Parameters
    ----------
    tails, heads, seconds
        Arcs, above 0 seconds; parallel arcs are allowed, arcs from a node to itself are of no use.
    count
        How many nodes there are.
    """
    from scipy.sparse import csr_array

    arcs = _Arcs(tails, heads, seconds, np.arange(len(tails))).only(tails != heads).quickest(count)
    levels = np.full(count, _ROUNDS, dtype=np.int64)
    taken: list[_Arcs] = []
    for level in range(_ROUNDS):
        out = _few_neighbours(arcs, levels == _ROUNDS)
        levels[out] = level
        into, onward = out[arcs.heads], out[arcs.tails]
        taken.append(arcs.only(into | onward))
        joined = _bridged(arcs.only(into), arcs.only(onward), count)
        arcs = _concatenated([arcs.only(~into & ~onward), joined]).quickest(count)
    ids = np.flatnonzero(levels == _ROUNDS)
    index = np.full(count, -1, dtype=np.int64)
    index[ids] = np.arange(len(ids))
    graph = csr_array((arcs.seconds, (index[arcs.tails], index[arcs.heads])), shape=(len(ids), len(ids)))
    gone = _concatenated(taken)
    is_up = levels[gone.tails] < levels[gone.heads]
    known = _concatenated([gone, arcs])
    pairs = known.tails * count + known.heads
    order = np.argsort(pairs)
    return Core(
        graph=graph,
        index=index,
        ids=ids,
        levels=levels,
        round_count=_ROUNDS,
        up=_steps(gone.tails[is_up], gone.heads[is_up], gone.seconds[is_up], count),
        down=_steps(gone.heads[~is_up], gone.tails[~is_up], gone.seconds[~is_up], count),
        pairs=pairs[order],
        means=known.means[order],
    )


def _few_neighbours(arcs: _Arcs, is_there: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which nodes to take out: few neighbours, fewest first, no two of them neighbours."""
    count = len(is_there)
    pairs = np.unique(np.concatenate([arcs.tails * count + arcs.heads, arcs.heads * count + arcs.tails]))
    ones, others = np.divmod(pairs, count) if count else (pairs, pairs)
    degrees = np.bincount(ones, minlength=count)
    wanted = is_there & (degrees <= _NEIGHBOURS)
    # in no order the paths are listed in, else whole rows would wait for each other
    order = degrees * count + scattered(np.arange(count)) % max(count, 1)
    rivals = wanted[ones] & wanted[others]
    loses = rivals & ((order[ones] > order[others]) | ((order[ones] == order[others]) & (ones > others)))
    wanted[ones[loses]] = False
    return wanted


def scattered(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 32-bit figures that look drawn by lot but are the same in every run, and in the viewer."""
    mixed = numbers.astype(np.uint32)
    for _ in range(2):
        mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x45D9F3B)
    drawn: NDArray[np.int64] = (mixed ^ (mixed >> np.uint32(16))).astype(np.int64)
    return drawn


def _bridged(into: _Arcs, onward: _Arcs, count: int) -> _Arcs:
    """Return an arc for every way through a node that is taken out."""
    steps = _steps(onward.tails, onward.heads, onward.seconds, count)
    begins = steps.begins[into.heads]
    counts = steps.begins[into.heads + 1] - begins
    after, before = ranges(begins, counts), np.repeat(np.arange(len(counts)), counts)
    through = _Arcs(
        into.tails[before],
        steps.nodes[after],
        into.seconds[before] + steps.seconds[after],
        ~into.heads[before],
    )
    return through.only(through.tails != through.heads)


def _steps(
    tails: NDArray[np.int64], heads: NDArray[np.int64], seconds: NDArray[np.float64], count: int
) -> _Steps:
    order = np.argsort(tails, kind="stable")
    begins = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=count))])
    return _Steps(begins.astype(np.int64), heads[order], seconds[order])


def _concatenated(parts: list[_Arcs]) -> _Arcs:
    return _Arcs(
        np.concatenate([part.tails for part in parts]),
        np.concatenate([part.heads for part in parts]),
        np.concatenate([part.seconds for part in parts]),
        np.concatenate([part.means for part in parts]),
    )


def _quickest(keys: NDArray[np.int64], seconds: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the index of the quickest of each key, by key."""
    order = np.lexsort((seconds, keys))
    return order[run_starts(keys[order])]


def run_starts(values: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return where each run of equal values starts."""
    is_start = np.ones(len(values), dtype=bool)
    is_start[1:] = values[1:] != values[:-1]
    return np.flatnonzero(is_start)


def ranges(begins: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of all ranges, one range after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    numbers: NDArray[np.int64] = np.arange(total) + np.repeat(begins - (ends - counts), counts)
    return numbers
