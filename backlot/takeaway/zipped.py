"""Put files into a ZIP, the same bytes for the same files."""

from __future__ import annotations

import stat
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from backlot.takeaway.material import quiet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlot.takeaway.material import Tell

__all__ = ["zipped"]

_UNIX = 3
_PACKED_ALREADY = (".jpg", ".jpeg", ".png", ".webp", ".zip")
# the first day a ZIP file knows
_NO_DAY = "1980-01-01"


def zipped(members: Mapping[str, bytes], tell: Tell = quiet, *, day: str = _NO_DAY) -> bytes:
    """
    Return a ZIP file.

    Parameters
    ----------
    members
        Contents by name; they lie in it in the order of their names.
    tell
        Told of `packing`.
    day
        The day all of them are dated, YYYY-MM-DD.
    """
    file = BytesIO()
    with zipfile.ZipFile(file, "w", allowZip64=False) as packed:
        for done, name in enumerate(sorted(members)):
            tell("packing", done, len(members))
            packed.writestr(_info(name, max(day, _NO_DAY)), members[name])
    tell("packing", len(members), len(members))
    return file.getvalue()


def _info(name: str, day: str) -> zipfile.ZipInfo:
    year, month, date = (int(part) for part in day.split("-"))
    info = zipfile.ZipInfo(name, (year, month, date, 0, 0, 0))
    info.create_system = _UNIX
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    is_packed = name.lower().endswith(_PACKED_ALREADY)
    info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    return info
