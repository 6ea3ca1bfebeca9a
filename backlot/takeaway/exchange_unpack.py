"""
Unpack a `.backlot` file that somebody handed over, into memory.

Nothing of it is trusted. The archive, every name, size and checksum, every tour, record and picture are
looked at, and whatever is wrong with one of them refuses the whole file. Pictures are decoded within the
limits of their sizes, and refused when they hold anything but a picture: what a camera notes of where it
was stays out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from backlot.catalog.load import parse_json
from backlot.errors import DataError
from backlot.pictures.model import SIZES, WIDE, Picture, parse_picture
from backlot.pictures.sizes import BROKEN, open_image
from backlot.pictures.sizes import LIMITS as PICTURE_LIMITS
from backlot.pictures.store import file_name
from backlot.takeaway.bare import is_bare
from backlot.takeaway.exchange import (
    FILES,
    FORMAT,
    LIMITS,
    MANIFEST,
    MAX_PICTURES,
    MAX_TOURS,
    PICTURES,
    TOURS,
    VERSION,
    sizes_within,
)
from backlot.takeaway.material import PHOTOGRAPHS
from backlot.tours.model import Tour
from backlot.tours.zipsafe import UnsafeZipError, clash, is_safe, members, opened, printable, read_member

if TYPE_CHECKING:
    import zipfile

__all__ = ["Carried", "Contents", "read_backlot"]

MAX_JSON_BYTES = 16 * 1024 * 1024

_MANIFEST_KEYS = {
    *("format", "version", "program", "site", "data", "notice", "notes", "photographs", "files"),
}
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SHORT = 200


@dataclass(frozen=True, slots=True)
class Carried:
    """
    A photograph of a file: its record, the bytes of its sizes, and the pixels of the largest.

    Where not the whole of them came (`is_whole`), the largest stands in for those above it.
    """

    picture: Picture
    sizes: Mapping[str, bytes]
    width: int
    height: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """
    What a `.backlot` file holds.

    `site` is the id of the site it was made for, `data_version` and `data_date` those of its data. `notes`
    tells whether the notes of the stops are in it.
    """

    site: str
    data_version: str
    data_date: str
    notes: bool
    tours: tuple[Tour, ...]
    pictures: tuple[Carried, ...]


def read_backlot(data: bytes) -> Contents:
    """
    Return what a file holds, all of it checked.

    Raises
    ------
    DataError
        With the code of what is wrong: one of `UnsafeZipError`, ``exchange-foreign``, ``exchange-version``,
        ``exchange-damaged``, ``exchange-unknown-member``, ``exchange-bad-tour`` or
        ``exchange-bad-picture``.
    """
    if len(data) > LIMITS.total_bytes:
        raise LIMITS.exceeded()
    with opened(BytesIO(data), LIMITS) as packed:
        if MANIFEST not in packed.namelist():
            raise DataError("exchange-foreign")
        infos = members(packed, len(data), LIMITS, is_safe)
        clashing = clash(infos)
        if clashing is not None:
            raise UnsafeZipError("zip-twice", found=printable(clashing))
        manifest = _manifest(_json(read_member(packed, infos[MANIFEST]), MANIFEST))
        files = _files(packed, infos, manifest["files"])
    return Contents(
        site=manifest["site"],
        data_version=manifest["data"]["version"],
        data_date=manifest["data"]["date"],
        notes=manifest["notes"],
        tours=_tours(files),
        pictures=_pictures(files, sizes_within(manifest["photographs"])),
    )


def _manifest(raw: Any) -> dict[str, Any]:
    """Return a manifest whose members are what they should be."""
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise DataError("exchange-foreign")
    version = raw.get("version")
    if version != VERSION or isinstance(version, bool):
        raise DataError("exchange-version", found=printable(str(version)), known=VERSION)
    is_formed = (
        raw.keys() == _MANIFEST_KEYS
        and _is_line(raw["program"])
        and _is_line(raw["site"])
        and _is_stamp(raw["data"])
        and isinstance(raw["notice"], list)
        and isinstance(raw["notes"], bool)
        and raw["photographs"] in PHOTOGRAPHS
        and isinstance(raw["files"], list)
    )
    if not is_formed:
        raise _damaged(MANIFEST)
    return raw


def _is_line(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _SHORT and value.isprintable()


def _is_stamp(raw: object) -> bool:
    return (
        isinstance(raw, dict)
        and raw.keys() == {"version", "date"}
        and _is_line(raw["version"])
        and isinstance(raw["date"], str)
        and bool(_DAY.match(raw["date"]))
    )


def _files(
    packed: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo], listed: list[Any]
) -> dict[str, bytes]:
    """Return the files of an archive by name: those its manifest lists, and as it says they are."""
    hashes: dict[str, tuple[int, str]] = {}
    for raw in listed:
        path, size, sha256 = _entry(raw)
        if path in hashes or path not in infos or path == MANIFEST:
            raise _damaged(path)
        hashes[path] = size, sha256
    for name in infos.keys() - hashes.keys() - {MANIFEST}:
        raise DataError("exchange-unknown-member", found=printable(name))
    found = {}
    for path, (size, sha256) in sorted(hashes.items()):
        data = read_member(packed, infos[path])
        if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
            raise _damaged(path)
        found[path] = data
    return found


def _entry(raw: Any) -> tuple[str, int, str]:
    if not isinstance(raw, dict) or raw.keys() != {"path", "size", "sha256"}:
        raise _damaged(MANIFEST)
    path, size, sha256 = raw["path"], raw["size"], raw["sha256"]
    is_formed = isinstance(path, str) and isinstance(size, int) and not isinstance(size, bool)
    if not is_formed or not isinstance(sha256, str) or not _SHA256.match(sha256):
        raise _damaged(MANIFEST)
    return path, size, sha256


def _tours(files: Mapping[str, bytes]) -> tuple[Tour, ...]:
    paths = [path for path in files if path.startswith(TOURS)]
    if len(paths) > MAX_TOURS:
        raise LIMITS.exceeded()
    return tuple(_tour(path, files[path]) for path in paths)


def _tour(path: str, data: bytes) -> Tour:
    raw = _json(data, path)
    try:
        tour = Tour.from_json(raw, file=path)
    except DataError as error:
        raise DataError("exchange-bad-tour", found=printable(path)) from error
    if path != f"{TOURS}{tour.id}.json":
        raise DataError("exchange-bad-tour", found=printable(path))
    return replace(tour, revision=0)


def _pictures(files: Mapping[str, bytes], sizes: tuple[str, ...]) -> tuple[Carried, ...]:
    """Return the pictures of a file; every file that is no tour must belong to one of them."""
    left = {path for path in files if not path.startswith(TOURS)} - {PICTURES}
    carried = []
    for picture in _records(files):
        found = _sizes(picture, files, sizes)
        left -= {FILES + file_name(str(picture.file), size) for size in found}
        carried.append(_carried(picture, found))
    for path in sorted(left):
        raise DataError("exchange-unknown-member", found=printable(path))
    return tuple(carried)


def _records(files: Mapping[str, bytes]) -> list[Picture]:
    if PICTURES not in files:
        return []
    raw = _json(files[PICTURES], PICTURES)
    if not isinstance(raw, dict) or raw.keys() != {"version", "pictures"} or raw["version"] != 1:
        raise _damaged(PICTURES)
    if not isinstance(raw["pictures"], list):
        raise _damaged(PICTURES)
    if len(raw["pictures"]) > MAX_PICTURES:
        raise LIMITS.exceeded()
    records = [_record(each) for each in raw["pictures"]]
    if len({each.id for each in records}) != len(records):
        raise _damaged(PICTURES)
    return records


def _record(raw: Any) -> Picture:
    try:
        picture = parse_picture(raw)
    except DataError as error:
        raise DataError("exchange-bad-picture", found=PICTURES) from error
    if picture.kind == "illustration" or picture.file is None or picture.deleted:
        raise DataError("exchange-bad-picture", found=picture.id)
    return picture


def _sizes(picture: Picture, files: Mapping[str, bytes], wanted: tuple[str, ...]) -> dict[str, bytes]:
    """Return the sizes of a picture: all that are wanted, and that of a panorama with the largest."""
    paths = {size: FILES + file_name(str(picture.file), size) for size in (*wanted, WIDE)}
    if wanted != SIZES or picture.kind != "panorama" or paths[WIDE] not in files:
        del paths[WIDE]
    missing = [path for path in paths.values() if path not in files]
    if missing or not wanted:
        raise _damaged((missing or [PICTURES])[0])
    return {size: files[path] for size, path in paths.items()}


def _carried(picture: Picture, sizes: dict[str, bytes]) -> Carried:
    pixels = {size: _looked_at(picture, size, data) for size, data in sizes.items()}
    largest = max(pixels.keys() - {WIDE}, key=SIZES.index)
    filled = {size: sizes.get(size, sizes[largest]) for size in SIZES}
    wide = {WIDE: sizes[WIDE]} if WIDE in sizes else {}
    return Carried(picture, filled | wide, *pixels[largest], is_whole=largest == SIZES[-1])


def _looked_at(picture: Picture, size: str, data: bytes) -> tuple[int, int]:
    """Return the pixels of one size, decoded to the last; refuse what is more or else than it claims."""
    edge_px, limit_bytes = PICTURE_LIMITS[size]
    found = _decoded(data) if len(data) <= limit_bytes and is_bare(data) else None
    if found is None or max(found) > edge_px:
        raise DataError("exchange-bad-picture", found=file_name(str(picture.file), size))
    return found


def _decoded(data: bytes) -> tuple[int, int] | None:
    """Return the pixels of a JPEG in colour, None when it cannot be decoded to its end."""
    try:
        with open_image(data) as image:
            image.load()
            return image.size if image.mode == "RGB" else None
    except BROKEN:
        # the refusals of `open_image` among them
        return None


def _json(data: bytes, path: str) -> Any:
    try:
        return parse_json(data, limit_bytes=MAX_JSON_BYTES)
    except DataError as error:
        raise _damaged(path) from error


def _damaged(path: str) -> DataError:
    return DataError("exchange-damaged", found=printable(path))
