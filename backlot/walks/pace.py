"""
Say how long a metre takes: slope, surface and steps, and how sure that is.

The same figures as `backlot/viewer/assets/pace.js`; both pass `tests/cases/router.json`. Change them
together. The pace of a group is its pace on flat, firm ground; every factor multiplies the time.

Slope
    Tobler (1993), Three presentations on geographical analysis and modeling, NCGIA technical report 93-1:
    speed goes with ``exp(-3.5 |slope + 0.05|)``, here relative to flat ground.
Surface
    Terrain coefficients of Soule and Goldman (1972), J. Appl. Physiol. 32(5), 706-708: blacktop 1.0, dirt
    road 1.1, light brush 1.2 (taken for grass). They measure effort; de Gruchy, Caswell and Edwards (2017),
    doi:10.11141/ia.45.4, find that speed suffers less, so they err on the late side.
Steps
    IES Virtual Environment user guide, walking speeds: up 0.35, down 0.5 times the level speed. Steps whose
    direction is not known count as going up. Slope and surface are not counted again on them.
Range
    The project's own estimate: what a length read from a sketch (`schematic`) or from published figures
    (`approximate`) may be off. Slack is reckoned with the upper end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from backlot.errors import DataError

__all__ = [
    "MAX_INCLINE_PCT",
    "MAX_OFFSET_M",
    "MIN_WIDTH_M",
    "NEEDS",
    "RANGES",
    "SURFACE_FACTORS",
    "Walker",
    "slope_factor",
    "steps_factor",
    "surface_factor",
    "walk_factor",
]

NEEDS = ("step-free", "no-stairs", "lit", "open-only")

# what a step-free way may have at most and must have at least
MAX_INCLINE_PCT = 8.0
MIN_WIDTH_M = 0.9

# farther from the nearest path a stop is not reached on foot
MAX_OFFSET_M = 250.0

SURFACE_FACTORS: Mapping[str, float] = MappingProxyType(
    {"asphalt": 1.0, "paved": 1.0, "gravel": 1.1, "ground": 1.1, "grass": 1.2, "unknown": 1.0}
)
STEPS_UP = 1 / 0.35
STEPS_DOWN = 1 / 0.5

# least and most time per metre of an accuracy, relative to the middle
RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"surveyed": (1.0, 1.0), "approximate": (0.95, 1.1), "schematic": (0.8, 1.3)}
)

_SLOWEST_KMH = 0.5
_FASTEST_KMH = 8.0


@dataclass(frozen=True, slots=True)
class Walker:
    """
    Who walks: the pace of the slowest, what they need, what is closed to them.

    Parameters
    ----------
    pace_kmh
        Pace on flat, firm ground, 0.5 to 8 km/h.
    needs
        Hard rules, of `NEEDS`.
    closed
        Ids of places and lanes; no path that runs within one or follows one may be used.

    Raises
    ------
    DataError
        With code ``"bad-pace"`` or ``"unknown-need"``.
    """

    pace_kmh: float = 4.0
    needs: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _SLOWEST_KMH <= self.pace_kmh <= _FASTEST_KMH:
            raise DataError("bad-pace", found=self.pace_kmh, low=_SLOWEST_KMH, high=_FASTEST_KMH)
        unknown = [need for need in self.needs if need not in NEEDS]
        if unknown:
            raise DataError("unknown-need", found=unknown[0], allowed=list(NEEDS))
        # the same walker whatever the order, so that equal plans have equal answers
        object.__setattr__(self, "needs", tuple(need for need in NEEDS if need in self.needs))
        object.__setattr__(self, "closed", tuple(sorted(set(self.closed))))


def slope_factor(incline_pct: float | None) -> float:
    """Return how much longer a slope takes than flat ground; uphill is above 0, unknown counts as flat."""
    if not incline_pct:
        return 1.0
    return math.exp(3.5 * (abs(incline_pct / 100 + 0.05) - 0.05))


def steps_factor(incline_pct: float | None) -> float:
    """Return how much longer steps take than flat ground; below 0 they lead down."""
    return STEPS_DOWN if incline_pct is not None and incline_pct < 0 else STEPS_UP


def surface_factor(surface: str) -> float:
    """Return how much longer a surface takes than a firm one; unknown counts as firm."""
    return SURFACE_FACTORS[surface]


def walk_factor(incline_pct: float | None, surface: str, steps: bool | None) -> float:
    """
    Return how much longer a metre of a path takes than one of flat, firm ground.

    Parameters
    ----------
    incline_pct
        Incline in the direction of walking, above 0 uphill; None if not known.
    surface
        A key of `SURFACE_FACTORS`.
    steps
        Whether it is a flight of steps; None if not known.
    """
    if steps:
        return steps_factor(incline_pct)
    return slope_factor(incline_pct) * surface_factor(surface)
