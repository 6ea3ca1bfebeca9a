"""Check what a guide's page tells its followers: known members of the right type, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from backlot.errors import DataError

VERSION = 1
MAX_AT = 499
MAX_NAME = 200
MAX_LANGUAGES = 12
MAX_PLACES = 500

_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,62}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
_MEMBERS = frozenset(("version", "at", "id", "picture", "black", "ended", "next"))


class RoomError(DataError):
    """A room cannot be opened, steered or followed as asked."""


def checked_state(raw: Any) -> dict[str, Any]:
    """
    Return the state of a guide's page as followers may see it.

    Parameters
    ----------
    raw
        ``{"version": 1, "at": index of the stop (-1 before the first), "id": place or null, "picture":
        picture or null, "black": bool, "ended": bool, "next": place or null}``, every member there.

    Raises
    ------
    RoomError
        If a member is missing, unknown, or not of its type: a note has no way in.
    """
    if not isinstance(raw, Mapping) or raw.keys() != _MEMBERS:
        raise RoomError("room-bad-state", key="state")
    if _whole(raw["version"]) != VERSION:
        raise RoomError("room-bad-state", key="version")
    at = _whole(raw["at"])
    if at is None or not -1 <= at <= MAX_AT:
        raise RoomError("room-bad-state", key="at")
    for key in ("id", "picture", "next"):
        if raw[key] is not None and not _is_id(raw[key]):
            raise RoomError("room-bad-state", key=key)
    for key in ("black", "ended"):
        if not isinstance(raw[key], bool):
            raise RoomError("room-bad-state", key=key)
    return dict(raw)


def checked_name(raw: Any) -> dict[str, str]:
    """Return the name of a tour by language; raises `RoomError`."""
    if not isinstance(raw, Mapping) or len(raw) > MAX_LANGUAGES:
        raise RoomError("room-bad-state", key="name")
    for language, text in raw.items():
        if not isinstance(language, str) or not _LANGUAGE.match(language):
            raise RoomError("room-bad-state", key="name")
        if not isinstance(text, str) or len(text) > MAX_NAME:
            raise RoomError("room-bad-state", key="name")
    return dict(raw)


def checked_places(raw: Any) -> frozenset[str]:
    """Return the ids of a tour's places; raises `RoomError`."""
    if not isinstance(raw, list) or len(raw) > MAX_PLACES or not all(_is_id(each) for each in raw):
        raise RoomError("room-bad-state", key="places")
    return frozenset(raw)


def checked_seq(raw: Any) -> int:
    """Return the number of a message, one or more; raises `RoomError`."""
    number = _whole(raw)
    # the largest a browser counts exactly
    if number is None or not 0 < number < 2**53:
        raise RoomError("room-bad-state", key="seq")
    return number


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.match(value) is not None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
