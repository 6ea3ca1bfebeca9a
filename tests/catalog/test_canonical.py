"""Canonical form: equal data are equal bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot.catalog import canonical_collection, canonical_site, save_text
from backlot.catalog.canonical import canonical_geometry, signed_area

_numbers = st.floats(-180, 180, allow_nan=False) | st.integers(-180, 180)
_positions = st.lists(_numbers, min_size=2, max_size=2)
_rings = st.lists(_positions, min_size=3, max_size=8).map(lambda ring: [*ring, ring[0]])
_geometries = st.one_of(
    st.fixed_dictionaries({"type": st.just("Point"), "coordinates": _positions}),
    st.fixed_dictionaries(
        {"type": st.just("LineString"), "coordinates": st.lists(_positions, min_size=2, max_size=8)}
    ),
    st.fixed_dictionaries(
        {"type": st.just("Polygon"), "coordinates": st.lists(_rings, min_size=1, max_size=3)}
    ),
    st.fixed_dictionaries(
        {
            "type": st.just("MultiPolygon"),
            "coordinates": st.lists(st.lists(_rings, min_size=1, max_size=2), min_size=1, max_size=2),
        }
    ),
)
_features = st.fixed_dictionaries(
    {
        "type": st.just("Feature"),
        "geometry": _geometries,
        "properties": st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(), max_size=4),
    }
)


@given(st.lists(_features, max_size=4))
def test_writing_twice_changes_nothing(features: list[dict[str, Any]]) -> None:
    """The canonical form of the canonical form is itself, byte for byte."""
    once = canonical_collection({"type": "FeatureCollection", "features": features})
    assert once == canonical_collection(json.loads(once))
    assert once.endswith("}\n")


@given(st.permutations(range(5)))
def test_the_order_of_features_does_not_matter(order: list[int]) -> None:
    """Features are sorted by kind and id."""
    features = [
        {"type": "Feature", "properties": {"id": f"a-{n}", "kind": "set" if n % 2 else "gate"}}
        for n in range(5)
    ]
    first = canonical_collection({"features": features})
    assert first == canonical_collection({"features": [features[n] for n in order]})


@given(_rings)
def test_outer_rings_run_counter_clockwise_and_holes_clockwise(ring: list[list[float]]) -> None:
    """Whatever way they came."""
    done = canonical_geometry({"type": "Polygon", "coordinates": [ring, ring]})
    outer, hole = done["coordinates"]
    assert signed_area(outer) >= 0
    assert signed_area(hole) <= 0


def test_a_feature_takes_one_line_with_sorted_keys_and_six_decimals() -> None:
    """The text looks as the data's README says."""
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": "spot", "id": "b", "name:ko": "문"},
                "geometry": {"type": "Point", "coordinates": [125.12345678, -0.00000001]},
            }
        ],
    }
    expected = (
        '{\n"features": [\n'
        '{"geometry": {"coordinates": [125.123457, 0.0], "type": "Point"}, '
        '"properties": {"id": "b", "kind": "spot", "name:ko": "문"}, "type": "Feature"}\n'
        '],\n"type": "FeatureCollection"\n}\n'
    )
    assert expected == canonical_collection(collection)


def test_the_site_keeps_its_order() -> None:
    """Members of `site.json` stay in the order their author gave."""
    assert '{\n  "b": 1,\n  "a": "가"\n}\n' == canonical_site({"b": 1, "a": "가"})


def test_saving_replaces_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last step fails the old file is there, and nothing else."""
    path = tmp_path / "a.json"
    save_text(path, "old")

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError):
        save_text(path, "new")
    assert "old" == path.read_text("utf-8")
    assert ["a.json"] == [found.name for found in tmp_path.iterdir()]
