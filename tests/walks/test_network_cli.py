"""The user's own network: taken in, shown, asked, removed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backlot.catalog import load_site
from backlot.errors import DataError
from backlot.settings import shipped_geodata_dir
from backlot.walks import cli
from backlot.walks.network import load_network
from backlot.walks.store import import_network, remove_network
from tests.walks.test_osm import write_osm

BEGIN = [125.75, 39.02]
LINES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"highway": "footway", "name:en": "Walk", "name:ko": "산책길"},
            "geometry": {
                "type": "LineString",
                "coordinates": [BEGIN, [125.751, 39.02], [125.752, 39.02]],
            },
        },
        {
            "type": "Feature",
            "properties": {"highway": "motorway"},
            "geometry": {"type": "LineString", "coordinates": [[125.75, 39.02], [125.75, 39.03]]},
        },
        {
            "type": "Feature",
            "properties": {"highway": "footway"},
            "geometry": {"type": "LineString", "coordinates": [[125.76, 39.02], [125.761, 39.02]]},
        },
        {
            "type": "Feature",
            "properties": {"highway": "footway"},
            "geometry": {"type": "LineString", "coordinates": [[10, 50], [10.1, 50]]},
        },
    ],
}


def run(*words: str) -> int:
    """Run the command line with the network's commands alone."""
    import argparse

    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["network", *words])
    return int(args.run(args))


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Return a file of lines, most of them in the city."""
    path = tmp_path / "lines.geojson"
    path.write_text(json.dumps(LINES), "utf-8")
    return path


def test_what_was_taken_in_replaces_the_shipped_network_until_removed(own_home: Path, lines: Path) -> None:
    """The report says what was kept, dropped and is not joined."""
    catalog = load_site(shipped_geodata_dir())
    report = import_network(lines, catalog)
    assert (2, {"not-on-foot": 1, "outside": 1}) == (report.path_count, report.dropped)
    assert [2, 2] == [part.node_count for part in report.components]
    assert 2 == len(load_network(catalog).lengths_m)
    kept = remove_network()
    assert kept is not None
    assert kept.is_file()
    assert remove_network() is None
    assert len(load_network(catalog).lengths_m) > 100
    assert [kept] == list(own_home.iterdir())


def test_a_file_that_is_refused_leaves_the_network_kept_so_far(tmp_path: Path, lines: Path) -> None:
    """A failed import loses nothing."""
    catalog = load_site(shipped_geodata_dir())
    import_network(lines, catalog)
    elsewhere = write_osm(tmp_path / "elsewhere.osm.pbf", [([1, 2], {"highway": "path"})])
    with pytest.raises(DataError) as caught:
        import_network(elsewhere, catalog)
    assert "network-without-paths" == caught.value.code
    assert 2 == len(load_network(catalog).lengths_m)


def test_what_was_written_can_be_taken_in_again(own_home: Path, tmp_path: Path, lines: Path) -> None:
    """The same network, byte for byte."""
    catalog = load_site(shipped_geodata_dir())
    import_network(lines, catalog)
    first = (own_home / "network.geojson").read_bytes()
    again = tmp_path / "lines.geojson"
    again.write_bytes(first)
    import_network(again, catalog)
    assert first == (own_home / "network.geojson").read_bytes()


def test_import_show_and_remove_say_what_they_did(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON too."""
    assert 0 == run("import", str(lines), "--json")
    report = json.loads(capsys.readouterr().out)
    assert (2, {"not-on-foot": 1, "outside": 1}) == (report["paths"], report["dropped"])
    assert 0 == run("show", "--json")
    assert 2 == json.loads(capsys.readouterr().out)["paths"]
    assert 0 == run("remove")


def test_a_refused_file_is_said_and_the_status_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the channel for errors."""
    assert 1 == run("import", str(tmp_path / "none.osm.pbf"))
    out, err = capsys.readouterr()
    assert "" == out
    assert err.strip()


def times(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """Return the matrix the command line prints."""
    assert 0 == run("times", *words, "--json")
    parsed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return parsed


def test_times_between_places_of_the_shipped_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list of ids; a place that cannot be reached has a reason."""
    points = tmp_path / "points.json"
    stops = ["kim-il-sung-square", "juche-tower", "pyongyang-sunan-international-airport"]
    points.write_text(json.dumps(stops), "utf-8")
    found = times(capsys, "--points", str(points))
    assert stops == found["stops"]
    assert 0 == found["seconds"][0][0] == found["metres"][0][0]
    assert found["seconds"][0][1] > 1000 < found["metres"][0][1]
    assert None is found["seconds"][0][2] is found["metres"][2][0]
    assert {"too-far"} == {each["reason"]["code"] for each in found["why"]}


def test_times_on_a_network_anywhere_in_the_world(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An extract and GeoJSON points far from the site, in metres of their own place."""
    network = write_osm(
        tmp_path / "x.osm.pbf", [([1, 2, 3, 4], {"highway": "footway", "surface": "asphalt"})]
    )
    points = tmp_path / "points.geojson"
    features = [
        {"type": "Feature", "id": name, "properties": {}, "geometry": {"type": "Point", "coordinates": at}}
        for name, at in (("west", [10.0, 50.0]), ("north", [10.002, 50.001]))
    ]
    points.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    found = times(capsys, "--network", str(network), "--points", str(points), "--pace", "3.6")
    # a degree is 71,696 m along this latitude and 111,229 m across it; UTM takes 0.4 m off a kilometre
    assert pytest.approx(143.39 + 111.23, abs=0.2) == found["metres"][0][1]
    assert pytest.approx(found["metres"][0][1], abs=0.1) == found["seconds"][0][1]


@pytest.mark.parametrize("text", ['{"a": 1}', "[]", '[{"a": 1}]', "[[1]]", '["nowhere"]', "{"])
def test_points_that_are_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """Each in words."""
    points = tmp_path / "points.json"
    points.write_text(text, "utf-8")
    assert 1 == run("times", "--points", str(points))
    assert "" != capsys.readouterr().err
