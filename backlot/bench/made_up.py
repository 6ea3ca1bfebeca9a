"""Make up a site of any size: sets in a grid, named buildings along lanes; the same seed, the same site."""

from __future__ import annotations

import math
import random
from itertools import count
from typing import TYPE_CHECKING, Any

from backlot.catalog.canonical import canonical_collection, canonical_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["FEWEST", "write_site"]

Json = dict[str, Any]
Ring = list[tuple[float, float]]

FEWEST = 30
"""Fewest polygons a made-up site can have."""

SETS = 10
COLUMNS = 5
CELL_M = 24.0
GAP_M = 16.0
LANE_M = 6.0
SOUTH_WEST = (3.0, 1.0)
M_PER_DEGREE = 111_320.0
SOURCE = "made up for the benchmark"

_HATCHES = ("diagonal", "back-diagonal", "cross", "dots", "waves", "bricks", "grid", "vertical", "tiles")
_HUES = ("#5F9C84", "#B7893C", "#2E7F86", "#A0523D", "#3F4E8C", "#7A4A78", "#B9A04A", "#5A5F66", "#8C8270")
_GLYPH = "M4 10L12 3L20 10V21H4Z"
_CLASSES = ("house", "hall", "shop", "villa", "shed", "workshop")
_SYLLABLES = (
    "ba",
    "do",
    "fe",
    "gi",
    "ka",
    "le",
    "mo",
    "nu",
    "pe",
    "ra",
    "si",
    "tu",
    "va",
    "wo",
    "ye",
    "zu",
)
_HANGUL = ("바", "도", "페", "기", "카", "레", "모", "누", "페", "라", "시", "투", "바", "워", "예", "주")


def write_site(folder: Path, polygons: int, *, seed: int = 2026) -> Path:
    """
    Write the folder of a made-up site, in the form `geodata/README.md` sets out.

    It lies in the Gulf of Guinea, where there is nothing.

    Parameters
    ----------
    folder
        Where to write; made when missing.
    polygons
        Number of sets and buildings together, at least `FEWEST`. The lot's outline is one more.
    seed
        What the plans and names of the buildings are drawn from.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ValueError
        If there are too few polygons.
    """
    if polygons < FEWEST:
        msg = f"a made-up site of {polygons} polygons; expected {FEWEST} or more"
        raise ValueError(msg)
    folder.mkdir(parents=True, exist_ok=True)
    plan = _Plan(polygons - SETS)
    features = [
        _lot(plan),
        *_sets(plan),
        *_lanes(plan),
        _gate(plan),
        *_buildings(plan, random.Random(seed)),  # noqa: S311
    ]
    (folder / "site.json").write_text(canonical_site(_site(plan)), encoding="utf-8")
    for name, held in (("studio", features), ("landmarks", []), ("basemap", []), ("basemap-osm", [])):
        text = canonical_collection(_collection(name, held))
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")
    return folder


class _Plan:
    """Where everything lies, in metres from the south-west corner."""

    def __init__(self, buildings: int) -> None:
        self.buildings = buildings
        self.per_set = math.ceil(buildings / SETS)
        # an even number of columns, with a lane between the halves
        self.across = max(2, 2 * math.ceil(math.sqrt(self.per_set) / 2))
        self.up = math.ceil(self.per_set / self.across)
        self.set_width = self.across * CELL_M + LANE_M
        self.set_height = self.up * CELL_M
        self.width = COLUMNS * (self.set_width + GAP_M) + GAP_M
        self.height = 2 * self.set_height + 5 * GAP_M
        self.street_y = self.height / 2

    def corner(self, number: int) -> tuple[float, float]:
        """South-west corner of a set."""
        column, row = number % COLUMNS, number // COLUMNS
        x = GAP_M + column * (self.set_width + GAP_M)
        y = GAP_M if row == 0 else self.street_y + 1.5 * GAP_M
        return x, y

    def cell(self, number: int, place: int) -> tuple[float, float]:
        """South-west corner of the cell of a building in a set."""
        x, y = self.corner(number)
        column, row = place % self.across, place // self.across
        beyond = LANE_M if column >= self.across / 2 else 0
        return x + column * CELL_M + beyond, y + row * CELL_M


def _lot(plan: _Plan) -> Json:
    ring = _rectangle(0, 0, plan.width, plan.height)
    return _feature(
        "the-lot", _area(ring), kind="landmark", category="lot", rank=2, **_named("The lot", "부지")
    )


def _sets(plan: _Plan) -> Iterator[Json]:
    for number in range(SETS):
        x, y = plan.corner(number)
        ring = _rectangle(x - 2, y - 2, x + plan.set_width + 2, y + plan.set_height + 2)
        yield _feature(
            f"set-{number + 1}",
            _area(ring),
            kind="set",
            locale=f"locale-{number % len(_HUES) + 1}",
            period=f"period-{number % 2 + 1}",
            rank=1,
            within="the-lot",
            **_named(f"Set {number + 1}", f"세트 {number + 1}"),
        )


def _lanes(plan: _Plan) -> Iterator[Json]:
    crossings = [plan.corner(number)[0] + plan.set_width / 2 for number in range(COLUMNS)]
    street = [(0.0, plan.street_y), *((x, plan.street_y) for x in crossings)]
    yield _lane("main-lane", street, "Main lane", "큰길")
    for number in range(SETS):
        x, y = plan.corner(number)
        middle = x + plan.set_width / 2
        far = y if number < COLUMNS else y + plan.set_height
        way = [(middle, plan.street_y), (middle, far)]
        yield _lane(f"lane-{number + 1}", way, f"Lane {number + 1}", f"골목 {number + 1}")


def _lane(lane_id: str, way: Ring, english: str, korean: str) -> Json:
    geometry = {"type": "LineString", "coordinates": [_lon_lat(*point) for point in way]}
    return {
        "type": "Feature",
        "id": lane_id,
        "geometry": geometry,
        "properties": {
            "id": lane_id,
            "kind": "lane",
            "name:en": english,
            "name:ko": korean,
            "width_m": LANE_M,
            "rank": 4,
            "locale": "locale-1",
            "source": SOURCE,
            "accuracy": "schematic",
        },
    }


def _gate(plan: _Plan) -> Json:
    geometry = {"type": "Point", "coordinates": _lon_lat(0, plan.street_y)}
    return _feature(
        "west-gate",
        geometry,
        kind="gate",
        locale="locale-1",
        within="the-lot",
        rank=2,
        **_named("West gate", "서문"),
    )


def _buildings(plan: _Plan, draw: random.Random) -> Iterator[Json]:
    names = _names(draw)
    for number in range(plan.buildings):
        in_set, place = number % SETS, number // SETS
        x, y = plan.cell(in_set, place)
        english, korean = next(names)
        yield _feature(
            f"building-{number + 1}",
            _area(_footprint(x + 3, y + 3, CELL_M - 6, draw)),
            kind="building",
            locale=f"locale-{in_set % len(_HUES) + 1}",
            within=f"set-{in_set + 1}",
            rank=draw.choice((3, 4)),
            **{"class": draw.choice(_CLASSES)},
            **_named(english, korean),
        )


def _footprint(x: float, y: float, room_m: float, draw: random.Random) -> Ring:
    """Return a rectangle, an L or a many-sided house in a square of a given side."""
    width, depth = draw.uniform(0.6, 1) * room_m, draw.uniform(0.6, 1) * room_m
    shape = draw.randrange(3)
    if shape == 0:
        return _rectangle(x, y, x + width, y + depth)
    if shape == 1:
        a, b = width * draw.uniform(0.4, 0.6), depth * draw.uniform(0.4, 0.6)
        corners = [
            (x, y),
            (x + width, y),
            (x + width, y + b),
            (x + a, y + b),
            (x + a, y + depth),
            (x, y + depth),
        ]
        return [*corners, corners[0]]
    corners = [
        (
            x + width / 2 * (1 + math.cos(turn * math.pi / 4)),
            y + depth / 2 * (1 + math.sin(turn * math.pi / 4)),
        )
        for turn in range(8)
    ]
    return [*corners, corners[0]]


def _names(draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield names no two of which are the same, in Latin letters and in Hangul."""
    seen = set()
    for number in count(1):
        picks = [draw.randrange(len(_SYLLABLES)) for _ in range(4)]
        english = "".join(_SYLLABLES[pick] for pick in picks).capitalize() + " House"
        korean = "".join(_HANGUL[pick] for pick in picks) + "집"
        if english in seen:
            english, korean = f"{english} {number}", f"{korean} {number}"
        seen.add(english)
        yield english, korean


def _named(english: str, korean: str) -> Json:
    return {
        "name:en": english,
        "name:ko": korean,
        "name:ko-Latn-RR": english,
        "name:ko-Latn-MR": english,
        "description:en": "Made up for the benchmark.",
        "description:ko": "성능 시험을 위해 지어낸 곳입니다.",
    }


def _feature(feature_id: str, geometry: Json, **properties: object) -> Json:
    always = {
        "id": feature_id,
        "source": SOURCE,
        "accuracy": "schematic",
        "accuracy_m": None,
        "confirmed": None,
    }
    return {
        "type": "Feature",
        "id": feature_id,
        "geometry": geometry,
        "properties": {**properties, **always},
    }


def _area(ring: Ring) -> Json:
    return {"type": "Polygon", "coordinates": [[_lon_lat(*point) for point in ring]]}


def _rectangle(west: float, south: float, east: float, north: float) -> Ring:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def _lon_lat(x: float, y: float) -> list[float]:
    # near the equator a degree is as long both ways, to a fraction of a per cent
    lon, lat = SOUTH_WEST
    return [round(lon + x / M_PER_DEGREE, 6), round(lat + y / M_PER_DEGREE, 6)]


def _site(plan: _Plan) -> Json:
    lot = [*_lon_lat(0, 0), *_lon_lat(plan.width, plan.height)]
    around = [*_lon_lat(-200, -200), *_lon_lat(plan.width + 200, plan.height + 200)]

    def group(number: int, word: str, korean: str) -> Json:
        label = {"en": f"{word} {number}", "ko": f"{korean} {number}"}
        return {"id": f"{word.lower()}-{number}", "label": label}

    locales = [
        group(number + 1, "Locale", "구역") | {"hue": hue, "hatch": _HATCHES[number], "glyph": _GLYPH}
        for number, hue in enumerate(_HUES)
    ]
    return {
        "id": "made-up-lot",
        "name": {"en": "A made-up lot", "ko": "지어낸 부지"},
        "tagline": {"en": "Nothing here exists", "ko": "실제로 있는 곳이 아닙니다"},
        "data": {"version": "1.0.0", "date": "2026-11-22"},
        "languages": ["en", "ko"],
        "crs": "EPSG:32631",
        "tz": "UTC",
        "bounds": around,
        "views": [
            {
                "id": "lot",
                "label": {"en": "Lot", "ko": "부지"},
                "bounds": lot,
                "start": [f"set-{number}" for number in range(1, 6)],
                "within": "the-lot",
                "notice": None,
            }
        ],
        "periods": [group(number, "Period", "시대") | {"from": None, "to": None} for number in (1, 2)],
        "locales": locales,
        "categories": [
            {"id": "lot", "label": {"en": "Lot", "ko": "부지"}, "hue": "#C8372D", "glyph": _GLYPH}
        ],
        "about": [
            {
                "title": {"en": "A made-up lot", "ko": "지어낸 부지"},
                "text": {"en": "It serves the benchmark.", "ko": "성능 시험에 쓰입니다."},
                "source": SOURCE,
            }
        ],
    }


def _collection(name: str, features: list[Json]) -> Json:
    return {
        "type": "FeatureCollection",
        "name": name,
        "licence": "CC0-1.0",
        "attribution": "Made up for the benchmark; nothing in it exists.",
        "features": features,
    }
