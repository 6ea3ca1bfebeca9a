"""
Put all that a tour can be exported as into one ZIP, in each language chosen, with a text that explains it.

The text, `README.txt`, is one of Windows and of everybody else: lines end with CR LF, and a byte order mark
lets old editors read Hangul.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backlot.errors import DataError
from backlot.lang import say
from backlot.takeaway.clean import clean
from backlot.takeaway.ics import to_ics
from backlot.takeaway.material import quiet
from backlot.takeaway.names import safe_name
from backlot.takeaway.outline import outline_of
from backlot.takeaway.wording import notice_lines, tour_name, tour_name_beside
from backlot.takeaway.write import FORMS, render
from backlot.takeaway.zipped import zipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlot.takeaway.material import Material, Tell
    from backlot.walks.itinerary_type import Itinerary

__all__ = ["README", "to_zip"]

README = "README.txt"
_CALENDAR = "ics"
_TOUR = "json"

# what each file is for, by its suffix
_PURPOSE = {
    "gpx": "paper.zip.gpx",
    "kml": "paper.zip.kml",
    "geojson": "paper.zip.geojson",
    "csv": "paper.zip.csv",
    "ics": "paper.zip.ics",
    "json": "paper.zip.json",
}


def to_zip(material: Material, tell: Tell = quiet, *, made: str | None = None) -> bytes:
    """
    Return a ZIP of the first tour in all forms of `FORMS`, and as the tour itself.

    Parameters
    ----------
    material
        What it is made from.
    tell
        Told of `pages` and `packing`; what it raises ends the work.
    made
        The day it is made, YYYY-MM-DD; that of the material when None. The same material on the same day
        gives the same bytes.

    Raises
    ------
    DataError
        If there is no tour to export, or none that can be planned: ``take-no-tour``.
    """
    tour, itinerary = material.tour, material.itinerary
    if tour is None or itinerary is None:
        raise DataError("take-no-tour")
    languages = material.choice.languages
    day = made or material.made or itinerary["data"]["date"]
    forms = [form for form in FORMS if form != _CALENDAR or itinerary["date"] is not None]
    wanted = [(form, code) for form in forms for code in languages]
    members: dict[str, bytes] = {}
    for done, (form, code) in enumerate(wanted):
        tell("pages", done, len(wanted))
        name = safe_name(tour_name(itinerary, code), f".{code}.{form}")
        members[name] = _rendered(itinerary, form, code, day, notes=material.choice.notes)
    tell("pages", len(wanted), len(wanted))
    members[safe_name(tour_name(itinerary, languages[0]), f".{_TOUR}")] = tour.text().encode()
    members[README] = _readme(itinerary, languages, sorted(members))
    return zipped(members, tell, day=day)


def _rendered(itinerary: Itinerary, form: str, code: str, day: str, *, notes: bool) -> bytes:
    if form != _CALENDAR:
        return render(itinerary, form, lang=code, notes=notes)
    # a calendar says when it was made; to the day, so that it can be made again
    now = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return to_ics(outline_of(clean(itinerary)), lang=code, notes=notes, now=now)


def _readme(itinerary: Itinerary, languages: Sequence[str], names: Sequence[str]) -> bytes:
    parts = [_lines(clean(itinerary), code, names) for code in languages]
    text = "\n\n\n".join("\n".join(lines) for lines in parts)
    return ("\ufeff" + text.replace("\n", "\r\n") + "\r\n").encode()


def _lines(itinerary: Itinerary, code: str, names: Iterable[str]) -> list[str]:
    """Return the text in one language: the files of that language, and those of none."""
    title = tour_name_beside(itinerary, code)
    lines = [title, "=" * len(title), "", say(code, "paper.zip.intro"), ""]
    for name in names:
        language, suffix = name.split(".")[-2:]
        if language == code or suffix == _TOUR:
            lines += [name, f"    {say(code, _PURPOSE[suffix])}"]
    if itinerary["date"] is None:
        lines += ["", say(code, "paper.zip.no-date")]
    return [*lines, "", *notice_lines(itinerary, code)]
