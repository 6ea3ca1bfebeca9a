"""
Tell a walk in numbered steps, by turns and by what stands there.

The same rules as `backlot/viewer/assets/directions.js`; both pass `tests/cases/directions.json`. Change
them together.

A step begins where a leg turns, changes its name, or enters a bridge, steps or an underpass. Stretches of
one name without a turn are one step, and so is a street that only bends (by less than 50 degrees). A
nameless stretch under 10 m is a joint between two ways and no step of its own.

Angles are measured over the last and first 12 m, so that a small kink at a crossing does not count. A turn
is named after the nearest recognisable place within 40 m, a more important one counting as nearer.

Korean sentences are written with both forms of a particle, as in "을(를)"; `with_particles` chooses by the
letter before it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypedDict

from backlot import lang as words

__all__ = ["CODES", "CROSSINGS", "TURNS", "NearPlace", "Step", "directions", "with_particles", "worded"]

TURNS = (
    "continue",
    "slight-left",
    "slight-right",
    "turn-left",
    "turn-right",
    "sharp-left",
    "sharp-right",
    "u-turn",
)
CROSSINGS = ("bridge", "steps", "underpass")
RIDES = ("bus", "metro")
CODES = ("start", *TURNS, *CROSSINGS, *RIDES, "arrive")
LANDMARK_KINDS = ("gate", "landmark", "spot", "station")
"""Kinds of places that can be recognised from where one turns; areas have no such point."""

LANDMARK_M = 40
RANK_M = 5
JOINT_M = 10
LOOK_M = 12
STRAIGHT_DEG, SLIGHT_DEG, SHARP_DEG, BACK_DEG = 20, 50, 120, 160

_COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_DEGREE_M = 6371008.8 * math.pi / 180

_PARTICLES = re.compile(r"(을\(를\)|은\(는\)|이\(가\)|과\(와\)|\(으\)로|\(이\))")
# the form after a consonant, the form after a vowel
_FORMS = {
    "을(를)": ("을", "를"),
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)": ("이", ""),
}
_RIEUL = 8
# the last sound of each digit as it is read: 영 일 이 삼 사 오 육 칠 팔 구
_DIGIT_FINALS = (21, 8, 0, 16, 0, 0, 1, 8, 8, 0)

Point = Sequence[float]


class NearPlace(TypedDict):
    """A place a turn may be named after; other kinds than `LANDMARK_KINDS` are passed over."""

    id: str
    kind: str
    rank: int
    lon: float
    lat: float


class Step(TypedDict):
    """
    One step, the same in every language.

    `code` is one of `CODES`. `turn`, "start" or one of `TURNS`, is how the step begins, also where the code
    says what one crosses (None to arrive and to ride). `heading` is the compass direction of the first
    step. `along` is the name of the way by language, `at` the id of a place, `about` whether the length is
    not surveyed. `minutes` are those of a ride.
    """

    code: str
    turn: str | None
    length_m: float
    about: bool
    along: Mapping[str, str] | None
    at: str | None
    heading: str | None
    minutes: int | None


@dataclass(slots=True)
class _Stretch:
    """Parts of a leg that are told as one."""

    name: Mapping[str, str] | None
    crossing: str | None
    length_m: float
    about: bool
    line: list[Point]


def directions(
    leg: Mapping[str, Any],
    ways: Sequence[Mapping[str, Any]],
    places_near: Sequence[NearPlace],
    *,
    to: str | None = None,
) -> list[Step]:
    """
    Return the steps of a leg.

    Parameters
    ----------
    leg
        A leg of the router, with `parts`; a ride has none. One that is not ok has no steps.
    ways
        The ways the parts name by their index.
    places_near
        What turns may be named after.
    to
        Id of the place the leg leads to.
    """
    if not leg["ok"]:
        return []
    arrival = _step("arrive", at=to)
    if leg["mode"] != "walk":
        return [_step(leg["mode"], minutes=math.floor(leg["walk_s"] / 60 + 0.5)), arrival]
    stretches = _merged(_without_joints([_stretch(part, ways) for part in leg["parts"]]))
    steps: list[Step] = []
    for at, stretch in enumerate(stretches):
        turn = _turn(stretches[at - 1].line, stretch.line) if at else "start"
        place = _landmark(stretch.line[0], places_near, {steps[-1]["at"], to}) if at else None
        heading = _compass(stretch.line) if at == 0 else None
        code = stretch.crossing or turn
        told = _step(code, turn=turn, length_m=stretch.length_m, about=stretch.about, along=stretch.name)
        steps.append({**told, "at": place, "heading": heading})
    return [*steps, arrival]


def worded(steps: Sequence[Step], lang: str, names: Mapping[str, str]) -> list[str]:
    """
    Return a sentence for each step.

    Parameters
    ----------
    steps
        Made by `directions`.
    lang
        Language of the sentences.
    names
        Names of places by id in that language.
    """
    return [with_particles(_sentence(step, lang, names)) for step in steps]


def with_particles(text: str) -> str:
    """
    Choose among the two forms of every Korean particle by the letter before it.

    After quotation marks and brackets the letter inside counts, a digit counts as it is read. After
    anything else, such as a Latin letter, both forms stay.
    """
    parts = _PARTICLES.split(text)
    out = parts[0]
    for both, rest in zip(parts[1::2], parts[2::2], strict=True):
        out += _form(both, _final(out)) + rest
    return out


def _step(
    code: str,
    *,
    turn: str | None = None,
    length_m: float = 0,
    about: bool = False,
    along: Mapping[str, str] | None = None,
    at: str | None = None,
    minutes: int | None = None,
) -> Step:
    return {
        "code": code,
        "turn": turn,
        "length_m": length_m,
        "about": about,
        "along": along,
        "at": at,
        "heading": None,
        "minutes": minutes,
    }


def _stretch(part: Mapping[str, Any], ways: Sequence[Mapping[str, Any]]) -> _Stretch:
    way = ways[part["way"]]
    crossing = way["class"] if way["class"] in CROSSINGS else None
    about = way["accuracy"] != "surveyed"
    return _Stretch(way["name"] or None, crossing, part["length_m"], about, list(part["line"]))


def _without_joints(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Give the length of short nameless stretches to the one before, or at the start to the one after."""
    kept: list[_Stretch] = []
    saved_m = 0.0
    for stretch in stretches:
        joint = stretch.name is None and stretch.crossing is None and stretch.length_m < JOINT_M
        if not joint:
            stretch.length_m += saved_m
            saved_m = 0.0
            kept.append(stretch)
        elif kept:
            kept[-1].length_m += stretch.length_m
        else:
            saved_m += stretch.length_m
    return kept or list(stretches[:1])


def _merged(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    merged: list[_Stretch] = []
    for stretch in stretches:
        if merged and _is_one(merged[-1], stretch):
            last = merged[-1]
            last.length_m += stretch.length_m
            last.about = last.about or stretch.about
            last.line = [*last.line, *stretch.line]
        else:
            merged.append(stretch)
    return merged


def _is_one(one: _Stretch, other: _Stretch) -> bool:
    """Tell whether nobody has to be told that one becomes the other."""
    if (one.name, one.crossing) != (other.name, other.crossing):
        return False
    return abs(_angle(one.line, other.line)) < (STRAIGHT_DEG if one.name is None else SLIGHT_DEG)


def _turn(before: Sequence[Point], after: Sequence[Point]) -> str:
    angle = _angle(before, after)
    size = abs(angle)
    if size < STRAIGHT_DEG:
        return "continue"
    if size > BACK_DEG:
        return "u-turn"
    how = "slight" if size < SLIGHT_DEG else "sharp" if size > SHARP_DEG else "turn"
    return f"{how}-{'right' if angle > 0 else 'left'}"


def _angle(before: Sequence[Point], after: Sequence[Point]) -> float:
    """Return by how many degrees one turns to the right, -180 to 180."""
    came = _bearing(_ahead(before[::-1]), before[-1])
    goes = _bearing(after[0], _ahead(after))
    return (goes - came + 540) % 360 - 180


def _compass(line: Sequence[Point]) -> str:
    return _COMPASS[math.floor(_bearing(line[0], _ahead(line)) / 45 + 0.5) % 8]


def _ahead(line: Sequence[Point]) -> Point:
    """Return the point 12 m along a line, or its last."""
    left_m = float(LOOK_M)
    for one, other in pairwise(line):
        length_m = math.hypot(*_offset_m(one, other))
        if length_m >= left_m:
            share = left_m / length_m
            return [one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share]
        left_m -= length_m
    return line[-1]


def _bearing(one: Point, other: Point) -> float:
    east_m, north_m = _offset_m(one, other)
    return math.degrees(math.atan2(east_m, north_m)) % 360


def _offset_m(one: Point, other: Point) -> tuple[float, float]:
    """Return metres to the east and to the north, on a plane that is good for a few hundred metres."""
    shrink = math.cos(math.radians(one[1]))
    return (other[0] - one[0]) * shrink * _DEGREE_M, (other[1] - one[1]) * _DEGREE_M


def _landmark(point: Point, places: Sequence[NearPlace], others: Container[str | None]) -> str | None:
    """Return what to name a turn after: not as the turn before, nor the end, which is yet to come."""
    best, best_m = None, math.inf
    for place in places:
        away_m = math.hypot(*_offset_m(point, (place["lon"], place["lat"])))
        counted_m = away_m + RANK_M * place["rank"]
        known = place["kind"] in LANDMARK_KINDS and place["id"] not in others
        if known and away_m <= LANDMARK_M and counted_m < best_m:
            best, best_m = place["id"], counted_m
    return best


def _sentence(step: Step, lang: str, names: Mapping[str, str]) -> str:
    code, place = step["code"], step["at"]
    if code == "arrive":
        return (
            words.say(lang, "walk.arrive")
            if place is None
            else _say_place(lang, "walk.arrive-at", names, place)
        )
    if step["turn"] is None:
        return words.say(lang, f"walk.ride.{code}", n=step["minutes"])
    return words.say(lang, "walk.step", turn=_turn_text(step, lang, names), way=_way_text(step, lang))


def _say_place(lang: str, key: str, names: Mapping[str, str], place: str, **values: str) -> str:
    return words.say(lang, key, place=names.get(place, place), **values)


def _turn_text(step: Step, lang: str, names: Mapping[str, str]) -> str:
    if step["turn"] == "start":
        return words.say(lang, "walk.start", heading=words.say(lang, f"compass.{step['heading']}"))
    turn = words.say(lang, f"walk.turn.{step['turn']}")
    return turn if step["at"] is None else _say_place(lang, "walk.turn-at", names, step["at"], turn=turn)


def _way_text(step: Step, lang: str) -> str:
    length = _length_text(step, lang)
    crossing = step["code"] if step["code"] in CROSSINGS else "way"
    if step["along"] is None:
        return words.say(lang, f"walk.along.{crossing}", length=length)
    return words.say(lang, f"walk.along.{crossing}.named", length=length, name=_of(step["along"], lang))


def _length_text(step: Step, lang: str) -> str:
    step_m = 10 if step["length_m"] < 300 else 50
    near = max(10, math.floor(step["length_m"] / step_m + 0.5) * step_m)
    if near < 1000:
        length = words.say(lang, "unit.m", n=near)
    else:
        length = words.say(lang, "unit.km", n=f"{near / 1000:g}")
    return words.say(lang, "walk.about", length=length) if step["about"] else length


def _of(texts: Mapping[str, str], lang: str) -> str:
    """Return a text in a language, else in English, else in whichever it is there."""
    return texts.get(lang) or texts.get(words.FALLBACK) or next(iter(texts.values()))


def _form(both: str, final: int | None) -> str:
    if final is None:
        return both
    closed, opened = _FORMS[both]
    as_open = final == 0 or (both == "(으)로" and final == _RIEUL)
    return opened if as_open else closed


def _final(text: str) -> int | None:
    """Return the number of the last letter's final consonant, 0 without one, None where nobody can tell."""
    letter = re.sub(r"[\s\"'”’」』》〉)\]]+$", "", text)[-1:]
    if "\uac00" <= letter <= "\ud7a3":
        return (ord(letter) - 0xAC00) % 28
    return _DIGIT_FINALS[int(letter)] if re.fullmatch("[0-9]", letter) else None
