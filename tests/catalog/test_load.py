"""Load: the rest is always shown, and what is wrong is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backlot.catalog import Catalog, load_site, parse_json
from backlot.errors import DataError


def _spoil(folder: Path, file: str, ident: str, **props: Any) -> None:
    path = folder / file
    collection = json.loads(path.read_text("utf-8"))
    for raw in collection["features"]:
        if raw["id"] == ident:
            raw["properties"] |= props
    path.write_text(json.dumps(collection), "utf-8")


def test_the_made_up_town_loads_whole(harbour: Catalog) -> None:
    """Every feature becomes a place or a basemap feature, with its own languages."""
    assert () == harbour.problems
    assert 35 == len(harbour.places)
    assert ("en", "pt") == harbour.site.languages
    assert "Casa de Chá" == harbour.get("tea-house").name("pt")  # type: ignore[union-attr]
    assert "Tea House" == harbour.get("tea-house").name("ko")  # type: ignore[union-attr]
    assert 4 == len(harbour.lanes)


@pytest.mark.parametrize(
    "file", ["studio.geojson", "landmarks.geojson", "basemap.geojson", "basemap-osm.geojson"]
)
@pytest.mark.parametrize("data", [None, b"", b"{", b"[]", b'{"type": "FeatureCollection"}'])
def test_a_broken_file_leaves_the_rest(file: str, data: bytes | None, site_folder: Path) -> None:
    """One broken file is one problem; the other files are shown."""
    path = site_folder / file
    path.unlink() if data is None else path.write_bytes(data)
    catalog = load_site(site_folder)
    assert [file] == [problem.file for problem in catalog.problems]
    assert len(catalog.places) + len(catalog.features) > 0


def test_a_missing_folder_gives_an_empty_catalogue(tmp_path: Path) -> None:
    """Nothing is raised even when there is nothing."""
    catalog = load_site(tmp_path / "nowhere")
    assert 5 == len(catalog.problems)
    assert () == catalog.places
    assert () == catalog.containing(0, 0)
    assert () == catalog.nearest((0.0, 0.0))
    assert () == catalog.search("anything")


def test_without_a_site_file_the_map_is_drawn_from_the_data(site_folder: Path) -> None:
    """Bounds, languages, locales come from the features, with neutral labels."""
    (site_folder / "site.json").write_text("{")
    catalog = load_site(site_folder)
    west, south, east, north = catalog.site.bounds
    lon, lat = catalog.places[0].lon_lat
    assert west < lon < east
    assert south < lat < north
    assert "EPSG:32625" == catalog.site.crs
    assert {"whalers", "merchants", "navy", "yard-grounds"} == {x.id for x in catalog.site.locales}
    assert ["site.json"] == [problem.file for problem in catalog.problems]


def test_a_broken_feature_is_left_out_and_named(site_folder: Path) -> None:
    """The other features of its file stay."""
    path = site_folder / "landmarks.geojson"
    collection = json.loads(path.read_text("utf-8"))
    collection["features"][0]["geometry"] = {"type": "Point", "coordinates": [1e9, 2]}
    collection["features"].append(collection["features"][1])
    collection["features"].append(7)
    path.write_text(json.dumps(collection), "utf-8")
    catalog = load_site(site_folder)
    assert 34 == len(catalog.places)
    codes = [problem.code for problem in catalog.problems]
    assert ["bad-position", "duplicate-id", "not-a-feature"] == codes


def test_a_value_of_the_wrong_type_is_left_out_and_the_place_stays(site_folder: Path) -> None:
    """A rank in words does not cost the place."""
    _spoil(site_folder, "studio.geojson", "tea-house", rank="high", claims=[3], alt_names="tea", locale=5)
    catalog = load_site(site_folder)
    place = catalog.get("tea-house")
    assert place is not None
    assert 3 == place.rank
    assert {"rank", "claims[0]", "alt_names", "locale"} == {x.property for x in catalog.problems}


def test_a_reference_to_nothing_is_left_out(site_folder: Path) -> None:
    """Whoever draws a place can rely on its locale."""
    _spoil(site_folder, "studio.geojson", "tea-house", locale="atlantis")
    place = load_site(site_folder).get("tea-house")
    assert place is not None
    assert place.locale is None


@pytest.mark.parametrize(
    ("member", "value"),
    [("hue", 'red"onload="x'), ("glyph", 'M0 0"/><script>'), ("hatch", "url(http://x)")],
)
def test_a_style_that_is_no_style_never_gets_through(member: str, value: str, site_folder: Path) -> None:
    """Hues, hatches and glyphs end in attributes of a page, so their form is kept."""
    path = site_folder / "site.json"
    site = json.loads(path.read_text("utf-8"))
    site["locales"][0][member] = value
    path.write_text(json.dumps(site), "utf-8")
    catalog = load_site(site_folder)
    assert value != getattr(catalog.site.locales[0], member)
    assert [f"locales[0].{member}"] == [problem.property for problem in catalog.problems]


def test_the_digest_changes_with_the_content(site_folder: Path) -> None:
    """Equal files have equal digests, other files another."""
    before = load_site(site_folder).digest
    assert before == load_site(site_folder).digest
    _spoil(site_folder, "studio.geojson", "tea-house", rank=1)
    assert before != load_site(site_folder).digest


def test_a_file_over_the_limit_is_refused() -> None:
    """The size is bounded before anything is parsed."""
    with pytest.raises(DataError) as caught:
        parse_json(b'"' + b"x" * 100 + b'"', limit_bytes=50)
    assert "file-too-large" == caught.value.code


def test_places_cannot_be_changed(harbour: Catalog) -> None:
    """Neither a place nor its texts can be written to."""
    place = harbour.places[0]
    with pytest.raises(AttributeError):
        place.rank = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        place.names["en"] = "x"  # type: ignore[index]
