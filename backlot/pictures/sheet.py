"""Lay all pictures of a site out on one sheet, to look at them side by side."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from backlot import lang
from backlot.catalog.save import save_text
from backlot.pictures.model import PictureError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlot.catalog import Catalog
    from backlot.catalog.model import Place
    from backlot.pictures.model import Library, Picture

__all__ = ["make_sheet", "write_sheet"]

_STYLE = """
:root { color: #1f2a37; background: #f6f1e7; font: 16px/1.4 system-ui, "Noto Sans KR", sans-serif; }
body { margin: 0 auto; max-width: 1180px; padding: 16px; }
h1 { font-size: 28px; } h2 { font-size: 20px; margin: 32px 0 12px; border-bottom: 2px solid #c8372d; }
.plates { display: grid; gap: 20px; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); }
figure { margin: 0; padding: 10px; background: #fffdf8; }
figure img { display: block; background: #fff; }
.large { width: 320px; max-width: 100%; height: auto; aspect-ratio: 8 / 5; object-fit: contain; }
@media (max-width: 400px) { .plates { grid-template-columns: 1fr; } }
.small { display: flex; gap: 8px; margin: 8px 0; }
.small img { width: 96px; height: 60px; object-fit: contain; }
.grey { filter: grayscale(1); }
figcaption p { margin: 2px 0; font-size: 14px; } code { font-size: 14px; font-weight: 600; }
.icons { display: flex; flex-wrap: wrap; gap: 12px; padding: 0; }
.icons li { list-style: none; width: 170px; font-size: 13px; display: flex; gap: 8px; align-items: center; }
.icons svg { flex: none; width: 24px; height: 24px; padding: 4px; border-radius: 50%; fill: #fff; }
.places { columns: 3 260px; font-size: 14px; padding: 0; } .places li { list-style: none; }
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_NEUTRAL_HUE = "#1F2A37"


def write_sheet(path: Path, library: Library, catalog: Catalog, code: str = lang.FALLBACK) -> None:
    """
    Write the contact sheet.

    Parameters
    ----------
    path
        File to write. Another contact sheet or page there is overwritten, anything else is not.
    library, catalog
        What to show.
    code
        Language of the headings.

    Raises
    ------
    PictureError
        If something that is not an HTML file is there.
    OSError
        If the file cannot be written.
    """
    if path.exists():
        if not path.is_file():
            raise PictureError("sheet-not-html", file=path.name)
        with path.open("rb") as file:
            start = file.read(400).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if not start.startswith((b"<!doctype html", b"<html")):
            raise PictureError("sheet-not-html", file=path.name)
    save_text(path, make_sheet(library, catalog, code))


def make_sheet(library: Library, catalog: Catalog, code: str = lang.FALLBACK) -> str:
    """
    Make one HTML file of every picture, large, small and in grey, and every icon.

    Returns
    -------
    str
        A page that asks for nothing but itself. Places without a picture of their own come last, with the
        picture that stands in for each.
    """
    title = lang.say(code, "cli.pictures.sheet-title", site=catalog.site.name.get(code, catalog.site.id))
    parts = [
        "<!doctype html>",
        f'<html lang="{escape(code)}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        f"<h2>{_said(code, 'cli.pictures.sheet-pictures')} ({len(library.pictures)})</h2>",
        '<div class="plates">',
        *(_figure(picture, library, catalog, code) for picture in library.pictures),
        "</div>",
        *_icons(library, catalog, code),
        *_without_own(library, catalog, code),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _figure(picture: Picture, library: Library, catalog: Catalog, code: str) -> str:
    address = _address(library, library.name(picture, "thumb"))
    alts = "".join(
        f'<p lang="{escape(each)}">{escape(text)}</p>' for each, text in sorted(picture.alt.items())
    )
    shows = picture.stands_for or ", ".join(
        _named(catalog.get(each), each, code) for each in picture.places
    )
    image = f'src="{address}" alt=""'
    return (
        f'<figure id="{escape(picture.id)}"><img class="large" {image}>'
        f'<div class="small"><img {image}><img class="grey" {image}></div>'
        f"<figcaption><code>{escape(picture.id)}</code> {escape(picture.kind)}"
        f"<p>{escape(shows) or _said(code, 'cli.pictures.sheet-unplaced')}</p>{alts}"
        f"<p>{escape(picture.credit)}, {escape(picture.licence)}</p></figcaption></figure>"
    )


def _icons(library: Library, catalog: Catalog, code: str) -> Iterator[str]:
    drawn = [(place, library.icon(place.id)) for place in catalog.places]
    icons = [(place, path) for place, path in drawn if path is not None]
    yield f"<h2>{_said(code, 'cli.pictures.sheet-icons')} ({len(icons)})</h2>"
    yield '<ul class="icons">'
    for place, path in icons:
        category = catalog.site.category(place.category)
        hue = _NEUTRAL_HUE if category is None else category.hue
        yield (
            f'<li><svg viewBox="0 0 24 24" style="background: {escape(hue)}" aria-hidden="true">'
            f'<path fill-rule="evenodd" d="{escape(path)}"/></svg>{escape(place.name(code))}</li>'
        )
    yield "</ul>"


def _without_own(library: Library, catalog: Catalog, code: str) -> Iterator[str]:
    places = [place for place in catalog.places if not library.of(place.id)]
    yield f"<h2>{_said(code, 'cli.pictures.sheet-without')} ({len(places)})</h2>"
    yield '<ul class="places">'
    for place in places:
        fallback = library.fallback(place)
        stands_in = lang.say(code, "cli.pictures.sheet-none") if fallback is None else fallback.id
        yield f"<li>{_escaped(place, code)} <code>{escape(place.id)}</code>: {escape(stands_in)}</li>"
    yield "</ul>"


def _address(library: Library, name: str) -> str:
    found = library.open(name)
    if found is None:
        return ""
    data, media_type = found
    return f"data:{media_type};base64,{b64encode(data).decode('ascii')}"


def _named(place: Place | None, place_id: str, code: str) -> str:
    return place_id if place is None else f"{place.name(code)} ({place.id})"


def _escaped(place: Place, code: str) -> str:
    return escape(place.name(code))


def _said(code: str, key: str) -> str:
    return escape(lang.say(code, key))
