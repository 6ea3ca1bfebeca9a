"""
Shorten an order of stops that are always open: only travel counts then.

Iterated local search: swap two neighbouring stretches, or walk one backwards, wherever a short leg comes
in; then disturb a few stops and repair. The moves without a turn suit ways that differ by direction.

For more info see: Kanellakis and Papadimitriou (1980), https://doi.org/10.1287/opre.28.5.1086.
"""

from __future__ import annotations

from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from backlot.walks.visits import Floats

__all__ = ["shortest_path"]

_NEAR = 8
_LONGEST_KICK = 25
# by how much of a leg a disturbed order may be longer and still be kept, at first
_SLACK = 0.4


def shortest_path(travel_s: Floats, *, is_first: bool, is_last: bool, rounds: int, seed: int) -> list[int]:
    """
    Return a short path through all stops.

    Parameters
    ----------
    travel_s
        Way from each stop to each other; inf where there is none.
    is_first, is_last
        Whether the path has to begin at the first stop of the matrix, and to end at the last.
    rounds
        How often to disturb and repair.
    seed
        Of the disturbances.
    """
    circuit = _Circuit(_closed(travel_s, is_first=is_first, is_last=is_last))
    circuit.improve(list(circuit.order))
    best, best_s = circuit.order, circuit.ahead[-1]
    random = Random(seed)  # noqa: S311, nothing secret
    slack_s = _SLACK * best_s / len(best)
    for turn in range(rounds if len(best) > 4 else 0):
        circuit.disturb(random, slack_s * (1 - turn / rounds))
        if circuit.ahead[-1] < best_s:
            best, best_s = circuit.order, circuit.ahead[-1]
    # the stop that closes the circuit stands first
    return [stop - 1 for stop in best[1:]]


def _closed(travel_s: Floats, *, is_first: bool, is_last: bool) -> Floats:
    """Add a stop before all others that joins the end of the path to its beginning."""
    n = len(travel_s)
    finite = np.where(np.isfinite(travel_s), travel_s, 0)
    far = 1.0 + float(finite.max(axis=1).sum())
    closed = np.zeros((n + 1, n + 1))
    closed[1:, 1:] = np.where(np.isfinite(travel_s), travel_s, far)
    if is_first:
        closed[0, 2:] = far
    if is_last:
        closed[1:n, 0] = far
    return closed


class _Circuit:
    """An order that comes back to its first stop, which keeps its place."""

    def __init__(self, travel_s: Floats) -> None:
        n = len(travel_s)
        self.legs: list[list[float]] = travel_s.tolist()
        away = travel_s.copy()
        np.fill_diagonal(away, np.inf)
        near = min(_NEAR, n - 1)
        self.next_to: list[list[int]] = np.argsort(away, axis=1, kind="stable")[:, :near].tolist()
        self.before: list[list[int]] = np.argsort(away.T, axis=1, kind="stable")[:, :near].tolist()
        self.order = self._nearest_first()
        self._index()

    def disturb(self, random: Random, slack_s: float) -> None:
        """Swap two stretches at random and repair; keep the outcome unless it is that much longer."""
        n = len(self.order)
        order, total = self.order, self.ahead[-1]
        longest = min(_LONGEST_KICK, (n - 1) // 2)
        one, other = random.randint(1, longest), random.randint(1, longest)
        at = random.randint(1, n - one - other)
        middle, end = at + one, at + one + other
        touched = [
            order[at - 1],
            order[at],
            order[middle - 1],
            order[middle],
            order[end - 1],
            order[end % n],
        ]
        self._set([*order[:at], *order[middle:end], *order[at:middle], *order[end:]])
        self.improve(touched)
        if self.ahead[-1] > total + slack_s:
            self._set(order)

    def improve(self, waiting: list[int]) -> None:
        """Apply shortening moves at the given stops, and at those they touch, until none is left."""
        known = set(waiting)
        while waiting:
            stop = waiting.pop()
            known.discard(stop)
            touched = self._swap_stretches(stop) or self._turn_stretch(stop)
            if touched:
                new = [one for one in dict.fromkeys([*touched, stop]) if one not in known]
                waiting += new
                known.update(new)

    def _swap_stretches(self, a: int) -> tuple[int, ...] | None:
        """Lead from `a` to a near stop by exchanging the two stretches after `a`."""
        legs, order, place, n = self.legs, self.order, self.place, len(self.order)
        at_a = place[a]
        after_a = order[(at_a + 1) % n]
        saved_a = legs[a][after_a]
        for b in self.next_to[a]:
            gain = saved_a - legs[a][b]
            if gain <= 0:
                return None
            at_b = (place[b] - at_a) % n
            if at_b < 2:
                continue
            before_b = order[place[b] - 1]
            gain += legs[before_b][b]
            for c in self.before[after_a]:
                rest = gain - legs[c][after_a]
                if rest <= 0:
                    break
                at_c = (place[c] - at_a) % n
                if at_c < at_b:
                    continue
                after_c = order[(place[c] + 1) % n]
                if rest + legs[c][after_c] - legs[before_b][after_c] > 0:
                    turned = order[at_a + 1 :] + order[: at_a + 1]
                    # `a` is last now, and what follows it first
                    self._set([*turned[at_b - 1 : at_c], *turned[: at_b - 1], *turned[at_c:]])
                    return after_a, before_b, b, c, after_c
        return None

    def _turn_stretch(self, a: int) -> tuple[int, ...] | None:
        """Lead from `a` to a near stop by walking a stretch backwards."""
        order, place, n = self.order, self.place, len(self.order)
        for b in self.next_to[a]:
            # first leg a to b around the stretch, or last leg from a, once its beginning, to b
            for low, high in ((place[a] + 1, place[b]), (place[a], place[b] - 1)):
                if 1 <= low < high < n and self._turned_gain(low, high) > 0:
                    touched = (order[low - 1], order[low], order[high], order[(high + 1) % n])
                    self._set([*order[:low], *order[low : high + 1][::-1], *order[high + 1 :]])
                    return touched
        return None

    def _turned_gain(self, low: int, high: int) -> float:
        legs, order = self.legs, self.order
        before, first, last, after = order[low - 1], order[low], order[high], order[(high + 1) % len(order)]
        outer = legs[before][first] + legs[last][after] - legs[before][last] - legs[first][after]
        return outer + (self.ahead[high] - self.ahead[low]) - (self.back[high] - self.back[low])

    def _set(self, order: list[int]) -> None:
        at = order.index(0)
        self.order = order[at:] + order[:at]
        self._index()

    def _index(self) -> None:
        order, legs = self.order, self.legs
        self.place = [0] * len(order)
        for place, stop in enumerate(order):
            self.place[stop] = place
        pairs = list(zip(order, [*order[1:], order[0]], strict=True))
        self.ahead = [0.0, *accumulate([legs[one][other] for one, other in pairs])]
        self.back = [0.0, *accumulate([legs[other][one] for one, other in pairs])]

    def _nearest_first(self) -> list[int]:
        left = set(range(1, len(self.legs)))
        order = [0]
        while left:
            legs = self.legs[order[-1]]
            order.append(min(left, key=lambda stop: (legs[stop], stop)))
            left.remove(order[-1])
        return order
