"""The Take along page, and what it asks of Python: sizes, jobs, files, and a colleague's file."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from backlot.catalog import load_site
from backlot.errors import BacklotError
from backlot.takeaway.exchange import to_backlot
from backlot.takeaway.make import Made
from backlot.takeaway.material import Choice, Material, gather
from backlot.tours import Tour, TourStore
from backlot.ui import shell, takealong
from backlot.ui.takealong import ADDRESS, MAX_FILE_BYTES, MOST_WAITING, TAKE_ROUTES, Jobs
from tests.support.asgi import Answer, ask
from tests.support.server import ROOT
from tests.support.sites import HARBOUR, SHIPPED

if TYPE_CHECKING:
    from backlot.takeaway.material import Tell

APP = Starlette(routes=TAKE_ROUTES)
TOUR: dict[str, Any] = json.loads((SHIPPED / "tours" / "square-to-arch.json").read_text(encoding="utf-8"))
CHOICE = {"scope": "tour", "photographs": "stop", "languages": ["en", "ko"], "notes": False}
ASKED = {"tour": TOUR, "form": "gpx", "choice": CHOICE}


@pytest.fixture(autouse=True)
def _shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKLOT_GEODATA", str(SHIPPED))


@pytest.fixture
def own_jobs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Jobs]]:
    """Return what puts jobs in place that make things as told, and clears up after them."""
    put: list[Jobs] = []

    def make_jobs(make: Any, **options: Any) -> Jobs:
        put.append(Jobs(make, **options))
        monkeypatch.setattr(takealong, "jobs", put[-1])
        return put[-1]

    yield make_jobs
    for each in put:
        each.close()


def send(path: str, body: Any, **headers: str) -> Answer:
    """Write as the viewer does."""
    named = {"Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return ask(APP, f"{ADDRESS}{path}", method="POST", headers=named, body=json.dumps(body).encode())


def hand(data: bytes, **headers: str) -> Answer:
    """Hand over a file as the viewer does."""
    named = {"Content-Type": "application/octet-stream"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return ask(APP, f"{ADDRESS}/look", method="POST", headers=named, body=data)


def told(job: str, **headers: str) -> Any:
    """Return how far a job has come."""
    return ask(APP, f"{ADDRESS}/job/{job}", headers=headers).json()


def ended(job: str, **headers: str) -> Any:
    """Wait until a job has ended; return what it comes to."""
    until = time.monotonic() + 20
    while (found := told(job, **headers))["state"] == "working":
        assert time.monotonic() < until, found
        time.sleep(0.01)
    return found


def plain(form: str, material: Material, tell: Tell) -> Made:
    """Make something small at once."""
    tell("packing", 1, 1)
    return Made(f"걷기.{form}", "text/plain", f"{form} {material.tour and material.tour.id}".encode())


class Slow:
    """Make something as soon as it is let to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.began = threading.Semaphore(0)
        self.at_once = 0
        self.most = 0

    def __call__(self, form: str, material: Material, tell: Tell) -> Made:
        """Wait, telling all the while."""
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.began.release()
        try:
            while not self.go.wait(0.01):
                tell("pictures", 1, 9)
            return plain(form, material, tell)
        finally:
            self.at_once -= 1


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_turns_the_map_to_taking_along(language: str) -> None:
    """It shows the map in this mode, and nothing in place of it."""
    app = AppTest.from_file(str(ROOT / "pages" / "takealong.py"), default_timeout=60)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    assert not app.error
    assert "take" == app.session_state["map_address"]["mode"]


def test_the_page_has_its_place_in_the_navigation() -> None:
    """Between presenting and pictures, under an address of its own."""
    frame = (ROOT / "backlot" / "ui" / "frame.py").read_text(encoding="utf-8")
    assert 'url_path="takealong"' in frame
    assert "/takealong" in shell.MAP_PAGES


def test_the_size_is_known_before_building() -> None:
    """Part by part; all parts together are the whole."""
    answer = send("/size", {**ASKED, "form": "html"})
    assert 200 == answer.status
    found = answer.json()
    assert found["bytes"] == sum(part["bytes"] for part in found["parts"]) > 100_000
    assert {"what", "n", "bytes"} == found["parts"][0].keys()


def test_a_thing_is_made_and_fetched() -> None:
    """By the real makers: what is saved is what was announced, under a name of its own."""
    job = send("/build", ASKED).json()["job"]
    made = ended(job)
    assert ("done", None) == (made["state"], made["error"])
    answer = ask(APP, f"{ADDRESS}/file/{job}")
    assert (200, made["bytes"]) == (answer.status, len(answer.body))
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert b"<gpx" in answer.body
    assert ("no-store", "nosniff") == (
        answer.headers["cache-control"],
        answer.headers["x-content-type-options"],
    )


def test_notes_stay_at_home_unless_asked_for() -> None:
    """Of all that is made here, the bytes hold no word of them."""
    sentence = TOUR["stops"][0]["notes"]["en"].split(".")[0]
    for notes in (False, True):
        job = send("/build", {**ASKED, "choice": {**CHOICE, "notes": notes}}).json()["job"]
        assert "done" == ended(job)["state"]
        assert notes is (sentence in ask(APP, f"{ADDRESS}/file/{job}").text)


def test_a_name_in_any_script_reaches_whoever_saves(own_jobs: Callable[..., Jobs]) -> None:
    """As the standard for such names wants it."""
    own_jobs(plain)
    job = send("/build", ASKED).json()["job"]
    assert "걷기.gpx" == ended(job)["name"]
    disposition = ask(APP, f"{ADDRESS}/file/{job}").headers["content-disposition"]
    assert "attachment; filename*=utf-8''%EA%B1%B7%EA%B8%B0.gpx" == disposition


def test_paper_is_shown_in_a_window_and_may_do_nothing_there(own_jobs: Callable[..., Jobs]) -> None:
    """It is of no origin and asks for nothing; other things are only saved."""
    own_jobs(plain)
    paper = send("/build", {**ASKED, "form": "print"}).json()["job"]
    ended(paper)
    shown = ask(APP, f"{ADDRESS}/file/{paper}?show")
    assert shown.headers["content-disposition"].startswith("inline")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "allow-same-origin" not in shown.headers["content-security-policy"]
    track = send("/build", ASKED).json()["job"]
    ended(track)
    assert ask(APP, f"{ADDRESS}/file/{track}?show").headers["content-disposition"].startswith("attachment")


def test_whoever_waits_is_told_how_far_it_is(own_jobs: Callable[..., Jobs]) -> None:
    """Stage, done, and of how many."""
    slow = Slow()
    own_jobs(slow)
    job = send("/build", ASKED).json()["job"]
    assert slow.began.acquire(timeout=10)
    until = time.monotonic() + 10
    while (found := told(job))["stage"] != "pictures":
        assert time.monotonic() < until
    assert ("working", 1, 9) == (found["state"], found["done"], found["count"])
    assert 404 == ask(APP, f"{ADDRESS}/file/{job}").status
    slow.go.set()
    assert "done" == ended(job)["state"]


def test_a_job_is_cancelled_while_it_works_and_while_it_waits(own_jobs: Callable[..., Jobs]) -> None:
    """Nothing is made of it; what is done already stays."""
    slow = Slow()
    own_jobs(slow)
    ids = [send("/build", {**ASKED, "form": form}).json()["job"] for form in ("gpx", "kml", "csv")]
    for _ in range(2):
        assert slow.began.acquire(timeout=10)
    for job in ids[1:]:
        assert "cancelled" == send("/cancel", {"job": job}).json()["state"]
    slow.go.set()
    assert "done" == ended(ids[0])["state"]
    assert "done" == send("/cancel", {"job": ids[0]}).json()["state"]
    assert [200, 404, 404] == [ask(APP, f"{ADDRESS}/file/{job}").status for job in ids]


def test_two_are_made_at_once_and_no_more(own_jobs: Callable[..., Jobs]) -> None:
    """The others wait for their turn; too many are refused with a sentence."""
    slow = Slow()
    own_jobs(slow)
    forms = ("gpx", "kml", "csv", "geojson", "svg", "html")
    assert len(forms) == MOST_WAITING
    ids = [send("/build", {**ASKED, "form": form}).json()["job"] for form in forms]
    for _ in range(2):
        assert slow.began.acquire(timeout=10)
    refused = send("/build", {**ASKED, "form": "zip"})
    assert 422 == refused.status
    assert str(MOST_WAITING) in refused.json()["error"]
    assert "waiting" == told(ids[-1])["stage"]
    slow.go.set()
    assert {"done"} == {ended(job)["state"] for job in ids}
    assert 2 == slow.most


def test_ids_of_jobs_cannot_be_guessed(own_jobs: Callable[..., Jobs]) -> None:
    """Long, and different each time."""
    own_jobs(plain)
    ids = {send("/build", ASKED).json()["job"] for _ in range(3)}
    assert 3 == len(ids)
    assert all(len(job) >= 22 for job in ids)
    for guess in ("1", "..%2f..%2fetc%2fpasswd", "a" * 24):
        assert 404 == ask(APP, f"{ADDRESS}/job/{guess}").status
        assert 404 == ask(APP, f"{ADDRESS}/file/{guess}").status


def kept(jobs: Jobs) -> list[str]:
    """Return the files that jobs keep."""
    assert jobs._folder is not None
    return sorted(path.name for path in Path(jobs._folder.name).iterdir())


def test_a_thing_made_anew_takes_the_place_of_the_old_one(own_jobs: Callable[..., Jobs]) -> None:
    """Of the same form and tour; another form stays."""
    jobs = own_jobs(plain)
    first, other = (send("/build", {**ASKED, "form": form}).json()["job"] for form in ("gpx", "kml"))
    ended(first)
    ended(other)
    again = send("/build", ASKED).json()["job"]
    ended(again)
    until = time.monotonic() + 10
    while kept(jobs) != sorted([other, again]):
        assert time.monotonic() < until
    assert 404 == ask(APP, f"{ADDRESS}/job/{first}").status


def test_what_was_made_goes_after_a_while_and_at_the_end(own_jobs: Callable[..., Jobs]) -> None:
    """No file is left behind."""
    jobs = own_jobs(plain, kept_s=0.05)
    job = send("/build", ASKED).json()["job"]
    until = time.monotonic() + 10
    while jobs.get(job) is not None:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert [] == kept(jobs)
    lasting = own_jobs(plain)
    ended(send("/build", ASKED).json()["job"])
    assert lasting._folder is not None
    folder = Path(lasting._folder.name)
    lasting.close()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BacklotError("take-picture-gone", name="arch.jpg"), "arch.jpg"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (ValueError("of no interest"), "ValueError"),
    ],
)
@pytest.mark.parametrize("code", ["en", "ko"])
def test_what_cannot_be_made_is_a_sentence(
    error: Exception, said: str, code: str, own_jobs: Callable[..., Jobs]
) -> None:
    """In the language of whoever asks, with no trace of the program's inside."""

    def fails(form: str, material: Material, tell: Tell) -> Made:
        raise error

    own_jobs(fails)
    found = ended(send("/build", ASKED).json()["job"], Cookie=f"backlot_lang={code}")
    assert ("failed", True) == (found["state"], said in found["error"])
    assert (code == "ko") is any("가" <= letter <= "힣" for letter in found["error"])
    assert "Traceback" not in found["error"]


def test_a_full_disk_leaves_no_half_a_file(
    own_jobs: Callable[..., Jobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job has failed, and its folder is empty."""
    jobs = own_jobs(plain)
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        write(path, data[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    found = ended(send("/build", ASKED).json()["job"])
    assert "failed" == found["state"]
    assert [] == kept(jobs)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"form": "docx"}, "docx"),
        ({"form": None}, "None"),
        ({"tour": "no tour"}, "object"),
        ({"tour": None}, "tour"),
        ({"choice": None}, "what is to go in"),
        ({"choice": {**CHOICE, "languages": "en"}}, "what is to go in"),
        ({"choice": {**CHOICE, "languages": []}}, "texts"),
        ({"choice": {**CHOICE, "languages": ["xx"]}}, "xx"),
        ({"choice": {**CHOICE, "photographs": "huge"}}, "huge"),
        ({"choice": {**CHOICE, "scope": "moon"}}, "moon"),
    ],
)
def test_what_cannot_be_asked_for_is_a_sentence(changes: dict[str, Any], said: str) -> None:
    """At once, both when the size is asked for and when it is to be made."""
    for path in ("/size", "/build"):
        answer = send(path, {**ASKED, **changes})
        assert 422 == answer.status or (changes == {"tour": None} and path == "/build"), answer.text
        if answer.status == 422:
            assert said.lower() in answer.json()["error"].lower()


def test_the_whole_map_has_all_tours_and_a_walk_its_own() -> None:
    """A track needs a walk and takes no other in its place."""
    body = {**ASKED, "tour": None, "form": "html", "choice": {**CHOICE, "scope": "atlas"}}
    shipped = {path.stem for path in (SHIPPED / "tours").glob("*.json")}
    assert shipped == {tour.id for tour in takealong._material(body).tours}
    assert [TOUR["id"]] == [tour.id for tour in takealong._material(ASKED).tours]
    assert () == takealong._material({**body, "form": "gpx"}).tours


def test_a_site_without_paths_can_be_taken_along_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its map is; there is nothing to walk on."""
    monkeypatch.setenv("BACKLOT_GEODATA", str(HARBOUR))
    choice = {**CHOICE, "scope": "atlas", "languages": [load_site(HARBOUR).site.languages[0]]}
    answer = send("/size", {"tour": None, "form": "html", "choice": choice})
    assert 200 == answer.status, answer.text


def backlot_file(**changes: Any) -> bytes:
    """Return what a colleague hands over: one tour."""
    tour = Tour.from_json({**TOUR, "id": "walk-of-theirs", **changes})
    material = gather(Choice(notes=True), load_site(SHIPPED), _library(), None, (tour,))
    return to_backlot(material)


def _library() -> Any:
    from backlot.pictures import load_library

    return load_library(SHIPPED, None, load_site(SHIPPED))


def test_a_colleagues_file_is_looked_at_and_then_taken_in(own_home: Path) -> None:
    """Looking writes nothing; what is decided is saved, and the token counts once."""
    looked = hand(backlot_file()).json()
    assert [("walk-of-theirs", "new")] == [(each["id"], each["state"]) for each in looked["tours"]]
    assert {"new": 0, "same": 0, "differs": 0} == looked["pictures"]
    assert not (own_home / "tours").exists()
    decided = {"token": looked["token"], "tours": {"walk-of-theirs": "theirs"}, "pictures": "mine"}
    taken = send("/accept", decided)
    assert (200, ["walk-of-theirs"]) == (taken.status, [each["id"] for each in taken.json()["taken"]])
    assert 3.5 != TourStore.of_home(own_home).load("walk-of-theirs").pace_kmh
    assert 422 == send("/accept", decided).status


@pytest.mark.parametrize(("side", "count", "pace"), [("mine", 1, 4), ("theirs", 1, 3), ("both", 2, 4)])
def test_what_differs_is_decided_by_whoever_opens_it(
    side: str, count: int, pace: float, own_home: Path
) -> None:
    """Mine stays, theirs takes its place, or both are there."""
    store = TourStore.of_home(own_home)
    store.save(Tour.from_json({**TOUR, "id": "walk-of-theirs", "revision": 0, "pace_kmh": 4}))
    looked = hand(backlot_file(pace_kmh=3)).json()
    assert "differs" == looked["tours"][0]["state"]
    decided = {"token": looked["token"], "tours": {"walk-of-theirs": side}, "pictures": "mine"}
    assert 200 == send("/accept", decided).status
    assert (count, pace) == (len(store.list().tours), store.load("walk-of-theirs").pace_kmh)


def test_only_the_file_opened_last_can_be_taken_from(own_home: Path) -> None:
    """Another token is refused with a sentence."""
    first = hand(backlot_file()).json()
    second = hand(backlot_file(pace_kmh=3)).json()
    for token in (first["token"], "", None, "x" * 24):
        answer = send("/accept", {"token": token, "tours": {}, "pictures": "mine"})
        assert 422 == answer.status
        assert "again" in answer.json()["error"]
    assert 200 == send("/accept", {"token": second["token"], "tours": {}, "pictures": "mine"}).status
    # what is new is taken unless somebody decides against it
    assert ["walk-of-theirs"] == [tour.id for tour in TourStore.of_home(own_home).list().tours]


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04 half of one", b"<html></html>"])
def test_a_foreign_file_is_refused_and_nothing_written(data: bytes, own_home: Path) -> None:
    """With one sentence."""
    answer = hand(data)
    assert 422 == answer.status
    assert answer.json()["error"]
    assert not own_home.exists()


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is looked into."""
    assert MAX_FILE_BYTES > 100_000_000
    monkeypatch.setattr(takealong, "MAX_FILE_BYTES", 1000)
    assert 413 == hand(b"x" * 1001).status


@pytest.mark.parametrize(
    "headers", [{"sec_fetch_site": "cross-site"}, {"origin": "http://elsewhere.example"}]
)
def test_another_site_may_ask_nothing(headers: dict[str, str], own_jobs: Callable[..., Jobs]) -> None:
    """Only our own page may."""
    jobs = own_jobs(plain)
    for path in ("/size", "/build", "/cancel", "/accept"):
        assert 403 == send(path, ASKED, **headers).status
    assert 403 == hand(backlot_file(), **headers).status
    assert 415 == hand(backlot_file(), **{"Content-Type": "text/plain"}).status
    assert {} == jobs._jobs
