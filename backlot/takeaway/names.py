"""Make names of files that every system takes, from texts people wrote."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["MAX_NAME_BYTES", "safe_name"]

MAX_NAME_BYTES = 255
"""Most file systems take no longer name; Hangul has three bytes a syllable in UTF-8."""

# what no name may hold on Windows, and what is not seen: controls, marks of direction, halves of pairs
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# devices of Windows, with any suffix; with raised digits too
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\.|\Z)")
_NAMELESS = "tour"


def safe_name(text: str, suffix: str = "") -> str:
    """
    Return a name for a file.

    Parameters
    ----------
    text
        What it should be called, such as the name of a tour. Letters of every script are kept; what a name
        cannot hold becomes a hyphen.
    suffix
        What it ends with, such as ``".gpx"``; it is kept whole.

    Returns
    -------
    str
        One plain name of at most 255 bytes, the same whenever it is asked for.
    """
    seen = "".join(_seen(each) for each in text)
    # composed, as people type it: else two names would look the same
    plain = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", seen))
    stem = " ".join(plain.split()).strip("-. ") or _NAMELESS
    if _RESERVED.match(stem):
        stem = f"{_NAMELESS}-{stem}"
    room = MAX_NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip("-. ") + suffix


def _seen(letter: str) -> str:
    """Return a letter, a blank for any space or end of a line, nothing for what is not seen."""
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in _HIDDEN else letter
