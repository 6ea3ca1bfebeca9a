"""
Hold what is known of the stops to put in order, and time orders of them.

Times are kept as whole multiples of 2**-20 s, about a microsecond: sums of them are exact in floating
point, so what is a tie on paper is a tie here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from backlot.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Interval = tuple[float, float]
    Windows = Sequence[Interval | Sequence[Interval] | None]

__all__ = ["Costs", "Visits", "matrix_of", "read_visits", "seconds_of"]

TICKS_PER_S = 2.0**20


class Costs(NamedTuple):
    """What orders cost, compared from left to right; each field has one figure an order."""

    late_s: Floats
    end_s: Floats
    travel_s: Floats

    def best(self) -> int:
        """Return which order costs least, the first of equals."""
        left = np.arange(len(self.late_s))
        for figures in self:
            left = left[figures[left] == figures[left].min()]
        return int(left[0])

    def at(self, index: int) -> tuple[float, float, float]:
        """Return what one order costs."""
        return float(self.late_s[index]), float(self.end_s[index]), float(self.travel_s[index])


@dataclass(frozen=True, slots=True)
class Visits:
    """
    Stops to visit, all figures checked and in seconds from departure.

    Parameters
    ----------
    travel_s
        Way from each stop (row) to each other (column); inf where there is none.
    dwell_s
        How long each stop takes.
    opens_s, closes_s
        Intervals in which service may start, a row a stop, earliest first; where a stop has fewer than
        others, its last columns are inf and -inf.
    fixed
        Which stop stands at a position.
    """

    travel_s: Floats
    dwell_s: Floats
    opens_s: Floats
    closes_s: Floats
    fixed: Mapping[int, int]

    @property
    def n(self) -> int:
        """How many stops there are."""
        return len(self.dwell_s)

    @property
    def free(self) -> list[int]:
        """Stops that may stand at any position that is not taken."""
        taken = set(self.fixed.values())
        return [stop for stop in range(self.n) if stop not in taken]

    @property
    def has_windows(self) -> bool:
        """Whether any stop is not always open."""
        return bool(np.isfinite(self.opens_s[:, 0]).any() or np.isfinite(self.closes_s).any())

    def start_s(self, stops: Ints, arrive_s: Floats) -> Floats:
        """Return when service starts, inf where it is too late; both arguments broadcast."""
        best = np.full_like(arrive_s, np.inf)
        for opens, closes in zip(self.opens_s.T, self.closes_s.T, strict=True):
            start = np.maximum(arrive_s, opens[stops])
            np.minimum(best, start, out=best, where=arrive_s <= closes[stops])
        return best

    def costs(self, orders: Ints) -> Costs:
        """
        Return what orders cost.

        Parameters
        ----------
        orders
            One order a row, each with every stop once.
        """
        count, n = orders.shape
        now, late, travel = np.zeros(count), np.zeros(count), np.zeros(count)
        columns = np.ascontiguousarray(orders.T)
        last_close = self.closes_s.max(axis=1)
        timed = self.has_windows
        for position in range(n):
            stops = columns[position]
            if position:
                leg = self.travel_s[columns[position - 1], stops]
                travel += leg
                now += leg
            if timed:
                start = self.start_s(stops, now)
                missed = np.isinf(start)
                if missed.any():
                    late[missed] += now[missed] - last_close[stops[missed]]
                    start[missed] = now[missed]
                now = start
            now = now + self.dwell_s[stops]
        late[np.isinf(now)] = np.inf
        return Costs(late, now, travel)

    def cost(self, order: Sequence[int]) -> tuple[float, float, float]:
        """Return what one order costs: lateness, time of leaving the last stop, travel."""
        return self.costs(np.array([order], dtype=np.intp)).at(0)

    def least_travel_s(self) -> Floats:
        """Return the least travel from stop to stop by way of any others."""
        best = self.travel_s.copy()
        for by in range(self.n):
            np.minimum(best, best[:, by, None] + best[by], out=best)
        return best

    def without_windows(self) -> Visits:
        """Return the same stops, always open."""
        n = self.n
        opens, closes = np.full((n, 1), -np.inf), np.full((n, 1), np.inf)
        return Visits(self.travel_s, self.dwell_s, opens, closes, self.fixed)


def read_visits(
    travel_s: ArrayLike,
    *,
    start: int | None = None,
    end: int | None = None,
    dwell_s: Sequence[float] | None = None,
    windows_s: Windows | None = None,
    locked: Mapping[int, int] | None = None,
) -> Visits:
    """
    Check what was given and return it.

    Parameters
    ----------
    travel_s, start, end, dwell_s, windows_s, locked
        See `backlot.walks.order.best_order`.

    Raises
    ------
    DataError
        If anything of it cannot be.
    """
    travel = matrix_of(travel_s)
    n = len(travel)
    dwell = seconds_of("dwell_s", [0.0] * n if dwell_s is None else dwell_s, n)
    opens, closes = _windows(windows_s, n)
    return Visits(travel, dwell, opens, closes, _fixed(n, start, end, locked or {}))


def matrix_of(travel_s: ArrayLike) -> Floats:
    """
    Check a matrix of travel times; its diagonal is not read.

    Raises
    ------
    DataError
        If it is empty, not square, or holds what is not a time.
    """
    try:
        travel = np.array(travel_s, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError("order-not-numbers") from error
    if travel.size == 0:
        raise DataError("order-empty")
    if travel.ndim != 2 or travel.shape[0] != travel.shape[1]:
        raise DataError("order-not-square", found=" x ".join(str(size) for size in travel.shape))
    np.fill_diagonal(travel, 0)
    for code, wrong in (("order-not-a-time", np.isnan(travel)), ("order-negative", travel < 0)):
        if wrong.any():
            row, column = (int(index) for index in np.argwhere(wrong)[0])
            raise DataError(code, origin=row, target=column, found=float(travel[row, column]))
    return _whole(travel)


def seconds_of(name: str, values: Sequence[float], n: int) -> Floats:
    """
    Check a list of one figure a stop, none negative.

    Raises
    ------
    DataError
        If there are more or fewer, or one is not a finite figure of 0 or more.
    """
    if len(values) != n:
        raise DataError("order-wrong-length", name=name, found=len(values), expected=n)
    for stop, value in enumerate(values):
        if not (_is_number(value) and 0 <= value < math.inf):
            raise DataError("order-bad-figure", name=name, stop=stop, found=value)
    return _whole(np.array(values, dtype=np.float64))


def _windows(windows_s: Windows | None, n: int) -> tuple[Floats, Floats]:
    given = [None] * n if windows_s is None else windows_s
    if len(given) != n:
        raise DataError("order-wrong-length", name="windows_s", found=len(given), expected=n)
    lists = [_intervals(stop, window) for stop, window in enumerate(given)]
    width = max(len(intervals) for intervals in lists)
    opens, closes = np.full((n, width), np.inf), np.full((n, width), -np.inf)
    for stop, intervals in enumerate(lists):
        for column, (open_s, close_s) in enumerate(sorted(intervals)):
            opens[stop, column], closes[stop, column] = open_s, close_s
    return _whole(opens), _whole(closes)


def _intervals(stop: int, window: Interval | Sequence[Interval] | None) -> list[Interval]:
    """Return the intervals of one stop, given as none, as a pair, or as a list of pairs."""
    if window is None:
        return [(-math.inf, math.inf)]
    pairs: list[Any] = [window] if len(window) == 2 and all(map(_is_number, window)) else list(window)
    for pair in pairs:
        is_pair = isinstance(pair, list | tuple) and len(pair) == 2 and all(map(_is_number, pair))
        if not (is_pair and pair[0] <= pair[1] and pair[0] < math.inf and pair[1] > -math.inf):
            raise DataError("order-bad-window", stop=stop, found=str(pair))
    if not pairs:
        raise DataError("order-never-open", stop=stop)
    return [(float(open_s), float(close_s)) for open_s, close_s in pairs]


def _fixed(n: int, start: int | None, end: int | None, locked: Mapping[int, int]) -> dict[int, int]:
    """Return which stop stands at a position."""
    if start is not None and start == end and n > 1:
        raise DataError("order-start-is-end", stop=start)
    fixed: dict[int, int] = {}
    places: dict[int, int] = {}
    wishes = [*locked.items(), *((stop, at) for stop, at in ((start, 0), (end, n - 1)) if stop is not None)]
    for stop, position in wishes:
        if not (_is_index(stop) and 0 <= stop < n):
            raise DataError("order-unknown-stop", found=stop, last=n - 1)
        if not (_is_index(position) and 0 <= position < n):
            raise DataError("order-no-such-position", stop=stop, found=position, last=n - 1)
        if places.setdefault(int(stop), int(position)) != position:
            raise DataError("order-two-positions", stop=stop, positions=[places[int(stop)], position])
        if fixed.setdefault(int(position), int(stop)) != stop:
            raise DataError("order-position-taken", position=position, stops=[fixed[int(position)], stop])
    return fixed


def _whole(seconds: Floats) -> Floats:
    rounded: Floats = np.round(seconds * TICKS_PER_S) / TICKS_PER_S
    return rounded


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _is_index(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
