"""Film clips beside a tour."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlot.tours.clips import clips_of


def put(folder: Path, *names: str, content: bytes = b"film") -> None:
    """Lay files beside a tour."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(content)


def test_a_clip_is_named_after_the_place_of_its_stop(tmp_path: Path) -> None:
    """In the folder that is named after the tour."""
    put(tmp_path / "tours" / "my-walk", "tea-house.mp4", "navy-dock.webm")
    found = clips_of("my-walk", tmp_path)
    assert [("navy-dock", "video/webm", 4), ("tea-house", "video/mp4", 4)] == [
        (clip.place, clip.kind, clip.size_bytes) for clip in found
    ]
    assert () == clips_of("your-walk", tmp_path)


def test_ones_own_clip_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    """And stands beside the others."""
    site, home = tmp_path / "site", tmp_path / "home"
    put(site / "tours" / "my-walk", "tea-house.mp4", "gate-one.mp4")
    put(home / "tours" / "my-walk", "tea-house.mp4", content=b"my own film")
    assert [("gate-one", 4), ("tea-house", 11)] == [
        (clip.place, clip.size_bytes) for clip in clips_of("my-walk", site, home)
    ]


def test_what_is_no_clip_is_left_out(tmp_path: Path) -> None:
    """Other kinds, names that are no ids, folders."""
    folder = tmp_path / "tours" / "my-walk"
    put(
        folder,
        "tea-house.mov",
        "tea-house.mp4.html",
        "Tea House.mp4",
        "tea-house.svg",
        ".mp4",
        "notes.json",
    )
    (folder / "gate-one.mp4").mkdir()
    assert () == clips_of("my-walk", tmp_path)


@pytest.mark.parametrize("tour_id", ["..", ".", "", "a/b", "../tours/my-walk", "my-walk\n", "My-walk", "*"])
def test_only_an_id_becomes_a_folder(tour_id: str, tmp_path: Path) -> None:
    """Nothing else reaches the disk."""
    put(tmp_path / "tours" / "my-walk", "tea-house.mp4")
    put(tmp_path / "tours", "tea-house.mp4")
    assert () == clips_of(tour_id, tmp_path)


def test_another_file_is_another_version(tmp_path: Path) -> None:
    """So that a browser does not go on with the one it has."""
    folder = tmp_path / "tours" / "my-walk"
    put(folder, "tea-house.mp4")
    before = clips_of("my-walk", tmp_path)[0].version
    put(folder, "tea-house.mp4", content=b"another film")
    assert before != clips_of("my-walk", tmp_path)[0].version
