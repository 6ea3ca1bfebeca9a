"""What the tests of exports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.takeaway.samples import city_walk, night_that_fails, studio_walk

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary


@pytest.fixture(params=[studio_walk, city_walk, night_that_fails], ids=["studio", "city", "night"])
def itinerary(request: pytest.FixtureRequest) -> Itinerary:
    """One of the samples after the other."""
    made: Itinerary = request.param()
    return made
