"""The made-up sites of the benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlot.bench.explore import LEAST_SETS
from backlot.bench.made_up import FEWEST, write_site
from backlot.catalog import load_site
from backlot.catalog.check import check_site


@pytest.mark.parametrize("polygons", [FEWEST, FEWEST + 1, 150])
def test_a_made_up_site_is_valid_and_of_the_size_asked_for(tmp_path: Path, polygons: int) -> None:
    """It breaks no rule that real data must keep, and is in canonical form."""
    folder = write_site(tmp_path / "site", polygons)
    assert () == check_site(folder)
    catalog = load_site(folder)
    areas = [place for place in catalog.places if place.kind in ("set", "building")]
    assert polygons == len(areas)
    assert LEAST_SETS <= len(catalog.by(kind="set"))


def test_no_two_buildings_have_one_name(tmp_path: Path) -> None:
    """So a search for one has one right answer."""
    catalog = load_site(write_site(tmp_path, 400))
    names = [place.names["en"] for place in catalog.by(kind="building")]
    assert len(names) == len(set(names))


def test_the_same_seed_makes_the_same_site(tmp_path: Path) -> None:
    """And another seed another one."""
    one, same, other = (
        (write_site(tmp_path / name, 60, seed=seed) / "studio.geojson").read_bytes()
        for name, seed in (("one", 1), ("same", 1), ("other", 2))
    )
    assert one == same
    assert one != other


def test_too_few_polygons_are_refused(tmp_path: Path) -> None:
    """Each set needs buildings."""
    with pytest.raises(ValueError, match=str(FEWEST)):
        write_site(tmp_path, FEWEST - 1)
