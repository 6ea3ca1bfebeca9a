"""The words of exports."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from backlot.takeaway.outline import outline_of
from backlot.takeaway.wording import marks, name_beside, name_of, text_of, way_line, way_lines
from backlot.walks.pace import NEEDS
from backlot.walks.router import _NOTES, Reason
from backlot.walks.timetable import BREAKS
from tests.takeaway.samples import studio_walk


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_code_of_planning_has_words(lang: str) -> None:
    """Problems of stops, notes of ways, reasons why there is no way."""
    codes = {*BREAKS, *_NOTES, *get_args(get_type_hints(Reason)["code"])}
    assert set() == codes & set(marks(codes, lang))


def test_a_code_without_words_stays_as_it_is() -> None:
    """Better than to leave unsaid what went wrong."""
    assert ["flooded"] == marks(["flooded"], "en")


@pytest.mark.parametrize("need", NEEDS)
def test_what_is_unknown_is_said_of_every_need(need: str) -> None:
    """With the metres it is unknown of."""
    plan = studio_walk()
    plan["legs"][1]["unknown"] = {need: 1234.0}
    assert [
        line
        for line in way_lines(outline_of(plan).ways[1], "en")
        if line.startswith("Not known") and "1.2 km" in line
    ]


def test_a_name_stands_beside_the_other() -> None:
    """Not where both read the same, and not in spellings of one language."""
    names = {"en": "Arch", "ko": "개선문", "ko-Latn-RR": "Gaeseonmun"}
    assert ("Arch (개선문)", "개선문 (Arch)") == (name_beside(names, "en"), name_beside(names, "ko"))
    assert "Arch" == name_beside({"en": "Arch", "ko": " Arch "}, "en")
    assert "" == name_beside({}, "en")


def test_a_blank_text_falls_back_to_another_language() -> None:
    """In the order of the languages."""
    assert "개선문" == text_of({"en": " \n", "ko": "개선문", "zh": "凱旋門"}, "en")
    assert "개선문" == name_of({"ko": "개선문"}, "en")


@pytest.mark.parametrize(
    ("minutes", "about", "expected"),
    [
        ((12, 10, 16), True, "On foot to Imperial Japan: about 820 m, about 12 min (10 to 16)"),
        ((12, 12, 12), False, "On foot to Imperial Japan: 823 m, 12 min"),
        ((11.6, 11.5, 12.4), False, "On foot to Imperial Japan: 823 m, 12 min"),
    ],
)
def test_a_way_says_how_far_and_how_long(
    minutes: tuple[float, float, float], about: bool, expected: str
) -> None:
    """As about and with a range where it is."""
    plan = studio_walk()
    low, middle, high = minutes[1], minutes[0], minutes[2]
    plan["legs"][1] |= {"about": about, "minutes": middle, "minutes_low": low, "minutes_high": high}
    assert expected == way_line(outline_of(plan).ways[1], "en")
