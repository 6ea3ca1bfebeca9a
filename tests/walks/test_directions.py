"""Directions: the cases shared with the viewer, and what holds for any walk."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot import lang
from backlot.walks.directions import CODES, TURNS, Step, directions, with_particles, worded
from tests.support import tools

ROOT = Path(__file__).parents[2]
SHARED: dict[str, Any] = json.loads((ROOT / "tests" / "cases" / "directions.json").read_text("utf-8"))
KEYS = list(SHARED["ways"])
WAYS = list(SHARED["ways"].values())

IN_NODE = """
import { readFileSync } from "node:fs";
import { directions, worded } from "./backlot/viewer/assets/directions.js";
import { makeWords } from "./backlot/viewer/assets/words.js";
const { walks, ways, words } = JSON.parse(readFileSync(0, "utf8"));
const told = walks.map(({ leg, near }) => {
  const steps = directions(leg, ways, near, "end");
  return [steps, ...["en", "ko"].map((lang) => worded(steps, makeWords(words, lang), (id) => id))];
});
process.stdout.write(JSON.stringify(told));
"""


def _at(metres: Any) -> list[float]:
    """Return a position from metres to the east and north."""
    (lon, lat), (east, north) = SHARED["origin"], SHARED["metre"]
    return [lon + metres[0] * east, lat + metres[1] * north]


def _steps(leg: Any, parts: Any, places: Any, to: str | None) -> list[Step]:
    walked = [
        {
            "way": KEYS.index(part["way"]),
            "length_m": part["length_m"],
            "line": [_at(each) for each in part["metres"]],
        }
        for part in parts
    ]
    near: list[Any] = []
    for place in places:
        lon, lat = _at((place["east_m"], place["north_m"]))
        near.append({**{key: place[key] for key in ("id", "kind", "rank")}, "lon": lon, "lat": lat})
    return directions({**leg, "parts": walked}, WAYS, near, to=to)


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: case["name"].replace(" ", "-"))
def test_a_walk_is_told_as_a_person_would(case: dict[str, Any]) -> None:
    """Each shared case gives its steps and its sentences in both languages, as in the viewer."""
    steps: Any = _steps(case["leg"], case["parts"], case["places"], case["to"])
    told = [{key: step[key] for key in like} for like, step in zip(case["steps"], steps, strict=True)]
    assert case["steps"] == told
    for code in ("en", "ko"):
        names = {place: texts[code] for place, texts in SHARED["names"].items()}
        assert case[code] == worded(steps, code, names)


@pytest.mark.parametrize(("given_text", "text"), SHARED["particles"])
def test_a_particle_follows_the_letter_before_it(given_text: str, text: str) -> None:
    """Quotation marks and brackets are looked through, digits are read, Latin letters keep both forms."""
    assert text == with_particles(given_text)


def test_every_step_can_be_worded_in_every_language() -> None:
    """Whatever its code and however it begins."""
    for code in CODES:
        for turn in ("start", *TURNS):
            step: Step = {
                "code": code,
                "turn": None if code in {"arrive", "bus", "metro"} else turn,
                "length_m": 120,
                "about": True,
                "along": {"en": "Lane", "ko": "길"},
                "at": "x",
                "heading": "n",
                "minutes": 4,
            }
            for each in lang.languages():
                for along in (step["along"], None):
                    (sentence,) = worded([{**step, "along": along}], each, {"x": "문"})
                    assert "{" not in sentence


@given(
    st.lists(
        st.tuples(
            st.sampled_from(KEYS),
            st.floats(0.1, 3000),
            st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=1, max_size=4),
        ),
        max_size=6,
    )
)
def test_any_walk_is_told_from_start_to_end_and_loses_no_metre(parts: list[Any]) -> None:
    """Lines may be of one point or turn on the spot; nameless joints alone keep only the first."""
    given_parts = [{"way": way, "length_m": length, "metres": metres} for way, length, metres in parts]
    steps = _steps({"ok": True, "mode": "walk"}, given_parts, [], None)
    assert "arrive" == steps[-1]["code"]
    assert {step["code"] for step in steps} <= set(CODES)
    assert [step["turn"] == "start" for step in steps[:-1]] == [at == 0 for at in range(len(steps) - 1)]
    if any(way not in {"path", "link"} or length >= 10 for way, length, _ in parts):
        told_m = sum(step["length_m"] for step in steps)
        assert told_m == pytest.approx(sum(length for _, length, _ in parts))


@given(st.text(alphabet="가나다길7A”을(를)으로이와과은는", max_size=30))
def test_choosing_particles_twice_changes_nothing(text: str) -> None:
    """A sentence that is right stays as it is, unless choosing brought two halves of one together."""
    once = with_particles(text)
    assert len(once) <= len(text)
    if not any(both in once for both in ("(를)", "(는)", "(가)", "(와)", "(으)", "(이)")):
        assert once == with_particles(once)


@pytest.mark.node
def test_python_and_the_viewer_tell_five_hundred_walks_alike() -> None:
    """Steps and sentences, in both languages."""
    draw = random.Random(8)  # noqa: S311
    walks = [_random_walk(draw) for _ in range(500)]
    catalogues = {code: dict(lang.catalogue(code)) for code in ("en", "ko")}
    done = subprocess.run(
        [str(tools.node()), "--input-type=module", "--eval", IN_NODE],
        cwd=ROOT,
        input=json.dumps({"walks": walks, "ways": WAYS, "words": catalogues}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    names = {place["id"]: place["id"] for walk in walks for place in walk["near"]} | {"end": "end"}
    mine = []
    for walk in walks:
        steps = directions(walk["leg"], WAYS, walk["near"], to="end")
        mine.append([steps, worded(steps, "en", names), worded(steps, "ko", names)])
    assert mine == json.loads(done.stdout)
    assert set(CODES) - {"bus", "metro"} == {step["code"] for steps, *_ in mine for step in steps}
    assert sum(step["at"] not in {None, "end"} for steps, *_ in mine for step in steps) > 100


def _random_walk(draw: random.Random) -> dict[str, Any]:
    """Return a connected walk of up to eight parts among a few places."""
    here = [0.0, 0.0]
    parts = []
    for _ in range(draw.randrange(1, 9)):
        line = [here]
        for _ in range(draw.randrange(1, 4)):
            here = [here[0] + draw.uniform(-60, 60), here[1] + draw.uniform(-60, 60)]
            line.append(here)
        length_m = draw.choice([draw.uniform(1, 15), draw.uniform(15, 1500)])
        parts.append(
            {"way": draw.randrange(len(WAYS)), "length_m": length_m, "line": [_at(each) for each in line]}
        )
    near = []
    for number in range(8):
        lon, lat = _at((draw.uniform(-120, 120), draw.uniform(-120, 120)))
        kind = draw.choice(["gate", "landmark", "spot", "station", "set", "building"])
        near.append(
            {"id": f"p{number}", "kind": kind, "rank": draw.randrange(1, 6), "lon": lon, "lat": lat}
        )
    return {"leg": {"ok": True, "mode": "walk", "parts": parts}, "near": near}
