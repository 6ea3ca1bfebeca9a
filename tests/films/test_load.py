"""Loading films: all that can be shown, whatever is wrong with the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backlot.catalog import Catalog
from backlot.films import Films, load_films
from tests.films.made import BAD, GONE, film, link, told, write


def _told(films: Films) -> list[tuple[str, str]]:
    return [(problem.property, problem.code) for problem in films.problems]


def test_a_site_without_films_has_none_and_no_problem(tmp_path: Path, harbour: Catalog) -> None:
    """The page of films has nothing to show."""
    films = load_films(tmp_path, harbour)
    assert ((), [], None) == (films.films, list(films.problems), films.for_scene())


def test_a_film_is_found_from_its_place_and_by_its_id(tmp_path: Path, harbour: Catalog) -> None:
    """Also by an id it had before."""
    films = load_films(write(tmp_path, film(former_ids=["noon-tea"])), harbour)
    assert [] == _told(films)
    (found,) = films.of("tea-house")
    assert ("tea-at-noon", (1931, 1932)) == (found.id, found.years)
    assert films.get("noon-tea") is found is films.get("tea-at-noon")
    assert () == films.of("net-loft")
    assert films.get("atlantis") is None


def test_a_film_with_two_ties_to_a_place_is_listed_once(tmp_path: Path, harbour: Catalog) -> None:
    """Each tie keeps its own source."""
    films = load_films(write(tmp_path, film(links=[link(), link(source="Bob")])), harbour)
    (found,) = films.of("tea-house")
    assert ["Ann's diary", "Bob"] == [each.source for each in found.links]


def test_what_is_unknown_is_not_in_the_scene(tmp_path: Path, harbour: Catalog) -> None:
    """Null and an empty list say nothing, so they are not handed on."""
    films = load_films(write(tmp_path, film(year=None, directors=[], links=GONE)), harbour)
    scene = films.for_scene()
    assert scene is not None
    (shown,) = scene["films"]
    assert {"id", "kind", "title", "source", "links"} == shown.keys()
    assert [] == shown["links"]


def test_all_that_stands_beside_the_films_reaches_the_scene(tmp_path: Path, harbour: Catalog) -> None:
    """As it is in the file; the scene is plain JSON."""
    films = load_films(write(tmp_path, film(), **told()), harbour)
    assert [] == _told(films)
    scene = films.for_scene()
    assert scene is not None
    expected = told()
    # minutes that are not known are not there
    del expected["journey"]["rides"][0]["minutes"]
    assert expected == {name: scene[name] for name in expected}
    assert scene == json.loads(json.dumps(scene))


def test_a_former_id_of_a_place_is_brought_up_to_date(tmp_path: Path, harbour: Catalog) -> None:
    """The viewer knows only the ids of today."""
    former, today = next(iter(harbour.former_ids.items()))
    films = load_films(write(tmp_path, film(links=[link(place=former)])), harbour)
    assert [today] == [each.place for each in films.films[0].links]
    assert [today] == [each["place"] for each in films.films[0].record["links"]]


@pytest.mark.parametrize("fault", BAD)
def test_a_fault_is_told_where_it_is_and_costs_no_other_film(
    fault: str, tmp_path: Path, harbour: Catalog
) -> None:
    """One sentence for one fault, with the path of the member."""
    spoiled, path, code = BAD[fault]
    films = load_films(write(tmp_path, film(id="whole"), spoiled), harbour)
    assert [(path, code)] == _told(films)
    assert films.get("whole") is not None
    (problem,) = films.problems
    assert "invalid" == problem.grade
    assert problem.sentence.startswith("films.json: ")


@pytest.mark.parametrize("fault", ["unknown place", "link without source", "unknown strength"])
def test_a_bad_link_costs_no_good_one(fault: str, tmp_path: Path, harbour: Catalog) -> None:
    """The film is shown where it is tied to a place by a source."""
    good = link(source="Bob")
    spoiled = {**BAD[fault][0], "links": [*BAD[fault][0]["links"], good]}
    (shown,) = load_films(write(tmp_path, spoiled), harbour).films
    assert [good] == shown.record["links"]


@pytest.mark.parametrize(
    ("fault", "lost"),
    [("year too early", "year"), ("years backwards", "year"), ("synopsis without source", "synopsis")],
)
def test_a_film_is_shown_without_what_is_wrong_with_it(
    fault: str, lost: str, tmp_path: Path, harbour: Catalog
) -> None:
    """Its year is unknown then, its story untold."""
    (shown,) = load_films(write(tmp_path, BAD[fault][0]), harbour).films
    assert lost not in shown.record
    assert (lost == "year") == (shown.years is None)


@pytest.mark.parametrize("fault", ["title missing", "unknown kind", "id unfit", "source missing"])
def test_a_film_that_lacks_what_it_needs_is_not_shown(fault: str, tmp_path: Path, harbour: Catalog) -> None:
    """Nobody could find it, or tell it from others."""
    assert () == load_films(write(tmp_path, BAD[fault][0]), harbour).films


@pytest.mark.parametrize("again", [{"id": "tea-at-noon"}, {"id": "other", "former_ids": ["tea-at-noon"]}])
def test_of_two_films_with_one_id_the_first_is_shown(
    again: dict[str, Any], tmp_path: Path, harbour: Catalog
) -> None:
    """The problem names the place of the first."""
    films = load_films(
        write(tmp_path, film(), film(**again, title={"en": "Again", "pt": "Outra"})), harbour
    )
    assert [("id", "duplicate-id")] == _told(films)
    assert "films[0]" in films.problems[0].sentence
    assert ["Tea at Noon"] == [each.title["en"] for each in films.films]


def test_of_two_signs_with_one_id_the_first_is_shown(tmp_path: Path, harbour: Catalog) -> None:
    """As of films."""
    signs = told()["signs"] * 2
    films = load_films(write(tmp_path, film(), signs=signs), harbour)
    assert [("signs[1].id", "duplicate-id")] == _told(films)
    assert 1 == len(films.signs)


BESIDE: dict[str, tuple[str, Any, str, str]] = {
    "event without source": (
        "history",
        [{"text": {"en": "x", "pt": "x"}}],
        "history[0].source",
        "film-no-source",
    ),
    "history no list": ("history", "long ago", "history", "wrong-type"),
    "festival without text": (
        "festival",
        {"name": {"en": "x", "pt": "x"}, "source": "Ann"},
        "festival.text",
        "missing",
    ),
    "unknown topic": (
        "practical",
        [{**told()["practical"][0], "topic": "weather"}],
        "practical[0].topic",
        "not-allowed",
    ),
    "unknown status": (
        "signs",
        [{**told()["signs"][0], "status": "lost"}],
        "signs[0].status",
        "not-allowed",
    ),
    "sign nowhere": ("signs", [{**told()["signs"][0], "place": "moon"}], "signs[0].place", "unknown-place"),
    "ride from nowhere": (
        "journey",
        {"rides": [{"from": "moon", "to": "tea-house", "mode": "bus", "source": "Ann"}]},
        "journey.rides[0].from",
        "unknown-place",
    ),
    "unknown part": ("actors", [], "actors", "unknown-property"),
}


@pytest.mark.parametrize("fault", BESIDE)
def test_a_fault_beside_the_films_costs_no_film(fault: str, tmp_path: Path, harbour: Catalog) -> None:
    """What is left is shown."""
    part, spoiled, path, code = BESIDE[fault]
    films = load_films(write(tmp_path, film(), **{part: spoiled}), harbour)
    assert [(path, code)] == _told(films)
    assert 1 == len(films.films)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file-empty"),
        ("[]", "not-an-object"),
        ("{", "not-json"),
        ('{"version": 1, "version": 1}', "duplicate-key"),
        ('{"version": 1, "films": [NaN]}', "not-finite"),
        ('{"version": 2, "films": []}', "not-allowed"),
        ('{"version": 1}', "missing"),
    ],
)
def test_a_broken_file_is_a_problem_and_no_error(
    text: str, code: str, tmp_path: Path, harbour: Catalog
) -> None:
    """The map is shown without films."""
    (tmp_path / "films.json").write_text(text, "utf-8")
    films = load_films(tmp_path, harbour)
    assert [code] == [problem.code for problem in films.problems]
    assert films.for_scene() is None


def test_a_folder_in_the_place_of_the_file_is_a_problem(tmp_path: Path, harbour: Catalog) -> None:
    """It cannot be read."""
    (tmp_path / "films.json").mkdir()
    assert ["file-unreadable"] == [each.code for each in load_films(tmp_path, harbour).problems]


def test_the_digest_follows_the_file(tmp_path: Path, harbour: Catalog) -> None:
    """What is kept of films is known by it."""
    before = load_films(write(tmp_path, film()), harbour).digest
    assert before == load_films(write(tmp_path, film()), harbour).digest
    assert before != load_films(write(tmp_path, film(kind="science")), harbour).digest


def test_two_thousand_films_are_loaded_at_once(tmp_path: Path, harbour: Catalog) -> None:
    """There is no bound a real catalogue could meet."""
    films = load_films(write(tmp_path, *(film(id=f"film-{n}") for n in range(2000))), harbour)
    assert (2000, 2000, []) == (len(films.films), len(films.of("tea-house")), _told(films))
