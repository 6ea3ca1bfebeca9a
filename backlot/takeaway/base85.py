"""
Write bytes as letters that pass through any text file: five for every four bytes, where base 64 needs more.

The alphabet has no quote, no backslash and no sign that means something in HTML. `assets/loader.js` reads
it back.
"""

from __future__ import annotations

import string

import numpy as np

__all__ = ["ALPHABET", "encode"]

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase + "#$%()*+,./:;=?@[]^_{|}~"
_LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)


def encode(data: bytes) -> str:
    """Return bytes as text; its reader must know how many there are, for the last four are filled up."""
    words = np.frombuffer(data + b"\0" * (-len(data) % 4), dtype=">u4").astype(np.uint32)
    digits = np.empty((len(words), 5), dtype=np.uint8)
    for place in range(4, -1, -1):
        words, rest = np.divmod(words, 85)
        digits[:, place] = rest
    return _LETTERS[digits].tobytes().decode()
