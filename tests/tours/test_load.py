"""The tours that ship: whole, in both languages, with sources, and short enough for their time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from shapely.geometry import Point

from backlot.catalog import Catalog, load_site
from backlot.catalog.model import EMPTY
from backlot.errors import DataError
from backlot.tours import Tour, TourStop, check_shipped, decode, encode, load_tours, read_tour
from tests.support.sites import SHIPPED

FILES = sorted((SHIPPED / "tours").glob("*.json"))
TOURS = {path.stem: read_tour(path, named=True) for path in FILES}


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """Return the data that comes with the program."""
    return load_site(SHIPPED)


def test_the_ready_made_tours_are_there() -> None:
    """All four, without a problem."""
    tours = load_tours(SHIPPED)
    assert ["film-lovers-day", "square-to-arch", "studio-90-minutes", "three-sets-with-costumes"] == [
        tour.id for tour in tours.tours
    ]
    assert () == tours.problems
    assert frozenset() == tours.own


@pytest.mark.parametrize("tour_id", TOURS)
def test_a_shipped_tour_lacks_nothing(tour_id: str, shipped: Catalog) -> None:
    """Every place exists, every text has both languages, all notes name sources."""
    assert () == check_shipped(TOURS[tour_id], shipped)
    assert all(stop.notes and stop.sources for stop in TOURS[tour_id].stops)
    assert 0 == TOURS[tour_id].revision


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_tour_is_in_canonical_form(path: Path) -> None:
    """Writing it changes nothing, and other tools accept it by the schema."""
    text = path.read_text("utf-8")
    assert text == TOURS[path.stem].text()
    schema = json.loads((SHIPPED / "schema" / "tour.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))


@pytest.mark.parametrize("tour_id", TOURS)
def test_a_shipped_tour_fits_a_link(tour_id: str) -> None:
    """And comes back with its name and stops."""
    found = decode(encode(TOURS[tour_id]))
    assert TOURS[tour_id].name == found.name
    assert [stop.id for stop in TOURS[tour_id].stops] == [stop.id for stop in found.stops]


@pytest.mark.parametrize("tour_id", TOURS)
def test_notes_can_be_spoken_while_one_stays(tour_id: str) -> None:
    """At 115 words a minute, with time left for looking; none is longer than three minutes."""
    for stop in TOURS[tour_id].stops:
        minutes = len(stop.notes["en"].split()) / 115
        assert minutes < 3
        assert minutes <= (stop.dwell_min or 0), stop.id


def _hours(tour: Tour) -> float:
    since, until = (
        int(clock[:2]) + int(clock[3:]) / 60 for clock in (tour.depart or "", tour.back_by or "")
    )
    return until - since


@pytest.mark.parametrize("tour_id", TOURS)
def test_a_shipped_tour_fits_its_time(tour_id: str, shipped: Catalog) -> None:
    """Stays, rides and breaks leave the walks more than the straight line takes, by a quarter."""
    tour = TOURS[tour_id]
    known = sum((stop.dwell_min or 0) + stop.break_min for stop in tour.stops)
    rides = [stop.ride for stop in tour.stops] + [tour.end_ride]
    known += sum(ride.minutes for ride in rides if ride is not None)
    places = [tour.start, *(stop.id for stop in tour.stops)]
    walks = zip(places, tour.stops, strict=False)
    metres = sum(
        _straight_m(shipped, start, stop.id) for start, stop in walks if start and stop.ride is None
    )
    assert known + metres * 1.25 / (tour.pace_kmh * 1000 / 60) <= _hours(tour) * 60


def _straight_m(catalog: Catalog, start: str, end: str) -> float:
    points = [place.lon_lat for place in map(catalog.get, (start, end)) if place is not None]
    one, other = (catalog.metric.to_metres(Point(point)) for point in points)
    return float(one.distance(other))


def test_the_whole_studio_is_seen_in_90_minutes(shipped: Catalog) -> None:
    """Every set is a stop, and the upper bound of every walk still leaves time."""
    from backlot.walks.network import load_network
    from backlot.walks.pace import Walker
    from backlot.walks.router import Router

    tour = TOURS["studio-90-minutes"]
    assert {place.id for place in shipped.by(kind="set")} <= {stop.id for stop in tour.stops}
    assert 1.5 == _hours(tour)
    network = load_network(shipped, folder=SHIPPED).placed(shipped)
    router = Router(network, Walker(pace_kmh=tour.pace_kmh))
    at, minutes = tour.start or "", 0.0
    for stop in tour.stops:
        leg_min = stop.ride.minutes if stop.ride else router.leg(at, stop.id)["high_s"] / 60
        minutes += leg_min + (stop.dwell_min or 0) + stop.break_min
        at = stop.id
    assert tour.end_ride is not None
    assert minutes + tour.end_ride.minutes <= 90


def test_minutes_of_rides_are_said_to_be_assumed() -> None:
    """Wherever the plan rides, the notes or the description say where the minutes come from."""
    for tour in TOURS.values():
        rides = [stop for stop in tour.stops if stop.ride is not None]
        if rides or tour.end_ride:
            assert "assumption" in tour.description["en"]
            assert "가정" in tour.description["ko"]
        assert all("this plan: minutes of rides are its assumption" in stop.sources for stop in rides)


def test_what_a_shipped_tour_lacks_is_named(shipped: Catalog) -> None:
    """A missing language, a missing source, an unknown place."""
    tour = Tour("my-walk", {"en": "A"}, stops=(TourStop("lost", notes={"en": "A", "ko": "가"}),))
    found = [(problem.property, problem.code) for problem in check_shipped(tour, shipped)]
    assert [
        ("stops[0].id", "unknown-place"),
        ("name", "language-missing"),
        ("description", "language-missing"),
        ("description", "language-missing"),
        ("stops[0].sources", "tour-no-source"),
    ] == found
    assert 2 == len(
        check_shipped(replace(tour, stops=(), description={"en": "A", "ko": "가"}, name=EMPTY), shipped)
    )


def test_a_folder_that_is_not_there_holds_no_tours(tmp_path: Path) -> None:
    """A site need not have any."""
    assert () == load_tours(tmp_path / "nowhere").tours


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """By a plain code."""
    with pytest.raises(DataError) as caught:
        read_tour(tmp_path / "my-walk.json")
    assert "file-missing" == caught.value.code
