"""Find the film clips beside a tour: `tours/<tour id>/<place id>.mp4` or `.webm`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from backlot.tours.load import FOLDER

__all__ = ["KINDS", "Clip", "clips_of"]

KINDS = MappingProxyType({".mp4": "video/mp4", ".webm": "video/webm"})
"""Media types by the ending of a file."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,62}\Z")


@dataclass(frozen=True, slots=True)
class Clip:
    """
    A film clip of a stop.

    Parameters
    ----------
    place
        Id of the place whose stop it is shown at.
    path
        Its file.
    size_bytes
        Size of the file.
    version
        Differs whenever the file is another one.
    """

    place: str
    path: Path
    size_bytes: int
    version: str

    @property
    def kind(self) -> str:
        """The media type."""
        return KINDS[self.path.suffix]


def clips_of(tour_id: str, geodata: Path, home: Path | None = None) -> tuple[Clip, ...]:
    """
    Return the clips beside a tour, sorted by name.

    Parameters
    ----------
    tour_id
        Id of the tour; what is none has no clips.
    geodata
        Folder of the site.
    home
        The user's own folder; a file there takes the place of one of the same name that ships.
    """
    # an id becomes the name of a folder: nothing else may
    if not _ID.match(tour_id):
        return ()
    found: dict[str, Clip] = {}
    for folder in (geodata, home):
        if folder is not None:
            found |= _in(folder / FOLDER / tour_id)
    return tuple(found[name] for name in sorted(found))


def _in(folder: Path) -> dict[str, Clip]:
    clips = {}
    for path in folder.glob("*"):
        if path.suffix in KINDS and _ID.match(path.stem) and path.is_file():
            state = path.stat()
            version = f"{state.st_mtime_ns:x}-{state.st_size:x}"
            clips[path.name] = Clip(path.stem, path, state.st_size, version)
    return clips
