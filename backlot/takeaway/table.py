"""
Write an itinerary as CSV (RFC 4180): a row for the tour, then one a place and one a leg, in their order.

UTF-8 with a byte order mark, without which spreadsheets show Hangul as gibberish. Texts that a spreadsheet
would run as a formula get an apostrophe before them; figures stay figures, negative ones too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from backlot.lang import say
from backlot.takeaway.wording import (
    directions_of,
    leg_marks,
    marks,
    mode_name,
    name_of,
    other_names,
    text_of,
    tour_lines,
    tour_name,
)

if TYPE_CHECKING:
    from backlot.takeaway.outline import Outline, Point, Way
    from backlot.walks.itinerary_type import Itinerary

__all__ = ["COLUMNS", "neutral", "to_csv"]

Cell: TypeAlias = str | int | float | None

# key of a column and of its heading
COLUMNS: Mapping[str, str] = {
    "kind": "takeaway.column.kind",
    "number": "takeaway.column.number",
    "id": "takeaway.column.id",
    "name": "takeaway.column.name",
    "other": "takeaway.column.other",
    "lat": "takeaway.column.lat",
    "lon": "takeaway.column.lon",
    "date": "takeaway.column.date",
    "arrive": "takeaway.column.arrive",
    "leave": "takeaway.column.leave",
    "dwell_min": "takeaway.column.dwell",
    "slack_min": "takeaway.column.slack",
    "length_m": "takeaway.column.length",
    "minutes": "takeaway.column.minutes",
    "minutes_low": "takeaway.column.minutes-low",
    "minutes_high": "takeaway.column.minutes-high",
    "about": "takeaway.column.about",
    "marks": "takeaway.column.marks",
    "directions": "takeaway.column.directions",
    "notes": "takeaway.column.notes",
}
_KINDS = {"start": "takeaway.kind.start", "stop": "takeaway.kind.stop", "end": "takeaway.kind.end"}
# what spreadsheets take for the start of a formula, also in the wide forms of East Asian keyboards; see
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def to_csv(outline: Outline, *, lang: str, notes: bool) -> bytes:
    """
    Return the itinerary as a table.

    Parameters
    ----------
    outline
        What belongs to the whole tour, credit for the data among it, is in the first row.
    lang
        Language of headings and texts.
    notes
        Whether the notes of the stops are in it; else their column is empty.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutral(say(lang, key)) for key in COLUMNS.values()])
    writer.writerow(_cells(_tour(outline.itinerary, lang)))
    for point in outline.points:
        writer.writerow(_cells(_place(point, lang, notes=notes)))
        way = outline.way_from(point)
        if way is not None:
            writer.writerow(_cells(_leg(way, lang)))
    return out.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before it where needed."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def _cells(row: Mapping[str, Cell]) -> list[Cell]:
    cells = (row.get(key) for key in COLUMNS)
    return [neutral(cell) if isinstance(cell, str) else cell for cell in cells]


def _tour(itinerary: Itinerary, lang: str) -> dict[str, Cell]:
    total = itinerary["total"]
    return {
        "kind": say(lang, "takeaway.tour"),
        "id": itinerary["tour"],
        "name": tour_name(itinerary, lang),
        "other": other_names(itinerary["name"], lang),
        "date": itinerary["date"],
        "leave": itinerary["depart"],
        "arrive": total["end"],
        "dwell_min": total["dwell_min"],
        "slack_min": total["slack_min"],
        "length_m": total["length_m"],
        "minutes": total["walk_min"] + total["ride_min"],
        "marks": "\n".join(tour_lines(itinerary, lang)),
    }


def _place(point: Point, lang: str, *, notes: bool) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "kind": say(lang, _KINDS[point.kind]),
        "number": point.number,
        "id": point.id,
        "name": name_of(point.name, lang),
        "other": other_names(point.name, lang),
        "lat": point.lat,
        "lon": point.lon,
        "arrive": point.arrive,
        "leave": point.leave,
    }
    stop = point.stop
    if stop is not None:
        row |= {"dwell_min": stop["dwell_min"], "slack_min": stop["slack_min"]}
        row |= {"marks": "\n".join(marks(stop["problems"], lang))}
        row |= {"notes": text_of(stop["notes"], lang)} if notes else {}
    return row


def _leg(way: Way, lang: str) -> dict[str, Cell]:
    leg, ends = way.leg, (way.from_point, way.to_point)
    return {
        "kind": mode_name(leg, lang),
        "number": way.number,
        "id": " → ".join(point.id for point in ends),
        "name": " → ".join(name_of(point.name, lang) for point in ends),
        "leave": way.from_point.leave,
        "arrive": way.to_point.arrive,
        "length_m": leg["length_m"],
        "minutes": leg["minutes"],
        "minutes_low": leg["minutes_low"],
        "minutes_high": leg["minutes_high"],
        "about": say(lang, "takeaway.yes") if leg["about"] else None,
        "marks": "\n".join(leg_marks(leg, lang)),
        "directions": "\n".join(directions_of(leg, lang)),
    }
