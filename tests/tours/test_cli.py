"""The commands: `tour`, `backup`, `restore`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from backlot.tours import TourStore, cli, decode

if TYPE_CHECKING:
    import pytest


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    return int(args.run(args))


def test_tours_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Ready-made and own, each with its name in the reader's language."""
    assert 0 == _run("tour", "duplicate", "square-to-arch")
    assert 0 == _run("tour", "list", "--lang", "ko")
    said = capsys.readouterr().out
    assert "studio-90-minutes  90분에 보는 촬영소 전체" in said
    assert "square-to-arch-2" in said
    assert 0 == _run("tour", "list", "--json")
    assert 5 == len(json.loads(capsys.readouterr().out))


def test_a_tour_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """With its notes and sources, as JSON, or as the text for an address."""
    assert 0 == _run("tour", "show", "square-to-arch")
    said = capsys.readouterr().out
    assert "1. Kim Il Sung Square" in said
    assert "kfausa.org" in said
    assert 0 == _run("tour", "show", "square-to-arch", "--json")
    assert "square-to-arch" == json.loads(capsys.readouterr().out)["id"]
    assert 0 == _run("tour", "show", "square-to-arch", "--compact")
    assert "square-to-arch" == decode(capsys.readouterr().out).id


def test_a_tour_is_deleted_and_restored(capsys: pytest.CaptureFixture[str]) -> None:
    """Only one's own."""
    assert 1 == _run("tour", "delete", "square-to-arch")
    assert 0 == _run("tour", "duplicate", "square-to-arch", "--as", "my-own")
    assert 0 == _run("tour", "delete", "my-own")
    capsys.readouterr()
    assert 0 == _run("tour", "list", "--deleted")
    assert "my-own" == capsys.readouterr().out.strip()
    assert 0 == _run("tour", "restore", "my-own")
    assert "my-own" == TourStore.of_user().load("my-own").id
    assert 1 == _run("tour", "restore", "my-own")
    assert "my-own" in capsys.readouterr().err


def test_a_damaged_file_is_named(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the others are listed."""
    (own_home / "tours").mkdir(parents=True)
    (own_home / "tours" / "my-own.json").write_text("{")
    assert 1 == _run("tour", "list")
    said = capsys.readouterr()
    assert "film-lovers-day" in said.out
    assert "my-own.json" in said.err


def test_a_backup_is_made_and_restored(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is there is not replaced unasked, and kept aside."""
    out = tmp_path / "out.zip"
    _run("tour", "duplicate", "square-to-arch", "--as", "my-own")
    assert 0 == _run("backup", str(out))
    assert 1 == _run("backup", str(out))
    assert 0 == _run("backup", str(out), "--force")
    _run("tour", "delete", "my-own")
    _run("tour", "duplicate", "film-lovers-day", "--as", "newer")
    assert 1 == _run("restore", str(out))
    assert "newer" in capsys.readouterr().err
    assert 0 == _run("restore", str(out), "--force")
    kept = next((own_home / "kept").iterdir())
    assert str(kept) in capsys.readouterr().out
    assert ["my-own"] == [tour.id for tour in TourStore.of_user().list().tours]
    assert 0 == _run("restore", str(kept))
    assert ["newer"] == [tour.id for tour in TourStore.of_user().list().tours]


def test_what_is_no_backup_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By a sentence."""
    (tmp_path / "out.zip").write_text("hello")
    assert 1 == _run("restore", str(tmp_path / "out.zip"))
    assert 1 == _run("restore", str(tmp_path / "nowhere.zip"))
    assert 2 == len(capsys.readouterr().err.splitlines())
