"""Give the tests of pictures a made-up site and photographs drawn on the spot."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

from backlot.catalog import Catalog, load_site
from tests.support.sites import HARBOUR

GPS, EXIF = 0x8825, 0x8769


@pytest.fixture(scope="session")
def harbour() -> Catalog:
    """Return the made-up harbour town."""
    return load_site(HARBOUR)


def rationals(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Return degrees as EXIF has them: whole degrees, whole minutes, seconds in 1/10,000."""
    ticks = round(abs(degrees) * 36_000_000)
    whole, rest = divmod(ticks, 36_000_000)
    minutes, ticks = divmod(rest, 600_000)
    return IFDRational(whole, 1), IFDRational(minutes, 1), IFDRational(ticks, 10_000)


def gps_of(lon: float, lat: float, heading_deg: float | None = None) -> dict[int, Any]:
    """Return a GPS directory."""
    gps: dict[int, Any] = {1: "N" if lat >= 0 else "S", 2: rationals(lat)}
    gps |= {3: "E" if lon >= 0 else "W", 4: rationals(lon)}
    if heading_deg is not None:
        gps |= {16: "T", 17: IFDRational(round(heading_deg * 100), 100)}
    return gps


def photograph(
    colour: str = "#7a6a50",
    size: tuple[int, int] = (640, 480),
    form: str = "JPEG",
    *,
    gps: dict[int, Any] | None = None,
    date: str | None = None,
    artist: str | None = None,
    orientation: int | None = None,
) -> bytes:
    """Draw a photograph: a coloured ground, its upper left quarter white; with EXIF where asked for."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), fill="white")
    exif = Image.Exif()
    if gps is not None:
        exif[GPS] = gps
    if date is not None:
        exif[EXIF] = {0x9003: date}
    if artist is not None:
        exif[0x013B] = artist
    if orientation is not None:
        exif[0x0112] = orientation
    file = BytesIO()
    if form == "HEIC":
        import pillow_heif

        heif = pillow_heif.from_pillow(image)
        heif.save(file, quality=60, exif=exif.tobytes())
    else:
        image.save(file, form, exif=exif.tobytes())
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder for the files a user has."""
    made = tmp_path / "camera"
    made.mkdir()
    return made
