"""Saying things: by key and language, with values that have no power over the sentence."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot import lang
from backlot.errors import ConflictError, DataError


def test_english_comes_first() -> None:
    """It is what the others fall back to."""
    assert lang.FALLBACK == lang.languages()[0]
    assert {"en", "ko"} <= set(lang.languages())


def test_a_string_is_said_in_the_language_asked_for() -> None:
    """An unknown language is answered in English."""
    assert "Nearby" == lang.say("en", "panel.nearby")
    assert "가까운 곳" == lang.say("ko", "panel.nearby")
    assert "Nearby" == lang.say("xx", "panel.nearby")
    assert "Nearby" == lang.say("../../secret", "panel.nearby")


def test_values_go_into_their_places() -> None:
    """A number is written as it stands; a place without a value stays."""
    assert "7 found" == lang.say("en", "search.count", n=7)
    assert "{n} found" == lang.say("en", "search.count")
    assert "{n} found" == lang.say("en", "search.count", other=1)


def test_an_unknown_key_is_a_mistake_of_the_program() -> None:
    """It is raised, not shown."""
    with pytest.raises(KeyError):
        lang.say("en", "no.such.key")


def test_a_value_may_be_named_as_an_argument_of_the_function_is() -> None:
    """Errors carry values of any name."""
    assert "longitude" in lang.say("en", "error.edit-missing", key="longitude", lang="y", self="z")


def test_a_catalogue_cannot_be_changed() -> None:
    """It is shared by all who ask."""
    with pytest.raises(TypeError):
        lang.catalogue("en")["panel.nearby"] = "x"  # type: ignore[index]


def test_a_gap_is_filled_from_english() -> None:
    """Every language can say every key."""
    for code in lang.languages():
        assert lang.catalogue(lang.FALLBACK).keys() <= lang.catalogue(code).keys()


@pytest.mark.parametrize(
    "hostile", ["{sentence}", "{n}", "{0}", "{a.__class__}", "{{7*191}}", "%s", "$1", "\\g<0>"]
)
def test_a_value_has_no_power_over_the_sentence(hostile: str) -> None:
    """It is put in once, as it stands."""
    said = lang.say("en", "problem", sentence=hostile)
    assert lang.say("en", "problem").replace("{sentence}", hostile) == said


def test_a_value_is_never_filled_again() -> None:
    """One that looks like the place of another stays what it is."""
    said = lang.say("en", "here.near", distance="{name}", name="{distance}")
    assert "You are {name} from {distance}." == said


@given(st.text(alphabet=string.printable), st.text())
def test_any_value_goes_into_any_sentence(name: str, distance: str) -> None:
    """Nothing raises, nothing is lost."""
    said = lang.say("en", "here.near", name=name, distance=distance)
    assert f"You are {distance} from {name}." == said


def test_an_error_is_worded_in_the_readers_language() -> None:
    """By its code and values; `str` gives English."""
    error = DataError("file-missing")
    assert str(error) == lang.word("en", error.code, error.values)
    assert str(error) != lang.word("ko", error.code, error.values)


def test_a_conflict_names_both_revisions() -> None:
    """In either language."""
    error = ConflictError("revision-conflict", found=7, expected=3)
    for code in lang.languages():
        said = lang.word(code, error.code, error.values)
        assert "7" in said
        assert "3" in said


def test_an_error_without_a_string_is_spelt_out() -> None:
    """Nothing that went wrong stays unsaid."""
    assert "never heard of (id: x)" == lang.word("ko", "never-heard-of", {"id": "x"})
    assert "never heard of" == lang.word("en", "never-heard-of", {})
