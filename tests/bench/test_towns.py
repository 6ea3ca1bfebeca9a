"""The made-up towns of the benchmark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backlot.bench.towns import FEWEST, SIZES, SOUTH_WEST, make_town
from backlot.walks.network import build_network, local_plane, parse_network
from backlot.walks.osm import read_extract


@pytest.mark.parametrize("vertices", [FEWEST, 1_234, *SIZES])
def test_a_town_has_as_many_vertices_as_asked_for_before_contraction(vertices: int) -> None:
    """No two of them lie at one position; the network counts them alike."""
    town = make_town(vertices)
    assert vertices == len(town.numbers) == len(town.degrees)
    network = build_network(town.content, local_plane(*SOUTH_WEST))
    assert vertices == network.vertex_count
    assert vertices > len(network.nodes)


@pytest.mark.parametrize("vertices", SIZES)
def test_most_vertices_of_a_town_have_two_neighbours(vertices: int) -> None:
    """As in streets of the real world: 60 to 80 of 100; and some have one, where a street ends."""
    degrees = make_town(vertices).degrees
    assert 0.6 <= np.mean(degrees == 2) <= 0.8
    assert np.mean(degrees == 1) > 0.01
    assert np.min(degrees) > 0


def test_some_streets_are_one_way_and_some_slope() -> None:
    """So that it matters which way one walks."""
    town = make_town(SIZES[0])
    ways = [way for way, _ in town.paths]
    assert 0.04 < np.mean([way.oneway for way in ways]) < 0.12
    assert 0.05 < np.mean([way.incline_pct is not None for way in ways]) < 0.15
    arcs = town.arcs(4.0)
    seconds = {pair[:2]: pair[2] for pair in zip(*arcs, strict=True)}
    differ = [key for key in seconds if seconds.get(key[::-1], np.inf) != seconds[key]]
    assert 0 < len(differ) < len(seconds)


def test_the_same_seed_makes_the_same_town() -> None:
    """And another seed another one."""
    one, same, other = (make_town(500, seed=seed).paths for seed in (1, 1, 2))
    assert one == same
    assert one != other


@pytest.mark.parametrize("form", [".osm.pbf", ".osm"])
def test_an_extract_of_a_town_is_read_as_the_same_network(tmp_path: Path, form: str) -> None:
    """Vertices, nodes, edges, lengths and traits of its ways."""
    town = make_town(800)
    path = tmp_path / f"town{form}"
    town.write_osm(path)
    plane = local_plane(*SOUTH_WEST)
    expected = build_network(town.content, plane)
    extract = read_extract(path)
    found = build_network(parse_network({"features": extract.features}), plane)
    assert {} == dict(extract.dropped)
    assert expected.vertex_count == found.vertex_count
    assert len(expected.nodes) == len(found.nodes)
    assert sorted(expected.lengths_m.tolist()) == sorted(found.lengths_m.tolist())
    assert [way.traits for way in expected.ways] == [way.traits for way in found.ways]


def test_too_few_vertices_are_refused() -> None:
    """They would make no street."""
    with pytest.raises(ValueError, match=str(FEWEST)):
        make_town(FEWEST - 1)
