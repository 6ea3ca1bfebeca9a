"""
Read from a picture's EXIF where and when it was taken, and in which direction the camera looked.

For more info see: CIPA DC-008 (Exif 3.0), 4.6.7, GPS attribute information. Nothing in a file is
believed: what is not a place on earth, a direction or a day is left out.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlot.pictures.model import PictureError
from backlot.pictures.sizes import BROKEN, open_image

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Taken", "gps_heading", "gps_position", "read_taken"]

_GPS_IFD = 0x8825
_EXIF_IFD = 0x8769
_ARTIST = 0x013B
_DATE_TIME_ORIGINAL = 0x9003
_LAT_REF, _LAT, _LON_REF, _LON = 1, 2, 3, 4
_DIRECTION = 17

# https://developers.google.com/streetview/spherical-metadata
_EQUIRECTANGULAR = re.compile(rb"ProjectionType\s*(=\s*[\"']|>)\s*equirectangular")
_XMP_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class Taken:
    """
    What a picture says about itself.

    `position` is (longitude, latitude) in degrees, `heading_deg` clockwise from north, as the camera's
    compass gave it. `notes` says what was left out and why.
    """

    position: tuple[float, float] | None = None
    heading_deg: float | None = None
    date: str | None = None
    artist: str | None = None
    is_panorama: bool = False
    notes: tuple[PictureError, ...] = ()


def read_taken(data: bytes) -> Taken:
    """
    Read what the bytes of a picture say about where, when and how it was taken.

    Raises
    ------
    PictureError
        As `sizes.open_image`; never for what is in the EXIF.
    """
    image = open_image(data)
    try:
        position, heading, date, artist, notes = None, None, None, None, []
        try:
            exif = _exif(image)
            date = _day(exif.get_ifd(_EXIF_IFD).get(_DATE_TIME_ORIGINAL))
            artist = _name(exif.get(_ARTIST))
            gps = exif.get_ifd(_GPS_IFD)
        except BROKEN:
            gps = {}
        try:
            position = gps_position(gps)
            # a direction means nothing without the place it starts from
            heading = None if position is None else gps_heading(gps)
        except PictureError as error:
            notes.append(error)
        wide = image.width == 2 * image.height
    finally:
        image.close()
    is_panorama = wide and _EQUIRECTANGULAR.search(data[:_XMP_BYTES]) is not None
    return Taken(position, heading, date, artist, is_panorama, tuple(notes))


def gps_position(gps: Mapping[int, object]) -> tuple[float, float] | None:
    """
    Return the position in a GPS directory.

    Parameters
    ----------
    gps
        Values by tag.

    Returns
    -------
    tuple of float or None
        (Longitude, latitude) in degrees, 6 decimals; None when there is none.

    Raises
    ------
    PictureError
        If there is one, but it is no place on earth: out of range, not a number, a text, or exactly
        0, 0, which is what a camera without a fix writes.
    """
    if gps.get(_LAT) is None and gps.get(_LON) is None:
        return None
    lat = _degrees(gps.get(_LAT), gps.get(_LAT_REF), "NS", 90)
    lon = _degrees(gps.get(_LON), gps.get(_LON_REF), "EW", 180)
    if lon is None or lat is None or (lon, lat) == (0, 0):
        raise PictureError("picture-gps-ignored")
    return round(lon, 6), round(lat, 6)


def gps_heading(gps: Mapping[int, object]) -> float | None:
    """Return the direction of view in degrees, 0 to 360, None when there is none that makes sense."""
    value = _number(gps.get(_DIRECTION))
    return None if value is None or not 0 <= value <= 360 else round(value, 1)


def _exif(image: Image.Image) -> Image.Exif:
    from PIL import Image as Images

    exif = Images.Exif()
    # asking the image itself would decode all of a PNG
    raw = image.info.get("exif")
    if isinstance(raw, bytes):
        exif.load(raw)
    return exif


def _degrees(value: object, ref: object, signs: str, limit: float) -> float | None:
    if not isinstance(value, (tuple, list)) or not 1 <= len(value) <= 3:
        return None
    parts = [_number(each) for each in value]
    sign = ref.decode("ascii", "replace") if isinstance(ref, bytes) else ref
    if not isinstance(sign, str) or sign.strip("\0 ").upper() not in tuple(signs):
        return None
    found = 0.0
    for part, unit in zip(parts, (1, 60, 3600), strict=False):
        if part is None or part < 0 or (unit > 1 and part > 60):
            return None
        found += part / unit
    if found > limit:
        return None
    return -found if sign.strip("\0 ").upper() == signs[1] else found


def _number(value: object) -> float | None:
    if isinstance(value, (str, bytes, tuple, list)) or value is None:
        return None
    try:
        found = float(value)  # type: ignore[arg-type]
    except (*BROKEN,):
        return None
    return found if math.isfinite(found) else None


def _day(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        day = dt.datetime.strptime(value.strip("\0 ")[:10], "%Y:%m:%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
    # cameras that were never set start with 1970 or 1980; photography with 1826
    return day.isoformat() if day.year > 1825 else None


def _name(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    name = " ".join("".join(each if each.isprintable() else " " for each in value).split())
    return name[:200] or None
