"""`python -m backlot open`."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pytest

from backlot.__main__ import COMMANDS
from backlot.catalog import load_site
from backlot.pictures import load_library
from backlot.takeaway.exchange import to_backlot
from backlot.takeaway.material import Choice, gather
from backlot.takeaway.open_cli import add_parser
from backlot.tours import Tour, TourStop, TourStore
from tests.support.sites import HARBOUR

WALK = Tour(
    id="my-walk",
    name={"en": "My walk", "ko": "나의 길"},
    tz="Asia/Pyongyang",
    stops=(TourStop("tea-house"), TourStop("east-gate")),
)


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show the made-up harbour town."""
    monkeypatch.setenv("BACKLOT_GEODATA", str(HARBOUR))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with one tour."""
    catalog = load_site(HARBOUR)
    choice = Choice(notes=True, languages=("en",))
    path = tmp_path / "tour.backlot"
    path.write_bytes(
        to_backlot(gather(choice, catalog, load_library(HARBOUR, None, catalog), None, (WALK,)))
    )
    return path


def _run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["open", *map(str, arguments)])
    return int(args.run(args))


def test_the_command_is_one_of_all() -> None:
    """`python -m backlot` knows it."""
    assert "backlot.takeaway.open_cli" in COMMANDS


def test_what_is_new_is_taken(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said what the file holds, and what was saved; the second time there is nothing to do."""
    assert 0 == _run(file)
    expected = "Data 0.3.1 of 2026-01-05\nmy-walk  My walk  2 stops  new\nTour saved: my-walk\n"
    assert (expected, "") == capsys.readouterr()
    assert replace(WALK, revision=1) == TourStore.of_user().load("my-walk")
    assert 0 == _run(file, "--lang", "ko")
    assert ["자료 0.3.1 (2026-01-05)", "my-walk  나의 길  2곳  이미 있음", "가져올 것이 없습니다."] == (
        capsys.readouterr().out.splitlines()
    )


def test_a_conflict_is_shown_and_nothing_taken(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Until it is said what to do."""
    mine = TourStore.of_user().save(replace(WALK, pace_kmh=2))
    assert 1 == _run(file)
    out, err = capsys.readouterr()
    assert "differs from yours" in out
    assert err.startswith("Something differs from yours; nothing was taken. Repeat with --take")
    assert (mine,) == TourStore.of_user().list().tours


@pytest.mark.parametrize(
    ("take", "expected"),
    [
        ("mine", {"my-walk": 2}),
        ("theirs", {"my-walk": 4}),
        ("both", {"my-walk": 2, "my-walk-2": 4}),
    ],
)
def test_a_conflict_is_decided(
    take: str, expected: dict[str, float], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mine is never lost: it says how to bring it back."""
    store = TourStore.of_user()
    store.save(replace(WALK, pace_kmh=2))
    assert 0 == _run(file, "--take", take)
    assert expected == {each.id: each.pace_kmh for each in store.list().tours}
    assert ("tour restore my-walk-2" in capsys.readouterr().out) == (take == "theirs")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_file_that_cannot_be_opened_is_refused_with_a_sentence(
    lang: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that is missing, damaged, or no file at all; exit status 1."""
    file.write_bytes(file.read_bytes()[:-9])
    expected = {
        "en": ["there is no file", "not a whole ZIP file", "this is not a .backlot file"],
        "ko": ["파일이 없습니다", "온전한 ZIP 파일이 아닙니다", ".backlot 파일이 아닙니다"],
    }[lang]
    for path, words in zip((tmp_path / "none.backlot", file, tmp_path), expected, strict=True):
        assert 1 == _run(path, "--lang", lang)
        out, err = capsys.readouterr()
        assert ("", True) == (out, words in err)
    assert () == TourStore.of_user().list().tours
