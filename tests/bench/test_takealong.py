"""What the benchmark of taking along compares, and what it does not let pass."""

from __future__ import annotations

import re
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import pytest

from backlot.__main__ import main
from backlot.bench import takealong
from backlot.bench.measure import Sample
from backlot.bench.report import Notes, Report, Row
from backlot.bench.takealong import (
    ATLAS,
    ILLUSTRATED,
    MARK,
    OURS,
    PEER,
    PHOTOGRAPHS,
    STUDIO,
    Host,
    IdleError,
    build,
    check_alone,
    largest,
    peer_page,
)
from backlot.catalog import load_site
from backlot.settings import shipped_geodata_dir

if TYPE_CHECKING:
    from pathlib import Path


def test_each_file_is_known_by_what_is_in_it() -> None:
    """And judged by the size the table says."""
    assert ("studio only", 600_000) == (STUDIO.site, STUDIO.goal)
    assert ("whole atlas", 1_200_000) == (ATLAS.site, ATLAS.goal)
    assert ("whole atlas, 100 photographs", 20_000_000) == (ILLUSTRATED.site, ILLUSTRATED.goal)


def test_the_other_map_opens_alone_and_holds_the_photographs() -> None:
    """Else its time would be that of a blank page."""
    catalog = load_site(shipped_geodata_dir())
    page = peer_page(catalog, {"ancient-korea": b"\xff\xd8photograph"})
    assert [] == re.findall(r"<(?:script|link)[^>]*(?:src|href)=[^>]*>", page)
    assert 1 == page.count("data:image/jpeg;base64,/9hwaG90b2dyYXBo")
    assert len(catalog.places) + len(catalog.features) == page.count('"type": "Feature"')
    assert page.rstrip().endswith(f'<script>performance.mark("{MARK[PEER]}");</script></html>')


def _look(**changes: Any) -> dict[str, Any]:
    return {"drawn": 12, "photographs": 2 * PHOTOGRAPHS + 1, "outside": []} | changes


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"outside": ["https://example.org/leaflet.js"]}, "asked for https://example.org"),
        ({"drawn": 0}, "drew nothing"),
        ({"photographs": 1}, "carries 1 photographs"),
        ({"photographs": None}, "carries None photographs"),
    ],
)
def test_a_page_that_does_not_show_what_it_should_is_not_timed(
    changes: dict[str, Any], reason: str
) -> None:
    """It would be quick for the wrong reason."""
    check_alone(_look(), ILLUSTRATED.site, OURS)
    with pytest.raises(IdleError, match=reason):
        check_alone(_look(**changes), ILLUSTRATED.site, OURS)


def test_only_the_file_with_photographs_must_have_them() -> None:
    """The other side has them in its popups."""
    check_alone(_look(photographs=1), ATLAS.site, OURS)
    check_alone(_look(photographs=None), ILLUSTRATED.site, PEER)


def test_photographs_as_large_as_they_may_be_are_counted_as_letters(tmp_path: Path) -> None:
    """Four bytes take five letters, and each photograph is there in two sizes."""
    path = tmp_path / "map.html"
    path.write_bytes(b"x" * 1_000)
    notes = Notes()
    largest(path, 14_999_600, notes)
    assert [1_000 + 500] == [row.figure for row in notes.rows if row.goal]
    with pytest.raises(IdleError, match="no file"):
        largest(tmp_path / "none.html", 0, notes)


def test_a_build_tells_how_long_it_took_and_how_much_memory(tmp_path: Path) -> None:
    """In a process of its own, in which nothing else happens."""
    path = tmp_path / "studio.html"
    found = build(STUDIO, "html", path, tmp_path)
    assert path.read_bytes().startswith(b"<!doctype html>")
    assert 0 < found["build_s"] < found["all_s"]
    assert found["mb"] is None or found["mb"] > 10


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    """The last line of what it said."""
    with pytest.raises(IdleError, match=r"nowhere.* is nothing that can be taken along"):
        build(STUDIO._replace(scope="nowhere"), "html", tmp_path / "no.html", tmp_path)
    assert not (tmp_path / "no.html").exists()


def test_a_stopped_host_answers_nobody(tmp_path: Path) -> None:
    """What opens then comes from the browser alone."""
    (tmp_path / "index.html").write_text("here", encoding="utf-8")
    host = Host(tmp_path)
    assert b"here" == _page_of(host)
    host.stop()
    with pytest.raises(ConnectionRefusedError):
        _page_of(host)


def _page_of(host: Host) -> bytes:
    connection = HTTPConnection("127.0.0.1", host.server_port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()


@pytest.mark.parametrize(("failures", "status"), [((), 0), (("folder: it was not ready",), 1)])
def test_it_is_a_topic_of_the_command_line(
    failures: tuple[str, ...],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Which says what did not do the work."""
    asked: list[int] = []

    def run(*, repeats: int) -> Report:
        asked.append(repeats)
        row = Row("opened from disk", ATLAS.site, OURS, "ms", Sample.of([400]), goal=500)
        return Report([row], failures, {})

    monkeypatch.setattr(takealong, "run", run)
    assert status == main(["bench", "takealong", "--repeats", "2"])
    assert [2] == asked
    out = capsys.readouterr().out
    assert "met" in out
    assert all(failure in out for failure in failures)
