"""The shipped films: every fact with its source, what sources say differently side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from backlot.catalog import Catalog
from backlot.films import Films, check_films
from backlot.films.model import TOPICS
from tests.support.sites import SHIPPED

NAMED = {
    *("my-home-village", "sea-of-blood", "the-flower-girl", "unsung-heroes"),
    *("an-jung-gun-shoots-ito-hirobumi", "tale-of-chun-hyang", "pulgasari", "order-no-027"),
    *("hong-kil-dong", "a-broad-bellflower", "nation-and-destiny", "star-of-korea", "mt-paektu"),
    *("sun-of-the-nation", "the-schoolgirls-diary", "pyongyang-nalpharam", "comrade-kim-goes-flying"),
    "rim-kkok-jong",
}
# these say of themselves that nobody can look them up
NO_SOURCE = ("general knowledge", "unknown", "n/a", "-", "?")
# lists whose entries each state something
FACTS = (
    *("films", "links", "directors", "studios", "awards", "claims"),
    *("history", "venues", "practical", "rides", "signs", "wording"),
)
UNRECORDED = "reference, sets table; original source not recorded"


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    """Return the file as it is."""
    found: dict[str, Any] = json.loads((SHIPPED / "films.json").read_text("utf-8"))
    return found


def _facts(value: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every entry of a list of facts, with the name of its list, and the festival."""
    if isinstance(value, list):
        for each in value:
            if name in FACTS:
                yield name, each
            yield from _facts(each)
    elif isinstance(value, dict):
        for member, each in value.items():
            if member == "festival":
                yield member, each
            yield from _facts(each, member)


def _values(film: dict[str, Any], prop: str) -> set[str]:
    return {
        json.dumps(each["value"], sort_keys=True)
        for each in film.get("claims", ())
        if each["property"] == prop
    }


def test_nothing_is_wrong_with_the_shipped_films(places: Catalog) -> None:
    """Both languages everywhere, every place known, canonical form."""
    assert [] == [problem.sentence for problem in check_films(SHIPPED, places)]


def test_shipped_films_keep_the_schema(raw: dict[str, Any]) -> None:
    """The form that the data's schema gives."""
    schema = json.loads((SHIPPED / "schema" / "films.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(raw)


def test_every_film_the_reference_names_is_there(shipped: Films) -> None:
    """Eighteen; more have a source one can open."""
    assert 18 == len(NAMED)
    assert set() == NAMED - {film.id for film in shipped.films}


def test_every_link_has_a_source(shipped: Films) -> None:
    """One that can be looked up, or one that says it was not recorded and is therefore unsure."""
    links = [(film.id, link) for film in shipped.films for link in film.links]
    assert len(links) > 20
    for film_id, link in links:
        assert link.source.strip(), film_id
        assert not link.source.strip().lower().startswith(NO_SOURCE), film_id
        if link.source == UNRECORDED:
            assert "unsure" == link.strength, film_id


def test_every_fact_has_a_source(raw: dict[str, Any]) -> None:
    """Films, credits, awards, claims, events, advice, rides and signs alike."""
    stated = list(_facts(raw))
    assert len(stated) > 150
    assert {*FACTS, "festival"} == {name for name, _ in stated}
    for name, each in stated:
        assert each["source"].strip(), name
        assert not each["source"].lower().startswith(NO_SOURCE), name


@pytest.mark.parametrize(
    ("film_id", "prop"),
    [
        ("sea-of-blood", "year"),
        ("sea-of-blood", "director"),
        ("unsung-heroes", "year"),
        ("the-schoolgirls-diary", "year"),
        ("hong-kil-dong", "studio"),
        ("a-broad-bellflower", "studio"),
        ("nation-and-destiny", "studio"),
        ("pyongyang-nalpharam", "director"),
        ("pulgasari", "director"),
    ],
)
def test_what_sources_say_differently_stays_side_by_side(
    film_id: str, prop: str, raw: dict[str, Any]
) -> None:
    """Nothing is picked silently."""
    film = next(each for each in raw["films"] if each["id"] == film_id)
    assert len(_values(film, prop)) > 1


def test_years_that_conflict_are_a_range(shipped: Films) -> None:
    """What no source dates to a year has none."""
    years = {film.id: film.years for film in shipped.films}
    assert (1968, 1969) == years["sea-of-blood"]
    assert (2006, 2007) == years["the-schoolgirls-diary"]
    assert None is years["mt-paektu"] is years["sun-of-the-nation"]


def test_studios_that_conflict_are_all_credited(raw: dict[str, Any]) -> None:
    """Each by its own source."""
    film = next(each for each in raw["films"] if each["id"] == "hong-kil-dong")
    assert len({each["source"] for each in film["studios"]}) > 1


def test_the_founding_keeps_its_outlier(raw: dict[str, Any]) -> None:
    """Three days are named for it, of two years."""
    founding = raw["history"][0]
    assert {"from": 1947, "to": 1947} == founding["year"]
    assert {"1947", "1946"} == {
        each["value"]["en"].split()[-1] for each in founding["claims"] if each["property"] == "opened"
    }


def test_from_the_flower_girl_one_gets_to_the_statue(shipped: Films) -> None:
    """The bronze at the plaza."""
    film = shipped.get("the-flower-girl")
    assert film is not None
    assert "flower-girl-bronze" in {link.place for link in film.links}


def test_ancient_korea_has_its_films(shipped: Films) -> None:
    """As qqdaili.com and ahcoc.net say."""
    found = {film.id for film in shipped.of("ancient-korea")}
    assert {"hong-kil-dong", "tale-of-chun-hyang", "rim-kkok-jong", "pyongyang-nalpharam"} <= found


def test_every_film_has_a_title_in_hangul_and_both_romanisations(shipped: Films) -> None:
    """So that search finds it however it is typed."""
    for film in shipped.films:
        assert {"en", "ko", "ko-Latn-RR", "ko-Latn-MR"} == film.title.keys(), film.id
        assert any("가" <= letter <= "힣" for letter in film.title["ko"]), film.id
        assert film.title["ko-Latn-RR"].isascii(), film.id


def test_the_history_is_in_order_and_whole(raw: dict[str, Any]) -> None:
    """From the founding to the renovation."""
    years = [event["year"]["from"] for event in raw["history"]]
    assert sorted(years) == years
    assert {1947, 1949, 1957, 1966, 1981, 1987, 2021} <= set(years)


def test_every_topic_of_a_visit_is_told(raw: dict[str, Any]) -> None:
    """Once each."""
    assert sorted(TOPICS) == sorted(each["topic"] for each in raw["practical"])


def test_prices_and_distances_that_conflict_stay(raw: dict[str, Any]) -> None:
    """Costumes by price, the way by distance."""
    by_topic = {each["topic"]: each for each in raw["practical"]}
    assert len(_values(by_topic["costumes"], "price")) > 1
    assert len(_values(raw["journey"], "distance")) == 2


def test_the_festival_is_on_the_map(raw: dict[str, Any], places: Catalog) -> None:
    """Every venue is a place."""
    venues = [venue.get("place") for venue in raw["festival"]["venues"]]
    assert "pyongyang-international-cinema-house" == venues[0]
    assert all(places.get(venue) for venue in venues)


def test_every_sign_is_a_spot_or_a_set(raw: dict[str, Any], places: Catalog) -> None:
    """Its wording has a source of its own; none is worded without."""
    assert len(raw["signs"]) >= 8
    for sign in raw["signs"]:
        place = places.get(sign["place"])
        assert place is not None
        assert place.kind in ("spot", "set")
        assert all(each["source"] for each in sign.get("wording", ()))
