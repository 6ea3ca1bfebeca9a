"""Save a text so that a reader sees the old file or the new one, never half of either."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

__all__ = ["save_bytes", "save_text"]


def save_text(path: Path, text: str) -> None:
    """
    Write a UTF-8 text in place of a file.

    Parameters
    ----------
    path
        File to write; its folder is made if need be.
    text
        What to write, with line ends as they are.

    Raises
    ------
    OSError
        If the folder cannot be written; the old file is then untouched.
    """
    save_bytes(path, text.encode("utf-8"))


def save_bytes(path: Path, data: bytes) -> None:
    """Write bytes in place of a file; see `save_text`."""
    # a link is followed, so that it stays a link
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    # a name as long as names may be leaves no room for more
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # some file systems and Windows cannot; the file itself is safe then too
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
