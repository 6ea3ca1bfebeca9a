"""Give the tests of films a made-up site, and the shipped one."""

from __future__ import annotations

import pytest

from backlot.catalog import Catalog, load_site
from backlot.films import Films, load_films
from tests.support.sites import HARBOUR, SHIPPED


@pytest.fixture(scope="session")
def harbour() -> Catalog:
    """Return the made-up harbour town, which has no films of its own."""
    return load_site(HARBOUR)


@pytest.fixture(scope="session")
def places() -> Catalog:
    """Return the shipped places."""
    return load_site(SHIPPED)


@pytest.fixture(scope="session")
def shipped(places: Catalog) -> Films:
    """Return the shipped films."""
    return load_films(SHIPPED, places)
