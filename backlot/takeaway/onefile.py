"""
Write one HTML file that holds the whole map and asks nobody for anything.

The page the viewer makes is packed with gzip and unpacked by the browser; photographs, which cannot be
packed any further, stand beside it and are unpacked one by one when somebody looks at them.
"""

from __future__ import annotations

import gzip
import hashlib
import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlot.errors import BacklotError
from backlot.lang import say
from backlot.takeaway import base85
from backlot.takeaway.extent import limited
from backlot.takeaway.material import quiet
from backlot.takeaway.wording import text_of
from backlot.viewer import Host, render
from backlot.viewer.lean import lean
from backlot.viewer.page import LEAFLET_NOTICE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlot.pictures import Library
    from backlot.takeaway.material import Material, Tell

__all__ = ["pack_of", "pictures_of", "to_html"]

_LOADER = Path(__file__).parent / "assets" / "loader.js"
_PREFIX = "pack:"
_SVG = "image/svg+xml"
_SENTENCES = {
    "wait": "takeaway.file.wait",
    "failed": "takeaway.file.failed",
    "script": "takeaway.file.script",
}


def to_html(material: Material, tell: Tell = quiet) -> bytes:
    """
    Return the bytes of the file.

    Parameters
    ----------
    material
        What it is made from.
    tell
        Told of `pictures` and `packing`; what it raises ends the work.

    Raises
    ------
    BacklotError
        With ``take-picture-gone`` if a picture has vanished since its library was loaded.
    """
    kept = limited(material)
    pictures = pictures_of(kept.library, tell)
    drawings = {name: data.decode() for name, (data, kind) in pictures.items() if kind == _SVG}
    photographs = {name: data for name, (data, kind) in pictures.items() if kind != _SVG}
    tell("packing", 0, 2)
    host = Host.alone(pack_of(kept, pictures, form="html"), pictures=_PREFIX)
    inline = inline_of(kept) | {"drawings": drawings}
    page = render(kept.catalog, host, kept.library, inline, kept.films)
    tell("packing", 1, 2)
    # no time of day in it: the same page is packed to the same bytes
    packed = gzip.compress(page.html.encode(), compresslevel=9, mtime=0)
    whole = _outer(kept, page.policy, page.digest, packed, photographs)
    tell("packing", 2, 2)
    return whole.encode()


def pictures_of(library: Library, tell: Tell = quiet) -> dict[str, tuple[bytes, str]]:
    """
    Return the bytes and media type of all pictures of a library, by name.

    Raises
    ------
    BacklotError
        With ``take-picture-gone`` if one has vanished.
    """
    found = {}
    names = library.names
    for done, name in enumerate(names):
        tell("pictures", done, len(names))
        opened = library.open(name)
        if opened is None:
            raise BacklotError("take-picture-gone", name=name)
        found[name] = opened
    tell("pictures", len(names), len(names))
    return found


def pack_of(material: Material, pictures: Mapping[str, tuple[bytes, str]], *, form: str) -> dict[str, Any]:
    """Return what a thing says of itself, so that it can be checked without a network."""
    choice, site = material.choice, material.catalog.site
    return {
        "made": material.made,
        "version": site.version,
        "date": site.date,
        "form": form,
        "title": title_of(material),
        "scope": choice.scope,
        "photographs": choice.photographs,
        "languages": list(choice.languages),
        "notes": choice.notes,
        "pictures": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, (data, _) in sorted(pictures.items())
        },
        "places": len(material.catalog.places),
        "tours": [
            {
                "id": tour.id,
                "stops": len(tour.stops),
                "notes": sorted({code for stop in tour.stops for code in stop.notes}),
            }
            for tour in material.tours
        ],
    }


def title_of(material: Material) -> dict[str, str]:
    """Return by language what a thing is called: the tour it is of, else the site."""
    return dict((material.tour.name if material.tour else None) or material.catalog.site.name)


def inline_of(material: Material) -> dict[str, Any]:
    """Return what the page would ask a server for: paths and tours."""
    found: dict[str, Any] = {"tours": [tour.to_json() for tour in material.tours]}
    if material.network is not None:
        found["walks"] = material.network.graph(material.catalog)
    return found


def _outer(
    material: Material, policy: str, nonce: str, packed: bytes, photographs: Mapping[str, bytes]
) -> str:
    code = material.choice.languages[0]
    title = text_of(title_of(material), code)
    notices = [LEAFLET_NOTICE, *(each.attribution for each in material.catalog.rights if each.asks_credit)]
    stored = "\n".join(
        _stored(data, f'class="packed" data-name="{name}"') for name, data in photographs.items()
    )
    page = _stored(packed, f'class="packed" id="page" data-alphabet="{base85.ALPHABET}"')
    sentences = {name: html.escape(say(code, key)) for name, key in _SENTENCES.items()}
    return f"""<!doctype html>
<html lang="{code}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<!-- {html.escape("; ".join(dict.fromkeys(notices)))} -->
<style>#wait {{ margin: 40vh 24px; text-align: center; font: 18px sans-serif; }}</style>
</head>
<body>
<p id="wait" role="status" data-failed="{sentences["failed"]}">{sentences["wait"]}</p>
<noscript>{sentences["script"]}</noscript>
{page}
<script nonce="{nonce}">{lean(_LOADER.read_text(encoding="utf-8"))}</script>
{stored}
</body>
</html>
"""


def _stored(data: bytes, attributes: str) -> str:
    text = base85.encode(data)
    return f'<script type="text/plain" data-bytes="{len(data)}" {attributes}>{text}</script>'
