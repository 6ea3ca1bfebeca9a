"""
Keep a user's own pictures: their records and their three sizes.

The records are one file, `$BACKLOT_HOME/pictures/pictures.json`, the sizes lie beside it as
`files/<16 hex>-<size>.jpg`. A size is written before the record that names it, so that stopping at any
moment leaves every record whole. A record with the id of a shipped one takes its place.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlot.catalog.load import parse_json
from backlot.catalog.save import save_bytes, save_text
from backlot.errors import ConflictError, DataError, MissingError
from backlot.pictures.model import SIZES, WIDE, Picture, PictureError, parse_picture, replaced
from backlot.settings import home_dir

if TYPE_CHECKING:
    from backlot.pictures.sizes import Sized

__all__ = ["RECORDS", "VERSION", "Records", "Store", "file_hash", "file_name", "read_records"]

VERSION = 1
RECORDS = "pictures.json"
MAX_BYTES = 32_000_000

# one writer at a time within this process; other processes are held off by the lock file
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Records:
    """All pictures of a user at one revision, deleted ones among them."""

    revision: int = 0
    pictures: tuple[Picture, ...] = ()

    def get(self, picture_id: str) -> Picture | None:
        """Return a picture by id, None if there is none."""
        return next((each for each in self.pictures if each.id == picture_id), None)

    def by_sha256(self, sha256: str) -> Picture | None:
        """Return the picture made from an original, deleted ones too, None if there is none."""
        return next((each for each in self.pictures if each.sha256 == sha256), None)

    def plain(self) -> dict[str, Any]:
        """Return the records as plain JSON, as they are saved."""
        pictures = [picture.plain() for picture in self.pictures]
        return {"version": VERSION, "revision": self.revision, "pictures": pictures}


@dataclass(frozen=True, slots=True)
class Store:
    """
    Read and write a user's pictures.

    Parameters
    ----------
    folder
        Folder of the records; it need not exist yet.
    """

    folder: Path

    @classmethod
    def of_user(cls) -> Store:
        """Return the store in the user's own folder."""
        return cls.of_home(home_dir())

    @classmethod
    def of_home(cls, home: Path) -> Store:
        """Return the store of a home folder."""
        return cls(home / "pictures")

    def load(self) -> Records:
        """
        Read the records.

        Returns
        -------
        Records
            None of revision 0 when there is no file yet.

        Raises
        ------
        DataError
            If the file is broken; it is never overwritten then.
        """
        try:
            raw = read_records(self.folder / RECORDS)
        except DataError as error:
            if error.code == "file-missing":
                return Records()
            raise
        revision = raw.get("revision")
        if not isinstance(revision, int) or isinstance(revision, bool) or revision < 0:
            raise PictureError("file-not-pictures", version=VERSION)
        return Records(revision, tuple(parse_picture(each) for each in raw["pictures"]))

    def write_sizes(self, sized: Sized) -> str:
        """
        Write the three sizes of a picture, and the fourth of a panorama.

        Returns
        -------
        str
            The 16 hex digits that name them: the `file` of its record.
        """
        name = file_hash(sized.sha256)
        for size in SIZES:
            path = self.path(name, size)
            if not path.exists():
                save_bytes(path, getattr(sized, size))
        if sized.wide is not None:
            save_bytes(self.path(name, WIDE), sized.wide)
        return name

    def path(self, file: str, size: str) -> Path:
        """Return where a size lies; `file` as `write_sizes` returned it."""
        return self.folder / "files" / file_name(file, size)

    def has_sizes(self, file: str) -> bool:
        """Return whether all three sizes are there."""
        return all(self.path(file, size).is_file() for size in SIZES)

    def put(self, pictures: Iterable[Picture], expected_revision: int | None = None) -> Records:
        """
        Add pictures, or put them in place of those with the same ids, and save.

        Parameters
        ----------
        pictures
            Whole records; their sizes are written already.
        expected_revision
            Revision the user saw; None when adding to whatever is there does no harm.

        Returns
        -------
        Records
            The records as saved, one revision on.

        Raises
        ------
        PictureError
            If a record is not what it should be.
        ConflictError
            If somebody else saved in the meantime.
        """
        given = {each.id: parse_picture(each.plain()) for each in pictures}
        with self._locked():
            records = self._expect(expected_revision)
            kept = [given.pop(each.id, each) for each in records.pictures]
            return self._save(Records(records.revision + 1, (*kept, *given.values())))

    def change(
        self, picture_id: str, values: Mapping[str, Any], expected_revision: int | None = None
    ) -> Records:
        """
        Change members of a record, such as `places`, `alt` or `credit`, and save.

        Raises
        ------
        PictureError
            If a value is not what it should be.
        MissingError
            If there is no such picture.
        ConflictError
            If somebody else saved in the meantime.
        """
        with self._locked():
            records = self._expect(expected_revision)
            picture = records.get(picture_id)
            if picture is None:
                raise MissingError("unknown-picture", id=picture_id)
            changed = replaced(picture, values)
            pictures = tuple(changed if each.id == picture_id else each for each in records.pictures)
            return self._save(Records(records.revision + 1, pictures))

    def delete(self, picture_id: str, expected_revision: int | None = None) -> Records:
        """Hide a picture and save; its record and sizes stay. Raises as `change`."""
        return self.change(picture_id, {"deleted": True}, expected_revision)

    def restore(self, picture_id: str, expected_revision: int | None = None) -> Records:
        """Show a deleted picture again and save. Raises as `change`."""
        return self.change(picture_id, {"deleted": False}, expected_revision)

    def _expect(self, revision: int | None) -> Records:
        records = self.load()
        if revision is not None and records.revision != revision:
            raise ConflictError("revision-conflict", found=records.revision, expected=revision)
        return records

    def _save(self, records: Records) -> Records:
        text = json.dumps(records.plain(), ensure_ascii=False, allow_nan=False, indent=2)
        save_text(self.folder / RECORDS, text + "\n")
        return records

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold off other writers between reading the revision and saving the next."""
        with _LOCK:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / f".{RECORDS}.lock").open("a") as file:
                _lock_file(file.fileno())
                yield


def file_hash(sha256: str) -> str:
    """Return the 16 hex digits that name the files of an original."""
    return sha256[:16]


def file_name(file: str, size: str) -> str:
    """Return the name of the file of one size."""
    return f"{file}-{size}.jpg"


def read_records(path: Path) -> dict[str, Any]:
    """
    Read a file of records strictly; the records themselves are not looked at.

    Raises
    ------
    DataError
        If it is missing, unreadable, not JSON, or not a file of records of this version.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError("file-missing") from error
    except OSError as error:
        raise DataError("file-unreadable", reason=error.strerror or type(error).__name__) from error
    raw = parse_json(data, limit_bytes=MAX_BYTES)
    if (
        not isinstance(raw, dict)
        or raw.get("version") != VERSION
        or not isinstance(raw.get("pictures"), list)
    ):
        raise PictureError("file-not-pictures", version=VERSION)
    if not set(raw) <= {"version", "revision", "pictures"}:
        raise PictureError("file-not-pictures", version=VERSION)
    return raw


def _lock_file(handle: int) -> None:
    """Wait for the lock of a file; released when it is closed."""
    if os.name == "posix":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
