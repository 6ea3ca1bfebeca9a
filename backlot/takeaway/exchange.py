"""
Write a `.backlot` file: tours with the photographs of their places, for a colleague to open again.

It is a ZIP of `manifest.json`, `tours/<id>.json`, `pictures.json` (the records of the user's own
photographs) and `pictures/files/<hash>-<size>.jpg`, exactly as the user's folder keeps them. Drawings that
ship are not in it: whoever opens it has them. The manifest names every other file with its size and
SHA-256. `backlot.takeaway.exchange_read` reads it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from backlot import __version__
from backlot.errors import BacklotError, DataError
from backlot.pictures.model import SIZES, WIDE
from backlot.pictures.sizes import LIMITS as PICTURE_LIMITS
from backlot.pictures.store import file_name
from backlot.takeaway.bare import is_bare
from backlot.takeaway.extent import limited
from backlot.takeaway.material import quiet
from backlot.takeaway.zipped import zipped
from backlot.tours.zipsafe import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlot.pictures import Library, Picture
    from backlot.takeaway.material import Material, Photographs, Tell

__all__ = ["FORMAT", "LIMITS", "MANIFEST", "PICTURES", "VERSION", "sizes_within", "to_backlot"]

FORMAT = "backlot"
VERSION = 1
MANIFEST = "manifest.json"
PICTURES = "pictures.json"
TOURS = "tours/"
FILES = "pictures/files/"

MAX_TOURS = 200
MAX_PICTURES = 2_000
LIMITS = Limits(
    files=MAX_TOURS + MAX_PICTURES * 4 + 2,
    file_bytes=16 * 1024 * 1024,
    total_bytes=512 * 1024 * 1024,
    directory_bytes=2 * 1024 * 1024,
)


def to_backlot(material: Material, tell: Tell = quiet) -> bytes:
    """
    Return the bytes of a `.backlot` file.

    Parameters
    ----------
    material
        What it is made from: its tours, and of their places (of all places in it, where its scope is not a
        tour) the user's own photographs up to the size chosen; that of panoramas goes with the largest.
    tell
        Told of `pictures` and `packing`; what it raises ends the work.

    Raises
    ------
    BacklotError
        With ``take-picture-gone`` if a picture has vanished since its library was loaded.
    DataError
        If a picture's file is not one this program made (``exchange-bad-picture``), or there is more than
        such a file may hold (``zip-too-large``).
    """
    kept = limited(material)
    members = {f"{TOURS}{tour.id}.json": replace(tour, revision=0).text().encode() for tour in kept.tours}
    photographs = [
        each for each in kept.library.pictures if not each.shipped and each.kind != "illustration"
    ]
    if photographs:
        members[PICTURES] = _text({"version": 1, "pictures": [each.plain() for each in photographs]})
    for done, picture in enumerate(photographs):
        tell("pictures", done, len(photographs))
        members |= _files(picture, kept.library, kept.choice.photographs)
    tell("pictures", len(photographs), len(photographs))
    total = sum(map(len, members.values()))
    if len(kept.tours) > MAX_TOURS or len(photographs) > MAX_PICTURES or total > LIMITS.total_bytes:
        raise LIMITS.exceeded()
    members[MANIFEST] = _text(_manifest(kept, members))
    return zipped(members, tell, day=kept.catalog.site.date)


def sizes_within(largest: Photographs) -> tuple[str, ...]:
    """Return the sizes that every photograph of a file has, the smallest first."""
    return () if largest == "none" else SIZES[: SIZES.index(largest) + 1]


def _files(picture: Picture, library: Library, largest: Photographs) -> dict[str, bytes]:
    """Return the files of a picture by their names in the archive."""
    wanted = [*sizes_within(largest), *([WIDE] if largest == SIZES[-1] else [])]
    found = {}
    for size in wanted:
        name = file_name(str(picture.file), size)
        opened = library.open(name)
        if opened is None:
            if size == WIDE:
                # only panoramas have it, and not all of them
                continue
            raise BacklotError("take-picture-gone", name=name)
        data, _ = opened
        if len(data) > PICTURE_LIMITS[size][1] or not is_bare(data):
            raise DataError("exchange-bad-picture", id=picture.id, found=name)
        found[FILES + name] = data
    return found


def _manifest(material: Material, members: Mapping[str, bytes]) -> dict[str, Any]:
    site = material.catalog.site
    rights = material.catalog.rights
    return {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "site": site.id,
        "data": {"version": site.version, "date": site.date},
        "notice": list(dict.fromkeys(each.attribution for each in rights if each.asks_credit)),
        "notes": material.choice.notes,
        "photographs": material.choice.photographs,
        "files": [
            {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for path, data in sorted(members.items())
        ],
    }


def _text(plain: dict[str, Any]) -> bytes:
    return (json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
