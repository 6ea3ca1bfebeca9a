"""
Write data in its canonical form, so that equal data are equal bytes and a change is a small diff.

One feature a line, keys sorted, coordinates rounded to 6 decimals, rings wound by RFC 7946 (section
3.1.6), features sorted by kind and id, one newline at the end. Writing twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

__all__ = ["DECIMALS", "canonical_collection", "canonical_geometry", "canonical_site", "signed_area"]

DECIMALS = 6


def canonical_collection(collection: Mapping[str, Any]) -> str:
    """
    Return a FeatureCollection as canonical text.

    Parameters
    ----------
    collection
        Parsed GeoJSON; nothing is left out of it, and what is not understood stays as it is.
    """
    features = sorted((_feature(raw) for raw in collection["features"]), key=_sort_key)
    lines = ",\n".join(_line(raw) for raw in features)
    members = []
    for key in sorted(collection):
        if key == "features":
            members.append(f'"features": [\n{lines}\n]' if lines else '"features": []')
        else:
            members.append(f"{_line(key)}: {_line(collection[key])}")
    return "{\n" + ",\n".join(members) + "\n}\n"


def canonical_site(site: Mapping[str, Any]) -> str:
    """Return `site.json` as canonical text: two spaces of indent, members in the order given."""
    return json.dumps(site, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def canonical_geometry(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON geometry rounded, without a position twice in a row, rings wound and closed."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    done = dict(geometry)
    if kind == "Point":
        done["coordinates"] = _rounded(coordinates)
    elif kind == "LineString":
        done["coordinates"] = _line_positions(coordinates)
    elif kind == "MultiLineString":
        done["coordinates"] = [_line_positions(line) for line in _list(coordinates)]
    elif kind == "Polygon":
        done["coordinates"] = _rings(coordinates)
    elif kind == "MultiPolygon":
        done["coordinates"] = [_rings(rings) for rings in _list(coordinates)]
    return done


def signed_area(ring: Sequence[Sequence[float]]) -> float:
    """
    Return the area of a ring in square degrees, above 0 where it runs counter-clockwise.

    Computed relative to the first position, for figures far from 0 lose too many digits.
    """
    x0, y0 = ring[0][0], ring[0][1]
    doubled = 0.0
    for one, other in pairwise(ring):
        doubled += (one[0] - x0) * (other[1] - y0) - (other[0] - x0) * (one[1] - y0)
    return doubled / 2


def _feature(raw: Any) -> Any:
    if isinstance(raw, Mapping) and isinstance(raw.get("geometry"), Mapping):
        return {**raw, "geometry": canonical_geometry(raw["geometry"])}
    return raw


def _sort_key(raw: Any) -> tuple[bool, str, str]:
    props = raw.get("properties") if isinstance(raw, Mapping) else None
    if not isinstance(props, Mapping):
        return True, "", ""
    return False, str(props.get("kind")), str(props.get("id"))


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _rings(rings: Any) -> list[Any]:
    return [_ring(ring, is_outer=index == 0) for index, ring in enumerate(_list(rings))]


def _ring(ring: Any, *, is_outer: bool) -> Any:
    positions = _line_positions(ring, least=4)
    if not all(_is_position(position) for position in positions) or len(positions) < 4:
        return positions
    area = signed_area(positions)
    if area and (area > 0) != is_outer:
        positions = positions[::-1]
    return positions


def _line_positions(line: Any, least: int = 2) -> list[Any]:
    rounded = [_rounded(position) for position in _list(line)]
    kept = [
        position for index, position in enumerate(rounded) if index == 0 or position != rounded[index - 1]
    ]
    return kept if len(kept) >= least else rounded


def _rounded(position: Any) -> Any:
    if not _is_position(position):
        return position
    # adding 0 makes a zero out of a negative zero
    return [round(float(value), DECIMALS) + 0.0 for value in position]


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in value)
    )
