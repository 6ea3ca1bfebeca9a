"""Make up the streets of a town of any size: crooked, one-way, dead ends; the same seed, the same town."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from backlot.catalog.canonical import DECIMALS
from backlot.walks.network import Content, Path2D, Way, local_plane
from backlot.walks.pace import walk_factor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["FEWEST", "SEED", "SIZES", "SOUTH_WEST", "Arcs", "Town", "make_town"]

SEED = 2026
SIZES = (5_000, 20_000, 50_000)
"""Vertices of the towns to measure, before anything is contracted."""

FEWEST = 100
"""Fewest vertices a made-up town can have."""

SOUTH_WEST = (3.0, 1.0)
"""Where the towns lie: in the Gulf of Guinea, where there is nothing."""

# about 100 m, as far as corners lie apart
BLOCK_DEG = 0.0009
CORNER_SHARE = 0.4
KEPT_SHARE = 0.72
ONEWAY_SHARE = 0.08
SLOPE_SHARE = 0.1
THROUGH_SHARE = 0.75

_HIGHWAYS = {"street": "residential", "footpath": "footway", "avenue": "primary"}
_CLASSES = (tuple(_HIGHWAYS), (0.6, 0.25, 0.15))
_SURFACES = (("asphalt", "paved", "gravel"), (0.8, 0.15, 0.05))
_INCLINES_PCT = (-6.0, 3.0, 8.0)

_Positions = list[list[float]]


class Arcs(NamedTuple):
    """Every stretch one may walk between two neighbouring vertices: from, to, seconds."""

    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    seconds: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Town:
    """Streets, and the graph of all their vertices, nothing of it contracted."""

    paths: tuple[Path2D, ...]

    @property
    def content(self) -> Content:
        """The streets as a network's content."""
        return Content(self.paths)

    @cached_property
    def numbers(self) -> dict[tuple[float, float], int]:
        """The number of each vertex, by its position."""
        found: dict[tuple[float, float], int] = {}
        for _, line in self.paths:
            for lon, lat in line:
                found.setdefault((lon, lat), len(found))
        return found

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """How many neighbours each vertex has, whichever way one may walk."""
        pairs = {tuple(sorted(pair)) for _, pair in self._stretches()}
        return np.bincount(np.array([*pairs]).reshape(-1), minlength=len(self.numbers))

    def arcs(self, pace_kmh: float) -> Arcs:
        """Return the graph of all vertices, in seconds, worked out stretch by stretch."""
        xy = local_plane(*SOUTH_WEST)(np.array([*self.numbers])).tolist()
        rows: list[tuple[int, int, float]] = []
        for way, (one, other) in self._stretches():
            seconds = math.dist(xy[one], xy[other]) / (pace_kmh / 3.6)
            incline = way.incline_pct
            rows.append((one, other, seconds * walk_factor(incline, way.surface, way.steps)))
            if not way.oneway:
                down = None if incline is None else -incline
                rows.append((other, one, seconds * walk_factor(down, way.surface, way.steps)))
        tails, heads, times = zip(*rows, strict=True)
        return Arcs(np.array(tails), np.array(heads), np.array(times))

    def write_osm(self, path: Path) -> None:
        """Write the streets as an OpenStreetMap extract; the name's ending says of which form."""
        import osmium
        from osmium.osm.mutable import Node
        from osmium.osm.mutable import Way as OsmWay

        with osmium.SimpleWriter(str(path)) as writer:
            for position, number in self.numbers.items():
                writer.add_node(Node(id=number + 1, version=1, location=position))
            for number, (way, line) in enumerate(self.paths, start=1):
                nodes = [self.numbers[lon, lat] + 1 for lon, lat in line]
                writer.add_way(OsmWay(id=number, version=1, nodes=nodes, tags=_tags(way)))

    def _stretches(self) -> list[tuple[Way, tuple[int, int]]]:
        return [
            (way, pair)
            for way, line in self.paths
            for pair in pairwise(self.numbers[lon, lat] for lon, lat in line)
        ]


def make_town(vertices: int, *, seed: int = SEED) -> Town:
    """
    Make up a town.

    Streets run along a crooked grid, on over most corners, with gaps, so that some end nowhere. Bends lie
    on them; about 70 of 100 vertices have two neighbours.

    Parameters
    ----------
    vertices
        How many corners, ends and bends there are together, at least `FEWEST`.
    seed
        What everything is drawn from.

    Raises
    ------
    ValueError
        If too few vertices are asked for.
    """
    if vertices < FEWEST:
        msg = f"a town of {vertices} vertices has no streets; expected {FEWEST} or more"
        raise ValueError(msg)
    rng = np.random.default_rng([seed, vertices])
    side = round(math.sqrt(vertices * CORNER_SHARE))
    streets = _streets(side, rng)
    corners = _corners(side, rng)
    blocks = [block for street in streets for block in pairwise(street)]
    bend_count = vertices - len(np.unique(blocks))
    bends = iter(rng.multinomial(bend_count, np.full(len(blocks), 1 / len(blocks))).tolist())
    lines = [_line(corners[street], bends, rng) for street in streets]
    return Town(tuple(zip(_ways(len(lines), rng), lines, strict=True)))


def _streets(side: int, rng: np.random.Generator) -> list[list[int]]:
    """Return the corners of each street, in its order."""
    grid = np.arange(side * side).reshape(side, side)
    streets: list[list[int]] = []
    for row in [*grid.tolist(), *grid.T.tolist()]:
        is_there, goes_on = rng.random((2, side - 1)) < [[KEPT_SHARE], [THROUGH_SHARE]]
        street: list[int] = []
        for block, there, on in zip(pairwise(row), is_there.tolist(), goes_on.tolist(), strict=True):
            if not there:
                street = []
            elif street and on:
                street.append(block[1])
            else:
                street = [*block]
                streets.append(street)
    return streets


def _corners(side: int, rng: np.random.Generator) -> NDArray[np.float64]:
    rows, columns = np.divmod(np.arange(side * side), side)
    moved = np.column_stack([columns, rows]) + rng.uniform(-0.3, 0.3, (side * side, 2))
    return np.array(SOUTH_WEST) + BLOCK_DEG * moved


def _line(corners: NDArray[np.float64], bends: Iterator[int], rng: np.random.Generator) -> _Positions:
    """Return the line over a street's corners, with as many bends in each block as come next."""
    parts = [corners[:1]]
    for begin, end in pairwise(corners):
        count = next(bends)
        shares = np.linspace(0, 1, count + 2)[1:, None]
        part = begin + shares * (end - begin)
        part[:-1] += rng.normal(0, BLOCK_DEG * 0.06, (count, 2))
        parts.append(part)
    positions: _Positions = np.round(np.concatenate(parts), DECIMALS).tolist()
    return positions


def _ways(count: int, rng: np.random.Generator) -> list[Way]:
    classes = rng.choice(_CLASSES[0], count, p=_CLASSES[1]).tolist()
    surfaces = rng.choice(_SURFACES[0], count, p=_SURFACES[1]).tolist()
    inclines = rng.choice(_INCLINES_PCT, count).tolist()
    is_sloping = (rng.random(count) < SLOPE_SHARE).tolist()
    is_oneway = (rng.random(count) < ONEWAY_SHARE).tolist()
    return [
        Way(
            f"street-{number + 1}",
            name=(("en", f"Street {number + 1}"),),
            cls=classes[number],
            accuracy="approximate",
            surface=surfaces[number],
            incline_pct=inclines[number] if is_sloping[number] else None,
            steps=False,
            access="free",
            oneway=is_oneway[number],
        )
        for number in range(count)
    ]


def _tags(way: Way) -> dict[str, Any]:
    tags = {"highway": _HIGHWAYS[way.cls], "surface": way.surface, "name:en": dict(way.name)["en"]}
    if way.incline_pct is not None:
        tags["incline"] = f"{way.incline_pct:g}%"
    if way.oneway:
        tags["oneway:foot"] = "yes"
    return tags
