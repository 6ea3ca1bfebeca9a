"""Corrections applied in Python give what they give in JavaScript."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import LineString, Point, Polygon

from backlot.catalog import Catalog, Feature, Overlay, Place
from backlot.catalog.corrections import parse_edit
from backlot.catalog.model import Site, View
from tests.viewer.conftest import square

SHARED = json.loads((Path(__file__).parents[1] / "cases" / "overlay.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the small site the cases speak of."""
    bounds = tuple(SHARED["bounds"])
    site = Site(
        id="small",
        name={"en": "Small"},
        tagline={},
        version="1",
        date="2026-01-01",
        languages=("en", "ko"),
        crs="EPSG:32651",
        tz="UTC",
        bounds=bounds,
        views=(View("all", {"en": "All"}, bounds),),
    )
    places = []
    for ident, raw in SHARED["places"].items():
        lon, lat = raw["position"]
        side = raw.get("side")
        area = Polygon(*square(lon - side / 2, lat - side / 2, side)) if side else Point(lon, lat)
        former = tuple(raw.get("former", ()))
        places.append(
            Place(id=ident, kind=raw["kind"], names=raw["names"], geometry=area, former_ids=former)
        )
    line = LineString([(125.71, 39.07), (125.712, 39.07)])
    lanes = [
        Feature(id=ident, kind="lane", names=names, geometry=line)
        for ident, names in SHARED["lanes"].items()
    ]
    return Catalog(site=site, places=places, features=lanes)


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: case["name"].replace(" ", "-"))
def test_python_applies_edits_as_the_viewer_does(case: dict[str, Any], catalog: Catalog) -> None:
    """Names, positions and closed lanes agree; the same file is read by tests/js/overlay.test.mjs."""
    edits = [
        parse_edit(
            {
                "id": f"{number:08x}",
                "source": "stood there",
                "date": "2026-02-01",
                "at": "2026-02-01T00:00:00+00:00",
                **edit,
            }
        )
        for number, edit in enumerate(case["edits"])
    ]
    applied = Overlay(len(edits), tuple(edits)).apply(catalog)
    for ident, names in case["names"].items():
        assert names == dict(applied.get(ident).names)  # type: ignore[union-attr]
    for ident, position in case["positions"].items():
        assert applied.get(ident).lon_lat == pytest.approx(position, abs=2e-6)  # type: ignore[union-attr]
    assert case["closed"] == sorted(lane.id for lane in applied.lanes if lane.closed)
    assert case["added"] == [place.id for place in applied.places if catalog.get(place.id) is None]
    corrected = [each.id for each in (*applied.places, *applied.features) if each.correction]
    assert case["touched"] == sorted(corrected)
