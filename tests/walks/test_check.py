"""Check of the network: good paths give no problem, each defect exactly its own."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot import lang
from backlot.catalog import Catalog, canonical_collection, load_site
from backlot.catalog.model import Problem
from backlot.settings import shipped_geodata_dir
from backlot.walks import check
from backlot.walks.check import check_network, check_network_file

HARBOUR = Path(__file__).parents[1] / "sites" / "harbour"

GATE = [-31.499131, 36.198903]
CORNER = [-31.499127, 36.199084]
MARKET = [-31.496659, 36.199025]
SOUTH_BANK = [-31.496627, 36.201892]
NORTH_BANK = [-31.496607, 36.202928]
HILL = [-31.49656, 36.204341]


def _path(ident: str, *line: list[float], **props: object) -> dict[str, Any]:
    known = {
        "id": ident, "kind": "path", "class": "street", "surface": "unknown", "incline_pct": None,
        "steps": None, "lit": None, "width_m": None, "access": "unknown", "within": None, "along": None,
        "accuracy": "schematic", "source": "made up",
    }  # fmt: skip
    geometry = {"type": "LineString", "coordinates": [list(position) for position in line]}
    return {"type": "Feature", "id": ident, "geometry": geometry, "properties": {**known, **props}}


def _entrance(ident: str, place: str, position: list[float]) -> dict[str, Any]:
    props = {"id": ident, "kind": "entrance", "place": place, "accuracy": "schematic", "source": "made up"}
    geometry = {"type": "Point", "coordinates": position}
    return {"type": "Feature", "id": ident, "geometry": geometry, "properties": props}


def _ride(ident: str, low: float | None, high: float | None, **props: object) -> dict[str, Any]:
    known = {
        "id": ident, "kind": "ride", "mode": "bus", "from": "north-gate", "to": "town-hall",
        "minutes_low": low, "minutes_high": high, "name:en": "Up the hill", "name:pt": "Subida",
        "accuracy": "schematic", "source": "made up",
    }  # fmt: skip
    geometry = {"type": "LineString", "coordinates": [GATE, HILL]}
    return {"type": "Feature", "id": ident, "geometry": geometry, "properties": {**known, **props}}


# from the yard's north gate along the low street, over the bridge and up the hill
GOOD = (
    _path("walk-yard", [-31.49919, 36.195794], [-31.499162, 36.197281], GATE, CORNER, along="keel-lane"),
    _path("walk-low", [-31.501129, 36.199109], CORNER, MARKET, [-31.490009, 36.198969], along="low-street"),
    _path("walk-quay", [-31.496767, 36.194547], MARKET, SOUTH_BANK, along="quay-street"),
    _path("walk-bridge", SOUTH_BANK, NORTH_BANK, along="quay-bridge", **{"class": "bridge"}),
    _path("walk-hill", NORTH_BANK, HILL, [-31.489905, 36.204376], **{"name:en": "Up", "name:pt": "Cima"}),
    _entrance("way-in", "old-shipyard", GATE),
    _ride("ride-hill", 3, 5),
    _ride("ride-unknown", None, None),
)


_HARBOUR = load_site(HARBOUR)


@pytest.fixture
def harbour() -> Catalog:
    """Return the made-up harbour town."""
    return _HARBOUR


def _told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    """Return feature, property and code of what is wrong, but for places that no path of `GOOD` reaches."""
    return [
        (problem.feature, problem.property, problem.code)
        for problem in problems
        if problem.code != "network-unreached"
    ]


def test_a_good_network_has_no_problem(harbour: Catalog) -> None:
    """Paths that meet, a bridge over the river, an entrance at the gate."""
    assert [] == _told(check_network(harbour, GOOD))


def test_a_place_no_path_leads_to_is_told_and_allowed(harbour: Catalog) -> None:
    """The lighthouse stands on an island without a bridge."""
    found = [problem for problem in check_network(harbour, GOOD) if problem.feature == "lighthouse"]
    assert [("network-unreached", "problematic")] == [(problem.code, problem.grade) for problem in found]


def test_an_entrance_reaches_a_place_whose_middle_is_far(harbour: Catalog) -> None:
    """Where there is an entrance it counts, not the place's own point."""
    unreached = {problem.feature for problem in check_network(harbour, GOOD)}
    landing = _entrance("landing", "lighthouse", [-31.501, 36.199107])
    found = check_network(harbour, [*GOOD, landing])
    assert unreached - {"lighthouse"} == {problem.feature for problem in found} - {"landing"}


@pytest.mark.parametrize(
    ("feature", "told"),
    [
        (_path("Bad Id", GATE, CORNER), ("#9", "id", "bad-id")),
        (_path("walk-low", GATE, CORNER), ("walk-low", "id", "duplicate-id")),
        (_path("town-hall", GATE, CORNER), ("town-hall", "id", "duplicate-id")),
        (_path("low-street", GATE, CORNER), ("low-street", "id", "duplicate-id")),
        (_path("new-path", GATE, CORNER, surface="lava"), ("new-path", "surface", "not-allowed")),
        (_path("new-path", GATE, CORNER, colour="red"), ("new-path", "colour", "unknown-property")),
        (_path("new-path", GATE, CORNER, incline_pct=200), ("new-path", "incline_pct", "out-of-range")),
        (_path("new-path", GATE, CORNER, steps="some"), ("new-path", "steps", "wrong-type")),
        (_path("new-path", GATE, CORNER, source=""), ("new-path", "source", "empty")),
        (_path("new-path", GATE), ("new-path", "geometry", "too-few-positions")),
        (_path("new-path", CORNER, [-31.4, 36.2]), ("new-path", "geometry", "out-of-bounds")),
        (_path("new-path", CORNER, [36.2, -31.499]), ("new-path", "geometry", "swapped-axes")),
        (_path("new-path", GATE, CORNER, within="atlantis"), ("new-path", "within", "unknown-place")),
        (
            _path("new-path", GATE, CORNER, along="veil-river"),
            ("new-path", "along", "network-unknown-along"),
        ),
        (
            _path("new-path", GATE, CORNER, **{"name:en": "Up"}),
            ("new-path", "name:pt", "language-missing"),
        ),
        (_path("new-path", MARKET, NORTH_BANK), ("new-path", "geometry", "crosses-water")),
        (
            _path("new-path", [-31.5, 36.1975], [-31.5002, 36.1977]),
            ("new-path", "geometry", "network-cut"),
        ),
        (
            _path("new-path", [-31.4975, 36.2012], [-31.4955, 36.2012]),
            ("walk-quay", "geometry", "network-crossing"),
        ),
        (_entrance("new-door", "atlantis", GATE), ("new-door", "place", "unknown-place")),
        (_entrance("new-door", "town-hall", GATE), ("new-door", "geometry", "network-entrance-far")),
        (_ride("new-ride", 5, 3), ("new-ride", "minutes_low", "network-bad-minutes")),
        (_ride("new-ride", 5, None), ("new-ride", "minutes_low", "network-bad-minutes")),
        (_ride("new-ride", None, None, to="atlantis"), ("new-ride", "to", "unknown-place")),
        (_ride("new-ride", None, None, mode="boat"), ("new-ride", "mode", "not-allowed")),
        ({"type": "Feature"}, ("#9", "", "not-a-feature")),
        (_path("new-path", GATE, CORNER, kind="lane"), ("new-path", "kind", "not-allowed")),
    ],
)  # fmt: skip
def test_a_defect_gives_its_problem(
    feature: dict[str, Any], told: tuple[str, str, str], harbour: Catalog
) -> None:
    """One feature put into the good network is told by feature, property and code."""
    assert told in _told(check_network(harbour, [*GOOD, feature]))


def test_an_entrance_off_every_path_is_told(harbour: Catalog) -> None:
    """An entrance at the lighthouse does not bring anybody there."""
    door = _entrance("new-door", "lighthouse", [-31.505751, 36.201691])
    told = [
        problem.code for problem in check_network(harbour, [*GOOD, door]) if problem.feature == "new-door"
    ]
    assert ["network-entrance-off-path"] == told


def test_a_bridge_does_not_meet_the_street_below(harbour: Catalog) -> None:
    """What runs above or below may cross without a shared vertex."""
    above = [-31.4975, 36.2012], [-31.4955, 36.2012]
    for cls in ("bridge", "underpass"):
        crossing = _path("new-path", *above, **{"class": cls})
        codes = {code for _, _, code in _told(check_network(harbour, [*GOOD, crossing]))}
        assert {"network-cut"} == codes


def test_of_two_lines_without_a_shared_vertex_one_is_cut_off(harbour: Catalog) -> None:
    """A vertex moved by a metre takes the hill off the network."""
    moved = deepcopy(list(GOOD))
    moved[4]["geometry"]["coordinates"][0] = [-31.496607, 36.202937]
    assert [("walk-hill", "geometry", "network-cut")] == _told(check_network(harbour, moved))


def test_an_empty_network_is_allowed(harbour: Catalog) -> None:
    """Without paths nothing is said about places."""
    assert () == check_network(harbour, [])


_SCALARS = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5)
_JSON = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
_PLACES = st.tuples(st.floats(-200, 200), st.floats(-100, 100)).map(list)


@given(
    st.sampled_from(GOOD),
    st.sampled_from(["id", "class", "within", "along", "place", "from", "minutes_low", "name:en"]),
    _JSON,
    _JSON | st.lists(_PLACES, max_size=4) | _PLACES,
)
def test_no_feature_however_odd_stops_the_check(
    good: dict[str, Any], prop: str, value: object, coordinates: object
) -> None:
    """Whatever stands in a property or for the positions becomes a problem, never an error."""
    odd = deepcopy(good)
    odd["properties"][prop] = value
    odd["geometry"]["coordinates"] = coordinates
    assert all(isinstance(problem, Problem) for problem in check_network(_HARBOUR, [*GOOD, odd, value]))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "file-missing"),
        (b"", "file-empty"),
        (b"{", "not-json"),
        (b"[]", "not-a-collection"),
        (b'{"type": "FeatureCollection", "features": 3}', "not-a-collection"),
    ],
)
def test_a_broken_file_is_told_once(
    data: bytes | None, code: str, tmp_path: Path, harbour: Catalog
) -> None:
    """What cannot be read gives one problem."""
    path = tmp_path / "network.geojson"
    if data is not None:
        path.write_bytes(data)
    assert [("", "", code)] == _told(check_network_file(harbour, path))


def test_a_file_is_held_to_its_members_and_form(tmp_path: Path, harbour: Catalog) -> None:
    """Name, licence and credit are asked for; another form is told."""
    path = tmp_path / "network.geojson"
    collection = {"type": "FeatureCollection", "features": list(GOOD)}
    path.write_text(json.dumps(collection), "utf-8")
    told = _told(check_network_file(harbour, path))
    assert [("", name, "missing") for name in ("name", "licence", "attribution")] == told[:-1]
    assert ("", "", "not-canonical") == told[-1]
    whole = {**collection, "name": "network", "licence": "CC0-1.0", "attribution": "Made up."}
    path.write_text(canonical_collection(whole), "utf-8")
    assert [] == _told(check_network_file(harbour, path))


def test_every_code_has_a_sentence_in_every_language() -> None:
    """No problem is worded by its bare code."""
    source = Path(check.__file__).read_text("utf-8")
    codes = {f"error.{code}" for code in re.findall(r'"(network-[a-z-]+)"', source)}
    assert len(codes) >= 7
    for code in lang.languages():
        assert set() == codes - lang.catalogue(code).keys()


def test_the_schema_is_one_and_holds_for_the_shipped_file() -> None:
    """Any JSON Schema validator accepts the shipped network by the shipped schema alone."""
    from jsonschema import Draft202012Validator

    folder = shipped_geodata_dir()
    schema = json.loads((folder / "schema" / "network.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    network = json.loads((folder / "network.geojson").read_text("utf-8"))
    assert [] == list(Draft202012Validator(schema).iter_errors(network))
