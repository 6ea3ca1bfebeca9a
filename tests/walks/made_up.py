"""Make street graphs for the tests of walks: junctions, streets with bends, dead ends, one-ways."""

from __future__ import annotations

from random import Random

from backlot.walks.network import Content, Way

WAY = Way(
    "way", cls="street", accuracy="surveyed", surface="asphalt", incline_pct=0.0, steps=False, access="free"
)

Line = list[list[float]]


def position(column: float, row: float) -> list[float]:
    """Return a position on a grid of about 70 by 110 m."""
    return [round(10 + column / 1000, 6), round(50 + row / 1000, 6)]


def street(name: str, *positions: list[float], **traits: object) -> tuple[Way, Line]:
    """Return a path; what is not said of it is known and fine."""
    known = {key: getattr(WAY, key) for key in WAY.__slots__}
    return Way(**known | {"id": name} | traits), [*positions]


def town(seed: int, side: int = 12) -> Content:
    """Return a town of side by side junctions: bent streets, gaps, dead ends, one-ways, an island."""
    random = Random(seed)  # noqa: S311 (the same town in every run)
    paths: list[tuple[Way, Line]] = []

    def join(one: tuple[int, int], other: tuple[int, int]) -> None:
        if random.random() < 0.15:
            return
        begin, end = position(*one), position(*other)
        line = [begin]
        for bend in range(1, 1 + random.randrange(4)):
            share = bend / 5
            line.append(
                [
                    round(begin[axis] + share * (end[axis] - begin[axis]) + random.uniform(-5e-5, 5e-5), 6)
                    for axis in (0, 1)
                ]
            )
        steep = random.choice([0.0, 0.0, 4.0, -9.0, None])
        paths.append(
            street(
                f"street-{len(paths)}",
                *line,
                end,
                incline_pct=steep,
                oneway=random.random() < 0.1,
                surface=random.choice(["asphalt", "gravel", "unknown"]),
            )
        )

    for column in range(side):
        for row in range(side):
            if column:
                join((column - 1, row), (column, row))
            if row:
                join((column, row - 1), (column, row))
    paths.append(street("island", position(side + 3, 0), position(side + 4, 0)))
    return Content(tuple(paths))
