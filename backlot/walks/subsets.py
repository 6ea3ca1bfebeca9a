"""
Find the earliest order exactly, by dynamic programming over subsets of the stops.

The state is which free stops were visited and which one last; it keeps the earliest time of leaving.
Waiting is allowed, so that leaving earlier is never worse, and one time a state is enough, windows or not.
All subsets of one size are one array. A stop with a fixed position takes no part in the subsets.

For more info see: Held and Karp (1962), https://doi.org/10.1137/0110015.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from backlot.walks.visits import Floats, Visits

__all__ = ["Front", "earliest_order", "fronts", "leave", "masks_of", "reach", "trace"]

# columns worked on at a time, so that they stay in the processor's cache
_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Front:
    """
    All states at one position.

    Parameters
    ----------
    lasts
        The stops that may stand here.
    leave_s
        Earliest time of leaving, a row for each of them, a column for each subset; inf where there is none.
    size
        Free stops visited so far.
    """

    lasts: list[int]
    leave_s: Floats
    size: int


def earliest_order(visits: Visits) -> list[int] | None:
    """Return an order that fits and ends as early as any can, None if no order fits."""
    found = list(fronts(visits))
    ends = found[-1].leave_s[:, 0]
    row = int(ends.argmin())
    return trace(visits, found, row, 0) if np.isfinite(ends[row]) else None


def fronts(visits: Visits) -> Iterator[Front]:
    """Yield the states at every position, from the first on."""
    free = visits.free
    front: Front | None = None
    for position in range(visits.n):
        stop = visits.fixed.get(position)
        size = front.size if front else 0
        stops = free if stop is None else [stop]
        leave_s = leave(visits, stops, reach(visits, front, stops))
        if stop is None:
            leave_s = _next_layer(leave_s, len(free), size)
            size += 1
        front = Front(stops, leave_s, size)
        yield front


def reach(visits: Visits, front: Front | None, stops: list[int]) -> Floats:
    """Return the earliest arrival at stops, from the best last stop of each subset."""
    if front is None:
        return np.zeros((len(stops), 1))
    legs = visits.travel_s[np.ix_(front.lasts, stops)][:, :, None]
    columns = front.leave_s.shape[1]
    best = np.empty((len(stops), columns))
    for at in range(0, columns, _CHUNK):
        leave = front.leave_s[:, at : at + _CHUNK]
        part = best[:, at : at + _CHUNK]
        np.add(leave[0], legs[0], out=part)
        scratch = np.empty_like(part)
        for row in range(1, len(leave)):
            np.add(leave[row], legs[row], out=scratch)
            np.minimum(part, scratch, out=part)
    return best


def leave(visits: Visits, stops: list[int], arrive_s: Floats) -> Floats:
    """Return when stops, one a row, are left; inf where the arrival is too late."""
    if visits.has_windows:
        arrive_s = visits.start_s(np.array(stops, dtype=np.intp)[:, None], arrive_s)
    left: Floats = arrive_s + visits.dwell_s[stops][:, None]
    return left


def trace(visits: Visits, found: list[Front], row: int, column: int) -> list[int]:
    """Return the order that led to a state of the last of some fronts."""
    order = [found[-1].lasts[row]]
    for before, front in zip(found[-2::-1], found[:0:-1], strict=True):
        if front.size > before.size:
            column = int(_table(len(front.lasts), before.size)[row, column])
        legs = visits.travel_s[before.lasts, order[-1]]
        row = int((before.leave_s[:, column] + legs).argmin())
        order.append(before.lasts[row])
    return order[::-1]


@lru_cache(maxsize=64)
def masks_of(count: int, size: int) -> NDArray[np.int64]:
    """Return all subsets of so many stops, of one size, as masks in rising order."""
    masks = np.arange(1 << count, dtype=np.int64)
    chosen: NDArray[np.int64] = masks[np.bitwise_count(masks) == size]
    return chosen


def _next_layer(leave_s: Floats, count: int, size: int) -> Floats:
    """Move the time of leaving each stop, by the subset before it, to the subset that includes it."""
    table = _table(count, size)
    columns = leave_s.shape[1]
    padded = np.full((count, columns + 1), np.inf)
    padded[:, :columns] = leave_s
    moved = np.empty(table.shape)
    for row in range(count):
        padded[row].take(table[row], out=moved[row], mode="clip")
    return moved


@lru_cache(maxsize=64)
def _table(count: int, size: int) -> NDArray[np.int32]:
    """Return, for each stop and subset one larger, the column of the subset without the stop.

    Where the subset does not have the stop, it is the column after the last.
    """
    before, after = masks_of(count, size), masks_of(count, size + 1)
    columns = np.full(1 << count, len(before), dtype=np.int32)
    columns[before] = np.arange(len(before), dtype=np.int32)
    bits = np.int64(1) << np.arange(count, dtype=np.int64)[:, None]
    # a subset without the stop gains it here, and so is none of those before
    table: NDArray[np.int32] = columns[after ^ bits]
    return table
