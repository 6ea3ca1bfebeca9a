"""
Improve an order by moves that leave every locked stop where it is, whatever its windows.

A move changes which free stop takes which free position: it shifts a stretch along, turns one round, or
swaps two stops. Many moves are timed at once; the best is taken while one helps, then a few at random.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from backlot.walks.visits import Ints, Visits

__all__ = ["descended", "placed", "rearranged"]

_MOVES_AT_ONCE = 4000
_SHIFT, _TURN, _SWAP = 0, 1, 2


def placed(visits: Visits, order: Sequence[int]) -> list[int]:
    """Return an order with every locked stop at its position, the free stops as they follow each other."""
    taken = set(visits.fixed.values())
    free = iter([stop for stop in order if stop not in taken])
    return [visits.fixed[at] if at in visits.fixed else next(free) for at in range(visits.n)]


def rearranged(visits: Visits, order: Sequence[int], *, timings: int, seed: int) -> list[int]:
    """
    Return an order at least as good.

    Parameters
    ----------
    visits
        The stops.
    order
        Where to begin, locked stops in their places.
    timings
        How many orders to time; the search stops after the first step that reaches this.
    seed
        Of the disturbances.
    """
    slots, whole = _slots(visits), np.array(order, dtype=np.intp)
    if len(slots) < 2:
        return list(order)
    rng = np.random.default_rng(seed)
    best, best_cost, timed = _descended(visits, whole, slots, rng, timings)
    while timed < timings:
        start = best.copy()
        start[slots] = _disturbed(best[slots], rng)
        found, cost, count = _descended(visits, start, slots, rng, timings - timed)
        timed += count
        if cost <= best_cost:
            best, best_cost = found, cost
    return [int(stop) for stop in best]


def descended(visits: Visits, order: Sequence[int], *, timings: int, seed: int) -> list[int]:
    """Return an order at least as good, as `rearranged` does, but without moves at random."""
    slots, whole = _slots(visits), np.array(order, dtype=np.intp)
    if len(slots) < 2:
        return list(order)
    found, _, _ = _descended(visits, whole, slots, np.random.default_rng(seed), timings)
    return [int(stop) for stop in found]


def _slots(visits: Visits) -> Ints:
    """Return the positions that are not taken."""
    return np.array([at for at in range(visits.n) if at not in visits.fixed], dtype=np.intp)


def _descended(
    visits: Visits, order: Ints, slots: Ints, rng: np.random.Generator, timings: int
) -> tuple[Ints, tuple[float, float, float], int]:
    """Take the best move while one helps; return the order, its cost, and how many were timed."""
    cost, timed = visits.cost(order.tolist()), 0
    while timed < timings:
        moves = _moves(len(slots))
        if len(moves) > _MOVES_AT_ONCE:
            moves = moves[rng.integers(len(moves), size=_MOVES_AT_ONCE)]
        orders = np.repeat(order[None], len(moves), axis=0)
        orders[:, slots] = order[slots][_rows(moves, len(slots))]
        costs = visits.costs(orders)
        timed += len(moves)
        best = costs.best()
        if costs.at(best) >= cost:
            break
        order, cost = orders[best], costs.at(best)
    return order, cost, timed


@lru_cache(maxsize=8)
def _moves(count: int) -> NDArray[np.int32]:
    """Return all moves of so many free stops: kind, first and last position, and how far to shift."""
    low, high = np.triu_indices(count, 1)
    length = high - low + 1
    found = [_columns(_SHIFT, low, high, by) for by in (1, 2, 3)]
    found += [_columns(_SHIFT, low, high, length - by) for by in (1, 2, 3)]
    found += [_columns(_TURN, low, high, 0), _columns(_SWAP, low, high, 0)]
    moves = np.concatenate(found)
    shifts = (moves[:, 0] != _SHIFT) | ((moves[:, 3] > 0) & (moves[:, 3] <= moves[:, 2] - moves[:, 1]))
    kept: NDArray[np.int32] = np.unique(moves[shifts], axis=0)
    return kept


def _columns(kind: int, low: Ints, high: Ints, by: Ints | int) -> NDArray[np.int32]:
    return np.column_stack(np.broadcast_arrays(kind, low, high, by)).astype(np.int32)


def _rows(moves: NDArray[np.int32], count: int) -> Ints:
    """Return, a row for each move, which free stop comes to which free position."""
    kind, low, high, by = (column[:, None] for column in moves.T)
    at = np.arange(count, dtype=np.int32)[None]
    shifted = low + (at - low + by) % (high - low + 1)
    turned = low + high - at
    swapped = np.where(at == low, high, np.where(at == high, low, at))
    inside = np.choose(kind, (shifted, turned, swapped))
    rows: Ints = np.where((at >= low) & (at <= high), inside, at).astype(np.intp)
    return rows


def _disturbed(stops: Ints, rng: np.random.Generator) -> Ints:
    """Exchange two neighbouring stretches, and two stops."""
    low, middle, high = np.sort(rng.choice(len(stops) + 1, size=3, replace=False))
    new = np.concatenate([stops[:low], stops[middle:high], stops[low:middle], stops[high:]])
    one, other = rng.choice(len(stops), size=2, replace=False)
    new[[one, other]] = new[[other, one]]
    return new
