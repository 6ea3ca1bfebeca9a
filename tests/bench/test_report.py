"""What the benchmark prints and how it exits."""

from __future__ import annotations

import json

import pytest

from backlot.__main__ import main
from backlot.bench import explore
from backlot.bench.measure import Sample
from backlot.bench.report import Report, Row


def _report(*failures: str) -> Report:
    rows = [
        Row("place open", "shipped", "Backlot Map", "ms", Sample.of([10, 20]), goal=50),
        Row("layer toggle", "shipped", "Backlot Map", "ms", Sample.of([10, 40]), goal=16),
        Row("script", "shipped", "Backlot Map", "ms", Sample.of([5, 5, 90]), goal=10, judged="median"),
        Row("place open", "shipped", "st_folium", "ms", Sample.of([1234])),
    ]
    return Report(rows, failures, {"python": "3"})


def test_a_table_says_which_goals_were_met() -> None:
    """Beside the number of measurements, their median and their p95."""
    lines = [" ".join(line.split()) for line in _report().table().splitlines()]
    assert "place open shipped Backlot Map 2 15.0 19.5 ms p95 ≤ 50.0 met" in lines
    assert "layer toggle shipped Backlot Map 2 25.0 38.5 ms p95 ≤ 16.0 MISSED" in lines
    assert "place open shipped st_folium 1 1,234 1,234 ms" in lines
    assert [True, False, True, None] == [row.met for row in _report().rows]


@pytest.mark.parametrize(("value", "met"), [(2.9, False), (3.0, True), (3.1, True)])
def test_a_goal_to_reach_is_met_from_there_on(value: float, met: bool) -> None:
    """The table shows it with the other sign."""
    row = Row("matrix", "town", "ours", "times", Sample.of([1]), goal=3, value=value, at_least=True)
    assert met is row.met
    assert (True, met) == (row.plain()["at_least"], row.plain()["met"])
    assert f"times ≥ 3.00 {'met' if met else 'MISSED'}" in " ".join(Report([row], [], {}).table().split())


@pytest.mark.parametrize(("failures", "status"), [((), 0), (("st_folium, shipped: it drew nothing",), 1)])
def test_a_side_that_did_nothing_exits_1_and_a_missed_goal_does_not(
    failures: tuple[str, ...],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The side is named."""
    monkeypatch.setattr(explore, "run", lambda **_: _report(*failures))
    assert status == main(["bench", "explore"])
    out = capsys.readouterr().out
    assert all(failure in out for failure in failures)
    assert status == main(["bench", "explore", "--json"])
    assert list(failures) == json.loads(capsys.readouterr().out)["failures"]


def test_without_a_browser_one_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing was started."""
    monkeypatch.setenv("BACKLOT_CHROMIUM", "/nowhere/chromium")
    assert 2 == main(["bench", "explore"])
    out, err = capsys.readouterr()
    assert ("", 1) == (out, len(err.splitlines()))
    assert "BACKLOT_CHROMIUM names no file" in err
