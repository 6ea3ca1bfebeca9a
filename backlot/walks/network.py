"""
Load the walking network and turn it into a small graph.

Paths meet where they share a vertex and nowhere else, so that a bridge does not meet the road below it.
Vertices where nothing can be decided are contracted: between two junctions stays one edge with its length,
its way and its line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from backlot.catalog.canonical import DECIMALS
from backlot.catalog.load import read_json
from backlot.catalog.model import ACCURACIES, ID_PATTERN
from backlot.errors import DataError
from backlot.settings import geodata_dir, home_dir
from backlot.walks.pace import SURFACE_FACTORS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.strtree import STRtree

    from backlot.catalog import Catalog

__all__ = [
    "ACCESSES",
    "CLASSES",
    "NETWORK_FILE",
    "Component",
    "Content",
    "Entrance",
    "Network",
    "Path2D",
    "Ride",
    "Snap",
    "Way",
    "build_network",
    "load_network",
    "local_plane",
    "network_path",
    "parse_network",
    "read_network",
]

NETWORK_FILE = "network.geojson"

CLASSES = (
    *(
        "lane",
        "service",
        "street",
        "avenue",
        "embankment",
        "bridge",
        "underpass",
        "footpath",
        "steps",
        "link",
    ),
)
ACCESSES = ("free", "guide", "closed", "unknown")
MODES = ("bus", "metro")

Plane: TypeAlias = "Callable[[NDArray[np.float64]], NDArray[np.float64]]"
Path2D: TypeAlias = "tuple[Way, Sequence[Sequence[float]]]"

_ID = re.compile(ID_PATTERN.removesuffix("$") + r"\Z")
_UNITS = 10**DECIMALS
_SHORTEST_M = 0.01
# WGS 84: equatorial radius, first eccentricity squared
_RADIUS_M = 6378137.0
_ECCENTRICITY_2 = 0.00669437999014


@dataclass(frozen=True, slots=True)
class Way:
    """What is known of a path; None where it is not known. See the data's README for each property."""

    id: str
    name: tuple[tuple[str, str], ...] = ()
    cls: str = "footpath"
    accuracy: str = "schematic"
    surface: str = "unknown"
    incline_pct: float | None = None
    steps: bool | None = None
    lit: bool | None = None
    width_m: float | None = None
    access: str = "unknown"
    oneway: bool = False
    within: str | None = None
    along: str | None = None

    @property
    def is_directed(self) -> bool:
        """Whether it matters in which direction the path is drawn."""
        return self.oneway or bool(self.incline_pct)

    @property
    def traits(self) -> tuple[object, ...]:
        """All that two paths must have in common to be joined into one edge."""
        return (
            *(self.name, self.cls, self.accuracy, self.surface, self.incline_pct, self.steps, self.lit),
            *(self.width_m, self.access, self.oneway, self.within, self.along),
        )

    def plain(self) -> dict[str, Any]:
        """Return the way as JSON of the walk graph."""
        return {
            "id": self.id,
            "name": dict(self.name) or None,
            "class": self.cls,
            "accuracy": self.accuracy,
            "surface": self.surface,
            "incline_pct": self.incline_pct,
            "steps": self.steps,
            "lit": self.lit,
            "width_m": self.width_m,
            "access": self.access,
            "oneway": self.oneway,
            "within": self.within,
            "along": self.along,
        }


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where one enters a place, (longitude, latitude)."""

    id: str
    place: str
    lon_lat: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ride:
    """A ride that the timetable may offer, either way, never walked; minutes are None if not known."""

    id: str
    mode: str
    start: str
    end: str
    minutes_low: float | None
    minutes_high: float | None
    name: tuple[tuple[str, str], ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return the ride as JSON of the walk graph."""
        return {
            "id": self.id,
            "mode": self.mode,
            "from": self.start,
            "to": self.end,
            "minutes_low": self.minutes_low,
            "minutes_high": self.minutes_high,
            "name": dict(self.name) or None,
        }


@dataclass(frozen=True, slots=True)
class Content:
    """What a network file holds."""

    paths: tuple[Path2D, ...] = ()
    entrances: tuple[Entrance, ...] = ()
    rides: tuple[Ride, ...] = ()


class Snap(NamedTuple):
    """A point on the network: metres from the start of an edge, and metres off the path, walked too."""

    edge: int
    at_m: float
    offset_m: float


class Component(NamedTuple):
    """A part of the network that no path joins to the rest."""

    node_count: int
    edge_count: int
    length_m: float


@dataclass(frozen=True, eq=False)
class Network:
    """
    A contracted walking graph; nothing in it changes.

    Edge ``e`` leads from node ``ends[e, 0]`` to ``ends[e, 1]`` along the positions
    ``points[starts[e] : starts[e + 1]]``, both ends among them, in the direction its way is drawn.

    Parameters
    ----------
    ways
        Ways by index.
    nodes
        (n, 2) longitudes and latitudes of the junctions.
    ends
        (m, 2) nodes of each edge.
    edge_ways
        (m,) way of each edge.
    lengths_m
        (m,) length of each edge.
    points
        (p, 2) longitudes and latitudes of all edges' positions, one edge after the other.
    starts
        (m + 1,) where each edge's positions start.
    plane
        Turns (n, 2) longitudes and latitudes to metres.
    vertex_count
        Vertices before contraction.
    """

    ways: tuple[Way, ...]
    nodes: NDArray[np.float64]
    ends: NDArray[np.int32]
    edge_ways: NDArray[np.int32]
    lengths_m: NDArray[np.float64]
    points: NDArray[np.float64]
    starts: NDArray[np.int64]
    plane: Plane
    vertex_count: int = 0
    entrances: tuple[Entrance, ...] = ()
    rides: tuple[Ride, ...] = ()
    snaps: Mapping[str, Snap] = field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        return f"<Network {len(self.nodes)} nodes, {len(self.lengths_m)} edges, {len(self.snaps)} places>"

    @classmethod
    def from_graph(cls, graph: Mapping[str, Any]) -> Network:
        """Return the network of a walk graph, as `graph` gives it and `router.js` reads it."""
        edges = graph["edges"]
        lines = [edge[4] for edge in edges]
        points = [position for line in lines for position in line]
        nodes = np.array(graph["nodes"], dtype=np.float64).reshape(-1, 2)
        return cls(
            ways=tuple(_plain_way(raw) for raw in graph["ways"]),
            nodes=nodes,
            ends=np.array([edge[:2] for edge in edges], dtype=np.int32).reshape(-1, 2),
            edge_ways=np.array([edge[2] for edge in edges], dtype=np.int32),
            lengths_m=np.array([edge[3] for edge in edges], dtype=np.float64),
            points=np.array(points, dtype=np.float64).reshape(-1, 2),
            starts=np.cumsum([0, *map(len, lines)]),
            plane=local_plane(*(nodes[0] if len(nodes) else (0.0, 0.0))),
            vertex_count=len(nodes),
            rides=tuple(_plain_ride(raw) for raw in graph["rides"]),
            snaps=MappingProxyType({key: Snap(*value) for key, value in graph["snaps"].items()}),
        )

    def graph(self, catalog: Catalog) -> dict[str, Any]:
        """
        Return the walk graph for the viewer, as plain JSON.

        Parameters
        ----------
        catalog
            Whose places are snapped to the paths.
        """
        lines = np.round(self.points, DECIMALS).tolist()
        starts = self.starts.tolist()
        return {
            "nodes": np.round(self.nodes, DECIMALS).tolist(),
            "ways": [way.plain() for way in self.ways],
            "edges": [
                [*ends, way, length_m, lines[starts[edge] : starts[edge + 1]]]
                for edge, (ends, way, length_m) in enumerate(
                    zip(self.ends.tolist(), self.edge_ways.tolist(), self.lengths_m.tolist(), strict=True)
                )
            ],
            "snaps": {key: list(snap) for key, snap in self.placed(catalog).snaps.items()},
            "rides": [ride.plain() for ride in self.rides],
        }

    def clipped(self, boxes: Iterable[tuple[float, float, float, float]]) -> Network:
        """Return this network without the edges that lie outside all of some (west, south, east, north)."""
        inside = np.zeros(len(self.points), dtype=bool)
        lon, lat = self.points.T
        for west, south, east, north in boxes:
            inside |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        edge_of = np.repeat(np.arange(len(self.lengths_m)), np.diff(self.starts))
        kept = np.bincount(edge_of, weights=inside, minlength=len(self.lengths_m)) > 0
        return replace(
            self,
            ends=self.ends[kept],
            edge_ways=self.edge_ways[kept],
            lengths_m=self.lengths_m[kept],
            points=self.points[kept[edge_of]],
            starts=np.concatenate([[0], np.cumsum(np.diff(self.starts)[kept])]),
            snaps=MappingProxyType({}),
        )

    def placed(self, catalog: Catalog) -> Network:
        """Return this network with all places of a catalogue snapped, by entrance, else by their point."""
        if not len(self.lengths_m):
            return self
        points = {place.id: place.lon_lat for place in catalog.places}
        for entrance in reversed(self.entrances):
            if entrance.place in points:
                points[entrance.place] = entrance.lon_lat
        snaps = self.snap_all(np.array([*points.values()], dtype=np.float64).reshape(-1, 2))
        return replace(self, snaps=MappingProxyType(dict(zip(points, snaps, strict=True))))

    def snap(self, lon: float, lat: float) -> Snap:
        """
        Return the nearest point on a path.

        Raises
        ------
        DataError
            With code ``"no-paths"`` if the network is empty.
        """
        return self.snap_all(np.array([[lon, lat]]))[0]

    def snap_all(self, lon_lats: NDArray[np.float64]) -> list[Snap]:
        """Return the nearest point on a path for each of (n, 2) longitudes and latitudes; see `snap`."""
        import shapely

        if not len(self.lengths_m):
            raise DataError("no-paths")
        xy = self.plane(lon_lats)
        found = self._tree.query_nearest(shapely.points(xy), all_matches=True)
        # of equally near stretches the first
        firsts = np.full(len(xy), len(self._stretches), dtype=np.int64)
        np.minimum.at(firsts, found[0], found[1])
        return self._snapped(xy, self._stretches[firsts])

    def line(self, edge: int, from_m: float, to_m: float) -> NDArray[np.float64]:
        """Return the (n, 2) positions along an edge from one metre to another, in either direction."""
        first, last = int(self.starts[edge]), int(self.starts[edge + 1])
        points, length_m = self.points[first:last], float(self.lengths_m[edge])
        low, high = min(from_m, to_m), max(from_m, to_m)
        if low > 0 or high < length_m:
            at = self._along_m[first:last]
            inside = points[(at > low) & (at < high)]
            ends = [
                [np.interp(metres, at, points[:, 0]), np.interp(metres, at, points[:, 1])]
                for metres in (low, high)
            ]
            points = np.vstack([ends[:1], inside, ends[1:]])
        return points if from_m <= to_m else points[::-1]

    def components(self) -> list[Component]:
        """Return the parts no path joins to each other, longest first."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        count = len(self.nodes)
        ones = np.ones(len(self.ends), dtype=np.int8)
        joined = coo_array((ones, (self.ends[:, 0], self.ends[:, 1])), shape=(count, count))
        total, labels = connected_components(joined, directed=False)
        of_edge = labels[self.ends[:, 0]]
        figures = zip(
            np.bincount(labels, minlength=total).tolist(),
            np.bincount(of_edge, minlength=total).tolist(),
            np.round(np.bincount(of_edge, self.lengths_m, total), 2).tolist(),
            strict=True,
        )
        return sorted(
            (Component(*each) for each in figures), key=lambda part: (-part.length_m, -part.node_count)
        )

    def _snapped(self, xy: NDArray[np.float64], begins: NDArray[np.int64]) -> list[Snap]:
        ones = self._xy[begins]
        steps = self._xy[begins + 1] - ones
        shares = np.clip(((xy - ones) * steps).sum(axis=1) / (steps * steps).sum(axis=1), 0.0, 1.0)
        offsets_m = np.hypot(*(xy - ones - shares[:, None] * steps).T)
        at_m = self._along_m[begins] + shares * (self._along_m[begins + 1] - self._along_m[begins])
        edges = np.searchsorted(self.starts, begins, side="right") - 1
        figures = (edges.tolist(), np.round(at_m, 2).tolist(), np.round(offsets_m, 2).tolist())
        return [Snap(*each) for each in zip(*figures, strict=True)]

    @cached_property
    def _xy(self) -> NDArray[np.float64]:
        return self.plane(self.points)

    @cached_property
    def _stretches(self) -> NDArray[np.int64]:
        """Index of the first point of each straight stretch."""
        is_last = np.zeros(len(self.points), dtype=bool)
        is_last[self.starts[1:] - 1] = True
        return np.flatnonzero(~is_last)

    @cached_property
    def _tree(self) -> STRtree:
        import shapely
        from shapely.strtree import STRtree

        begins = self._stretches
        return STRtree(shapely.linestrings(np.stack([self._xy[begins], self._xy[begins + 1]], axis=1)))

    @cached_property
    def _along_m(self) -> NDArray[np.float64]:
        """Metres from the start of its edge of every point; the last of an edge has the edge's length."""
        steps = np.zeros(len(self.points))
        begins = self._stretches
        steps[begins + 1] = np.hypot(*(self._xy[begins + 1] - self._xy[begins]).T)
        along = np.cumsum(steps)
        counts = np.diff(self.starts)
        along -= np.repeat(along[self.starts[:-1]], counts)
        measured = along[self.starts[1:] - 1]
        along *= np.repeat(self.lengths_m / measured, counts)
        along[self.starts[1:] - 1] = self.lengths_m
        return along


def network_path(*, folder: Path | None = None, home: Path | None = None) -> Path:
    """Return the file the network comes from: the user's own where there is one, else the site's."""
    own = (home_dir() if home is None else home) / NETWORK_FILE
    return own if own.exists() else (geodata_dir() if folder is None else folder) / NETWORK_FILE


def load_network(catalog: Catalog, *, folder: Path | None = None, home: Path | None = None) -> Network:
    """
    Load the network of a site with its places snapped to it.

    Parameters
    ----------
    catalog
        The site; its metric coordinate system gives the lengths.
    folder
        The site's folder; that of `settings.geodata_dir` when None.
    home
        The user's folder; that of `settings.home_dir` when None. A network in it replaces the site's;
        entrances and rides it does not state are still those of the site.

    Raises
    ------
    DataError
        If the file is missing or not a network.
    """
    path = network_path(folder=folder, home=home)
    content = parse_network(read_json(path))
    shipped = (geodata_dir() if folder is None else folder) / NETWORK_FILE
    if path != shipped and shipped.exists() and not (content.entrances and content.rides):
        site = parse_network(read_json(shipped))
        content = replace(
            content, entrances=content.entrances or site.entrances, rides=content.rides or site.rides
        )
    return build_network(content, catalog.metric.xy).placed(catalog)


def read_network(path: Path, plane: Plane) -> Network:
    """Read a network file; its places are not snapped. Raises as `load_network`."""
    return build_network(parse_network(read_json(path)), plane)


def parse_network(collection: Any) -> Content:
    """
    Return what a network's GeoJSON holds.

    Parameters
    ----------
    collection
        Parsed GeoJSON.

    Raises
    ------
    DataError
        At the first thing that is not as the data's README says, naming the feature.
    """
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise DataError("not-a-collection")
    paths: list[Path2D] = []
    entrances: list[Entrance] = []
    rides: list[Ride] = []
    seen: set[str] = set()
    for index, raw in enumerate(collection["features"]):
        read = _Reader.of(raw, index)
        if read.id in seen:
            raise DataError("duplicate-id", id=read.id, other=NETWORK_FILE)
        seen.add(read.id)
        kind = read.word("kind", ("path", "entrance", "ride"))
        if kind == "path":
            paths.append((_way(read), read.positions("LineString")))
        elif kind == "entrance":
            lon, lat = read.positions("Point")[0]
            entrances.append(Entrance(read.id, read.ref("place"), (lon, lat)))
        else:
            rides.append(_ride(read))
    return Content(tuple(paths), tuple(entrances), tuple(rides))


def build_network(content: Content, plane: Plane) -> Network:
    """
    Join paths where they share a vertex and contract what lies between junctions.

    Parameters
    ----------
    content
        Paths, entrances and rides.
    plane
        Turns longitudes and latitudes to metres, such as `Metric.xy`.

    Notes
    -----
    A vertex is contracted where exactly two stretches meet that are alike in all a walker may ask for and,
    where direction counts, are drawn in the same one. A ring without any junction keeps its first vertex.
    """
    counts = [len(line) for _, line in content.paths]
    flat = np.array([position for _, line in content.paths for position in line], dtype=np.float64)
    vertices, of_point = _vertices(flat.reshape(-1, 2))
    stretches = _stretches(counts, of_point)
    kinds: dict[tuple[object, ...], int] = {}
    ways = [way for way, _ in content.paths]
    kind_of_way = np.array([kinds.setdefault(way.traits, len(kinds)) for way in ways], dtype=np.int64)
    is_directed = np.array([way.is_directed for way in ways], dtype=bool)
    chains = _chains(stretches, len(vertices), kind_of_way, is_directed)
    used, edge_ways = np.unique(stretches.way[chains.first], return_inverse=True)
    junctions, ends = np.unique(chains.vertices[_outer(chains.starts)], return_inverse=True)
    xy = plane(vertices)
    return Network(
        ways=tuple(ways[index] for index in used),
        nodes=vertices[junctions],
        ends=ends.reshape(-1, 2).astype(np.int32),
        edge_ways=edge_ways.astype(np.int32),
        lengths_m=_lengths_m(xy[chains.vertices], chains.starts),
        points=vertices[chains.vertices],
        starts=chains.starts,
        plane=plane,
        vertex_count=len(vertices),
        entrances=content.entrances,
        rides=content.rides,
    )


def local_plane(lon: float, lat: float) -> Plane:
    """Return a projection to metres that is good for some kilometres around a position."""
    sine = math.sin(math.radians(lat))
    bend = 1 - _ECCENTRICITY_2 * sine * sine
    per_lat = math.radians(1) * _RADIUS_M * (1 - _ECCENTRICITY_2) / bend**1.5
    per_lon = math.radians(1) * _RADIUS_M / math.sqrt(bend) * math.cos(math.radians(lat))
    origin, scale = np.array([lon, lat]), np.array([per_lon, per_lat])
    return lambda lon_lats: (lon_lats - origin) * scale


class _Stretches(NamedTuple):
    """Straight stretches between neighbouring vertices, in the order they are drawn."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    way: NDArray[np.int64]


class _Chains(NamedTuple):
    """Stretches joined to edges: the first stretch drawn and all vertices of each, in drawing order."""

    first: NDArray[np.int64]
    vertices: NDArray[np.int64]
    starts: NDArray[np.int64]


def _vertices(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the different positions at 6 decimals, and which of them each point is."""
    units = np.round(points * _UNITS).astype(np.int64)
    keys = units[:, 0] * (1000 * _UNITS) + units[:, 1]
    _, firsts, of_point = np.unique(keys, return_index=True, return_inverse=True)
    return units[firsts] / _UNITS, of_point.reshape(-1)


def _stretches(counts: Sequence[int], of_point: NDArray[np.int64]) -> _Stretches:
    way = np.repeat(np.arange(len(counts)), counts)
    tail, head = of_point[:-1], of_point[1:]
    real = (way[:-1] == way[1:]) & (tail != head)
    return _Stretches(tail[real], head[real], way[:-1][real])


def _chains(
    stretches: _Stretches, count: int, kind_of_way: NDArray[np.int64], is_directed: NDArray[np.bool_]
) -> _Chains:
    """
    Join stretches through vertices where nothing can be decided.

    A dart is a stretch in one direction: ``s`` as drawn, ``s + m`` against it. Each dart points to the one
    that follows it in its chain; doubling these pointers finds every chain's end and the darts' ranks in a
    few passes over all darts at once.
    """
    m = len(stretches.tail)
    if not m:
        none = np.empty(0, dtype=np.int64)
        return _Chains(none, none, np.zeros(1, dtype=np.int64))
    follows = _followers(stretches, count, kind_of_way, is_directed)
    end, rank = _ends(follows)
    label = _chain_labels(follows, m)
    # a ring has no end: its first stretch becomes one
    has_end = np.zeros(label.max() + 1, dtype=bool)
    has_end[label[np.flatnonzero(follows == np.arange(2 * m)) % m]] = True
    _, first = np.unique(label, return_index=True)
    rings = first[~has_end[label[first]]]
    if len(rings):
        before = np.flatnonzero(np.isin(follows, rings))
        follows[before] = before
        backward = rings + m
        follows[backward] = backward
        end, rank = _ends(follows)
    darts = np.flatnonzero(end == end[first][label[np.arange(2 * m) % m]])
    darts = darts[np.lexsort((-rank[darts], first[label[darts % m]]))]
    chain = label[darts % m]
    begins = np.flatnonzero(np.r_[True, chain[1:] != chain[:-1]])
    tails = np.where(darts < m, stretches.tail[darts % m], stretches.head[darts % m])
    heads = np.where(darts < m, stretches.head[darts % m], stretches.tail[darts % m])
    starts = np.r_[begins, m] + np.arange(len(begins) + 1)
    vertices = np.empty(m + len(begins), dtype=np.int64)
    vertices[np.arange(m) + np.cumsum(np.r_[0, chain[1:] != chain[:-1]])] = tails
    vertices[starts[1:] - 1] = heads[np.r_[begins[1:], m] - 1]
    return _Chains(first[chain[begins]], vertices, starts)


def _followers(
    stretches: _Stretches, count: int, kind_of_way: NDArray[np.int64], is_directed: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each dart the dart after it in its chain, itself where the chain ends."""
    m = len(stretches.tail)
    tails = np.concatenate([stretches.tail, stretches.head])
    leaving = np.argsort(tails, kind="stable")
    degree = np.bincount(tails, minlength=count)
    firsts = np.cumsum(degree) - degree
    at = firsts[degree == 2]
    one, other = leaving[at], leaving[at + 1]
    ways = stretches.way[one % m], stretches.way[other % m]
    is_alike = kind_of_way[ways[0]] == kind_of_way[ways[1]]
    is_onward = (one < m) != (other < m)
    joined = is_alike & (is_onward | ~is_directed[ways[0]])
    one, other = one[joined], other[joined]
    follows = np.arange(2 * m)
    follows[(one + m) % (2 * m)] = other
    follows[(other + m) % (2 * m)] = one
    return follows


def _ends(follows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the last dart of each dart's chain and how many darts away it is."""
    end = follows
    rank = (follows != np.arange(len(follows))).astype(np.int64)
    # as often as the longest chain doubles; on a ring the figures mean nothing
    for _ in range(len(follows).bit_length()):
        further = end[end]
        if np.array_equal(further, end):
            break
        rank, end = rank + rank[end], further
    return end, rank


def _chain_labels(follows: NDArray[np.int64], m: int) -> NDArray[np.int64]:
    """Return the chain of each stretch, numbered by the first stretch of each."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(2 * m, dtype=np.int8)
    joined = coo_array((ones, (np.arange(2 * m) % m, follows % m)), shape=(m, m))
    labels = connected_components(joined, directed=False)[1]
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    numbers = np.empty(len(first), dtype=np.int64)
    numbers[np.argsort(first)] = np.arange(len(first))
    renumbered: NDArray[np.int64] = numbers[inverse.reshape(-1)]
    return renumbered


def _outer(starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the indices of the first and the last position of each edge, in turn."""
    return np.column_stack([starts[:-1], starts[1:] - 1]).reshape(-1)


def _lengths_m(xy: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    if len(starts) < 2:
        return np.empty(0)
    steps = np.zeros(len(xy))
    steps[1:] = np.hypot(*np.diff(xy, axis=0).T)
    # the step from one edge's end to the next edge's start is no part of either
    steps[starts[:-1]] = 0.0
    return np.maximum(np.round(np.add.reduceat(steps, starts[:-1]), 2), _SHORTEST_M)


class _Reader:
    """Read the properties of one feature, strictly."""

    def __init__(self, feature_id: str, props: dict[str, Any], geometry: Any) -> None:
        self.id = feature_id
        self.props = props
        self.geometry = geometry

    @classmethod
    def of(cls, raw: Any, index: int) -> _Reader:
        if not isinstance(raw, dict) or not isinstance(raw.get("properties"), dict):
            raise DataError("network-not-a-feature", number=index + 1)
        props = raw["properties"]
        ident = props.get("id", raw.get("id"))
        if not isinstance(ident, str) or not _ID.match(ident):
            raise DataError("bad-id", id=str(ident)[:80])
        return cls(ident, props, raw.get("geometry"))

    def unfit(self, name: str, wanted: object) -> DataError:
        found = str(self.props.get(name))[:80]
        return DataError("network-bad-property", feature=self.id, property=name, found=found, wanted=wanted)

    def word(self, name: str, allowed: Iterable[str], default: str | None = None) -> str:
        value = self.props.get(name, default)
        if not isinstance(value, str) or value not in allowed:
            raise self.unfit(name, list(allowed))
        return value

    def flag(self, name: str) -> bool | None:
        value = self.props.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.unfit(name, "true, false or null")
        return value

    def figure(self, name: str, low: float, high: float) -> float | None:
        value = self.props.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise self.unfit(name, f"{low:g}-{high:g}")
        return float(value)

    def optional(self, name: str) -> str | None:
        value = self.props.get(name)
        if value is not None and not isinstance(value, str):
            raise self.unfit(name, "id")
        return value

    def ref(self, name: str) -> str:
        value = self.optional(name)
        if value is None:
            raise self.unfit(name, "id")
        return value

    def names(self) -> tuple[tuple[str, str], ...]:
        found = [
            (key.removeprefix("name:"), value)
            for key, value in self.props.items()
            if key.startswith("name:") and isinstance(value, str) and value
        ]
        return tuple(sorted(found))

    def positions(self, kind: str) -> list[list[float]]:
        raw = self.geometry
        if not isinstance(raw, dict) or raw.get("type") != kind:
            raise DataError("network-bad-geometry", feature=self.id, wanted=kind)
        found = [raw.get("coordinates")] if kind == "Point" else raw.get("coordinates")
        least = 1 if kind == "Point" else 2
        if not isinstance(found, list) or len(found) < least or not all(map(_is_position, found)):
            raise DataError("network-bad-geometry", feature=self.id, wanted=kind)
        return found


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and type(value[0]) in (int, float)
        and type(value[1]) in (int, float)
        and -180 <= value[0] <= 180
        and -90 <= value[1] <= 90
    )


def _way(read: _Reader) -> Way:
    return Way(
        id=read.id,
        name=read.names(),
        cls=read.word("class", CLASSES),
        accuracy=read.word("accuracy", ACCURACIES),
        surface=read.word("surface", SURFACE_FACTORS),
        incline_pct=read.figure("incline_pct", -100, 100),
        steps=read.flag("steps"),
        lit=read.flag("lit"),
        width_m=read.figure("width_m", 0, 2000),
        access=read.word("access", ACCESSES),
        oneway=bool(read.flag("oneway")),
        within=read.optional("within"),
        along=read.optional("along"),
    )


def _ride(read: _Reader) -> Ride:
    # drawn for people who look at the file; only its figures are used
    read.positions("LineString")
    low, high = read.figure("minutes_low", 0, 600), read.figure("minutes_high", 0, 600)
    if (low is None) != (high is None) or (low is not None and high is not None and high < low):
        raise read.unfit("minutes_high", "minutes_low-600")
    return Ride(
        read.id, read.word("mode", MODES), read.ref("from"), read.ref("to"), low, high, read.names()
    )


def _plain_way(raw: Mapping[str, Any]) -> Way:
    rest = {key: value for key, value in raw.items() if key not in ("name", "class")}
    return Way(name=tuple(sorted((raw["name"] or {}).items())), cls=raw["class"], **rest)


def _plain_ride(raw: Mapping[str, Any]) -> Ride:
    return Ride(
        id=raw["id"],
        mode=raw["mode"],
        start=raw["from"],
        end=raw["to"],
        minutes_low=raw["minutes_low"],
        minutes_high=raw["minutes_high"],
        name=tuple(sorted((raw["name"] or {}).items())),
    )
