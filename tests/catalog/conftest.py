"""Give the catalogue's tests a made-up site to work on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from backlot.catalog import Catalog, load_site

HARBOUR = Path(__file__).parents[1] / "sites" / "harbour"


@pytest.fixture(scope="session")
def harbour() -> Catalog:
    """Return the made-up harbour town."""
    return load_site(HARBOUR)


@pytest.fixture
def site_folder(tmp_path: Path) -> Path:
    """Return a copy of the harbour town's folder that a test may spoil."""
    return Path(shutil.copytree(HARBOUR, tmp_path / "site"))
