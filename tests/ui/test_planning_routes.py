"""What planning asks of Python: network, order, exports, and the user's tours."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from backlot.catalog import load_site
from backlot.tours import TourStore
from backlot.ui.planning import ADDRESS, PLANNING_ROUTES
from tests.support.asgi import Answer, ask
from tests.support.sites import SHIPPED

APP = Starlette(routes=PLANNING_ROUTES)
TOUR: dict[str, Any] = json.loads((SHIPPED / "tours" / "square-to-arch.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKLOT_GEODATA", str(SHIPPED))


def send(path: str, body: Any, **headers: str) -> Answer:
    """Write as the viewer does."""
    named = {"Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return ask(APP, path, method="POST", headers=named, body=json.dumps(body).encode())


def mine(**changes: Any) -> dict[str, Any]:
    """Return a tour of one's own."""
    return {**TOUR, "id": "my-walk", **changes}


def test_the_network_comes_once() -> None:
    """Packed, with every place on it; a browser that has it is told so."""
    answer = ask(APP, "/api/walks")
    graph = json.loads(gzip.decompress(answer.body))
    assert {"nodes", "ways", "edges", "snaps", "rides"} == graph.keys()
    assert {place.id for place in load_site(SHIPPED).places} == graph["snaps"].keys()
    again = ask(APP, "/api/walks", headers={"If-None-Match": answer.headers["etag"]})
    assert (304, b"") == (again.status, again.body)


def test_a_moved_place_is_walked_to_where_it_is_now(own_home: Path) -> None:
    """One's own corrections count for walks as well."""
    before = ask(APP, "/api/walks").headers["etag"]
    edit = {
        "op": "add",
        "target": "tea-stall",
        "values": {
            "kind": "spot",
            "names": {"en": "Tea stall", "ko": "찻집"},
            "lon": 125.7135,
            "lat": 39.0727,
            "within": "ancient-korea",
        },
        "source": "stood there",
        "date": "2026-02-01",
    }
    from backlot.catalog import Corrections

    Corrections.of_user().append(edit, 0, catalog=load_site(SHIPPED))
    answer = ask(APP, "/api/walks")
    assert before != answer.headers["etag"]
    assert "tea-stall" in json.loads(gzip.decompress(answer.body))["snaps"]


def test_a_missing_network_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not a stack trace."""
    monkeypatch.setenv("BACKLOT_GEODATA", str(tmp_path))
    answer = ask(APP, "/api/walks")
    assert 503 == answer.status
    assert "missing" in answer.json()["error"]


def test_the_best_order_is_given_as_positions() -> None:
    """Of the stops as they stand now, so that nothing else of the tour can change."""
    tour = mine(stops=list(reversed(TOUR["stops"])))
    answer = send(f"{ADDRESS}/order", {"tour": tour})
    assert 200 == answer.status
    assert sorted(answer.json()["order"]) == list(range(len(TOUR["stops"])))
    assert answer.json()["proved"]


def test_a_locked_stop_stays_where_it_is() -> None:
    """Also when that is not the best."""
    stops = [{**stop, "lock": at == 0} for at, stop in enumerate(reversed(TOUR["stops"]))]
    assert 0 == send(f"{ADDRESS}/order", {"tour": mine(stops=stops)}).json()["order"][0]


@pytest.mark.parametrize(
    ("tour", "said"),
    [
        (mine(stops=[]), "two stops"),
        (mine(stops=TOUR["stops"][:1]), "two stops"),
        (mine(pace_kmh=99), "pace_kmh"),
        ("no tour", "object"),
        (mine(stops=[{**TOUR["stops"][0], "id": "no-such-place"}, TOUR["stops"][1]]), "no-such-place"),
    ],
)
def test_what_cannot_be_ordered_is_a_sentence(tour: Any, said: str) -> None:
    """Empty, one stop, not a tour, a place nobody knows."""
    answer = send(f"{ADDRESS}/order", {"tour": tour})
    assert 422 == answer.status
    assert said in answer.json()["error"]


@pytest.mark.parametrize("form", ["gpx", "kml", "geojson", "csv"])
def test_a_tour_leaves_as_a_file(form: str) -> None:
    """In the language of whoever asks, without the notes unless they are asked for."""
    body = {"tour": TOUR, "form": form, "notes": False}
    answer = send(f"{ADDRESS}/export", body, Cookie="backlot_lang=ko")
    assert 200 == answer.status
    assert "개선문" in answer.text
    sentence = TOUR["stops"][0]["notes"]["ko"].split(".")[0]
    assert sentence not in answer.text
    with_notes = send(f"{ADDRESS}/export", {**body, "notes": True}, Cookie="backlot_lang=ko")
    assert sentence.split(",")[0] in with_notes.text


def test_a_calendar_needs_a_date() -> None:
    """A sentence, and a file once there is one."""
    body = {"tour": TOUR, "form": "ics"}
    answer = send(f"{ADDRESS}/export", body)
    assert 422 == answer.status
    assert "date" in answer.json()["error"]
    dated = send(f"{ADDRESS}/export", {**body, "tour": {**TOUR, "date": "2026-12-01"}})
    assert dated.text.startswith("BEGIN:VCALENDAR")


def test_tours_are_saved_listed_deleted_and_restored(own_home: Path) -> None:
    """One's own beside the ready-made ones."""
    saved = send("/api/tours/save", {"tour": mine()})
    assert (200, 1) == (saved.status, saved.json()["revision"])
    listed = {each["id"]: each["own"] for each in ask(APP, "/api/tours").json()["tours"]}
    assert (True, False) == (listed["my-walk"], listed["square-to-arch"])
    assert saved.json() == ask(APP, "/api/tours/my-walk").json()
    copy = send("/api/tours/duplicate", {"tour": saved.json()}).json()
    assert "my-walk" != copy["id"]
    assert 200 == send("/api/tours/delete", {"id": "my-walk"}).status
    assert ["my-walk"] == ask(APP, "/api/tours").json()["deleted"]
    assert 200 == send("/api/tours/restore", {"id": "my-walk"}).status
    assert TourStore.of_home(own_home).load("my-walk").to_json() == saved.json()


def test_two_who_edit_one_tour_get_a_choice(own_home: Path) -> None:
    """The second is told, sees what is stored, and overwrites nothing."""
    first = send("/api/tours/save", {"tour": mine()}).json()
    theirs = send("/api/tours/save", {"tour": {**first, "pace_kmh": 3}}).json()
    answer = send("/api/tours/save", {"tour": {**first, "pace_kmh": 5}})
    assert 409 == answer.status
    assert theirs == answer.json()["current"]
    assert 3 == TourStore.of_home(own_home).load("my-walk").pace_kmh
    kept = send("/api/tours/save", {"tour": {**first, "pace_kmh": 5, "revision": theirs["revision"]}})
    assert (200, 5) == (kept.status, kept.json()["pace_kmh"])


@pytest.mark.parametrize(
    "path", [f"{ADDRESS}/order", f"{ADDRESS}/export", "/api/tours/save", "/api/tours/delete"]
)
def test_another_site_may_ask_nothing(path: str, own_home: Path) -> None:
    """Only our own page may."""
    body = {"tour": mine(), "form": "gpx", "id": "my-walk"}
    assert 403 == send(path, body, sec_fetch_site="cross-site").status
    assert 403 == send(path, body, origin="http://elsewhere.example").status
    assert not (own_home / "tours").exists()


@pytest.mark.parametrize("tour_id", ["../../etc/passwd", "..%2f..%2fsite", "no-such", "A B"])
def test_an_id_leads_to_no_file(tour_id: str) -> None:
    """An id is looked up, never taken for a path."""
    assert ask(APP, f"/api/tours/{tour_id}").status in (404, 422)
    assert 422 == send("/api/tours/delete", {"id": tour_id}).status
