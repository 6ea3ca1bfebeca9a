"""Search: the cases shared with the viewer, and what holds for any text."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot.catalog import Catalog
from backlot.catalog.search import build_index, edit_distance, fold, search, typo_limit

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "search.json").read_text("utf-8"))
INDEX = build_index(CASES["entries"])


@pytest.mark.parametrize("case", CASES["queries"], ids=lambda case: f"{case['query']}: {case['why']}")
def test_a_query_finds_exactly_the_expected_places_in_order(case: dict[str, Any]) -> None:
    """Each shared case gives its ids and scores, as in the viewer."""
    found = search(INDEX, case["query"], CASES["limit"])
    assert case["ids"] == [hit.id for hit in found]
    assert case["scores"] == [hit.score for hit in found]


@pytest.mark.parametrize("case", CASES["folds"], ids=lambda case: ascii(case["text"]))
def test_a_tricky_text_folds_to_the_expected_words(case: dict[str, Any]) -> None:
    """Each shared text folds as in the viewer, and a folded text stays as it is."""
    assert case["words"] == fold(case["text"])
    assert case["words"] == fold(" ".join(case["words"]))


@pytest.mark.parametrize("case", CASES["distances"], ids=lambda case: f"{case['query']}-{case['name']}")
def test_two_texts_are_as_far_apart_as_expected(case: dict[str, Any]) -> None:
    """Each shared pair gives its distances to the whole name and to its beginning."""
    found = edit_distance(case["query"], case["name"], case["limit"])
    assert (case["whole"], case["prefix"]) == found


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is its own fold."""
    words = fold(text)
    assert words == fold(" ".join(words))


@given(st.text(max_size=40))
def test_how_a_text_is_composed_does_not_matter(text: str) -> None:
    """Composed and decomposed forms fold alike."""
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text(alphabet="abc", max_size=9), st.text(alphabet="abc", max_size=9), st.integers(0, 2))
def test_the_bounded_distance_is_the_full_one_where_it_is_near(one: str, other: str, limit: int) -> None:
    """Cutting the table to a band loses no distance within the limit."""
    full = _full_distance(one, other)
    whole = full[-1]
    assert (whole if whole <= limit else 255, min(full) if min(full) <= limit else 255) == edit_distance(
        one, other, limit
    )


@given(st.sampled_from([entry["names"][0] for entry in CASES["entries"]]), st.data())
def test_a_name_with_one_typo_is_still_found(name: str, data: st.DataObject) -> None:
    """Any one letter of a name of three or more may be wrong."""
    compact = "".join(fold(name))
    if not typo_limit(len(compact)):
        return
    at = data.draw(st.integers(0, len(compact) - 1))
    typed = compact[:at] + "q" + compact[at + 1 :]
    assert name in {hit.name for hit in search(INDEX, typed, 20)}


@given(st.text(max_size=200))
def test_any_query_is_answered(query: str) -> None:
    """No text breaks the search, and no place is found twice."""
    ids = [hit.id for hit in search(INDEX, query, 5)]
    assert len(ids) <= 5
    assert len(set(ids)) == len(ids)


def test_the_catalogue_shows_the_name_in_the_readers_language(harbour: Catalog) -> None:
    """Among names that match equally well the reader's own comes first."""
    assert "lighthouse" == harbour.search("farol", "pt")[0].place.id
    assert "Tea House" == harbour.search("tea-house", "en")[0].name
    assert () == harbour.search("   ")


def test_a_former_id_and_an_alias_are_found(harbour: Catalog) -> None:
    """What a place was once called still leads to it."""
    assert "old-shipyard" == harbour.search("shipyard")[0].place.id
    assert "try-pots" == harbour.search("melting pots")[0].place.id


def _full_distance(one: str, other: str) -> list[int]:
    """Return the last row of the plain table: distances of `one` to each beginning of `other`."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, rows[i - 2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1]
