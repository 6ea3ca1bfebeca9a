"""Summarise repeated measurements: number, median, 95th percentile."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Sample", "percentile", "ratio"]


@dataclass(frozen=True, slots=True)
class Sample:
    """
    Repeated measurements of one thing, in the order they were taken.

    Parameters
    ----------
    values
        At least one finite figure, all in the same unit.

    Raises
    ------
    ValueError
        If there is no figure, or one that is not finite.
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            msg = "a sample needs at least one figure"
            raise ValueError(msg)
        if not all(math.isfinite(value) for value in self.values):
            msg = "a sample holds finite figures only"
            raise ValueError(msg)

    @classmethod
    def of(cls, values: Iterable[float]) -> Sample:
        """Return the sample of some figures."""
        return cls(tuple(float(value) for value in values))

    @property
    def n(self) -> int:
        """How many measurements there are."""
        return len(self.values)

    @property
    def median(self) -> float:
        """The middle figure, or the mean of the two in the middle."""
        return percentile(self.values, 50)

    @property
    def p95(self) -> float:
        """The figure that 95 % of the measurements do not exceed; of few, nearly the greatest."""
        return percentile(self.values, 95)


def percentile(values: Sequence[float], percent: float) -> float:
    """
    Return a percentile, interpolated between the two nearest ranks.

    For more info see: Hyndman and Fan (1996), definition 7, https://doi.org/10.2307/2684934.

    Parameters
    ----------
    values
        At least one figure.
    percent
        From 0 to 100.
    """
    ordered = sorted(values)
    rank = (len(ordered) - 1) * percent / 100
    low = math.floor(rank)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rank - low)


def ratio(one: Sample, other: Sample) -> float:
    """
    Return how many times the median of `other` goes into that of `one`.

    Raises
    ------
    ValueError
        If the median of `other` is not positive.
    """
    if other.median <= 0:
        msg = f"no ratio to a median of {other.median:g}"
        raise ValueError(msg)
    return one.median / other.median
