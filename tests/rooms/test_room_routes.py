"""The routes of rooms: the guide's, the guests', and what both are refused."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from backlot.catalog import load_site
from backlot.pictures import Library, Picture, load_library
from backlot.pictures.model import SIZES
from backlot.rooms.guests import CODE, guest_page
from backlot.rooms.routes import GUEST_ADDRESS, nothing_here
from backlot.viewer import Host
from tests.rooms.hands import HOST, STATE, TOUR, Tour, note_sentences, shipped_page, state
from tests.support.asgi import ask
from tests.support.sites import SHIPPED

PLACES = frozenset(TOUR["places"])


def test_a_room_is_opened_steered_and_ended() -> None:
    """By whoever opened it."""
    tour = Tour()
    room = tour.open()
    assert {"guests": 0} == tour.steer(room, 1, STATE).json()
    ended = ask(tour.app, f"/api/rooms/{room['code']}", method="DELETE", headers={"X-Steer": room["steer"]})
    assert 200 == ended.status
    assert 404 == tour.steer(room, 2, STATE).status
    assert 404 == ask(tour.app, f"/follow/{room['code']}").status


@pytest.mark.parametrize(
    ("seq", "told", "secret", "status"),
    [
        (2, STATE, "a" * 26, 403),
        (2, STATE, "", 403),
        (1, STATE, None, 409),
        (2, {**STATE, "notes": "secret"}, None, 422),
        ("2", STATE, None, 422),
        (2, None, None, 422),
    ],
)
def test_steering_that_is_guessed_replayed_or_wrong_is_refused(
    seq: Any, told: Any, secret: str | None, status: int
) -> None:
    """With a sentence, and without any effect."""
    tour = Tour()
    room = tour.open()
    tour.steer(room, 1, STATE)
    headers = {"X_Steer": room["steer"] if secret is None else secret}
    answer = tour.post(f"/api/rooms/{room['code']}/state", {"seq": seq, "state": told}, **headers)
    assert status == answer.status
    assert answer.json()["error"]
    assert 200 == tour.steer(room, 2, state(1)).status


def test_steering_without_a_secret_is_refused() -> None:
    """A form of another site cannot send the header."""
    tour = Tour()
    answer = tour.post(f"/api/rooms/{tour.open()['code']}/state", {"seq": 1, "state": STATE})
    assert 403 == answer.status


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://elsewhere.example"}, {"Sec_Fetch_Site": "cross-site"}]
)
def test_another_site_opens_no_room(headers: dict[str, str]) -> None:
    """Only our own page may."""
    tour = Tour()
    assert 403 == tour.post("/api/rooms", TOUR, **headers).status
    assert 0 == len(tour.rooms)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[]", 400),
        (b"[" * 16000, 400),
        (b" " * 17000, 413),
        (b'{"name": 7}', 422),
        (b'{"places": "all"}', 422),
        (b'{"code": "aaaaaaaaaa"}', 404),
    ],
)
def test_a_body_that_is_none_is_refused(body: bytes, status: int) -> None:
    """By size, by form, by content."""
    tour = Tour()
    assert status == tour.post("/api/rooms", body).status
    assert 415 == tour.post("/api/rooms", TOUR, Content_Type="text/plain").status
    assert 0 == len(tour.rooms)


def test_a_room_has_an_address_that_other_devices_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guide at the machine itself sees `localhost`, guests cannot."""
    monkeypatch.setenv(GUEST_ADDRESS, "http://192.168.1.5:8501")
    tour = Tour()
    room = tour.open()
    assert f"http://192.168.1.5:8501/follow/{room['code']}" == room["address"]
    named = ask(
        tour.app,
        "http://10.0.0.9:8501/api/rooms",
        method="POST",
        headers={"Content-Type": "application/json"},
        body=json.dumps(TOUR).encode(),
    ).json()
    assert f"http://10.0.0.9:8501/follow/{named['code']}" == named["address"]


def test_the_address_comes_as_a_code_to_scan() -> None:
    """Its width with the quiet zone, and one path of its dark squares."""
    qr = Tour().open()["qr"]
    assert 33 <= qr["size"] <= 49
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", qr["path"])
    assert qr["path"].startswith("M4 4h7v1h-7z")


def test_guests_get_the_viewer_and_no_service() -> None:
    """The page asks the server for its events and pictures, and for nothing else."""
    tour = Tour(page=shipped_page(PLACES))
    code = tour.open()["code"]
    answer = ask(tour.app, f"/follow/{code}")
    page = gzip.decompress(answer.body).decode()
    assert CODE not in page
    assert f"/follow/{code}/pictures/" in page
    match = re.search(r'<script[^>]* type="application/json" id="scene">(.*?)</script>', page)
    assert match is not None
    host = json.loads(match[1])["host"]
    assert [None, None, None] == [host[name] for name in ("corrections", "placing", "planning")]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "no-referrer" == answer.headers["referrer-policy"]


def test_no_note_is_in_what_guests_get() -> None:
    """Neither in the page nor in one of its pictures."""
    sentences = note_sentences()
    assert len(sentences) > 20
    tour = Tour(page=shipped_page(PLACES))
    code = tour.open()["code"]
    page = gzip.decompress(ask(tour.app, f"/follow/{code}").body).decode()
    assert [] == [each for each in sentences if each in page or json.dumps(each)[1:-1] in page]
    for name in sorted(set(re.findall(rf"/follow/{code}/pictures/([\w.-]+)", page))):
        answer = ask(tour.app, f"/follow/{code}/pictures/{name}")
        assert 200 == answer.status
        assert [] == [each for each in sentences if each.encode() in answer.body]


def test_a_page_with_a_service_is_not_for_guests() -> None:
    """Whoever wires it wrongly hears of it at once."""
    catalog = load_site(SHIPPED)
    library = load_library(SHIPPED, None, catalog)
    for host in (
        Host(),
        replace(HOST, corrections=""),
        replace(HOST, placing="/x"),
        Host(corrections=None),
    ):
        with pytest.raises(ValueError, match="service"):
            guest_page(catalog, library, PLACES, host)


def test_guests_get_the_users_pictures_of_the_tour_only() -> None:
    """Another photograph is neither named on the page nor served."""
    catalog = load_site(SHIPPED)

    def photo(ident: str, place: str) -> Picture:
        return Picture(ident, "photo", f"credit of {ident}", "all-rights-reserved", places=(place,))

    photos = [photo("ours", "kim-il-sung-square"), photo("private", "juche-tower")]
    names = {each.id: {size: f"{each.id}-{size}" for size in SIZES} for each in photos}
    page = guest_page(catalog, Library(pictures=photos, addresses=names), PLACES, HOST)
    html = gzip.decompress(page.packed).decode()
    assert (True, False) == ("credit of ours" in html, "credit of private" in html)
    assert frozenset(names["ours"].values()) == page.names
    served = replace(page, open=lambda name: (name.encode(), "image/jpeg"))
    assert (b"ours-stop", "image/jpeg") == served.picture("ours-stop")
    assert served.picture("private-stop") is None


@pytest.mark.parametrize(
    "name", ["..%2f..%2fsite.json", "site.json", "0000000000000000.svg", "%00", "a" * 300]
)
def test_a_picture_is_found_by_its_name_only(name: str) -> None:
    """Never by a path."""
    tour = Tour(page=shipped_page(PLACES))
    assert 404 == ask(tour.app, f"/follow/{tour.open()['code']}/pictures/{name}").status


@pytest.mark.parametrize("code", ["aaaaaaaaaa", "x", "AAAAAAAAAA", "%2e%2e"])
def test_an_unknown_code_is_answered_in_words(code: str) -> None:
    """In both languages, for nobody knows yet which one a guest reads."""
    for end in ("", "/events", "/pictures/a.svg"):
        answer = ask(Tour().app, f"/follow/{code}{end}")
        assert (404, nothing_here().body) == (answer.status, answer.body)
        assert '<section lang="ko">' in answer.text


def test_a_room_opened_again_keeps_its_page_and_its_guests() -> None:
    """A guide who reloads changes nothing for those who follow."""
    tour = Tour(page=shipped_page(PLACES))
    room = tour.open()
    kept = tour.rooms.find(room["code"])
    assert kept is not None
    page = kept.page
    tour.page = replace(tour.page, policy="another")
    assert room["steer"] == tour.open(code=room["code"], steer=room["steer"])["steer"]
    assert page is kept.page
    wrong = tour.post("/api/rooms", {**TOUR, "code": room["code"], "steer": "a" * 26})
    assert 403 == wrong.status
