"""
Write a folder that any static host can serve: the same map as an installable web app.

After one visit all of it is kept in the browser by a service worker, and opens with the host gone. A new
version is taken as a whole when the host has one.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from backlot.catalog.save import save_bytes
from backlot.errors import BacklotError
from backlot.lang import say
from backlot.takeaway.extent import limited
from backlot.takeaway.icon import icon_png
from backlot.takeaway.material import quiet
from backlot.takeaway.onefile import inline_of, pack_of, pictures_of, title_of
from backlot.takeaway.wording import text_of
from backlot.takeaway.write import refusal
from backlot.viewer import Host, render
from backlot.viewer.page import LEAFLET_NOTICE
from backlot.viewer.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlot.takeaway.material import Material, Tell

__all__ = ["INDEX", "MANIFEST", "to_web", "write_folder"]

INDEX = "index.html"
MANIFEST = "manifest.webmanifest"
_PICTURES = "pictures/"
_WORKER = Path(__file__).parent / "assets" / "sw.js"
_ICONS = {"icon-192.png": (192, False), "icon-512.png": (512, False), "icon-maskable.png": (512, True)}
_HEAD = f"""<link rel="manifest" href="{MANIFEST}">
<link rel="icon" href="icon-192.png">
<link rel="apple-touch-icon" href="icon-192.png">
<meta name="theme-color" content="{THEMES["light"]["paper"]}">
"""


def to_web(material: Material, tell: Tell = quiet) -> dict[str, bytes]:
    """
    Return the files of the folder, by name within it.

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
    tell("packing", 0, 1)
    host = Host.alone(pack_of(kept, pictures, form="web"), pictures=_PICTURES)
    page = render(kept.catalog, host, kept.library, inline_of(kept), kept.films)
    files = {
        INDEX: page.html.replace('<link rel="icon" href="data:,">', _HEAD, 1).encode(),
        MANIFEST: _manifest(kept),
        **{name: icon_png(*how) for name, how in _ICONS.items()},
        **{f"{_PICTURES}{name}": data for name, (data, _) in pictures.items()},
        "LICENCES.txt": _notices(kept),
    }
    files["sw.js"] = _worker(files)
    tell("packing", 1, 1)
    return files


def write_folder(path: Path, material: Material, tell: Tell = quiet) -> None:
    """
    Write the folder: the whole new one is there afterwards, or else the old one as it was.

    Parameters
    ----------
    path
        Folder to write. One that this has written before is replaced, no other.
    material, tell
        See `to_web`.

    Raises
    ------
    BacklotError
        As `to_web`, with ``export-folder-taken`` if something else is there, or as `write.refusal`.
    """
    if path.exists() and not (path.is_dir() and (_is_ours(path) or not any(path.iterdir()))):
        raise BacklotError("export-folder-taken", file=str(path))
    files = to_web(material, tell)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-") as made:
            fresh, former = Path(made) / "new", Path(made) / "old"
            for name, data in files.items():
                save_bytes(fresh / name, data)
            if path.exists():
                path.rename(former)
            _move(fresh, path, former)
    except OSError as error:
        raise refusal(error, path) from error


def _is_ours(path: Path) -> bool:
    return all((path / name).is_file() for name in (INDEX, MANIFEST, _WORKER.name))


def _move(fresh: Path, path: Path, former: Path) -> None:
    """Put a new folder where the former one was; that one comes back if it cannot be done."""
    try:
        fresh.rename(path)
    except OSError:
        if former.exists():
            former.rename(path)
        raise


def _manifest(material: Material) -> bytes:
    code = material.choice.languages[0]
    title = text_of(title_of(material), code)
    light = THEMES["light"]
    icons = [
        {
            "src": name,
            "sizes": f"{px}x{px}",
            "type": "image/png",
            "purpose": "maskable" if is_maskable else "any",
        }
        for name, (px, is_maskable) in _ICONS.items()
    ]
    found = {
        "name": title,
        "short_name": title[:12].strip(),
        "description": say(code, "takeaway.web.description"),
        "lang": code,
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": light["paper"],
        "theme_color": light["paper"],
        "icons": icons,
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _notices(material: Material) -> bytes:
    credits_due = [each.attribution for each in material.catalog.rights if each.asks_credit]
    site = material.catalog.site
    code = material.choice.languages[0]
    version = say(code, "start.version", version=site.version, date=site.date)
    return "\n".join(dict.fromkeys([version, LEAFLET_NOTICE, *credits_due, ""])).encode()


def _worker(files: Mapping[str, bytes]) -> bytes:
    """Return the service worker of these files: its version is their content."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    wanted = ["./", *sorted(name for name in files if name != INDEX)]
    head = f"const VERSION = {json.dumps(digest.hexdigest()[:16])};\nconst FILES = {json.dumps(wanted)};\n"
    return (head + _WORKER.read_text(encoding="utf-8")).encode()
