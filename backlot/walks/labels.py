"""
Find the best order exactly where earlier is not simply better: least lateness, or least travel of equals.

A state, which stops were visited and which last, keeps every label (time of leaving, lateness, travel) that
no other label of the state beats in all three. What cannot end within given bounds is dropped early.

For more info see: Irnich and Desaulniers (2004), Les Cahiers du GERAD G-2004-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from backlot.walks.visits import Floats, Ints, Visits

    Flags = NDArray[np.bool_]

__all__ = ["LABELS_AT_MOST", "best_labelled"]

LABELS_AT_MOST = 200_000
"""Labels kept at one position; with more, the search is no longer exact."""


@dataclass(frozen=True, slots=True)
class _Labels:
    """Labels at one position, one in each place of all arrays; `parent` is the index one position ago."""

    mask: NDArray[np.int64]
    last: Ints
    leave_s: Floats
    late_s: Floats
    travel_s: Floats
    parent: Ints

    def take(self, which: Ints | Flags) -> _Labels:
        return _Labels(
            self.mask[which],
            self.last[which],
            self.leave_s[which],
            self.late_s[which],
            self.travel_s[which],
            self.parent[which],
        )

    def __len__(self) -> int:
        return len(self.mask)


def best_labelled(
    visits: Visits, *, late_s: float, end_s: float = np.inf, by_travel: bool
) -> tuple[list[int] | None, bool]:
    """
    Return the best order within bounds, and whether it is proved that none is better.

    Parameters
    ----------
    visits
        The stops.
    late_s, end_s
        No more lateness in all, and no later end, than this.
    by_travel
        Whether less travel decides among orders of equal lateness and end; many more labels are kept then.

    Returns
    -------
    tuple[list[int] | None, bool]
        The order, None if there is none within the bounds; False if labels had to be dropped.
    """
    nearest, bits = visits.least_travel_s(), _bits(visits)
    layers: list[_Labels] = []
    exact = True
    for position in range(visits.n):
        labels = _extend(visits, layers[-1] if layers else None, visits.fixed.get(position), bits)
        ahead = _unvisited(visits, labels, position, bits)
        bound = labels.late_s + _late_at_least(visits, labels, nearest, ahead)
        kept = (bound <= late_s) & (labels.leave_s <= end_s) & np.isfinite(labels.leave_s)
        labels = _undominated(labels.take(kept), visits.n, by_travel=by_travel)
        if len(labels) > LABELS_AT_MOST:
            best = np.lexsort((labels.leave_s, labels.late_s))[:LABELS_AT_MOST]
            labels, exact = labels.take(np.sort(best)), False
        if not len(labels):
            return None, exact
        layers.append(labels)
    last = layers[-1]
    index = int(np.lexsort((last.travel_s, last.leave_s, last.late_s))[0])
    order = []
    for labels in reversed(layers):
        order.append(int(labels.last[index]))
        index = int(labels.parent[index])
    return order[::-1], exact


def _extend(visits: Visits, before: _Labels | None, stop: int | None, bits: NDArray[np.int64]) -> _Labels:
    """Go on from every label to the stop fixed here, or to every free stop not visited."""
    stops = np.array(visits.free if stop is None else [stop], dtype=np.intp)
    if before is None:
        parent, stop_at = np.zeros(len(stops), dtype=np.intp), stops
        mask = bits[stops]
        arrive, late, travel = (np.zeros(len(stops)) for _ in range(3))
    else:
        parent, column = np.nonzero(before.mask[:, None] & bits[stops] == 0)
        stop_at = stops[column]
        mask = before.mask[parent] | bits[stop_at]
        leg = visits.travel_s[before.last[parent], stop_at]
        arrive, late = before.leave_s[parent] + leg, before.late_s[parent]
        travel = before.travel_s[parent] + leg
    start = visits.start_s(stop_at, arrive)
    missed = np.isinf(start) & np.isfinite(arrive)
    last_close = visits.closes_s.max(axis=1)
    late[missed] += arrive[missed] - last_close[stop_at[missed]]
    start[missed] = arrive[missed]
    return _Labels(mask, stop_at, start + visits.dwell_s[stop_at], late, travel, parent)


def _bits(visits: Visits) -> NDArray[np.int64]:
    """Return the bit of each stop in a mask, 0 for one with a fixed position."""
    bits = np.zeros(visits.n, dtype=np.int64)
    bits[visits.free] = np.int64(1) << np.arange(len(visits.free))
    return bits


def _unvisited(visits: Visits, labels: _Labels, position: int, bits: NDArray[np.int64]) -> Flags:
    """Tell for each label (row) which stops (columns) are still to come."""
    ahead: Flags = labels.mask[:, None] & bits == 0
    for at, stop in visits.fixed.items():
        ahead[:, stop] = at > position
    return ahead


def _late_at_least(visits: Visits, labels: _Labels, nearest_s: Floats, ahead: Flags) -> Floats:
    """Return the least lateness that the stops still to come add, each as if it came next."""
    last_close = visits.closes_s.max(axis=1)
    late = np.zeros(len(labels))
    for stop in np.flatnonzero(np.isfinite(last_close)):
        arrive = labels.leave_s + nearest_s[labels.last, stop]
        with np.errstate(invalid="ignore"):
            over = np.where(np.isfinite(arrive), arrive - last_close[stop], 0)
        late += np.where(ahead[:, stop], np.maximum(over, 0), 0)
    return late


def _undominated(labels: _Labels, count: int, *, by_travel: bool) -> _Labels:
    """Drop what another label of the same state beats or equals."""
    state = labels.mask * count + labels.last
    ranked = np.lexsort((labels.travel_s, labels.late_s, labels.leave_s, state))
    labels, state = labels.take(ranked), state[ranked]
    return labels.take(_rising(labels, state) if not by_travel else ~_beaten(labels, state))


def _rising(labels: _Labels, state: NDArray[np.int64]) -> Flags:
    """Tell which labels, by rising time of a state, are less late than all before them."""
    if not len(state):
        return np.zeros(0, dtype=bool)
    rank = np.unique(labels.late_s, return_inverse=True)[1]
    group = np.cumsum(np.append(True, state[1:] != state[:-1]))
    # each group lies below the one before, so that one running minimum serves all
    value = rank - group * (int(rank.max()) + 1)
    return np.append(True, value[1:] < np.minimum.accumulate(value)[:-1])


def _beaten(labels: _Labels, state: NDArray[np.int64]) -> Flags:
    """Tell which labels are beaten by one before them, sorted by time within each state."""
    beaten = np.zeros(len(state), dtype=bool)
    for shift in range(1, len(state)):
        same = state[shift:] == state[:-shift]
        if not same.any():
            break
        no_later = labels.late_s[:-shift] <= labels.late_s[shift:]
        no_longer = labels.travel_s[:-shift] <= labels.travel_s[shift:]
        beaten[shift:] |= same & no_later & no_longer
    return beaten
