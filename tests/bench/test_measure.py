"""Statistics of the benchmark."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot.bench.measure import Sample, percentile, ratio

FIGURES = st.lists(st.floats(0, 1e6), min_size=2, max_size=50)


@pytest.mark.parametrize(
    ("values", "median", "p95"),
    [((5,), 5, 5), ((1, 3), 2, 2.9), ((3, 1, 2), 2, 2.9), (tuple(range(101)), 50, 95)],
)
def test_a_sample_tells_its_median_and_p95(values: tuple[float, ...], median: float, p95: float) -> None:
    """In whatever order the figures came."""
    sample = Sample.of(values)
    assert (len(values), median) == (sample.n, sample.median)
    assert p95 == pytest.approx(sample.p95)


@given(FIGURES)
def test_the_median_is_that_of_the_standard_library(values: list[float]) -> None:
    """It is interpolated as there."""
    assert statistics.median(values) == pytest.approx(Sample.of(values).median)


@given(FIGURES, st.floats(0, 100), st.floats(0, 100))
def test_a_higher_percentile_is_no_smaller(values: list[float], one: float, other: float) -> None:
    """And all lie between the least and the greatest figure."""
    low, high = percentile(values, min(one, other)), percentile(values, max(one, other))
    slack = 1e-9 * max(values)
    assert min(values) - slack <= low <= high + slack <= max(values) + 2 * slack


@pytest.mark.parametrize("values", [(), (1, math.nan), (math.inf,)])
def test_a_sample_of_nothing_or_of_no_numbers_is_refused(values: tuple[float, ...]) -> None:
    """A figure that was not measured is not averaged."""
    with pytest.raises(ValueError, match="sample"):
        Sample.of(values)


def test_a_ratio_is_one_of_medians() -> None:
    """One slow load does not move it."""
    assert 1.5 == ratio(Sample.of([3, 3, 900]), Sample.of([2, 2, 2]))
    with pytest.raises(ValueError, match="no ratio"):
        ratio(Sample.of([1]), Sample.of([0]))
