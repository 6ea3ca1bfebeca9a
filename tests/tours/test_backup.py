"""Backups: everything comes back, hostile archives change nothing, what was there is kept."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlot.errors import BacklotError, ConflictError, DataError
from backlot.tours import TourStore, backup
from backlot.tours.backup import make_backup, read_manifest, restore_backup
from tests.tours.made import WALK

FILES = {
    "corrections.json": b'{"version": 1}',
    "network.geojson": b"{}",
    "pictures/pictures.json": b"[]",
    "pictures/files/0123456789abcdef-full.jpg": bytes(range(256)) * 40,
    "tours/my-walk.json": "길".encode(),
    "tours/trash/old-walk.1.json": b"damaged",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a user's folder with a file of every sort."""
    folder = tmp_path / "home"
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / ".corrections.json.lock").touch()
    (folder / "tours" / ".half.json.tmp").write_bytes(b"half")
    return folder


@pytest.fixture
def archive(home: Path, tmp_path: Path) -> Path:
    """Return a backup of it."""
    make_backup(home, tmp_path / "out.zip")
    return tmp_path / "out.zip"


def _seen(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder that are neither hidden nor kept aside."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {
        name: path.read_bytes()
        for name, path in names.items()
        if not path.name.startswith(".") and not name.startswith(("kept/", "."))
    }


def _everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix != ".lock"}


def test_everything_comes_back_in_an_empty_folder(archive: Path, tmp_path: Path) -> None:
    """Byte by byte, with its times; locks and halves are left out."""
    restored = restore_backup(archive, tmp_path / "new")
    assert FILES == _seen(tmp_path / "new")
    assert (len(FILES), None) == (restored.files, restored.kept)
    was = (tmp_path / "home" / "network.geojson").stat().st_mtime_ns
    assert was == (tmp_path / "new" / "network.geojson").stat().st_mtime_ns


def test_what_was_there_before_is_kept_and_can_be_restored(archive: Path, home: Path) -> None:
    """And what that replaces is kept in turn."""
    (home / "own notes.txt").write_text("mine")
    (home / "network.geojson").unlink()
    before = _seen(home)
    restored = restore_backup(archive, home, force=True)
    assert FILES == _seen(home)
    assert restored.kept is not None
    again = restore_backup(restored.kept, home)
    assert before == _seen(home)
    assert again.kept is not None
    assert FILES == _seen(again.kept)
    assert not restored.kept.exists()


def test_newer_data_is_not_replaced_unasked(archive: Path, home: Path) -> None:
    """It says which file; the same content is not newer."""
    (home / "network.geojson").write_bytes(FILES["network.geojson"])
    restore_backup(archive, home)
    (home / "corrections.json").write_bytes(b"newer")
    before = _everything(home)
    with pytest.raises(ConflictError) as caught:
        restore_backup(archive, home)
    assert ("backup-older", "corrections.json") == (caught.value.code, caught.value.values["file"])
    assert before == _everything(home)
    assert b"newer" == (home / "corrections.json").read_bytes()


def test_tours_come_back_through_the_store(tmp_path: Path) -> None:
    """With their revisions."""
    store = TourStore.of_home(tmp_path / "own")
    saved = store.save(WALK)
    make_backup(tmp_path / "own", tmp_path / "out.zip")
    restore_backup(tmp_path / "out.zip", tmp_path / "new")
    assert saved == TourStore.of_home(tmp_path / "new").load("my-walk")


def test_an_empty_folder_has_a_backup_too(tmp_path: Path) -> None:
    """Of no files; nothing is made where there was nothing."""
    assert () == make_backup(tmp_path / "nowhere", tmp_path / "out.zip").entries
    assert not (tmp_path / "nowhere").exists()
    assert 0 == restore_backup(tmp_path / "out.zip", tmp_path / "home").files


def test_a_file_of_the_name_is_not_replaced_unasked(archive: Path, home: Path) -> None:
    """Nor is a backup put among what it holds."""
    before = archive.read_bytes()
    with pytest.raises(ConflictError):
        make_backup(home, archive)
    assert before == archive.read_bytes()
    make_backup(home, archive, replace=True)
    with pytest.raises(DataError):
        make_backup(home, home / "tours" / "out.zip")
    assert FILES == _seen(home)


def test_links_and_unsafe_names_are_left_out_and_named(home: Path, tmp_path: Path) -> None:
    """A link could lead anywhere; and restoring keeps them aside, it does not lose them."""
    (home / "tours" / "link.json").symlink_to("/etc/passwd")
    (home / "elsewhere").symlink_to(tmp_path)
    (home / "tours" / "a:b.json").write_text("x")
    manifest = make_backup(home, tmp_path / "out.zip")
    assert {"elsewhere", "tours/a:b.json", "tours/link.json"} == set(manifest.left_out)
    assert set(FILES) == {entry.path for entry in manifest.entries}
    kept = restore_backup(tmp_path / "out.zip", home).kept
    assert kept is not None
    assert (kept / "elsewhere").is_symlink()
    assert (kept / "tours" / "a:b.json").is_file()


def test_a_backup_that_fails_leaves_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even a half of it."""
    monkeypatch.setattr(backup, "MAX_FILES", 3)
    with pytest.raises(DataError):
        make_backup(home, tmp_path / "out.zip")
    assert ["home"] == [path.name for path in tmp_path.iterdir() if path.name != "backlot-home"]


def test_a_swap_that_fails_is_taken_back(
    archive: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything lies where it lay."""
    before, rename, count = _everything(home), Path.rename, [0]

    def failing(self: Path, target: Path) -> Path:
        count[0] += 1
        if count[0] == 6:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="No space"):
        restore_backup(archive, home)
    monkeypatch.undo()
    assert FILES == _seen(home)
    assert before == _everything(home) - {"kept"}


def _manifest(**members: Any) -> dict[str, Any]:
    made = "2026-11-22T03:00:00+00:00"
    return {"format": "backlot-backup", "version": 1, "program": "1", "made": made, "files": [], **members}


def _entry(path: str, data: bytes = b"x") -> dict[str, Any]:
    import hashlib

    return {"path": path, "size": len(data), "modified_ns": 0, "sha256": hashlib.sha256(data).hexdigest()}


def _zip(path: Path, members: list[tuple[str | zipfile.ZipInfo, bytes]], manifest: Any = None) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        warnings.simplefilter("ignore")
        for name, data in members:
            packed.writestr(name, data)
        if manifest is not None:
            packed.writestr("manifest.json", json.dumps(manifest))


def _named(name: str) -> Callable[[Path], None]:
    entry = _entry(name.removeprefix("files/"))
    return lambda path: _zip(path, [(name, b"x")], _manifest(files=[entry]))


def _link(mode: int) -> Callable[[Path], None]:
    info = zipfile.ZipInfo("files/tours")
    info.external_attr = (mode | 0o777) << 16
    return lambda path: _zip(path, [(info, b"/etc")], _manifest(files=[_entry("tours", b"/etc")]))


def _encrypted(path: Path) -> None:
    _zip(path, [("files/a.json", b"x")], _manifest(files=[_entry("a.json")]))
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x01\x02"))
    data[at + 8] |= 1
    path.write_bytes(data)


def _null_name(path: Path) -> None:
    _zip(path, [("files/aXb.json", b"x")], _manifest(files=[_entry("a")]))
    path.write_bytes(path.read_bytes().replace(b"aXb.json", b"a\x00b.json"))


BOMB = bytes(40 * 1024 * 1024)
HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no zip": (lambda path: path.write_bytes(b"hello" * 100), "backup-not-zip"),
    "nothing": (lambda path: path.write_bytes(b""), "backup-not-zip"),
    "another zip": (lambda path: _zip(path, [("a.txt", b"x")]), "backup-foreign"),
    "a manifest of another": (lambda path: _zip(path, [], {"name": "x"}), "backup-foreign"),
    "a manifest that is a list": (lambda path: _zip(path, [], []), "backup-foreign"),
    "a newer version": (lambda path: _zip(path, [], _manifest(version=2)), "backup-version"),
    "a time that is none": (lambda path: _zip(path, [], _manifest(made="yesterday")), "backup-foreign"),
    "a time without a zone": (lambda path: _zip(path, [], _manifest(made="2026-11-22")), "backup-foreign"),
    "a way up": (_named("files/../evil.json"), "backup-name"),
    "a way up within": (_named("files/tours/../../evil.json"), "backup-name"),
    "an absolute name": (_named("/etc/evil.json"), "backup-name"),
    "an absolute name within": (_named("files//etc/evil.json"), "backup-name"),
    "a drive": (_named("files/C:/evil.json"), "backup-name"),
    "a backslash": (_named("files/..\\evil.json"), "backup-name"),
    "a hidden file": (_named("files/.bashrc"), "backup-name"),
    "a device": (_named("files/tours/CON.json"), "backup-name"),
    "a name beside": (_named("evil.json"), "backup-name"),
    "a folder": (_named("files/tours/"), "backup-link"),
    "what was kept": (_named("files/kept/x.json"), "backup-name"),
    "a null byte": (_null_name, "backup-name"),
    "a link": (_link(stat.S_IFLNK), "backup-link"),
    "a pipe": (_link(stat.S_IFIFO), "backup-link"),
    "a folder by its mode": (_link(stat.S_IFDIR), "backup-link"),
    "a password": (_encrypted, "backup-foreign"),
    "more than its list": (
        lambda path: _zip(
            path, [("files/a.json", b"x"), ("files/b.json", b"x")], _manifest(files=[_entry("a.json")])
        ),
        "backup-differs",
    ),
    "less than its list": (
        lambda path: _zip(path, [], _manifest(files=[_entry("a.json")])),
        "backup-differs",
    ),
    "one name twice": (
        lambda path: _zip(path, [("files/a.json", b"x")] * 2, _manifest(files=[_entry("a.json")])),
        "backup-differs",
    ),
    "a and A": (
        lambda path: _zip(
            path,
            [("files/a.json", b"x"), ("files/A.json", b"x")],
            _manifest(files=[_entry("a.json"), _entry("A.json")]),
        ),
        "backup-name",
    ),
    "a file that is a folder too": (
        lambda path: _zip(
            path, [("files/a", b"x"), ("files/a/b", b"x")], _manifest(files=[_entry("a"), _entry("a/b")])
        ),
        "backup-name",
    ),
    "another size": (
        lambda path: _zip(path, [("files/a.json", b"xy")], _manifest(files=[_entry("a.json")])),
        "backup-differs",
    ),
    "another content": (
        lambda path: _zip(path, [("files/a.json", b"y")], _manifest(files=[_entry("a.json")])),
        "backup-checksum",
    ),
    "a bomb": (
        lambda path: _zip(path, [("files/a.json", BOMB)], _manifest(files=[_entry("a.json", BOMB)])),
        "backup-too-large",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_changes_nothing(name: str, home: Path, tmp_path: Path) -> None:
    """It is refused with a plain code; nothing is written, there or beside."""
    make, code = HOSTILE[name]
    path = tmp_path / "evil.zip"
    make(path)
    before = _everything(tmp_path)
    for folder in (home, tmp_path / "new"):
        with pytest.raises(DataError) as caught:
            restore_backup(path, folder, force=True)
        assert code == caught.value.code
    assert before == _everything(tmp_path)
    assert FILES == _seen(home)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any is unpacked."""
    monkeypatch.setattr(backup, "MAX_FILES", 2)
    _zip(
        tmp_path / "evil.zip",
        [(f"files/{at}.json", b"x") for at in range(3)],
        _manifest(files=[_entry(f"{at}.json") for at in range(3)]),
    )
    with pytest.raises(DataError) as caught:
        read_manifest(tmp_path / "evil.zip")
    assert "backup-too-large" == caught.value.code


def test_a_list_of_members_too_long_is_refused_unread(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library would read all of it at once; so is the form for very many."""
    monkeypatch.setattr(backup, "MAX_DIRECTORY_BYTES", 100)
    with pytest.raises(DataError) as caught:
        read_manifest(archive)
    assert "backup-too-large" == caught.value.code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(at=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_archive_changes_nothing(
    at: float, value: int, cut: bool, archive: Path, home: Path, tmp_path: Path
) -> None:
    """Wherever a byte differs or the end is missing: all is as it was, or all came back."""
    data = bytearray(archive.read_bytes())
    where = int(at * len(data))
    data[where] = value
    path = tmp_path / "damaged.zip"
    path.write_bytes(data[:where] if cut else data)
    with contextlib.suppress(BacklotError):
        restore_backup(path, home)
    assert FILES == _seen(home)


def test_an_archive_nobody_else_may_read(archive: Path) -> None:
    """It holds what a user made."""
    if os.name == "posix":
        assert 0o600 == archive.stat().st_mode & 0o777
