"""
Write a tour as a short plain text for an address or a QR code, and read it back.

The same form as `backlot/viewer/assets/compact.js`; both pass `tests/cases/compact.json` and give equal
bytes. Change them together, and raise the version.

A text is ``BT1.<length>.<body>.<checksum>``. The body is tokens joined by full stops; a token that begins
with a hyphen is an option of the stop before it, or of the whole tour before the first stop. Only capital
letters, digits, hyphen and full stop occur: they pass through addresses and mails as they are, and a QR
code packs them densely. Ids have no capital letters, so nothing is lost. The checksum is CRC-32 (ISO 3309)
of all before it, in eight hexadecimal digits.

Of the whole tour: ``-I`` id, ``-N`` language and name, ``-Z`` time zone, ``-D`` date, ``-P`` depart, ``-B``
back by, ``-K`` pace in km/h, ``-G`` group size, ``-H`` needs, ``-S`` start, ``-E`` end, ``-R`` ride to the
end, ``-C`` a closed place. Of a stop: ``-D`` dwell, ``-F`` photographs, ``-B`` break, ``-L`` locked, ``-O``
open hours, ``-R`` ride. Minutes and pace are decimals with a hyphen for the point; names and zone are UTF-8
in base 32 (RFC 4648) without padding. Notes, description and sources are left out, the revision is 0. Names
are cut to 60 characters, and left out where the text would be too long with them.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from backlot.catalog.model import EMPTY
from backlot.errors import DataError
from backlot.tours.model import MODES, NEEDS, VERSION, Ride, Tour, TourError, TourStop

__all__ = ["MAX_CHARS", "MAX_NAME_CHARS", "decode", "encode"]

MAX_CHARS = 1_500
MAX_NAME_CHARS = 60

_MARK = "BT1"
_CHECKSUM_CHARS = 8
_HEAD = re.compile(r"BT([0-9]{1,4})(?:\.|\Z)")
_LENGTH = re.compile(r"BT1\.([0-9]{1,4})\.")
_FIGURE = re.compile(r"[0-9]{1,4}(-[0-9]{1,2})?\Z")
_NEEDS = dict(zip(NEEDS, "FSLO", strict=True))
_MODES = dict(zip(MODES, "BM", strict=True))


def encode(tour: Tour) -> str:
    """
    Return a tour as compact text, without its notes.

    Parameters
    ----------
    tour
        The tour.

    Raises
    ------
    DataError
        With code ``"compact-too-long"`` when it has too many stops for an address.
    """
    text = _framed(tour)
    if len(text) > MAX_CHARS:
        text = _framed(replace(tour, name=EMPTY))
    if len(text) > MAX_CHARS:
        raise DataError("compact-too-long", found=len(text), limit=MAX_CHARS)
    return text


def decode(text: str) -> Tour:
    """
    Return the tour of a compact text; whether its places exist is for `resolve`.

    Parameters
    ----------
    text
        As `encode` returned it; small letters and line ends that a mail put in are accepted.

    Raises
    ------
    DataError
        With code ``"compact-not-a-tour"``, ``"compact-version"`` (written by another version of the
        program), ``"compact-too-long"``, ``"compact-cut"`` (the end is missing), ``"compact-damaged"`` (the
        checksum is wrong), or ``"compact-invalid"`` (whole, but not a tour that keeps the rules).
    """
    tokens = _unframed(re.sub("[ \t\r\n]", "", text).upper())
    try:
        tour = _read(tokens)
        # one tour has one text: what is written in another way was made by hand
        if _body(tour) == tokens:
            return tour
    except (TourError, ValueError) as error:
        raise DataError("compact-invalid") from error
    raise DataError("compact-invalid")


def _framed(tour: Tour) -> str:
    body = ".".join(_body(tour))
    text = f"{_MARK}.{len(body)}.{body}"
    return f"{text}.{_checksum(text)}"


def _unframed(text: str) -> list[str]:
    """Return the tokens of a text that is whole."""
    head = _HEAD.match(text)
    if head is None:
        raise DataError("compact-not-a-tour")
    if int(head[1]) != VERSION:
        raise DataError("compact-version", found=int(head[1]), known=VERSION)
    if not text.isascii():
        raise DataError("compact-damaged")
    if len(text) > MAX_CHARS:
        raise DataError("compact-too-long", found=len(text), limit=MAX_CHARS)
    length = _LENGTH.match(text)
    if length is None:
        # cut within its head, or something else stands there
        raise DataError("compact-cut" if re.fullmatch(r"BT1\.?[0-9]{0,4}", text) else "compact-damaged")
    end = length.end() + int(length[1])
    wanted = end + 1 + _CHECKSUM_CHARS
    if len(text) < wanted:
        raise DataError("compact-cut")
    if len(text) > wanted or text[end:] != f".{_checksum(text[:end])}":
        raise DataError("compact-damaged")
    return text[length.end() : end].split(".")


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode('ascii')):08X}"


def _body(tour: Tour) -> list[str]:
    tokens = [f"-I{tour.id.upper()}"]
    for lang in sorted(tour.name):
        name = tour.name[lang].strip(" ")[:MAX_NAME_CHARS].rstrip(" ")
        tokens.append(f"-N{_packed(f'{lang} {name}')}")
    tokens.append(f"-Z{_packed(tour.tz)}")
    tokens += _given("-D", tour.date, lambda day: day.replace("-", ""))
    tokens += _given("-P", tour.depart, _clock)
    tokens += _given("-B", tour.back_by, _clock)
    tokens += [f"-K{_figure(tour.pace_kmh)}", f"-G{tour.group_size}"]
    needs = "".join(sign for need, sign in _NEEDS.items() if need in tour.needs)
    tokens += _given("-H", needs or None, str)
    tokens += _given("-S", tour.start, str.upper)
    tokens += _given("-E", tour.end, str.upper)
    tokens += _given("-R", tour.end_ride, _ride)
    tokens += [f"-C{place_id.upper()}" for place_id in tour.closed]
    for stop in tour.stops:
        tokens += _stop(stop)
    return tokens


def _stop(stop: TourStop) -> list[str]:
    tokens = [stop.id.upper()]
    tokens += _given("-D", stop.dwell_min, _figure)
    tokens += _given("-F", stop.photo_min, _figure)
    tokens += _given("-B", stop.break_min or None, _figure)
    tokens += ["-L"] if stop.lock else []
    tokens += [f"-O{_clock(since)}-{_clock(until)}" for since, until in stop.open or ()]
    return tokens + _given("-R", stop.ride, _ride)


def _given(option: str, value: Any, write: Callable[[Any], str]) -> list[str]:
    return [] if value is None else [f"{option}{write(value)}"]


def _clock(value: str) -> str:
    return value.replace(":", "")


def _ride(ride: Ride) -> str:
    return f"{_MODES[ride.mode]}{_figure(ride.minutes)}"


def _figure(value: float) -> str:
    # two decimals are all a tour holds
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", "-")


def _packed(text: str) -> str:
    return base64.b32encode(text.encode("utf-8")).decode("ascii").rstrip("=")


def _read(tokens: list[str]) -> Tour:
    """Build the tour; raise TourError or ValueError for anything that is not one."""
    found: dict[str, Any] = {"id": "", "tz": "", "name": {}, "closed": []}
    stops: list[dict[str, Any]] = []
    for token in tokens:
        if not token.startswith("-"):
            stops.append({"id": token.lower()})
        elif stops:
            _read_stop_option(stops[-1], token[1:2], token[2:])
        else:
            _read_option(found, token[1:2], token[2:])
    found["closed"] = tuple(found["closed"])
    return Tour(**found, stops=tuple(TourStop(**stop) for stop in stops))


def _read_option(found: dict[str, Any], letter: str, value: str) -> None:
    if letter == "N":
        lang, _, name = _unpacked(value).partition(" ")
        found["name"][lang] = name
    elif letter == "C":
        found["closed"].append(value.lower())
    elif letter == "H":
        found["needs"] = tuple(need for need, sign in _NEEDS.items() if sign in value)
    else:
        name, read = _OPTIONS[_known(letter, _OPTIONS)]
        found[name] = read(value)


def _read_stop_option(stop: dict[str, Any], letter: str, value: str) -> None:
    if letter == "L":
        stop["lock"] = True
    elif letter == "O":
        since, _, until = value.partition("-")
        stop["open"] = (*stop.get("open", ()), (_read_clock(since), _read_clock(until)))
    else:
        name, read = _STOP_OPTIONS[_known(letter, _STOP_OPTIONS)]
        stop[name] = read(value)


def _known(letter: str, options: dict[str, Any]) -> str:
    if letter not in options:
        msg = f"there is no option {letter!r}"
        raise ValueError(msg)
    return letter


def _read_clock(value: str) -> str:
    return f"{value[:2]}:{value[2:]}"


def _read_day(value: str) -> str:
    return f"{value[:4]}-{value[4:6]}-{value[6:]}"


def _read_ride(value: str) -> Ride:
    modes = {sign: mode for mode, sign in _MODES.items()}
    return Ride(modes[_known(value[:1], modes)], _read_figure(value[1:]))


def _read_figure(value: str) -> float:
    if not _FIGURE.match(value):
        msg = f"{value!r} is not a figure"
        raise ValueError(msg)
    return float(value.replace("-", "."))


def _read_count(value: str) -> int:
    return int(_read_figure(value))


def _unpacked(value: str) -> str:
    return base64.b32decode(value + "=" * (-len(value) % 8)).decode("utf-8")


_OPTIONS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "I": ("id", str.lower),
    "Z": ("tz", _unpacked),
    "D": ("date", _read_day),
    "P": ("depart", _read_clock),
    "B": ("back_by", _read_clock),
    "K": ("pace_kmh", _read_figure),
    "G": ("group_size", _read_count),
    "S": ("start", str.lower),
    "E": ("end", str.lower),
    "R": ("end_ride", _read_ride),
}
_STOP_OPTIONS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "D": ("dwell_min", _read_figure),
    "F": ("photo_min", _read_figure),
    "B": ("break_min", _read_figure),
    "R": ("ride", _read_ride),
}
