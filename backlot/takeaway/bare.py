"""Tell a JPEG that holds a picture and nothing else: no EXIF, no position, no thumbnail, nothing behind."""

from __future__ import annotations

import re

__all__ = ["is_bare"]

_SOI, _EOI, _SOS, _APP0 = b"\xff\xd8", 0xD9, 0xDA, 0xE0
# frames (baseline, progressive), tables, scans, intervals: what a decoder needs.
# For more info see: ITU-T T.81, table B.1
_NEEDED = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, _SOS})
_JFIF_BYTES = 16
# within a scan a zero follows what only looks like a marker; restarts belong to it
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)


def is_bare(data: bytes) -> bool:
    """
    Return whether a JPEG has only those segments that its pixels are drawn from, and ends with them.

    The one about its density (JFIF) may stand in front, without a thumbnail. Whether the pixels can be
    decoded is for a decoder to say.
    """
    if not data.startswith(_SOI):
        return False
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or not (marker in _NEEDED or _is_jfif(data, at, length)):
            return False
        at += 2 + length
        if marker == _SOS:
            found = _NEXT.search(data, at)
            if found is None:
                return False
            at = found.start()
    return data[at:] == bytes((0xFF, _EOI))


def _is_jfif(data: bytes, at: int, length: int) -> bool:
    is_first = at == len(_SOI)
    return (
        is_first and data[at + 1] == _APP0 and length == _JFIF_BYTES and data[at + 4 : at + 9] == b"JFIF\0"
    )
