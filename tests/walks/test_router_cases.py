"""Walks: the cases shared with the viewer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backlot.walks.network import Network, Snap
from backlot.walks.pace import Walker
from backlot.walks.router import Router

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "router.json").read_text("utf-8"))
NETWORK = Network.from_graph(CASES["graph"])

# a tenth of a millimetre or millisecond is the same
NEAR = 1e-4


def walker_of(raw: dict[str, Any]) -> Walker:
    """Return a walker as the shared cases describe one."""
    return Walker(raw["pace_kmh"], tuple(raw["needs"]), tuple(raw["closed"]))


def leg_of(network: Network, case: dict[str, Any]) -> dict[str, Any]:
    """Return the leg of a case, with the ways walked and the metres on each."""
    leg: dict[str, Any] = dict(Router(network, walker_of(case["walker"])).leg(case["from"], case["to"]))
    parts = leg.get("parts", [])
    ways = [network.ways[part["way"]].id for part in parts]
    return leg | {"ways": ways, "part_m": [part["length_m"] for part in parts]}


def near(value: Any) -> Any:
    """Return figures, also in lists and by key, as what is near enough to them."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {key: near(item) for key, item in value.items()}
    if isinstance(value, list):
        return [near(item) for item in value]
    return pytest.approx(value, abs=NEAR)


@pytest.mark.parametrize("case", CASES["legs"], ids=lambda case: case["why"])
def test_a_walk_is_as_worked_out_by_hand(case: dict[str, Any]) -> None:
    """Each shared case gives its figures, ways, notes and reasons, as in the viewer."""
    leg = leg_of(NETWORK, case)
    assert near(case["expect"]) == {key: leg[key] for key in case["expect"]}


@pytest.mark.parametrize("case", CASES["legs"], ids=lambda case: case["why"])
def test_the_matrix_has_the_figures_of_the_leg(case: dict[str, Any]) -> None:
    """Seconds and metres of a pair are those of its leg; infinite where there is none."""
    leg = leg_of(NETWORK, case)
    matrix = Router(NETWORK, walker_of(case["walker"])).matrix([case["from"], case["to"]])
    expected = (leg["walk_s"], leg["length_m"]) if leg["ok"] else (float("inf"), float("inf"))
    assert near(list(expected)) == [matrix.seconds[0, 1], matrix.metres[0, 1]]


def test_of_two_walks_that_take_equally_long_the_same_is_always_chosen() -> None:
    """There and back, and in both languages."""
    case = CASES["equal"]
    network = Network.from_graph(case["graph"])
    assert case["ways"] == leg_of(network, case)["ways"]
    back = {**case, "from": case["to"], "to": case["from"]}
    assert case["ways"][::-1] == leg_of(network, back)["ways"]


@pytest.mark.parametrize("case", CASES["positions"], ids=lambda case: case["why"])
def test_a_position_snaps_to_the_nearest_path(case: dict[str, Any]) -> None:
    """Edge, metres along it and metres off it are as in the viewer."""
    edge, at_m, offset_m = case["snap"]
    found = NETWORK.snap(*case["position"])
    assert Snap(edge, pytest.approx(at_m, abs=0.02), pytest.approx(offset_m, abs=0.02)) == found
