"""Hold off other writers of a file, in this process and in others."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["held"]


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """
    Hold the lock of a file while the block runs; wait for whoever holds it.

    Parameters
    ----------
    path
        What is written; the lock lies beside it as ``.<name>.lock``. Its folder is made if need be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / f".{path.name}.lock").open("a") as file:
        if os.name == "posix":
            import fcntl

            # each open file has a lock of its own, so that this holds off threads too
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield
