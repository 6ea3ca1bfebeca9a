"""Write lines as steps: where each begins, and how it goes on. Packed, that is half as long."""

from __future__ import annotations

from typing import Any

__all__ = ["UNIT", "in_steps"]

UNIT = 1_000_000
"""Steps to a degree: about 0.1 m each, as precise as the data."""


def in_steps(coordinates: Any) -> Any:
    """
    Return nested [longitude, latitude] positions as whole steps from the position before, the first from 0.

    `positions` of `steps.js` reads them back.
    """
    here = [0, 0]

    def walk(value: Any) -> Any:
        if not value or not isinstance(value[0], int | float):
            return [walk(each) for each in value]
        there = [round(each * UNIT) for each in value]
        step = [now - before for now, before in zip(there, here, strict=True)]
        here[:] = there
        return step

    return walk(coordinates)
