"""The form of a tour: every mistake is named with its path, places are brought up to date."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot.catalog import Catalog, load_site
from backlot.tours import Ride, Tour, TourError, TourStop, check_tour, resolve
from tests.support.sites import SHIPPED
from tests.tours.made import TOURS, WALK

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((SHIPPED / "schema" / "tour.schema.json").read_text("utf-8"))
)


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """Return the data that comes with the program."""
    return load_site(SHIPPED)


def _changed(**members: Any) -> dict[str, Any]:
    return {**WALK.to_json(), **members}


def _stop(**members: Any) -> dict[str, Any]:
    return _changed(stops=[{"id": "tea-house", **members}])


@given(TOURS)
def test_a_tour_comes_back_from_json_as_it_was(tour: Tour) -> None:
    """Through text too, which is the same the second time."""
    again = Tour.from_json(json.loads(tour.text()))
    assert tour == again
    assert tour.text() == again.text()


@given(TOURS)
def test_every_tour_keeps_the_schema(tour: Tour) -> None:
    """Other tools may check tours by it."""
    assert [] == list(SCHEMA.iter_errors(tour.to_json()))


BROKEN: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "no id": (_changed(id=None), ("id", "missing")),
    "a bad id": (_changed(id="../x"), ("id", "bad-id")),
    "an unknown member": (_changed(colour="red"), ("colour", "unknown-property")),
    "another version": (_changed(version=2), ("version", "tour-version")),
    "a name with a line end": (_changed(name={"en": "a\nb"}), ("name.en", "tour-hidden-letters")),
    "a name with a turned direction": (
        _changed(name={"en": "a\u202eb"}),
        ("name.en", "tour-hidden-letters"),
    ),
    "an empty name": (_changed(name={"en": " "}), ("name.en", "empty")),
    "a long name": (_changed(name={"en": "x" * 121}), ("name.en", "too-long")),
    "a name in no language": (_changed(name={"1": "x"}), ("name.1", "tour-bad-language")),
    "names in a list": (_changed(name=["x"]), ("name", "wrong-type")),
    "a day that is none": (_changed(date="2027-02-30"), ("date", "bad-date")),
    "a clock of 25 hours": (_changed(depart="25:00"), ("depart", "tour-bad-clock")),
    "a clock as a figure": (_changed(back_by=1540), ("back_by", "tour-bad-clock")),
    "a zone that leads elsewhere": (_changed(tz="../../etc/passwd"), ("tz", "bad-tz")),
    "a zone nobody knows": (_changed(tz="Mars/Olympus"), ("tz", "bad-tz")),
    "a pace of nothing": (_changed(pace_kmh=0), ("pace_kmh", "out-of-range")),
    "a pace that is no number": (_changed(pace_kmh=float("nan")), ("pace_kmh", "out-of-range")),
    "a pace of null": (_changed(pace_kmh=None), ("pace_kmh", "missing")),
    "an endless group": (_changed(group_size=10**5000), ("group_size", "out-of-range")),
    "half a person": (_changed(group_size=1.5), ("group_size", "wrong-type")),
    "a truth as a figure": (_changed(group_size=True), ("group_size", "wrong-type")),
    "an unknown need": (_changed(needs=["wings"]), ("needs[0]", "not-allowed")),
    "a need twice": (_changed(needs=["lit", "lit"]), ("needs", "tour-twice")),
    "closed twice": (_changed(closed=["europe", "europe"]), ("closed", "tour-twice")),
    "stops in no list": (_changed(stops={}), ("stops", "wrong-type")),
    "too many stops": (_changed(stops=[{"id": "tea-house"}] * 61), ("stops", "too-many")),
    "a stop that is a text": (_changed(stops=["japan"]), ("stops[0]", "not-an-object")),
    "a stop without an id": (_changed(stops=[{}]), ("stops[0].id", "missing")),
    "minutes below nothing": (_stop(dwell_min=-1), ("stops[0].dwell_min", "out-of-range")),
    "minutes as a text": (_stop(break_min="5"), ("stops[0].break_min", "wrong-type")),
    "a lock that is a figure": (_stop(lock=1), ("stops[0].lock", "wrong-type")),
    "no hours at all": (_stop(open=[]), ("stops[0].open", "tour-bad-hours")),
    "hours that end first": (_stop(open=[["12:00", "09:00"]]), ("stops[0].open", "tour-bad-hours")),
    "hours of one clock": (_stop(open=[["12:00"]]), ("stops[0].open[0]", "wrong-type")),
    "hours past midnight": (_stop(open=[["20:00", "25:00"]]), ("stops[0].open[0][1]", "tour-bad-clock")),
    "a ride by boat": (_stop(ride={"mode": "boat", "minutes": 5}), ("stops[0].ride.mode", "not-allowed")),
    "a ride without minutes": (_stop(ride={"mode": "bus"}), ("stops[0].ride.minutes", "missing")),
    "a source that is a figure": (_stop(sources=[7]), ("stops[0].sources[0]", "wrong-type")),
    "long notes": (_stop(notes={"en": "x" * 6_001}), ("stops[0].notes.en", "too-long")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_named_with_its_path(name: str) -> None:
    """One problem, at the member that is wrong, in a plain sentence."""
    raw, expected = BROKEN[name]
    problems = check_tour(raw, file="x.json")
    assert [expected] == [(problem.property, problem.code) for problem in problems]
    assert problems[0].sentence.startswith("x.json")


def test_every_mistake_is_named_at_once() -> None:
    """Nobody has to come back for the next."""
    raw = _changed(tz="Mars/X", pace_kmh=99, stops=[{"id": "A"}, {"id": "ok-id", "lock": "yes", "x": 1}])
    with pytest.raises(TourError) as caught:
        Tour.from_json(raw, file="x.json")
    found = [problem.property for problem in caught.value.problems]
    assert ["tz", "pace_kmh", "stops[0].id", "stops[1].x", "stops[1].lock"] == found
    assert 5 == caught.value.values["count"]


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), st.lists, max_leaves=5))
def test_anything_that_is_no_tour_is_refused(raw: Any) -> None:
    """By problems, never by another error."""
    for value in (raw, _changed(stops=raw), _stop(open=raw), _changed(name=raw), _stop(ride=raw)):
        if check_tour(value):
            with pytest.raises(TourError):
                Tour.from_json(value)
        else:
            assert isinstance(Tour.from_json(value), Tour)


def test_a_tour_checks_itself_when_it_is_made() -> None:
    """No wrong one can be built in code either."""
    for make in (
        lambda: Ride("boat", 5),
        lambda: TourStop("Tea House"),
        lambda: TourStop("tea-house", dwell_min=-1),
        lambda: Tour("my-walk", tz="Mars/X"),
    ):
        with pytest.raises(TourError):
            make()


def test_figures_have_two_decimals_at_most() -> None:
    """A whole one is written without a point, so that equal tours are equal texts."""
    assert "4" == str(Tour("my-walk", pace_kmh=4.0).pace_kmh)
    assert 3.13 == Tour("my-walk", pace_kmh=3.125).pace_kmh


def test_needs_have_one_order() -> None:
    """So that equal tours are equal texts."""
    assert ("step-free", "lit") == Tour("my-walk", needs=("lit", "step-free")).needs


def test_texts_of_a_tour_cannot_be_changed() -> None:
    """Nor do they change when what they were made of does."""
    name = {"en": "A"}
    tour = Tour("my-walk", name=name)
    name["en"] = "B"
    assert "A" == tour.name["en"]
    with pytest.raises(TypeError):
        tour.name["en"] = "C"  # type: ignore[index]


def test_unknown_places_are_kept_and_reported(shipped: Catalog) -> None:
    """Each with its path."""
    tour = Tour("my-walk", start="lost", closed=("gone",), stops=(TourStop("japan"), TourStop("nowhere")))
    found, problems = resolve(tour, shipped)
    assert tour == found
    assert [("start", "lost"), ("closed[0]", "gone"), ("stops[1].id", "nowhere")] == [
        (problem.property, problem.values["found"]) for problem in problems
    ]
    assert {"problematic"} == {problem.grade for problem in problems}


def test_former_ids_redirect(shipped: Catalog) -> None:
    """A tour of last year still finds its places."""
    former, current = next(iter(_former(shipped).items()))
    tour = Tour("my-walk", start=former, end=former, closed=(former, current), stops=(TourStop(former),))
    found, problems = resolve(tour, _former_catalog(shipped))
    assert (current, current, (current,), current) == (
        *(found.start, found.end, found.closed),
        found.stops[0].id,
    )
    assert () == problems


def test_a_stop_that_comes_again_is_reported(shipped: Catalog) -> None:
    """It is allowed, and said."""
    tour = Tour("my-walk", stops=(TourStop("japan"), TourStop("europe"), TourStop("japan")))
    _, problems = resolve(tour, shipped)
    assert [("stops[2].id", "tour-stop-again", 1)] == [
        (problem.property, problem.code, problem.values["first"]) for problem in problems
    ]


def _former(catalog: Catalog) -> dict[str, str]:
    return dict(catalog.former_ids) or {"old-japan": "japan"}


def _former_catalog(catalog: Catalog) -> Catalog:
    from dataclasses import replace

    places = [
        replace(place, former_ids=("old-japan",)) if place.id == "japan" else place
        for place in catalog.places
    ]
    return (
        catalog
        if catalog.former_ids
        else Catalog(site=catalog.site, places=places, features=(), problems=())
    )
