"""What the benchmark of walks checks before a time counts."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from backlot.__main__ import main
from backlot.bench import walks
from backlot.bench.measure import Sample
from backlot.bench.report import Report, Row
from backlot.bench.towns import make_town


def test_all_sides_find_the_same_walks() -> None:
    """Ours on the contracted graph, the others on that of all vertices."""
    notes = walks._Notes()
    ground = walks._ground(make_town(900), "900 vertices", 1, notes)
    names = [*ground.vertices]
    router = ground.router(names[:2])
    sides = walks._sides(ground, router, "900 vertices", notes)
    assert [walks.OURS, walks.SCIPY, walks.NETWORKX] == [*sides]
    ours, *others = (ask(names[2:32]) for ask in sides.values())
    assert (30, 30) == ours.shape
    assert [] == [other for other in others if walks._compared(ours, other, "other") > 0.1]
    walks._routes(ground, router, names[32:], "900 vertices", notes)
    assert "one route with its line" == notes.rows[-1].what
    assert [] == notes.failures


@pytest.mark.parametrize("wrong", [np.inf, 101.0])
def test_a_matrix_that_differs_is_not_timed(wrong: float) -> None:
    """A walk that is not there, or is another one."""
    ours = np.array([[0.0, 100.0], [100.0, 0.0]])
    theirs = ours.copy()
    theirs[0, 1] = wrong
    with pytest.raises(walks.WrongWalkError, match="SciPy"):
        walks._compared(ours, theirs, "SciPy")


@pytest.mark.parametrize(
    "wrong",
    [
        {"changed": {"tour": True, "times": True, "route": False, "cards": False}},
        {"changed": {"tour": True, "times": True, "route": True, "cards": True}},
        {"what": "undo", "back": False},
        {"wrong": ["joseon"]},
    ],
)
def test_a_change_that_does_not_show_is_not_timed(wrong: dict[str, Any]) -> None:
    """Cards that stay, a route that changes, an undo that leads elsewhere, a card that is wrong."""
    right = {
        "what": "dwell",
        "of": "dwell",
        "changed": {"tour": True, "times": True, "route": False, "cards": True},
        "back": None,
        "wrong": [],
    }
    walks._check_change(1, right)
    with pytest.raises(walks.WrongWalkError, match="change 1"):
        walks._check_change(1, right | wrong)


def test_the_command_line_prints_the_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a table or as JSON, of as many repeats as asked for."""
    asked: list[int] = []

    def run(*, repeats: int) -> Report:
        asked.append(repeats)
        return Report([Row("loading", "a town", "ours", "s", Sample.of([1.5]), goal=2)], [], {})

    monkeypatch.setattr(walks, "run", run)
    assert 0 == main(["bench", "walks", "--repeats", "3"])
    assert "loading" in capsys.readouterr().out
    assert 0 == main(["bench", "walks", "--json"])
    assert ["loading"] == [row["what"] for row in json.loads(capsys.readouterr().out)["rows"]]
    assert [3, 7] == asked
