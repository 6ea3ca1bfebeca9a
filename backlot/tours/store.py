"""
Keep a user's own tours, one file each: `$BACKLOT_HOME/tours/<id>.json`.

Every save names the revision it builds on; when somebody else saved in the meantime, a `ConflictError`
holds both versions and nothing is overwritten. A deleted tour is moved to `tours/trash/` and can be
restored. A damaged file is named, and neither read nor written until somebody deletes it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from backlot.catalog.save import save_text
from backlot.errors import ConflictError, DataError, MissingError
from backlot.settings import home_dir
from backlot.tours.load import FOLDER, load_folder, read_tour
from backlot.tours.lock import held
from backlot.tours.model import Tour, TourError

if TYPE_CHECKING:
    from backlot.catalog.model import Problem, Text

__all__ = ["Listing", "TourStore"]

_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,62}\Z")
_TRASHED = re.compile(r"(?P<id>[a-z0-9][a-z0-9-]{1,62})\.(?P<number>[0-9]{1,6})\.json\Z")
_LONGEST_ID = 63


@dataclass(frozen=True, slots=True)
class Listing:
    """The tours of a folder, sorted by id, and what is wrong with its other files."""

    tours: tuple[Tour, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class TourStore:
    """
    Read and write a user's tours.

    Parameters
    ----------
    folder
        Folder of the tours; it need not exist yet.
    """

    folder: Path

    @classmethod
    def of_user(cls) -> TourStore:
        """Return the store in the user's own folder."""
        return cls.of_home(home_dir())

    @classmethod
    def of_home(cls, home: Path) -> TourStore:
        """Return the store of a home folder."""
        return cls(home / FOLDER)

    def list(self) -> Listing:
        """Return all tours; a damaged file is among the problems."""
        tours, problems = load_folder(self.folder)
        return Listing(tuple(tours.values()), problems)

    def load(self, tour_id: str) -> Tour:
        """
        Read a tour.

        Raises
        ------
        MissingError
            If there is none with this id.
        DataError
            If its file is damaged.
        """
        found = self._stored(tour_id)
        if found is None:
            raise MissingError("unknown-tour", id=tour_id)
        return found

    def save(self, tour: Tour) -> Tour:
        """
        Save a tour over the revision it names.

        Parameters
        ----------
        tour
            The tour; its `revision` is the one it builds on, 0 for a new one.

        Returns
        -------
        Tour
            The tour as saved, one revision on.

        Raises
        ------
        ConflictError
            If another revision is stored. Its values `mine` and `stored` are both versions as plain JSON,
            `stored` None when the tour was deleted. To keep one's own, save it again with the revision
            `found`.
        DataError
            If the stored file is damaged; it is left as it is.
        """
        with self._locked():
            stored = self._stored(tour.id)
            found = 0 if stored is None else stored.revision
            if found != tour.revision:
                raise ConflictError(
                    "tour-conflict",
                    id=tour.id,
                    found=found,
                    expected=tour.revision,
                    mine=tour.to_json(),
                    stored=None if stored is None else stored.to_json(),
                )
            return self._write(replace(tour, revision=found + 1))

    def duplicate(self, tour: Tour, *, new_id: str | None = None, name: Text | None = None) -> Tour:
        """
        Save a copy of a tour, shipped or own, under an id of its own.

        Parameters
        ----------
        tour
            The tour to copy.
        new_id
            Id of the copy; without it the next free one, such as ``"my-tour-2"``.
        name
            Name of the copy; that of the tour without it.

        Raises
        ------
        ConflictError
            If `new_id` is taken.
        """
        with self._locked():
            ident = new_id or self._free_id(tour.id)
            copy = replace(tour, id=ident, revision=1, name=tour.name if name is None else name)
            if self._path(ident).exists():
                raise ConflictError("tour-exists", id=ident)
            return self._write(copy)

    def delete(self, tour_id: str) -> Path:
        """
        Move a tour's file to the trash, damaged or not.

        Returns
        -------
        Path
            Where it lies now.

        Raises
        ------
        MissingError
            If there is none with this id.
        """
        with self._locked():
            path = self._path(tour_id)
            if not path.is_file():
                raise MissingError("unknown-tour", id=tour_id)
            self._trash.mkdir(exist_ok=True)
            taken = [number for ident, number, _ in self._trashed() if ident == tour_id]
            target = self._trash / f"{tour_id}.{max(taken, default=0) + 1}.json"
            return path.rename(target)

    def deleted(self) -> tuple[str, ...]:
        """Return the ids that can be restored, sorted."""
        return tuple(sorted({ident for ident, _, _ in self._trashed()}))

    def restore(self, tour_id: str) -> Path:
        """
        Bring back what was deleted last under an id.

        Returns
        -------
        Path
            Where it lies again.

        Raises
        ------
        MissingError
            If nothing was deleted under this id.
        ConflictError
            If there is a tour with this id again.
        """
        with self._locked():
            found = [(number, path) for ident, number, path in self._trashed() if ident == tour_id]
            if not found:
                raise MissingError("tour-not-deleted", id=tour_id)
            target = self._path(tour_id)
            if target.exists():
                raise ConflictError("tour-exists", id=tour_id)
            return max(found)[1].rename(target)

    @property
    def _trash(self) -> Path:
        return self.folder / "trash"

    def _path(self, tour_id: str) -> Path:
        if not _ID.match(tour_id):
            # an id becomes a file name: nothing else may
            raise MissingError("unknown-tour", id=tour_id[:63])
        return self.folder / f"{tour_id}.json"

    def _stored(self, tour_id: str) -> Tour | None:
        path = self._path(tour_id)
        try:
            return read_tour(path, named=True)
        except TourError:
            raise
        except DataError as error:
            if error.code == "file-missing":
                return None
            raise DataError("tour-damaged", file=path.name, reason=str(error)) from error

    def _write(self, tour: Tour) -> Tour:
        save_text(self._path(tour.id), tour.text())
        return tour

    def _free_id(self, tour_id: str) -> str:
        stem = re.sub(r"-[0-9]{1,4}\Z", "", tour_id)
        stem = stem if len(stem) > 1 else tour_id
        number = 2
        # an id in the trash may come back
        while (ident := _numbered(stem, number)) in self.deleted() or self._path(ident).exists():
            number += 1
        return ident

    def _trashed(self) -> Iterator[tuple[str, int, Path]]:
        for path in self._trash.glob("*.json"):
            match = _TRASHED.match(path.name)
            if match:
                yield match["id"], int(match["number"]), path

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with held(self.folder / "tours"):
            yield


def _numbered(stem: str, number: int) -> str:
    ending = f"-{number}"
    return f"{stem[: _LONGEST_ID - len(ending)]}{ending}"
