"""
Look at a ZIP archive nobody has looked at yet, before anything of it is unpacked.

Refused is what is not whole, has a password or an odd packing, and what a name, a link or a size could do
harm with: ways up, drives, devices, names that differ by case alone, a little that unpacks to very much.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from backlot.errors import DataError

__all__ = ["Limits", "UnsafeZipError", "clash", "is_safe", "members", "opened", "printable", "read_member"]

# one part of a path: no hidden name, nothing that means something to any system
_PART = re.compile(r"(?!\.)[^\x00-\x1f\x7f<>:\"/\\|?*]{1,200}(?<![. ])\Z")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z")
_MOST_PARTS = 12
# the end of a ZIP file: a record of 22 bytes, and a comment of 65,535 at most
_END_BYTES = 22 + 65_535
_ENCRYPTED = 0x1


class UnsafeZipError(DataError):
    """
    An archive is not to be unpacked.

    Its code is ``"zip-not-whole"``, ``"zip-packing"``, ``"zip-link"``, ``"zip-name"``, ``"zip-twice"`` or
    ``"zip-too-large"``. Of its values `found` names the member, `files` and `limit_mb` say how much there
    may be.
    """


@dataclass(frozen=True, slots=True)
class Limits:
    """The most an archive may hold: members, bytes of one, of all, of their list; how densely packed."""

    files: int
    file_bytes: int
    total_bytes: int
    directory_bytes: int = 16 * 1024 * 1024
    ratio: int = 200
    ratio_free_bytes: int = 32 * 1024 * 1024
    """A small archive may be packed as densely as it likes."""

    def exceeded(self) -> UnsafeZipError:
        """Return the refusal of an archive that holds more."""
        return UnsafeZipError("zip-too-large", files=self.files, limit_mb=self.total_bytes // 2**20)


@contextlib.contextmanager
def opened(file: IO[bytes], limits: Limits) -> Iterator[zipfile.ZipFile]:
    """
    Open an archive for reading.

    Raises
    ------
    UnsafeZipError
        If it is no ZIP file, is damaged wherever it is read, or its list of members is too long.
    """
    _refuse_directory(file, limits)
    try:
        with zipfile.ZipFile(file) as packed:
            yield packed
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise UnsafeZipError("zip-not-whole") from error


def members(
    packed: zipfile.ZipFile, archive_bytes: int, limits: Limits, is_named: Callable[[str], bool]
) -> dict[str, zipfile.ZipInfo]:
    """
    Return the members of an archive by name; nothing is unpacked.

    Parameters
    ----------
    packed
        An archive as `opened` gave it.
    archive_bytes
        Its size as it is.
    limits
        The most it may hold.
    is_named
        Whether a member may have a name; at the least what `is_safe` says.

    Raises
    ------
    UnsafeZipError
        If anything about a member, or all of them together, is not what it may be.
    """
    infos = packed.infolist()
    for info in infos:
        _look_at(info, limits, is_named)
    found = {info.filename: info for info in infos}
    if len(found) != len(infos):
        names = [info.filename for info in infos]
        raise UnsafeZipError("zip-twice", found=next(name for name in names if names.count(name) > 1)[:80])
    total = sum(info.file_size for info in infos)
    too_dense = total > limits.ratio_free_bytes and total > limits.ratio * archive_bytes
    if len(infos) > limits.files or total > limits.total_bytes or too_dense:
        raise limits.exceeded()
    return found


def read_member(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return the content of a member, of exactly the size it claims; raises `UnsafeZipError`."""
    with packed.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise UnsafeZipError("zip-not-whole")
    return data


def is_safe(path: str) -> bool:
    """Return whether a path stays inside a folder, and is a plain name there, on every system."""
    parts = path.split("/")
    return len(parts) <= _MOST_PARTS and all(
        _PART.match(part) and not _RESERVED.match(part) for part in parts
    )


def clash(paths: Iterable[str]) -> str | None:
    """Return a path that some system takes for another one, or that is a folder too; None without any."""
    folded: set[str] = set()
    for path in paths:
        if path.casefold() in folded:
            return path
        folded.add(path.casefold())
    folders = {"/".join(path.split("/")[:at]) for path in folded for at in range(1, path.count("/") + 1)}
    return min(folded & folders, default=None)


def printable(text: str) -> str:
    """Return a text as it can be shown: on one line, not too long."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text[:80])


def _refuse_directory(file: IO[bytes], limits: Limits) -> None:
    """Refuse an archive whose list of members is too long to be read; `zipfile` would read all of it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_BYTES))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise UnsafeZipError("zip-not-whole")
    directory_bytes = int.from_bytes(tail[at + 12 : at + 16], "little")
    # the locator of the 64-bit form stands right before; we never write that form
    if b"PK\x06\x07" in tail[max(0, at - 20) : at] or directory_bytes > limits.directory_bytes:
        raise limits.exceeded()


def _look_at(info: zipfile.ZipInfo, limits: Limits, is_named: Callable[[str], bool]) -> None:
    name = info.filename
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise UnsafeZipError("zip-link", found=printable(name))
    # a name may be cut at a null byte, and what follows be hidden so
    if not is_named(name) or info.orig_filename != name:
        raise UnsafeZipError("zip-name", found=printable(name))
    if info.flag_bits & _ENCRYPTED or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnsafeZipError("zip-packing", found=printable(name))
    if info.file_size > limits.file_bytes:
        raise limits.exceeded()
