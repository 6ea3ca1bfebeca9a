"""Other people's files: what is understood of them, and what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import osmium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot.errors import DataError
from backlot.walks import osm
from backlot.walks.osm import Extract, foot_path, read_extract

# by id: longitude, latitude
NODES = {1: (10.0, 50.0), 2: (10.001, 50.0), 3: (10.002, 50.0), 4: (10.002, 50.001), 5: (11.0, 51.0)}

XML = """<?xml version="1.0" encoding="UTF-8"?>
{prolog}<osm version="0.6" generator="a test">
<node id="1" version="1" lat="50.0" lon="10.0"/>
<node id="2" version="1" lat="50.0" lon="10.001"/>
<way id="7" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way>
</osm>
"""


def write_osm(
    path: Path, ways: list[tuple[list[int], dict[str, str]]], nodes: dict[int, dict[str, str]] | None = None
) -> Path:
    """Write an extract with some ways, and tags of nodes by id."""
    with osmium.SimpleWriter(str(path)) as writer:
        for ident, location in NODES.items():
            tags = (nodes or {}).get(ident, {})
            writer.add_node(osmium.osm.mutable.Node(id=ident, version=1, location=location, tags=tags))
        for number, (refs, tags) in enumerate(ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, version=1, nodes=refs, tags=tags))
    return path


def props_of(extract: Extract) -> list[dict[str, Any]]:
    """Return the properties of all paths of an extract."""
    return [feature["properties"] for feature in extract.features]


def code_of(path: Path) -> str:
    """Return the code a file is refused with."""
    with pytest.raises(DataError) as caught:
        read_extract(path)
    return caught.value.code


@pytest.mark.parametrize("suffix", [".osm.pbf", ".pbf", ".osm", ".osm.gz"])
def test_an_extract_is_read_in_every_form(tmp_path: Path, suffix: str) -> None:
    """Ways for walking are kept with their positions, others are counted."""
    path = tmp_path / f"town{suffix}"
    form = suffix if suffix != ".pbf" else ".osm.pbf"
    write_osm(
        tmp_path / f"town{form}",
        [
            ([1, 2, 3], {"highway": "footway"}),
            ([3, 4], {"highway": "motorway"}),
            ([1, 4], {"waterway": "ditch"}),
        ],
    )
    if form != suffix:
        (tmp_path / f"town{form}").rename(path)
    extract = read_extract(path)
    line = extract.features[0]["geometry"]["coordinates"]
    assert [[10.0, 50.0], [10.001, 50.0], [10.002, 50.0]] == line
    assert ["osm-w1"] == [props["id"] for props in props_of(extract)]
    assert {"not-on-foot": 1} == extract.dropped
    assert "© OpenStreetMap contributors, ODbL" == extract.attribution


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "footway"}, {"class": "footpath", "access": "free", "steps": False, "lit": None}),
        ({"highway": "steps", "incline": "up"}, {"class": "steps", "steps": True, "incline_pct": None}),
        ({"highway": "residential", "incline": "-6%"}, {"class": "street", "incline_pct": -6.0}),
        ({"highway": "path", "incline": "10°"}, {"incline_pct": 17.6}),
        ({"highway": "path", "incline": "90°"}, {"incline_pct": None}),
        ({"highway": "secondary", "bridge": "yes"}, {"class": "bridge"}),
        ({"highway": "footway", "tunnel": "yes", "lit": "yes"}, {"class": "underpass", "lit": True}),
        ({"highway": "footway", "tunnel": "building_passage"}, {"class": "footpath"}),
        ({"highway": "service"}, {"class": "service", "access": "unknown"}),
        ({"highway": "service", "access": "private"}, {"access": "closed"}),
        ({"highway": "service", "access": "private", "foot": "yes"}, {"access": "free"}),
        ({"highway": "track"}, {"access": "unknown"}),
        ({"highway": "footway", "indoor": "yes"}, {"access": "unknown"}),
        ({"highway": "footway", "access": "customers"}, {"access": "unknown"}),
        ({"highway": "footway", "opening_hours": "09:00-17:00"}, {"access": "unknown"}),
        ({"highway": "cycleway", "foot": "designated"}, {"class": "footpath", "access": "free"}),
        ({"highway": "trunk", "sidewalk": "both"}, {"class": "avenue"}),
        (
            {"highway": "footway", "surface": "concrete:plates", "lit": "no"},
            {"surface": "paved", "lit": False},
        ),
        (
            {"highway": "footway", "surface": "marshmallow", "width": "2,5"},
            {"surface": "unknown", "width_m": None},
        ),
        ({"highway": "footway", "width": "2.5 m"}, {"width_m": 2.5}),
        ({"highway": "footway", "oneway:foot": "yes"}, {"oneway": True}),
        ({"highway": "street", "name": "x"}, "not-a-path"),
        ({"highway": "residential", "oneway": "yes", "name": "창전거리"}, {"name:ko": "창전거리"}),
        (
            {"highway": "residential", "name": "창전거리", "name:ko": "창전거리", "name:en": "Changjon"},
            {"name:en": "Changjon"},
        ),
        ({"highway": "footway", "area": "yes"}, "not-a-path"),
        ({"highway": "construction"}, "not-a-path"),
        ({"highway": "footway", "foot": "no"}, "not-on-foot"),
        ({"highway": "primary", "foot": "use_sidepath"}, "not-on-foot"),
        ({"highway": "bridleway"}, "not-on-foot"),
        ({"highway": "motorway"}, "not-on-foot"),
        ({}, "not-a-path"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_tags_are_understood_as_the_module_says(
    tags: dict[str, str], expected: dict[str, Any] | str
) -> None:
    """What is not tagged, or not in figures, is unknown."""
    found = foot_path(tags)
    if isinstance(expected, str):
        assert expected == found
    else:
        assert isinstance(found, dict)
        assert expected == {key: found[key] for key in expected}


def test_oneway_of_vehicles_does_not_bind_walkers() -> None:
    """Only `oneway:foot` and escalators do."""
    found = foot_path({"highway": "residential", "oneway": "yes"})
    assert "oneway" not in found


def test_a_one_way_against_its_drawing_is_turned(tmp_path: Path) -> None:
    """With its incline."""
    tags = {"highway": "steps", "conveying": "backward", "incline": "30%"}
    extract = read_extract(write_osm(tmp_path / "x.osm.pbf", [([1, 2], tags)]))
    assert [[10.001, 50.0], [10.0, 50.0]] == extract.features[0]["geometry"]["coordinates"]
    assert (True, -30.0) == (props_of(extract)[0]["oneway"], props_of(extract)[0]["incline_pct"])


def test_a_shut_gate_closes_the_stretches_beside_it(tmp_path: Path) -> None:
    """A gate that is only a gate does not."""
    way = [([1, 2, 3, 4], {"highway": "footway"})]
    shut = {2: {"barrier": "gate", "access": "private"}}
    extract = read_extract(write_osm(tmp_path / "x.osm.pbf", way, shut))
    assert ["closed", "free"] == [props["access"] for props in props_of(extract)]
    assert [3, 2] == [len(feature["geometry"]["coordinates"]) for feature in extract.features]
    gate = {2: {"barrier": "gate"}, 3: {"barrier": "bollard", "access": "no", "foot": "yes"}}
    assert ["free"] == [
        props["access"] for props in props_of(read_extract(write_osm(tmp_path / "y.osm.pbf", way, gate)))
    ]


def test_a_way_cut_off_at_the_edge_of_the_extract_keeps_what_is_there(tmp_path: Path) -> None:
    """Nodes without a position end a line; it is counted."""
    extract = read_extract(write_osm(tmp_path / "x.osm.pbf", [([1, 2, 99, 3, 4], {"highway": "path"})]))
    assert [2, 2] == [len(feature["geometry"]["coordinates"]) for feature in extract.features]
    assert {"cut-off": 1} == extract.dropped


def test_what_lies_outside_is_left_out(tmp_path: Path) -> None:
    """A way that only touches the bounds stays whole."""
    path = write_osm(tmp_path / "x.osm.pbf", [([4, 5], {"highway": "path"}), ([1, 2], {"highway": "path"})])
    extract = read_extract(path, bounds=(10.0015, 50.0, 10.01, 50.01))
    assert (["osm-w1"], {"outside": 1}) == ([props["id"] for props in props_of(extract)], extract.dropped)


def test_a_doctype_is_refused_before_osmium_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In plain and in packed XML, in any encoding expat reads."""

    def never(*_: object) -> None:
        pytest.fail("osmium was asked")

    monkeypatch.setattr(osmium, "FileProcessor", never)
    text = XML.format(prolog='<!-- a --><!DOCTYPE osm [<!ENTITY a "b">]>')
    (tmp_path / "a.osm").write_text(text, "utf-8")
    (tmp_path / "b.osm").write_bytes(text.replace("UTF-8", "UTF-16").encode("utf-16"))
    (tmp_path / "c.osm.gz").write_bytes(gzip.compress(text.encode()))
    assert ["xml-doctype"] * 3 == [code_of(tmp_path / name) for name in ("a.osm", "b.osm", "c.osm.gz")]


def test_plain_xml_is_read(tmp_path: Path) -> None:
    """The same text without a DOCTYPE is fine."""
    path = tmp_path / "a.osm"
    path.write_text(XML.format(prolog=""), "utf-8")
    assert ["osm-w7"] == [props["id"] for props in props_of(read_extract(path))]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.osm.pbf", b"", "file-empty"),
        ("a.osm.pbf", b"not a protobuf at all, but a text", "osm-damaged"),
        ("a.osm", b"<gpx></gpx>", "osm-not-osm"),
        ("a.osm", b"no xml", "osm-damaged"),
        ("a.osm", b"<osm><node id=", "osm-damaged"),
        ("a.osm.gz", b"not packed", "osm-damaged"),
        ("a.osm.gz", gzip.compress(XML.format(prolog="").encode())[:-20], "osm-damaged"),
        ("a.osm", b'<osm version="0.6"></osm>', "network-without-paths"),
        ("a.geojson", b"[]", "not-a-collection"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "network-without-paths"),
        ("a.geojson", b"{", "not-json"),
        ("a.shp", b"x", "network-format"),
        ("a.vrt", b"<OGRVRTDataSource/>", "network-format"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_file_that_is_none_of_these_is_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    """With a code that says what is wrong."""
    (tmp_path / name).write_bytes(data)
    assert code == code_of(tmp_path / name)


def test_a_missing_file_and_one_that_is_too_large_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything of it is read."""
    assert "file-missing" == code_of(tmp_path / "none.osm.pbf")
    path = write_osm(tmp_path / "x.osm.pbf", [([1, 2], {"highway": "path"})])
    monkeypatch.setattr(osm, "MAX_POSITIONS", 1)
    assert "network-too-large" == code_of(path)
    monkeypatch.setattr(osm, "MAX_BYTES", 10)
    assert "file-too-large" == code_of(path)


def test_packed_xml_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A megabyte of blanks takes a kilobyte."""
    path = tmp_path / "x.osm.gz"
    path.write_bytes(gzip.compress(XML.format(prolog="").encode() + b" " * 3_000_000))
    monkeypatch.setattr(osm, "MAX_XML_BYTES", 1_000_000)
    assert "file-too-large" == code_of(path)


def test_an_extract_cut_anywhere_is_read_in_part_or_refused_in_words(tmp_path: Path) -> None:
    """No cut leads to anything but an extract or a DataError."""
    whole = write_osm(tmp_path / "x.osm.pbf", [([1, 2, 3], {"highway": "path"})]).read_bytes()
    for length in range(1, len(whole), 7):
        path = tmp_path / "cut.osm.pbf"
        path.write_bytes(whole[:length])
        assert code_of(path) in ("osm-damaged", "network-without-paths")


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_refused_in_words(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Whatever the name says they are."""
    folder = tmp_path_factory.mktemp("bytes")
    for suffix in osm.SUFFIXES:
        path = folder / f"x{suffix}"
        path.write_bytes(data)
        with pytest.raises(DataError):
            read_extract(path)


def geojson(*features: dict[str, Any]) -> bytes:
    """Return a collection of features as bytes."""
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_plain_lines_are_paths_of_which_nothing_is_known(tmp_path: Path) -> None:
    """Heights are left out; other geometry is counted."""
    line = {
        "type": "MultiLineString",
        "coordinates": [[[10, 50, 7], [10.1, 50, 8]], [[10.1, 50], [10.2, 50]]],
    }
    (tmp_path / "x.geojson").write_bytes(
        geojson(
            {"type": "Feature", "geometry": line, "properties": None},
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [10, 50]}, "properties": {}},
        )
    )
    extract = read_extract(tmp_path / "x.geojson")
    assert [[10.0, 50.0], [10.1, 50.0]] == extract.features[0]["geometry"]["coordinates"]
    assert ["line-1-1", "line-1-2"] == [props["id"] for props in props_of(extract)]
    assert (None, "unknown", "x.geojson") == tuple(
        props_of(extract)[0][key] for key in ("steps", "access", "source")
    )
    assert {"not-a-line": 1} == extract.dropped


def test_tags_on_lines_count_as_in_an_extract(tmp_path: Path) -> None:
    """As other tools write them to properties."""
    line = {"type": "LineString", "coordinates": [[10, 50], [10.1, 50]]}
    (tmp_path / "x.geojson").write_bytes(
        geojson(
            {"type": "Feature", "geometry": line, "properties": {"highway": "steps", "lit": "no"}},
            {"type": "Feature", "geometry": line, "properties": {"highway": "motorway"}},
        )
    )
    extract = read_extract(tmp_path / "x.geojson")
    assert (True, False) == tuple(props_of(extract)[0][key] for key in ("steps", "lit"))
    assert {"not-on-foot": 1} == extract.dropped


def test_a_position_that_is_none_is_refused(tmp_path: Path) -> None:
    """Texts and figures beyond the earth."""
    for bad in (["10", 50], [10, 95], [10], [True, 50]):
        line = {"type": "LineString", "coordinates": [[10, 50], bad]}
        (tmp_path / "x.geojson").write_bytes(
            geojson({"type": "Feature", "geometry": line, "properties": {}})
        )
        assert "bad-position" == code_of(tmp_path / "x.geojson")
