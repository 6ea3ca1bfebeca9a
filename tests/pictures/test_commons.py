"""Fetching from Wikimedia Commons, against a server on this machine that answers as Commons does."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from backlot import lang
from backlot.__main__ import main
from backlot.catalog import load_site
from backlot.errors import DataError
from backlot.pictures.commons import (
    COMMONS_API,
    MAX_DOWNLOAD_BYTES,
    MAX_WAIT_S,
    Client,
    FetchReport,
    RefusedError,
    Wanted,
    _Asker,
    fetch,
    licence_of,
    plain_text,
    read_wanted,
)
from backlot.pictures.model import Picture
from backlot.pictures.store import Store
from backlot.settings import shipped_geodata_dir
from tests.support.commons_server import (
    CommonsServer,
    Exchange,
    Fault,
    File,
    busy,
    cut_off,
    facts,
    failing,
    hung_up,
    jpeg,
    lagged,
    led_to,
    question_of,
    running,
    sending,
)

GATE = "Gate of Example 2015.jpg"
RECORD = {"commons": f"File:{GATE}", "places": ["old-gate"], "alt": {"en": "Gate", "ko": "문"}}


@pytest.fixture
def server() -> Iterator[CommonsServer]:
    """Return a server with one openly licensed photograph."""
    with running() as server:
        server.put(GATE)
        yield server


@pytest.fixture
def slept() -> list[float]:
    """Return the seconds that were waited; no test really waits."""
    return []


class Run:
    """Fetch into one home folder, without waiting."""

    def __init__(self, home: Path, server: CommonsServer, slept: list[float]) -> None:
        self.home = home
        self.store = Store.of_home(home)
        self.client = Client(seed=7, sleep=slept.append)
        self._server = server

    def __call__(self, *records: Any, **options: Any) -> FetchReport:
        """Fetch these records, the gate alone when none is given."""
        given: dict[str, Any] = {"api": self._server.api, "client": self.client} | options
        return fetch(records or [RECORD], home=self.home, **given)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """What the store holds."""
        return self.store.load().pictures

    @property
    def parts(self) -> list[Path]:
        """Downloads that were begun."""
        return sorted(self.home.rglob("*.part"))


@pytest.fixture
def run(tmp_path: Path, server: CommonsServer, slept: list[float]) -> Run:
    """Return what fetches."""
    return Run(tmp_path / "home", server, slept)


def states(report: FetchReport) -> list[str]:
    """Return what became of the files, in order."""
    return [outcome.state for outcome in report.outcomes]


def codes(report: FetchReport) -> list[str]:
    """Return what went wrong, in order."""
    return [outcome.error.code for outcome in report.outcomes if outcome.error is not None]


def listing(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_file_comes_with_what_commons_states_of_it(run: Run) -> None:
    """Author, licence, page, day and size are read, places and alt text are the record's own."""
    report = run()
    assert ["fetched"] == states(report)
    assert report.is_complete
    (picture,) = run.pictures
    assert "Ann Example & Sons / Wikimedia Commons" == picture.credit
    assert "CC-BY-SA-4.0" == picture.licence
    assert "2015-09-28" == picture.date
    assert "https://commons.wikimedia.org/wiki/File:Gate_of_Example_2015.jpg" == picture.source
    assert (("old-gate",), "photo") == (picture.places, picture.kind)
    assert {"en": "Gate", "ko": "문"} == dict(picture.alt)
    assert RECORD["commons"] == picture.commons
    assert picture.file is not None
    assert run.store.has_sizes(picture.file)
    with Image.open(run.store.path(picture.file, "full")) as full:
        assert (picture.width, picture.height) == full.size


def test_nothing_but_the_users_own_folder_is_written(run: Run, tmp_path: Path) -> None:
    """The shipped data stays as it is, and nothing half done stays behind."""
    run()
    assert {"home"} == {path.name for path in tmp_path.iterdir()}
    assert {"pictures"} == {path.name for path in run.home.iterdir()}
    assert [] == run.parts
    assert [] == list((run.home / "pictures" / "partial").iterdir())


def test_who_asks_says_so_and_asks_for_one_thing_at_a_time(
    run: Run, server: CommonsServer, slept: list[float]
) -> None:
    """The user agent names program and version, `maxlag` is sent, and there is a pause between requests."""
    server.put("Second.jpg")
    run(RECORD, {"commons": "File:Second.jpg"})
    assert 4 == len(server.requests)
    assert 1 == server.most_at_once
    assert all(request.headers["User-Agent"].startswith("BacklotMap/0") for request in server.requests)
    assert not any("@" in request.headers["User-Agent"] for request in server.requests)
    assert {"5"} == {question_of(request.path)["maxlag"] for request in server.asked(api=True)}
    assert sum(slept) == pytest.approx(3.0)


def test_a_width_is_asked_for_that_commons_has_ready(run: Run, server: CommonsServer) -> None:
    """Wikimedia refuses to make other widths for programs; 1,920 px is the next above our largest size."""
    run()
    (download,) = server.asked(api=False)
    assert "/1920px-" in download.path


def test_a_small_original_is_taken_as_it_is_and_checked(run: Run, server: CommonsServer) -> None:
    """Where nothing needs to be made smaller, the bytes must be those that were uploaded."""
    server.put(GATE, File(jpeg(), width=300, height=200))
    assert ["fetched"] == states(run())
    assert 300 == run.pictures[0].width
    (download,) = server.asked(api=False)
    assert "/thumb/" not in download.path


def test_bytes_that_are_not_those_uploaded_are_refused(run: Run, server: CommonsServer) -> None:
    """Another picture under the same address is not the one whose licence was read."""
    server.put(GATE, File(jpeg(), width=300, height=200))
    server.file_faults += [sending(jpeg(seed=9))] * 2
    assert ["picture-broken"] == codes(run())
    assert () == run.pictures


def test_a_second_run_asks_nothing(run: Run, server: CommonsServer) -> None:
    """What is fetched already is skipped."""
    run()
    before, asked = listing(run.home), len(server.requests)
    report = run()
    assert ["present"] == states(report)
    assert report.is_complete
    assert (before, asked) == (listing(run.home), len(server.requests))


def test_a_picture_deleted_by_the_user_stays_deleted(run: Run, server: CommonsServer) -> None:
    """Fetching again does not bring back what somebody took away."""
    run()
    run.store.delete(run.pictures[0].id)
    asked = len(server.requests)
    assert ["deleted"] == states(run())
    assert run.pictures[0].deleted
    assert asked == len(server.requests)


def test_lost_files_are_fetched_again_and_the_users_own_words_kept(run: Run) -> None:
    """A record whose sizes are gone gets them back; its alt text and places are the user's by now."""
    run()
    picture = run.pictures[0]
    run.store.change(picture.id, {"alt": {"en": "My gate"}, "places": ["new-gate"]})
    assert picture.file is not None
    run.store.path(picture.file, "stop").unlink()
    assert ["fetched"] == states(run())
    (again,) = run.pictures
    assert ({"en": "My gate"}, ("new-gate",)) == (dict(again.alt), again.places)
    assert run.store.has_sizes(picture.file)


def test_names_are_written_the_way_the_wiki_does(run: Run, server: CommonsServer) -> None:
    """Underscores, a small first letter and the old prefix mean the same file."""
    same = ["gate_of Example__2015.jpg", "Image:Gate of Example 2015.jpg", f"File:{GATE}"]
    assert ["fetched"] == states(run(*({"commons": name} for name in same)))
    assert RECORD["commons"] == question_of(server.requests[0].path)["titles"]


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        "File:",
        "File:no ending",
        "File:a|b.jpg",
        "File:a#b.jpg",
        "File:a\n.jpg",
        "x" * 300 + ".jpg",
    ],
)
def test_what_is_no_name_of_a_file_is_told_before_anything_is_asked(
    run: Run, server: CommonsServer, name: str | None
) -> None:
    """A bar would ask for two files at once."""
    with pytest.raises(DataError, match="not the name of a file"):
        run({"commons": name})
    assert [] == server.requests


def test_a_file_that_was_renamed_is_found(run: Run, server: CommonsServer) -> None:
    """The API follows the redirect a renaming leaves; the page is that of the new name."""
    server.redirects["File:Old name.jpg"] = f"File:{GATE}"
    assert ["fetched"] == states(run({"commons": "File:Old name.jpg"}))
    (picture,) = run.pictures
    assert "File:Old name.jpg" == picture.commons
    assert picture.source is not None
    assert picture.source.endswith("/File:Gate_of_Example_2015.jpg")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_of_a_download_is_followed(run: Run, server: CommonsServer, status: int) -> None:
    """Thumbnails are moved between servers."""
    data = jpeg(seed=3)
    name = f"/wikipedia/commons/0/00/{GATE.replace(' ', '_')}"
    server.put(GATE, File(data))
    server.file_faults.append(led_to(f"{server.origin}{name}", status))
    assert ["fetched"] == states(run())


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost.example/x.jpg",
        "http://127.0.0.1:9/x.jpg",
        "https://127.0.0.1/x.jpg",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(run: Run, server: CommonsServer, address: str) -> None:
    """Only the servers of Commons are asked; here that is the local one, by host and port."""
    server.file_faults.append(led_to(address))
    assert ["commons-led-away"] == codes(run())


def test_a_redirect_to_what_is_no_address_is_told(run: Run, server: CommonsServer) -> None:
    """Whatever a server writes there."""
    server.file_faults.append(led_to("http://[broken"))
    assert ["commons-bad-answer"] == codes(run())


def test_redirects_in_a_circle_come_to_an_end(run: Run, server: CommonsServer) -> None:
    """Five are followed."""
    server.file_faults += [led_to(f"{server.origin}/round.jpg")] * 20
    assert ["commons-led-away"] == codes(run())
    assert 6 == len(server.asked(api=False))


def test_an_address_in_the_answer_that_leads_elsewhere_is_not_asked(
    run: Run, server: CommonsServer
) -> None:
    """What the API names as the picture's address is checked as a redirect is."""
    body = json.dumps(server._query({**QUESTION, "titles": f"File:{GATE}"}))
    server.api_faults.append(sending(body.replace(server.origin, "http://10.0.0.1").encode()))
    assert ["commons-led-away"] == codes(run())


QUESTION = {"action": "query", "formatversion": "2", "iiurlwidth": "1920", "redirects": "1"}


def test_a_missing_file_is_told_and_the_next_one_fetched(run: Run) -> None:
    """A typing error in one name costs one picture."""
    report = run({"commons": "File:Nobody took this.jpg"}, RECORD)
    assert ["failed", "fetched"] == states(report)
    assert ["commons-missing"] == codes(report)
    assert not report.is_complete


def test_a_picture_that_the_file_server_does_not_have_is_told(run: Run, server: CommonsServer) -> None:
    """The API can know a file whose bytes are gone."""
    server.file_faults.append(sending(b"<html>gone</html>", 404))
    assert ["commons-missing"] == codes(run())
    assert [] == run.parts


@pytest.mark.parametrize(
    "fault",
    [busy(429, Retry_After="7"), busy(503, Retry_After="7"), lagged(200, Retry_After="7"), lagged(503)],
    ids=["429", "503", "maxlag", "maxlag as 503"],
)
def test_asking_too_much_is_answered_by_waiting(
    run: Run, server: CommonsServer, slept: list[float], fault: Fault
) -> None:
    """`Retry-After` is kept to, or the back-off where there is none."""
    server.api_faults.append(fault)
    assert ["fetched"] == states(run())
    assert 2 == len(server.asked(api=True))
    assert sum(slept) >= 1.0


def test_the_seconds_asked_for_are_waited(run: Run, server: CommonsServer, slept: list[float]) -> None:
    """As a number or as a moment; two pauses of a second come on top."""
    server.file_faults.append(busy(429, Retry_After="40"))
    run()
    assert 42.0 <= sum(slept) <= 43.0
    slept.clear()
    server.put("Second.jpg")
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    server.file_faults.append(busy(503, Retry_After=until))
    run({"commons": "File:Second.jpg"})
    assert 58.0 <= sum(slept) <= 63.0


def test_a_lag_without_a_time_is_waited_for_as_the_manual_says(
    run: Run, server: CommonsServer, slept: list[float]
) -> None:
    """At least five seconds."""
    server.api_faults.append(lagged())
    assert ["fetched"] == states(run())
    assert sum(slept) >= 5.0


def test_a_server_that_asks_for_hours_ends_the_run(
    run: Run, server: CommonsServer, slept: list[float]
) -> None:
    """Nobody sits before a terminal for an hour, and asking sooner would be rude."""
    server.put("Second.jpg")
    server.api_faults.append(busy(429, Retry_After="3600"))
    report = run(RECORD, {"commons": "File:Second.jpg"})
    assert report.stopped is not None
    assert ("commons-later", 60) == (report.stopped.code, report.stopped.values["minutes"])
    assert 2 == report.untried
    assert 1 == len(server.requests)
    assert sum(slept) < MAX_WAIT_S


def test_a_server_that_stays_busy_is_given_up_and_the_next_file_tried(
    run: Run, server: CommonsServer, slept: list[float]
) -> None:
    """Five tries, each wait longer than the one before, then a plain sentence."""
    server.put("Second.jpg")
    server.api_faults += [busy(503)] * run.client.tries
    report = run(RECORD, {"commons": "File:Second.jpg"})
    assert ["failed", "fetched"] == states(report)
    assert ["commons-busy"] == codes(report)
    assert (
        "File:Gate of Example 2015.jpg: Wikimedia Commons is too busy; try again later"
        in report.sentences("en")
    )
    # half to all of 2 + 4 + 8 + 16, and six pauses
    assert 15.0 + 6 <= sum(slept) <= 30.0 + 7


def test_the_back_off_repeats_with_its_seed(server: CommonsServer, tmp_path: Path) -> None:
    """And differs without: not everybody comes back at once."""
    waited = []
    for home, seed in (("a", 1), ("b", 1), ("c", 2)):
        slept: list[float] = []
        server.api_faults += [busy(503)] * 3
        client = Client(seed=seed, sleep=slept.append)
        fetch([RECORD], home=tmp_path / home, api=server.api, client=client)
        waited.append(sum(slept))
    assert waited[0] == waited[1] != waited[2]


@pytest.mark.parametrize("code", ["ratelimited", "readonly", "internal_api_error_DBQueryError"])
def test_a_passing_error_of_the_api_is_tried_again(run: Run, server: CommonsServer, code: str) -> None:
    """These come with status 200."""
    server.api_faults.append(failing(code, "Please wait."))
    assert ["fetched"] == states(run())


def test_a_lasting_error_of_the_api_is_told_in_its_own_words(run: Run, server: CommonsServer) -> None:
    """Asking again would not help."""
    server.api_faults.append(failing("badvalue", "Unrecognized value for parameter."))
    report = run()
    assert ["commons-said"] == codes(report)
    assert "Unrecognized value for parameter." in report.sentences("en")[0]
    assert 1 == len(server.requests)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><form>Sign in to the hotel</form></html>",
        b"",
        b"[]",
        b"{}",
        b'{"query": {"pages": []}}',
        b'{"query": {"pages": {"-1": {}}}}',
        b'{"query": {"pages": [7]}}',
        b'{"a": NaN}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_not_the_apis_is_told(run: Run, server: CommonsServer, body: bytes) -> None:
    """A sign-in page of a network answers everything with status 200."""
    server.api_faults.append(sending(body))
    assert ["commons-bad-answer"] == codes(run())


def test_an_endless_answer_is_cut_short(run: Run, server: CommonsServer) -> None:
    """Four megabytes are read."""
    server.api_faults.append(sending(b" " * 5_000_000))
    assert ["commons-bad-answer"] == codes(run())


@pytest.mark.parametrize(
    "body", [jpeg()[:40_000], b"\xff\xd8\xff\xe0 not a picture", b"<html>an error</html>"]
)
def test_a_broken_picture_is_fetched_once_more(run: Run, server: CommonsServer, body: bytes) -> None:
    """It may have been broken on its way; what the header promises is not believed."""
    server.file_faults.append(sending(body, Content_Type="image/jpeg"))
    assert ["fetched"] == states(run())
    assert 2 == len(server.asked(api=False))
    assert "Range" not in server.asked(api=False)[1].headers


def test_a_picture_that_stays_broken_is_refused_and_leaves_nothing(run: Run, server: CommonsServer) -> None:
    """Neither a record nor a file."""
    server.put("Second.jpg")
    server.file_faults += [sending(jpeg()[:40_000])] * 2
    report = run(RECORD, {"commons": "File:Second.jpg"})
    assert ["refused", "fetched"] == states(report)
    assert ["picture-broken"] == codes(report)
    assert ["File:Second.jpg"] == [picture.commons for picture in run.pictures]
    assert [] == run.parts
    assert 3 == len(list((run.home / "pictures" / "files").iterdir()))


def test_a_broken_connection_is_gone_on_with_where_it_broke(run: Run, server: CommonsServer) -> None:
    """The rest is asked for, under the stamp of the part that came."""
    data = server.files[f"File:{GATE}"].data
    stamp = md5(data, usedforsecurity=False).hexdigest()
    server.file_faults.append(cut_off(data, 20_000, ETag=stamp))
    assert ["fetched"] == states(run())
    _, second = server.asked(api=False)
    assert ("bytes=20000-", stamp) == (second.headers["Range"], second.headers["If-Range"])


def test_the_next_run_goes_on_where_this_one_gave_up(run: Run, server: CommonsServer) -> None:
    """A part stays for as long as it takes."""
    data = server.files[f"File:{GATE}"].data
    stamp = md5(data, usedforsecurity=False).hexdigest()
    server.file_faults += [cut_off(data, 20_000, ETag=stamp), *[hung_up] * 4]
    report = run()
    assert ["commons-dropped"] == codes(report)
    assert [20_000] == [part.stat().st_size for part in run.parts]
    assert () == run.pictures
    assert ["fetched"] == states(run())
    assert "bytes=20000-" == server.asked(api=False)[-1].headers["Range"]
    assert [] == run.parts


def test_a_picture_that_changed_meanwhile_is_begun_anew(run: Run, server: CommonsServer) -> None:
    """Two halves of two pictures are no picture."""
    old = jpeg(seed=8)
    server.file_faults += [cut_off(old, 20_000, ETag='"old"'), *[hung_up] * 4]
    run()
    assert ["fetched"] == states(run())
    assert '"old"' == server.asked(api=False)[-1].headers["If-Range"]


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}])
def test_a_part_without_a_stamp_is_not_gone_on_with(
    run: Run, server: CommonsServer, headers: dict[str, str]
) -> None:
    """Nobody could tell whether the rest belongs to it."""
    data = server.files[f"File:{GATE}"].data
    server.file_faults.append(cut_off(data, 20_000, **headers))
    assert ["fetched"] == states(run())
    assert "Range" not in server.asked(api=False)[1].headers


def test_the_day_of_change_is_a_stamp_too(run: Run, server: CommonsServer) -> None:
    """Where there is no ETag."""
    data = server.files[f"File:{GATE}"].data
    server.file_faults.append(cut_off(data, 20_000, Last_Modified="Mon, 28 Sep 2015 10:21:33 GMT"))
    assert ["fetched"] == states(run())
    assert "Mon, 28 Sep 2015 10:21:33 GMT" == server.asked(api=False)[1].headers["If-Range"]


def test_a_part_longer_than_the_picture_is_thrown_away(run: Run, server: CommonsServer) -> None:
    """The server says that there is nothing from there on."""
    data = server.files[f"File:{GATE}"].data
    stamp = md5(data, usedforsecurity=False).hexdigest()
    server.file_faults += [cut_off(data, 20_000, ETag=stamp), *[hung_up] * 4]
    run()
    run.parts[0].write_bytes(data + b"more")
    assert ["fetched"] == states(run())


def test_a_rest_that_begins_elsewhere_is_not_joined(run: Run, server: CommonsServer) -> None:
    """A server may send another range than was asked for."""
    data = server.files[f"File:{GATE}"].data
    stamp = md5(data, usedforsecurity=False).hexdigest()
    wrong = sending(data[30_000:], 206, Content_Range=f"bytes 30000-{len(data) - 1}/{len(data)}")
    server.file_faults += [cut_off(data, 20_000, ETag=stamp), wrong]
    assert ["fetched"] == states(run())


@pytest.mark.parametrize("which", ["api", "file"])
def test_a_connection_broken_before_a_word_is_tried_again(
    run: Run, server: CommonsServer, which: str
) -> None:
    """As happens on a moving train."""
    (server.api_faults if which == "api" else server.file_faults).append(hung_up)
    assert ["fetched"] == states(run())


def test_a_download_without_end_is_refused(run: Run, server: CommonsServer) -> None:
    """By what the header promises, before a byte is kept."""
    promised = str(MAX_DOWNLOAD_BYTES + 1)
    server.file_faults.append(sending(b"\xff\xd8", Content_Length=promised))
    assert ["commons-too-large"] == codes(run())
    assert [] == run.parts


def test_a_download_that_does_not_say_how_long_it_is_has_an_end_too(
    run: Run, server: CommonsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what has come."""
    monkeypatch.setattr("backlot.pictures.commons.MAX_DOWNLOAD_BYTES", 500_000)

    def endless(exchange: Exchange) -> None:
        exchange.handler.send_response(200)
        exchange.handler.send_header("Connection", "close")
        exchange.handler.end_headers()
        exchange.handler.wfile.write(b"\0" * 600_000)
        exchange.handler.close_connection = True

    server.file_faults.append(endless)
    assert ["commons-too-large"] == codes(run())


def test_a_chunked_picture_is_put_together(run: Run, server: CommonsServer) -> None:
    """Some servers send pieces and no length."""
    data = server.files[f"File:{GATE}"].data

    def chunked(exchange: Exchange) -> None:
        exchange.handler.send_response(200)
        exchange.handler.send_header("Transfer-Encoding", "chunked")
        exchange.handler.end_headers()
        for start in range(0, len(data), 9_000):
            piece = data[start : start + 9_000]
            exchange.handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        exchange.handler.wfile.write(b"0\r\n\r\n")

    server.file_faults.append(chunked)
    assert ["fetched"] == states(run())


def closed_api() -> str:
    """Return an address nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/w/api.php"


@pytest.mark.parametrize("code", lang.languages())
def test_without_internet_one_sentence_says_so_and_nothing_changes(
    run: Run, slept: list[float], code: str
) -> None:
    """No file, no folder, no waiting."""
    report = run(RECORD, {"commons": "File:Second.jpg"}, api=closed_api())
    assert report.stopped is not None
    assert "commons-offline" == report.stopped.code
    assert ((), 2) == (report.outcomes, report.untried)
    assert not report.is_complete
    assert 2 == len(report.sentences(code))
    assert "internet" in report.sentences("en")[0]
    assert not run.home.exists()
    assert [] == slept


def test_a_name_that_nobody_knows_is_no_internet_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network there is no name service; the real address is asked for over https."""
    asked = []

    def nobody(host: str, *args: object, **kwargs: object) -> list[Any]:
        asked.append(host)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    report = run(api=COMMONS_API)
    assert report.stopped is not None
    assert "commons-offline" == report.stopped.code
    assert ["commons.wikimedia.org"] == asked
    assert not run.home.exists()


def test_a_network_lost_on_the_way_ends_the_run_and_keeps_what_came(
    run: Run, server: CommonsServer
) -> None:
    """The rest is not tried file by file."""
    others = [{"commons": f"File:Other {n}.jpg"} for n in range(3)]

    def gone(number: int, _total: int, _name: str) -> None:
        if number == 1:
            server.api_faults.append(hung_up)
            server.stop()

    report = run(RECORD, *others, progress=gone)
    assert ["fetched"] == states(report)
    assert report.stopped is not None
    assert ("commons-offline", 3) == (report.stopped.code, report.untried)
    assert 1 == len(run.pictures)


@pytest.mark.parametrize(
    "api",
    [
        "http://commons.wikimedia.org/w/api.php",
        "https://commons.example.org/w/api.php",
        "https://commons.wikimedia.org.example.org/w/api.php",
        "https://me:secret@commons.wikimedia.org/w/api.php",
        "https://commons.wikimedia.org:8443/w/api.php",
        "http://192.168.1.7/w/api.php",
        "ftp://127.0.0.1/",
        "",
    ],
)
def test_only_commons_over_https_is_asked(run: Run, api: str) -> None:
    """Plain http is for this machine alone."""
    with pytest.raises(DataError, match="not an address of Wikimedia Commons"):
        run(api=api)


def test_no_password_of_the_user_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where .netrc has one for Commons, it is left there."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine commons.wikimedia.org login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    asker = _Asker(COMMONS_API, Client(), None)
    question = asker._session.prepare_request(requests.Request("GET", COMMONS_API))
    assert "Authorization" not in question.headers
    asker.close()


def test_this_machine_is_not_asked_through_a_proxy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy is for the world outside; nobody listens at this one."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    assert ["fetched"] == states(run())


def test_no_cookie_is_kept(run: Run, server: CommonsServer) -> None:
    """Whoever fetches pictures is not to be known again."""
    body = json.dumps(server._query({**QUESTION, "titles": f"File:{GATE}"})).encode()
    server.api_faults.append(sending(body, Set_Cookie="WMF-Uniq=abc; Path=/; HttpOnly"))
    assert ["fetched"] == states(run())
    assert not any("Cookie" in request.headers for request in server.requests)


def test_progress_names_each_file_and_ends_with_all(run: Run, server: CommonsServer) -> None:
    """Enough for a bar and a line of text."""
    server.put("Second.jpg")
    told: list[tuple[int, int, str]] = []
    run(RECORD, {"commons": "File:Second.jpg"}, progress=lambda *each: told.append(each))
    assert [(0, 2, RECORD["commons"]), (1, 2, "File:Second.jpg"), (2, 2, "")] == told


@pytest.mark.parametrize("after", range(1, 14))
def test_a_run_that_is_cancelled_anywhere_leaves_a_whole_store(
    run: Run, server: CommonsServer, after: int
) -> None:
    """Every record has its sizes, and the next run fetches the rest."""
    server.put("Second.jpg")
    server.file_faults.append(busy(503))
    records = (RECORD, {"commons": "File:Second.jpg"})
    asked = iter(range(1_000))
    report = run(*records, cancel=lambda: next(asked) >= after)
    assert report.cancelled or report.is_complete
    assert all(picture.file and run.store.has_sizes(picture.file) for picture in run.pictures)
    assert report.count("fetched") == len(run.pictures)
    assert run(*records).is_complete
    assert 2 == len(run.pictures)


def test_a_cancelled_run_says_so(run: Run) -> None:
    """And counts what it did not come to."""
    report = run(cancel=lambda: True)
    assert (True, 1) == (report.cancelled, report.untried)
    assert [
        "Stopped as asked; the next run goes on from here.",
        "Fetched 0, there already 0, refused 0, failed 0, not tried 1.",
    ] == report.sentences("en")


def test_a_broken_file_of_records_is_told_and_left_alone(run: Run, server: CommonsServer) -> None:
    """Before anything is asked."""
    path = run.home / "pictures" / "pictures.json"
    path.parent.mkdir(parents=True)
    path.write_text("{broken")
    with pytest.raises(DataError):
        run()
    assert "{broken" == path.read_text()
    assert [] == server.requests


def test_a_disk_that_cannot_be_written_ends_the_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason the system gives, and without a record."""

    def full(*args: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "write_sizes", full)
    report = run()
    assert report.stopped is not None
    assert "the file cannot be written (No space left on device)" == str(report.stopped)
    assert () == run.pictures


@pytest.mark.parametrize(
    ("values", "spdx"),
    [
        ({}, "CC-BY-SA-4.0"),
        ({"License": "cc-by-2.0", "LicenseShortName": "CC BY 2.0"}, "CC-BY-2.0"),
        (
            {"License": "cc-by-sa-2.0-fr", "LicenseShortName": "CC BY-SA 2.0 fr"},
            "LicenseRef-CC-BY-SA-2.0-FR",
        ),
        ({"License": "cc-by-sa-3.0-de", "LicenseShortName": "CC BY-SA 3.0 de"}, "CC-BY-SA-3.0-DE"),
        ({"License": "cc-by-sa-3.0-migrated", "LicenseShortName": "CC BY-SA 3.0"}, "CC-BY-SA-3.0"),
        ({"License": "cc-by-sa-2.5-2.0-1.0", "LicenseShortName": "CC BY-SA 2.5-2.0-1.0"}, "CC-BY-SA-2.5"),
        ({"License": "", "LicenseShortName": "CC-BY-SA-3.0"}, "CC-BY-SA-3.0"),
        ({"License": "cc0", "LicenseShortName": "CC0"}, "CC0-1.0"),
        ({"License": "cc-zero", "LicenseShortName": ""}, "CC0-1.0"),
        ({"License": "pd", "LicenseShortName": "Public domain"}, "LicenseRef-public-domain"),
        ({"License": "pd-us-gov", "LicenseShortName": ""}, "LicenseRef-public-domain"),
        ({"License": "", "LicenseShortName": "CC PDM 1.0"}, "CC-PDM-1.0"),
    ],
)
def test_an_open_licence_is_known_by_its_spdx_id(values: dict[str, str], spdx: str) -> None:
    """CC0, the public domain, CC BY and CC BY-SA of any version and country."""
    assert spdx == licence_of(facts(**{"UsageTerms": "", "LicenseUrl": "", **values}))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"License": "cc-by-nc-sa-4.0", "LicenseShortName": "CC BY-NC-SA 4.0"}, "commons-not-open"),
        ({"License": "", "LicenseShortName": "CC BY-ND 2.0"}, "commons-not-open"),
        ({"LicenseUrl": "https://creativecommons.org/licenses/by-nc/4.0/"}, "commons-not-open"),
        ({"UsageTerms": "Creative Commons Attribution-NonCommercial 4.0"}, "commons-not-open"),
        ({"UsageTerms": "Attribution-NoDerivs 2.0"}, "commons-not-open"),
        ({"NonFree": "true"}, "commons-not-open"),
        ({"License": "", "LicenseShortName": "Fair use"}, "commons-not-open"),
        ({"License": "", "LicenseShortName": "GFDL"}, "commons-not-open"),
        ({"License": "", "LicenseShortName": "KOGL Type 4"}, "commons-not-open"),
        ({"License": "", "LicenseShortName": "CC BY"}, "commons-not-open"),
        ({"License": "", "LicenseShortName": "CC BY-SA 4.0 except for press"}, "commons-not-open"),
        ({"License": "", "LicenseShortName": "", "UsageTerms": ""}, "commons-no-licence"),
        ({"License": "", "LicenseShortName": "<script>CC0</script>"}, "commons-no-licence"),
        ({"Artist": "", "Attribution": ""}, "commons-no-author"),
        ({"Artist": '<span style="display: none;">Ann</span>'}, "commons-no-author"),
    ],
)
def test_what_is_not_openly_licensed_is_refused(
    run: Run, server: CommonsServer, values: dict[str, str], code: str
) -> None:
    """No byte of it is downloaded; one statement against it outweighs the others."""
    server.files[f"File:{GATE}"].facts = facts(**values)
    report = run()
    assert ["refused"] == states(report)
    assert [code] == codes(report)
    assert [] == server.asked(api=False)
    assert () == run.pictures


def test_a_file_without_facts_is_refused(run: Run, server: CommonsServer) -> None:
    """What states nothing gives no licence."""
    server.files[f"File:{GATE}"].facts = {}
    assert ["commons-no-licence"] == codes(run())


@pytest.mark.parametrize("mime", ["application/pdf", "video/webm", "application/sla"])
def test_a_file_that_is_no_picture_is_refused(run: Run, server: CommonsServer, mime: str) -> None:
    """Commons keeps films and books too."""
    server.files[f"File:{GATE}"].mime = mime
    assert ["commons-not-a-picture"] == codes(run())


@pytest.mark.parametrize(
    ("values", "credit"),
    [
        ({"Artist": "Ann"}, "Ann / Wikimedia Commons"),
        ({"Attribution": "Photo: Ann, Wikimedia Commons"}, "Photo: Ann, Wikimedia Commons"),
        (
            {"Artist": "", "License": "cc0", "LicenseShortName": "CC0", "LicenseUrl": ""},
            "Wikimedia Commons",
        ),
        ({"Artist": "<p>Ann</p><p>Bo</p>"}, "Ann Bo / Wikimedia Commons"),
        ({"Artist": "\u202eAnn\u2066"}, "Ann / Wikimedia Commons"),
        ({"Artist": "{{ 7 * 7 }} <b>${x}</b>"}, "{{ 7 * 7 }} ${x} / Wikimedia Commons"),
    ],
)
def test_the_credit_is_the_wording_the_author_asks_for(
    run: Run, server: CommonsServer, values: dict[str, str], credit: str
) -> None:
    """Else the name, as plain text; nobody is named where nobody needs to be."""
    server.files[f"File:{GATE}"].facts = facts(**values)
    run()
    assert [credit] == [picture.credit for picture in run.pictures]


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        ("2015-09-28 10:21:33", "2015-09-28"),
        ("2015:09:28 10:21:33", "2015-09-28"),
        ("2015-09", "2015-09"),
        ("2015", "2015"),
        (
            '<time class="dtstart" datetime="2015-09-28">28 September 2015</time>'
            '<div style="display: none;">date QS:P571,+2015-09-28T00:00:00Z/11</div>',
            "2015-09-28",
        ),
        ("0000:00:00 00:00:00", None),
        ("2015-13-41", None),
        ("circa 1950", None),
        ("20150928", None),
        ("", None),
    ],
)
def test_a_date_is_kept_as_exactly_as_it_is_known(
    run: Run, server: CommonsServer, raw: str, date: str | None
) -> None:
    """What cannot be read as a date is not made into one."""
    server.files[f"File:{GATE}"].facts = facts(DateTimeOriginal=raw)
    run()
    assert [date] == [picture.date for picture in run.pictures]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="//x" title="User:Rama">Rama</a> &amp; Musée Bolo', "Rama & Musée Bolo"),
        ('<bdi>Unknown author</bdi><span style="display:none">Unknown author</span>', "Unknown author"),
        ("<div>Ann<br>Bo</div>", "Ann Bo"),
        ("<script>alert(1)</script><style>a{}</style>Ann", "Ann"),
        ('<div style="display: none"><img src="x"><p>no</div>yes', "yes"),
        ("Ann &lt;b&gt;", "Ann <b>"),
        ("<a href='x'>Ann", "Ann"),
        ("<<<", "<<<"),
    ],
)
def test_html_becomes_the_text_a_reader_sees(html: str, text: str) -> None:
    """Tags go, hidden parts go, entities become signs."""
    assert text == plain_text(html)


def test_the_shipped_list_names_files_and_places_that_exist() -> None:
    """Each with alt text in every language of the site; nothing of it is fetched yet."""
    catalog = load_site(shipped_geodata_dir())
    wanted = read_wanted(shipped_geodata_dir())
    assert 12 == len({item.commons for item in wanted}) == len({item.id for item in wanted})
    for item in wanted:
        assert all(catalog.get(place) is not None for place in item.places), item.commons
        assert set(lang.languages()) == item.alt.keys()


def test_a_site_that_wants_nothing_has_nothing_to_fetch(tmp_path: Path) -> None:
    """The list need not be there."""
    assert () == read_wanted(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"version": 2, "files": []}',
        '{"version": 1, "files": {}}',
        '{"version": 1, "files": [7]}',
        '{"version": 1, "files": [{"commons": "File:A.jpg", "places": "gate"}]}',
        '{"version": 1, "files": [{"commons": "File:A.jpg", "alt": ["x"]}]}',
        '{"version": 1, "files": [{"commons": "File:A.jpg", "kind": "illustration"}]}',
    ],
)
def test_a_broken_list_is_told(tmp_path: Path, text: str) -> None:
    """And nothing is guessed from it."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "commons.json").write_text(text)
    with pytest.raises(DataError, match="not a list of files"):
        read_wanted(tmp_path)


def test_ids_are_alike_everywhere_and_differ_by_name() -> None:
    """Also where a name has no Latin letter."""
    ids = [Wanted(f"File:{name}.jpg").id for name in ("평양", "개선문", "a" * 200, "A b", "A-b")]
    assert len(ids) == len(set(ids))
    assert all(len(each) <= 63 for each in ids)
    assert ids == [Wanted(f"File:{name}.jpg").id for name in ("평양", "개선문", "a" * 200, "A b", "A-b")]


@pytest.mark.parametrize("code", lang.languages())
def test_a_report_is_worded_in_every_language(run: Run, code: str) -> None:
    """One sentence for each that went wrong, and the count."""
    said = run({"commons": "File:Nobody took this.jpg"}, RECORD).sentences(code)
    assert 2 == len(said)
    assert said[0].startswith("File:Nobody took this.jpg: ")
    assert not any("{" in sentence for sentence in said)


def test_the_command_line_fetches_and_tells(
    server: CommonsServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own_home: Path,
) -> None:
    """Status 0 when all is there, 1 when something was refused; what is wanted comes from the site."""
    names = [item.commons.removeprefix("File:") for item in read_wanted(shipped_geodata_dir())]
    for name in names:
        server.put(name, server.files[f"File:{GATE}"])
    slept: list[float] = []
    asking = partial(fetch, api=server.api, client=Client(sleep=slept.append))
    monkeypatch.setattr("backlot.pictures.commons.fetch", asking)
    assert 0 == main(["pictures", "fetch"])
    out, err = capsys.readouterr()
    assert "Fetched 12, there already 0, refused 0, failed 0, not tried 0." == out.strip()
    assert "internet" in err
    assert 12 == len(Store.of_home(own_home).load().pictures)
    Store.of_home(own_home).folder.rename(own_home / "elsewhere")
    server.put(names[3], File(jpeg(), facts(License="", LicenseShortName="CC BY-NC 2.0")))
    assert 1 == main(["pictures", "--lang", "ko", "fetch"])
    assert "“CC BY-NC 2.0” 라이선스는 자유 라이선스" in capsys.readouterr().out


def test_the_command_line_says_plainly_that_it_needs_the_internet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    """One sentence, status 1, nothing changed."""
    monkeypatch.setattr("backlot.pictures.commons.fetch", partial(fetch, api=closed_api()))
    assert 1 == main(["pictures", "fetch"])
    assert capsys.readouterr().out.startswith("fetching needs the internet")
    assert not own_home.exists()


def test_a_refusal_is_one_of_the_data() -> None:
    """Whoever catches bad data catches it."""
    assert issubclass(RefusedError, DataError)
