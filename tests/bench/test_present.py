"""What the benchmark of presenting makes up, and how it reads what it measured."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Any

import pytest

from backlot.__main__ import main
from backlot.bench import present
from backlot.bench.followers import events, latencies
from backlot.bench.measure import Sample
from backlot.bench.present import KINDS, LONG, PHOTOGRAPHS, ROUND, SHORT
from backlot.bench.report import Report, Row
from backlot.bench.stepping import Step, keys_for, made_up_tour, steps_of, stop_after
from backlot.catalog import load_site
from backlot.settings import shipped_geodata_dir

PLACES = ["gate", "plaza", "museum"]


def test_a_made_up_tour_goes_round_the_places() -> None:
    """From whichever is asked for first."""
    stops = made_up_tour(PLACES, 5, first=2)["stops"]
    assert ["museum", "gate", "plaza", "museum", "gate"] == [stop["id"] for stop in stops]


def test_the_site_has_a_place_for_every_photograph() -> None:
    """And 9 rounds of the short tour, as well as the long tour, come to every one of them."""
    places = [place.id for place in load_site(shipped_geodata_dir()).places if place.kind in KINDS]
    shown = places[:PHOTOGRAPHS]
    assert PHOTOGRAPHS == len(shown)
    short = [made_up_tour(shown, SHORT, first=SHORT * turn) for turn in range(9)]
    assert set(shown) == {stop["id"] for tour in short for stop in tour["stops"]}
    assert {2} == set(Counter(stop["id"] for stop in made_up_tour(shown, LONG)["stops"]).values())


def test_the_keys_lead_to_the_last_stop_and_back() -> None:
    """Whoever has pressed so many of them knows where that has led."""
    keys = list(islice(keys_for(3), 6))
    assert ["PageDown", "PageDown", "PageUp", "PageUp", "PageDown", "PageDown"] == keys
    assert [1, 2, 3, 2, 1, 2, 3] == [stop_after(steps, 3) for steps in range(7)]
    assert 1 == stop_after(ROUND, SHORT)


def _picture(put: float, screen: float | None) -> dict[str, Any]:
    return {"number": None, "put": put, "drawn": put + 5, "screen": screen}


def _key(asked: float) -> dict[str, float]:
    return {"asked": asked, "heard": asked + 1}


def test_each_key_is_joined_with_the_picture_it_brought() -> None:
    """And with none where the next key came first, or the picture never came to the screen."""
    found = {
        "keys": [_key(100), _key(200), _key(300), _key(400)],
        "shown": [_picture(110, 130), _picture(320, 350), _picture(420, None)],
        "marks": [112, 322],
    }
    first, *rest = steps_of(found)
    assert Step(heard=1, put=10, drawn=15, screen=30, marked=12) == first
    assert [None, Step(heard=1, put=20, drawn=25, screen=50, marked=22), None] == rest


def test_no_picture_is_on_the_screen_before_it_is_in_the_page() -> None:
    """The browser rounds the one, and not the other."""
    (step,) = steps_of({"keys": [_key(100)], "shown": [_picture(110, 108)], "marks": []})
    assert Step(heard=1, put=10, drawn=15, screen=10, marked=None) == step


def test_events_are_read_as_they_come() -> None:
    """Heartbeats are none, and what is not ended is not there yet."""
    lines = [
        b"event: room\n",
        b'data: {"name":{}}\n',
        b"\n",
        b":\n",
        b"\n",
        b"event: state\r\n",
        b'data: {"at":3}\r\n',
        b"\r\n",
        b"data: one\n",
        b"data:two\n",
        b"\n",
        b"event: state\n",
        b'data: {"at":4}\n',
    ]
    expected = [("room", '{"name":{}}'), ("state", '{"at":3}'), ("message", "one\ntwo")]
    assert expected == list(events(lines))


def test_who_misses_a_step_has_seen_it_when_the_next_one_comes() -> None:
    """A slow follower gets the newest state only."""
    asked = {1: 1_000.0, 2: 2_000.0, 3: 3_000.0}
    assert [10, 20, 30] == latencies(asked, [{1: 1_010, 2: 2_020, 3: 3_030}])
    assert [2_030, 1_030, 30] == latencies(asked, [{3: 3_030}])
    assert [40] == latencies(asked, [{0: 900, 1: 1_040}])


@pytest.mark.parametrize(("failures", "status"), [((), 0), (("followers: they saw nothing",), 1)])
def test_it_is_a_topic_of_the_command_line(
    failures: tuple[str, ...],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Which says what did not do the work."""
    asked: list[int] = []

    def run(*, rounds: int) -> Report:
        asked.append(rounds)
        row = Row("next stop", "12 stops", present.OURS, "ms", Sample.of([40]), goal=50)
        return Report([row], failures, {})

    monkeypatch.setattr(present, "run", run)
    assert status == main(["bench", "present", "--rounds", "2"])
    assert [2] == asked
    out = capsys.readouterr().out
    assert "met" in out
    assert all(failure in out for failure in failures)
