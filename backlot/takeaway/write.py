"""Write an itinerary to a file of one of the forms."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from backlot.catalog.save import save_bytes
from backlot.errors import BacklotError, DataError
from backlot.takeaway.clean import clean
from backlot.takeaway.geojson import to_geojson
from backlot.takeaway.gpx import to_gpx
from backlot.takeaway.kml import to_kml
from backlot.takeaway.outline import Outline, outline_of
from backlot.takeaway.table import to_csv

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary

__all__ = ["FORMS", "Form", "export", "refusal", "render", "write_file"]


class Write(Protocol):
    """What a form's module offers."""

    def __call__(self, outline: Outline, *, lang: str, notes: bool) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Form:
    """A file format: its media type, and what writes it."""

    media_type: str
    write: Write


def _to_ics(outline: Outline, *, lang: str, notes: bool) -> bytes:
    # icalendar takes 0.1 s to import
    from backlot.takeaway.ics import to_ics

    return to_ics(outline, lang=lang, notes=notes)


# by the suffix of the file
FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "gpx": Form("application/gpx+xml", to_gpx),
        "kml": Form("application/vnd.google-earth.kml+xml", to_kml),
        "geojson": Form("application/geo+json", to_geojson),
        "csv": Form("text/csv; charset=utf-8", to_csv),
        "ics": Form("text/calendar; charset=utf-8", _to_ics),
    }
)

_CODES = {
    errno.EACCES: "export-not-allowed",
    errno.EPERM: "export-not-allowed",
    errno.EROFS: "export-not-allowed",
    errno.ENOSPC: "export-disk-full",
    errno.EDQUOT: "export-disk-full",
    errno.ENAMETOOLONG: "export-name-too-long",
    errno.ENOTDIR: "export-no-folder",
    errno.EEXIST: "export-no-folder",
}


def render(itinerary: Itinerary, form: str, *, lang: str, notes: bool = False) -> bytes:
    """
    Return what a file of an itinerary holds.

    Parameters
    ----------
    itinerary
        Taken as it is; control characters in its texts are left out.
    form
        A key of `FORMS`.
    lang
        Language of the texts; names have the other languages beside.
    notes
        Whether the notes of the stops, meant for whoever guides, go with them.

    Raises
    ------
    DataError
        If the form is not known (``export-unknown-form``), or is a calendar and the tour has no date
        (``export-no-date``).
    """
    found = FORMS.get(form)
    if found is None:
        raise DataError("export-unknown-form", found=form, allowed=list(FORMS))
    return found.write(outline_of(clean(itinerary)), lang=lang, notes=notes)


def export(itinerary: Itinerary, form: str, path: Path, *, lang: str, notes: bool = False) -> None:
    """
    Write an itinerary to a file: the whole new one is there afterwards, or else the old one as it was.

    Parameters
    ----------
    path
        File to write; an old one is replaced, a folder that is missing is made.
    itinerary, form, lang, notes
        See `render`.

    Raises
    ------
    DataError
        As `render`.
    BacklotError
        As `write_file`.
    """
    write_file(path, render(itinerary, form, lang=lang, notes=notes))


def write_file(path: Path, data: bytes) -> None:
    """
    Write a file: the whole new one is there afterwards, or else the old one as it was.

    Parameters
    ----------
    path
        File to write; an old one is replaced, a folder that is missing is made.
    data
        What it shall hold.

    Raises
    ------
    BacklotError
        If the file cannot be written: as `refusal`, or ``export-not-a-file``.
    """
    try:
        # a folder cannot be replaced; a device could, and must not be
        if path.exists() and not path.is_file():
            raise BacklotError("export-not-a-file", file=str(path))
        save_bytes(path, data)
    except OSError as error:
        raise refusal(error, path) from error


def refusal(error: OSError, path: Path) -> BacklotError:
    """
    Return in our words why something cannot be written.

    Its code is ``export-not-allowed``, ``export-disk-full``, ``export-name-too-long``, ``export-no-folder``
    (a file is in the way) or ``cannot-save``.
    """
    reason = error.strerror or type(error).__name__
    return BacklotError(_CODES.get(error.errno or 0, "cannot-save"), file=str(path), reason=reason)
