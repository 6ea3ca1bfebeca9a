"""
Choose which stops to keep when there is not time for all.

Few stops are chosen exactly, over all subsets. From more, partial walks grow stop by stop, the most
promising go on, and one that cannot be worth more than the best found is dropped; if no other had to be,
the choice is exact too. How promising one is, is its worth and what the time left may add, stops taken in
part (the continuous knapsack: Dantzig 1957, https://doi.org/10.1287/opre.5.2.266).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from backlot.walks.subsets import Front, fronts, leave, masks_of, reach

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from backlot.walks.visits import Floats, Ints, Visits

    Flags = NDArray[np.bool_]

__all__ = ["Picked", "pick_all", "pick_by_growing"]


# the way to a further stop is likely that from one of so many nearest
_NEAREST = 6


class Picked(NamedTuple):
    """Stops to keep, what they are worth, and when the last can be left at the earliest known."""

    stops: list[int]
    worth: float
    end_s: float

    def beats(self, other: Picked | None) -> bool:
        """Return whether these are worth more than others, or the same and done earlier."""
        return other is None or (-self.worth, self.end_s) < (-other.worth, other.end_s)


def pick_all(visits: Visits, worth: Floats, limit_s: float, keep: set[int]) -> Picked | None:
    """
    Choose over all subsets.

    Parameters
    ----------
    visits
        The stops; what is fixed at the first and the last position is always kept.
    worth
        Of each stop.
    limit_s
        When the last stop must be left.
    keep
        Free stops that must be kept.

    Returns
    -------
    Picked | None
        The best choice, its stops without order; None if what must be kept does not fit.
    """
    free = visits.free
    first, last = _ends(visits)
    must = sum(1 << row for row, stop in enumerate(free) if stop in keep)
    best: Picked | None = None
    always = [stop for stop in (first, last) if stop is not None]
    for front in _closable(visits):
        ends = _closed(visits, front, last)
        masks = masks_of(len(free), 0 if front is None else front.size)
        fits = np.flatnonzero((ends <= limit_s) & (masks & must == must))
        if not len(fits):
            continue
        gains = ((masks[fits, None] >> np.arange(len(free))) & 1) @ worth[free]
        at = int(np.lexsort((ends[fits], -gains))[0])
        mask = int(masks[fits[at]])
        stops = always + [stop for row, stop in enumerate(free) if mask >> row & 1]
        found = Picked(stops, float(gains[at] + worth[always].sum()), float(ends[fits[at]]))
        best = found if found.beats(best) else best
    return best


def pick_by_growing(
    visits: Visits, worth: Floats, limit_s: float, keep: set[int], *, width: int
) -> tuple[Picked | None, bool]:
    """
    Choose by growing walks stop by stop.

    Parameters
    ----------
    visits, worth, limit_s, keep
        As for `pick_all`.
    width
        How many partial walks go on after each stop.

    Returns
    -------
    tuple[Picked | None, bool]
        A good choice, None if nothing was found that fits; and whether it is proved that none is better.
    """
    growth = _Growth(visits, worth, limit_s, keep)
    walks: _Walks | None = growth.first()
    exact = True
    while walks is not None and len(walks.last):
        growth.note(walks)
        walks, complete = growth.grown(walks, width)
        exact = exact and complete
    return growth.best, exact


@dataclass(frozen=True, slots=True)
class _Walks:
    """Partial walks, one a row; `last` is -1 where no stop was visited, `name` that of the set of stops."""

    visited: Flags
    name: NDArray[np.uint64]
    last: Ints
    leave_s: Floats
    worth: Floats

    def take(self, which: Ints | Flags) -> _Walks:
        return _Walks(
            self.visited[which], self.name[which], self.last[which], self.leave_s[which], self.worth[which]
        )


class _Growth:
    """What all partial walks have in common, and the best complete one so far."""

    def __init__(self, visits: Visits, worth: Floats, limit_s: float, keep: set[int]) -> None:
        self.visits, self.worth, self.limit_s = visits, worth, limit_s
        self.first_stop, self.last_stop = _ends(visits)
        self.must = np.array(sorted(keep), dtype=np.intp)
        self.best: Picked | None = None
        self.free = np.array(visits.free, dtype=np.intp)
        # a set of stops is named by the exclusive or of random numbers; two of 64 bits hardly ever agree
        self.names = np.random.default_rng(0).integers(1 << 63, size=visits.n, dtype=np.uint64)
        away = visits.travel_s + np.diag(np.full(visits.n, np.inf))
        self.cost_s = visits.dwell_s + (away.min(axis=0) if visits.n > 1 else 0.0)
        if self.first_stop is None:
            # any stop may come first, without a way to it
            self.cost_s = visits.dwell_s.copy()
        self.least_s = visits.least_travel_s()
        self.likely_s = _likely(visits, away)
        rate = worth[self.free] / np.maximum(self.cost_s[self.free], 1e-9)
        self.by_rate = self.free[np.argsort(-rate, kind="stable")]

    def first(self) -> _Walks:
        visited = np.zeros((1, self.visits.n), dtype=bool)
        name = np.zeros(1, dtype=np.uint64)
        if self.first_stop is None:
            return _Walks(visited, name, np.array([-1]), np.zeros(1), np.zeros(1))
        visited[0, self.first_stop] = True
        stop = np.array([self.first_stop], dtype=np.intp)
        left = leave(self.visits, [self.first_stop], np.zeros((1, 1)))[0]
        return _Walks(visited, name, stop, left, self.worth[stop])

    def note(self, walks: _Walks) -> None:
        """Keep the best walk that is complete, or becomes so by going to the end."""
        ends = self._ended(walks, self.visits.travel_s)
        fits = np.flatnonzero((ends <= self.limit_s) & walks.visited[:, self.must].all(axis=1))
        if not len(fits):
            return
        at = fits[np.lexsort((ends[fits], -walks.worth[fits]))[0]]
        stops = [int(stop) for stop in np.flatnonzero(walks.visited[at])]
        worth = float(walks.worth[at])
        if self.last_stop is not None:
            stops.append(self.last_stop)
            worth += float(self.worth[self.last_stop])
        found = Picked(stops, worth, float(ends[at]))
        self.best = found if found.beats(self.best) else self.best

    def grown(self, walks: _Walks, width: int) -> tuple[_Walks, bool]:
        """Return the most promising walks one stop longer, and whether none that may be best is lost."""
        parent, column = np.nonzero(~walks.visited[:, self.free])
        stop = self.free[column]
        last = walks.last[parent]
        arrive = walks.leave_s[parent] + np.where(last < 0, 0.0, self.visits.travel_s[last, stop])
        left = self.visits.start_s(stop, arrive) + self.visits.dwell_s[stop]
        name = walks.name[parent] ^ self.names[stop]
        ranked = np.lexsort((left, stop, name))
        same = (name[ranked][1:] == name[ranked][:-1]) & (stop[ranked][1:] == stop[ranked][:-1])
        kept = ranked[np.append(True, ~same)] if len(ranked) else ranked
        kept = kept[left[kept] <= self.limit_s]
        parent, stop = parent[kept], stop[kept]
        visited = walks.visited[parent]
        visited[np.arange(len(stop)), stop] = True
        worth = walks.worth[parent] + self.worth[stop]
        grown = _Walks(visited, name[kept], stop, left[kept], worth)
        return self._promising(grown, width)

    def _promising(self, walks: _Walks, width: int) -> tuple[_Walks, bool]:
        walks = walks.take(self._ended(walks, self.least_s) <= self.limit_s)
        aim = -np.inf if self.best is None else self.best.worth
        # rounding must not drop what is just as good
        walks = walks.take(self._hope(walks, self.cost_s) + 1e-6 >= aim)
        if len(walks.last) <= width:
            return walks, True
        best = np.lexsort((walks.leave_s, -self._hope(walks, self.likely_s)))[:width]
        return walks.take(best), False

    def _ended(self, walks: _Walks, travel_s: Floats) -> Floats:
        """Return when walks are over, the end included."""
        if self.last_stop is None:
            return walks.leave_s
        legs = np.where(walks.last < 0, 0.0, travel_s[walks.last, self.last_stop])
        ends: Floats = leave(self.visits, [self.last_stop], (walks.leave_s + legs)[None])[0]
        return ends

    def _hope(self, walks: _Walks, cost_s: Floats) -> Floats:
        """Return what walks may be worth at last, if each further stop takes so long, its way included."""
        time = self.limit_s - walks.leave_s
        end_worth = 0.0
        if self.last_stop is not None:
            time = time - cost_s[self.last_stop]
            end_worth = float(self.worth[self.last_stop])
        left = ~walks.visited[:, self.by_rate]
        cost = np.where(left, cost_s[self.by_rate], 0.0)
        before = np.cumsum(cost, axis=1) - cost
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(cost > 0, np.clip((time[:, None] - before) / cost, 0.0, 1.0), left)
        hope: Floats = walks.worth + part @ self.worth[self.by_rate] + end_worth
        return hope


def _likely(visits: Visits, away_s: Floats) -> Floats:
    """Return how long each further stop is likely to take, the way to it included; for ranking alone."""
    nearest = np.sort(away_s, axis=0)[: min(_NEAREST, visits.n - 1)]
    near = np.where(np.isfinite(nearest), nearest, 0.0)
    likely: Floats = visits.dwell_s + (near.mean(axis=0) if len(near) else 0.0)
    return likely


def _ends(visits: Visits) -> tuple[int | None, int | None]:
    """Return the stops at the first and the last position, a lone one only once."""
    return visits.fixed.get(0), visits.fixed.get(visits.n - 1) if visits.n > 1 else None


def _closable(visits: Visits) -> list[Front | None]:
    """Return the states before an end would be added; None where nothing was visited yet."""
    first, last = _ends(visits)
    found: list[Front | None] = list(fronts(visits))
    if last is not None:
        found.pop()
    return found if first is not None else [None, *found]


def _closed(visits: Visits, front: Front | None, last: int | None) -> Floats:
    """Return when each subset is over at the earliest, the end included."""
    if last is None:
        return np.zeros(1) if front is None else front.leave_s.min(axis=0)
    ends: Floats = leave(visits, [last], reach(visits, front, [last]))[0]
    return ends
