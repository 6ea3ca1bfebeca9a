"""Leave out of a module or style sheet what only its readers need."""

from __future__ import annotations

import re

__all__ = ["lean"]

_COMMENT = re.compile(r"^[ ]*(?:/\*.*?\*/[ ]*$|//[^\n]*$)", re.DOTALL | re.MULTILINE)
_INDENT = re.compile(r"^[ ]+|[ ]+$", re.MULTILINE)


def lean(source: str) -> str:
    """
    Return JavaScript or CSS without indentation and without comments that have lines of their own.

    Every line stays where it is, so that errors name the right one. No text may go over lines: the tests
    of the viewer's modules hold them to that.
    """
    return _INDENT.sub("", _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source))
