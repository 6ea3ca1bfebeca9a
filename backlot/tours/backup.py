"""
Put everything a user made into one ZIP file, and bring it back whole or not at all.

A backup holds `manifest.json` and, under `files/`, every file of the user's folder as it is: tours with
their trash, corrections, network, pictures. The manifest names each with its size, time and SHA-256. Hidden
files (locks, halves of a save) and `kept/` are left out; links are not followed.

To restore, the archive is looked at before anything is written: its form, names, sizes, and that it holds
what its manifest says, no more and no less. Then it is unpacked beside the files it will replace, every
checksum is compared, and only then are they swapped. What was there before lies in `kept/` afterwards, as a
folder that can be restored in the same way.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from backlot import __version__
from backlot.catalog.load import parse_json
from backlot.errors import ConflictError, DataError
from backlot.tours.lock import held
from backlot.tours.zipsafe import (
    Limits,
    UnsafeZipError,
    clash,
    is_safe,
    members,
    opened,
    printable,
    read_member,
)

__all__ = ["KEPT", "Entry", "Manifest", "Restored", "make_backup", "read_manifest", "restore_backup"]

FORMAT = "backlot-backup"
VERSION = 1
KEPT = "kept"
MANIFEST = "manifest.json"
FILES = "files/"

MAX_FILES = 20_000
MAX_FILE_BYTES = 256 * 1024 * 1024
MAX_TOTAL_BYTES = 3 * 1024 * 1024 * 1024
MAX_MANIFEST_BYTES = 16 * 1024 * 1024
MAX_DIRECTORY_BYTES = 16 * 1024 * 1024

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_PACKED_ALREADY = (".jpg", ".jpeg", ".png", ".webp", ".zip")
_CHUNK = 1024 * 1024
# whoever writes one of these holds its lock, so that a save under way is finished first
_LOCKED = ("corrections.json", "network.geojson", "pictures/pictures.json", "tours/tours")
_REFUSALS = {
    "zip-not-whole": "backup-not-zip",
    "zip-packing": "backup-foreign",
    "zip-link": "backup-link",
    "zip-name": "backup-name",
    "zip-twice": "backup-differs",
    "zip-too-large": "backup-too-large",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup: path inside the user's folder, size, time in nanoseconds, SHA-256."""

    path: str
    size: int
    modified_ns: int
    sha256: str

    def plain(self) -> dict[str, Any]:
        """Return the entry as plain JSON."""
        return {
            "path": self.path,
            "size": self.size,
            "modified_ns": self.modified_ns,
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What a backup holds and when it was made (ISO 8601, UTC).

    `left_out` names the links, and the files whose names not every system takes.
    """

    made: str
    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()

    @property
    def made_ns(self) -> int:
        """When it was made, in nanoseconds since 1970."""
        return int(dt.datetime.fromisoformat(self.made).timestamp() * 1_000_000) * 1_000

    def plain(self) -> dict[str, Any]:
        """Return the manifest as plain JSON, as it is saved."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "program": __version__,
            "made": self.made,
            "files": [entry.plain() for entry in self.entries],
        }


@dataclass(frozen=True, slots=True)
class Restored:
    """How many files were brought back, and where what was there before lies, None when nothing was."""

    files: int
    kept: Path | None


def make_backup(home: Path, out: Path, *, replace: bool = False) -> Manifest:
    """
    Put everything in the user's folder into a ZIP file.

    Parameters
    ----------
    home
        The user's folder; it need not exist.
    out
        File to write: it appears whole or not at all.
    replace
        Whether a file of this name may be replaced.

    Raises
    ------
    ConflictError
        If there is a file of this name.
    DataError
        If `out` lies among what it is to hold, or there is more than a backup may hold.
    OSError
        If something cannot be read or written; a file there before is untouched.
    """
    home, out = home.resolve(), out.resolve()
    if out.is_relative_to(home) and not out.is_relative_to(home / KEPT):
        raise DataError("backup-inside", file=out.name)
    if out.exists() and not replace:
        raise ConflictError("backup-exists", file=out.name)
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w+b") as file:
            manifest = _write_archive(home, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o600)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return manifest


def read_manifest(archive: Path) -> Manifest:
    """
    Look at an archive without unpacking it.

    Raises
    ------
    DataError
        If it is not a backup, or holds anything a backup may not: see `restore_backup`.
    """
    with _opened(archive) as unpacked:
        return _look_at(unpacked, archive.stat().st_size)


def restore_backup(archive: Path, home: Path, *, force: bool = False) -> Restored:
    """
    Put what a backup holds in place of all that is in the user's folder.

    Parameters
    ----------
    archive
        A file `make_backup` wrote, or a folder in `kept/`.
    home
        The user's folder; it need not exist.
    force
        Whether to go on when something there was changed after the backup was made; what is there is kept
        aside in any case.

    Raises
    ------
    DataError
        With code ``"backup-missing"``, ``"backup-not-zip"``, ``"backup-foreign"``, ``"backup-version"``,
        ``"backup-name"``, ``"backup-link"``, ``"backup-too-large"``, ``"backup-differs"`` or
        ``"backup-checksum"``: nothing was changed then.
    ConflictError
        With code ``"backup-older"`` when there is newer data and `force` is not set; nothing was changed.
    OSError
        If something cannot be written; what was there before is there still.
    """
    home = home.resolve()
    if archive.is_dir() and archive.resolve().parent == home / KEPT:
        return _restore_kept(archive.resolve(), home)
    with _opened(archive) as packed:
        manifest = _look_at(packed, archive.stat().st_size)
        _refuse_newer(manifest, home, force=force)
        with _beside(home) as fresh:
            _unpack(packed, manifest, fresh)
            with _all_locked(home):
                # what was saved while this was unpacking is newer too
                _refuse_newer(manifest, home, force=force)
                kept = _swap(fresh, home)
    return Restored(len(manifest.entries), kept)


def _restore_kept(folder: Path, home: Path) -> Restored:
    count = sum(1 for _ in _files(folder))
    with _all_locked(home):
        kept = _swap(folder, home)
    # nothing but locks is left in it
    shutil.rmtree(folder)
    return Restored(count, kept)


@contextlib.contextmanager
def _beside(home: Path) -> Iterator[Path]:
    """Make a folder in the user's folder, on the same disk, that is gone when the block ends."""
    is_new = not home.exists()
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=home, prefix=".restore-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        if is_new and not any(home.iterdir()):
            home.rmdir()


def _write_archive(home: Path, file: IO[bytes]) -> Manifest:
    made = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    entries: list[Entry] = []
    left_out: list[str] = []
    total = 0
    with zipfile.ZipFile(file, "w", allowZip64=False) as packed:
        for path in _files(home):
            name = path.relative_to(home).as_posix()
            if not _is_safe(name) or path.is_symlink() or not path.is_file():
                left_out.append(name)
                continue
            entry = _pack(packed, path, name)
            entries.append(entry)
            total += entry.size
            if len(entries) > MAX_FILES or total > MAX_TOTAL_BYTES or entry.size > MAX_FILE_BYTES:
                raise DataError("backup-too-large", limit_mb=MAX_TOTAL_BYTES // 2**20, files=MAX_FILES)
        manifest = Manifest(made, tuple(entries), tuple(left_out))
        text = json.dumps(manifest.plain(), ensure_ascii=False, indent=1)
        packed.writestr(_info(MANIFEST, zipfile.ZIP_DEFLATED), text.encode("utf-8"))
    return manifest


def _pack(packed: zipfile.ZipFile, path: Path, name: str) -> Entry:
    # a file is read once: a save replaces it as a whole, so this is the old one or the new one
    modified_ns = path.stat().st_mtime_ns
    is_packed = path.suffix.lower() in _PACKED_ALREADY
    info = _info(f"{FILES}{name}", zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED)
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, packed.open(info, "w") as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Entry(name, size, modified_ns, digest.hexdigest())


def _info(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = method
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    return info


def _files(home: Path) -> Iterator[Path]:
    """
    Yield the files and links of a user's folder that are not hidden; no link is followed.

    Those of a folder come before those of its subfolders: records before the sizes they name, which are
    written first and never taken away.
    """
    for folder, folders, names in os.walk(home):
        at = Path(folder)
        links = [name for name in folders if (at / name).is_symlink()]
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in links and (at != home or name != KEPT)
        )
        yield from (at / name for name in sorted([*names, *links]) if not name.startswith("."))


@contextlib.contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    if not archive.is_file():
        raise DataError("backup-missing", file=archive.name)
    try:
        with archive.open("rb") as file, opened(file, _limits()) as packed:
            yield packed
    except UnsafeZipError as error:
        values = {"file": archive.name, "limit_mb": MAX_TOTAL_BYTES // 2**20, "files": MAX_FILES}
        raise DataError(_REFUSALS[error.code], **{**error.values, **values}) from error


def _limits() -> Limits:
    # one more for the manifest
    return Limits(
        files=MAX_FILES + 1,
        file_bytes=MAX_FILE_BYTES,
        total_bytes=MAX_TOTAL_BYTES + MAX_MANIFEST_BYTES,
        directory_bytes=MAX_DIRECTORY_BYTES,
    )


def _look_at(packed: zipfile.ZipFile, archive_bytes: int) -> Manifest:
    """Return the manifest of an archive in which nothing is wrong; nothing is written."""
    if MANIFEST not in packed.namelist():
        raise DataError("backup-foreign")
    infos = members(packed, archive_bytes, _limits(), _is_named)
    if infos[MANIFEST].file_size > MAX_MANIFEST_BYTES:
        raise _limits().exceeded()
    manifest = _parse_manifest(read_member(packed, infos[MANIFEST]))
    _compare(manifest, {name: info.file_size for name, info in infos.items() if name != MANIFEST})
    return manifest


def _is_named(name: str) -> bool:
    return name == MANIFEST or (name.startswith(FILES) and _is_safe(name.removeprefix(FILES)))


def _is_safe(path: str) -> bool:
    """Return whether a path stays inside a folder on every system; `kept/` is not restored over."""
    return is_safe(path) and path.split("/")[0] != KEPT


def _parse_manifest(data: bytes) -> Manifest:
    try:
        raw = parse_json(data, limit_bytes=MAX_MANIFEST_BYTES)
    except DataError as error:
        raise DataError("backup-foreign") from error
    if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
        raise DataError("backup-foreign")
    if raw.get("version") != VERSION:
        raise DataError("backup-version", found=str(raw.get("version"))[:20], known=VERSION)
    files = raw.get("files")
    if not isinstance(files, list) or not _is_moment(raw.get("made")):
        raise DataError("backup-foreign")
    return Manifest(raw["made"], tuple(_parse_entry(each) for each in files))


def _parse_entry(raw: Any) -> Entry:
    if not isinstance(raw, Mapping) or raw.keys() != {"path", "size", "modified_ns", "sha256"}:
        raise DataError("backup-foreign")
    path, sha256 = raw["path"], raw["sha256"]
    if not isinstance(path, str) or not isinstance(sha256, str) or not _SHA256.match(sha256):
        raise DataError("backup-foreign")
    for figure in (raw["size"], raw["modified_ns"]):
        if isinstance(figure, bool) or not isinstance(figure, int) or not 0 <= figure < 2**63:
            raise DataError("backup-foreign")
    return Entry(path, raw["size"], raw["modified_ns"], sha256)


def _compare(manifest: Manifest, sizes: Mapping[str, int]) -> None:
    """Refuse an archive that holds other files than its manifest names, or names that clash."""
    named = {f"{FILES}{entry.path}": entry.size for entry in manifest.entries}
    if len(named) != len(manifest.entries) or named != sizes:
        odd = sorted(name for name in named.keys() | sizes.keys() if named.get(name) != sizes.get(name))
        raise DataError("backup-differs", found=printable((odd or [MANIFEST])[0]))
    clashing = clash(entry.path for entry in manifest.entries)
    if clashing is not None:
        raise DataError("backup-name", found=printable(clashing))


def _refuse_newer(manifest: Manifest, home: Path, *, force: bool) -> None:
    """Refuse when a file that the backup would change was changed after the backup was made."""
    if force:
        return
    hashes = {entry.path: entry.sha256 for entry in manifest.entries}
    for path in _files(home):
        name = path.relative_to(home).as_posix()
        if not path.is_file() or path.is_symlink():
            continue
        if path.stat().st_mtime_ns > manifest.made_ns and _sha256(path) != hashes.get(name):
            raise ConflictError("backup-older", file=name, made=manifest.made[:19])


def _unpack(packed: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    for entry in manifest.entries:
        target = folder / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with packed.open(f"{FILES}{entry.path}") as source, target.open("xb") as file:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > entry.size:
                    raise DataError("backup-differs", found=printable(entry.path))
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if size != entry.size or digest.hexdigest() != entry.sha256:
            raise DataError("backup-checksum", file=entry.path)
        os.utime(target, ns=(entry.modified_ns, entry.modified_ns))


def _swap(fresh: Path, home: Path) -> Path | None:
    """
    Move what is in a folder to `kept/` and what is fresh into its place.

    On any failure everything is moved back. Returns where the former things lie, None when there were none.
    """
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    kept = home / KEPT / f"before-{stamp}"
    former = [path for path in _visible(home) if path.name != KEPT]
    moves = [(path, kept / path.name) for path in former]
    moves += [(path, home / path.name) for path in _visible(fresh)]
    if former:
        kept.mkdir(parents=True)
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            source.rename(target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            target.rename(source)
        if former:
            kept.rmdir()
        raise
    return kept if former else None


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


@contextlib.contextmanager
def _all_locked(home: Path) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for name in _LOCKED:
            if (home / name).parent.is_dir():
                stack.enter_context(held(home / name))
        yield


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and dt.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
