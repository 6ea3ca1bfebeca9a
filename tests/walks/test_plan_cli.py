"""`python -m backlot plan`: what it prints and how it exits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backlot.__main__ import main
from backlot.tours import TourStore, load_tours
from tests.support.sites import SHIPPED

Capture = pytest.CaptureFixture[str]
STOPS = "japan,europe,manchuria,south-korea-street"


def planned(capsys: Capture, *arguments: str, status: int = 0) -> dict[str, Any]:
    """Return the itinerary that is printed."""
    assert status == main(["plan", *arguments, "--json"])
    itinerary: dict[str, Any] = json.loads(capsys.readouterr().out)
    return itinerary


def test_a_ready_made_tour_is_printed(capsys: Capture) -> None:
    """A line a stop, directions above it, and what is left of the time."""
    assert 0 == main(["plan", "square-to-arch"])
    said = capsys.readouterr().out
    assert "Arch of Triumph" in said
    assert "min to spare" in said
    assert 0 == main(["plan", "square-to-arch", "--lang", "ko"])
    assert "개선문" in capsys.readouterr().out


def test_stops_on_the_spot_make_a_plan(capsys: Capture) -> None:
    """With the documented members."""
    options = ["--start", "main-gate", "--end", "main-gate", "--depart", "14:00", "--back-by", "16:00"]
    itinerary = planned(capsys, "--stops", STOPS, *options)
    assert STOPS.split(",") == [stop["id"] for stop in itinerary["stops"]]
    assert {"id", "arrive", "leave", "slack_min"} <= itinerary["stops"][0].keys()
    assert {"from", "to", "mode", "length_m", "minutes", "directions"} <= itinerary["legs"][0].keys()
    assert 5 == len(itinerary["legs"])
    assert itinerary["total"]["slack_min"] > 0


def test_the_best_order_is_no_longer_than_the_given_one(capsys: Capture) -> None:
    """And visits the same stops."""
    given = planned(capsys, "--stops", STOPS, "--start", "main-gate")
    best = planned(capsys, "--stops", STOPS, "--start", "main-gate", "--optimise")
    assert best["total"]["walk_min"] < given["total"]["walk_min"]
    assert sorted(STOPS.split(",")) == sorted(stop["id"] for stop in best["stops"])


def test_a_plan_that_does_not_fit_exits_1(capsys: Capture) -> None:
    """And still prints all of it."""
    itinerary = planned(capsys, "--stops", STOPS, "--depart", "14:00", "--back-by", "14:10", status=1)
    assert not itinerary["feasible"]
    assert 4 == len(itinerary["stops"])


def test_needs_are_hard_and_unknowns_are_said(capsys: Capture) -> None:
    """Nothing is known to be step-free, and that is what the plan says."""
    itinerary = planned(capsys, "--stops", "kim-il-sung-square,juche-tower", "--step-free")
    (leg,) = itinerary["legs"]
    assert leg["unknown"]["step-free"] == leg["length_m"]


def test_the_square_to_the_tower_goes_over_a_bridge(capsys: Capture) -> None:
    """More than twice the straight line, for a river lies between."""
    (leg,) = planned(capsys, "--stops", "kim-il-sung-square,juche-tower")["legs"]
    assert leg["length_m"] > 2 * 981
    assert any("Bridge" in step for step in leg["directions"]["en"])


def test_one_s_own_tour_is_planned_by_its_id(own_home: Path, capsys: Capture) -> None:
    """And by its file."""
    tour = load_tours(SHIPPED).get("square-to-arch")
    assert tour is not None
    copy = TourStore.of_home(own_home).duplicate(tour, new_id="mine")
    by_id = planned(capsys, "mine")
    assert by_id == planned(capsys, str(own_home / "tours" / "mine.json"))
    assert len(copy.stops) == len(by_id["stops"])


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 2, "--stops"),
        (["square-to-arch", "--stops", "japan"], 2, "--stops"),
        (["--stops", "no-such-place,japan"], 1, "no-such-place"),
        (["--stops", ""], 1, "stops[0].id"),
        (["--stops", "japan", "--optimise"], 1, "two stops"),
        (["--stops", "japan", "--depart", "25:00"], 1, "depart"),
        (["--stops", "japan", "--pace", "0"], 1, "pace_kmh"),
        (["no-such-tour"], 1, "no-such-tour"),
        (["no/such/file.json"], 1, "missing"),
    ],
)
def test_bad_input_is_one_sentence(arguments: list[str], status: int, said: str, capsys: Capture) -> None:
    """What, where, and what to do."""
    assert status == main(["plan", *arguments])
    captured = capsys.readouterr()
    assert said in captured.err
    assert "" == captured.out
