"""
Keep the pictures of a site: drawings that ship, photographs of the user, files of Wikimedia Commons.

Use it like this::

    from backlot.pictures import load_library
    library = load_library(geodata_dir(), home_dir(), catalog)   # never raises for bad records
    library.of("taedong-gate")                                   # tuple of Picture, photographs first
    library.for_scene(place, lambda name: f"/pictures/{name}")   # what the viewer shows
    library.open("0123456789abcdef-stop.jpg")                    # (bytes, media type) or None

Everything is imported when it is first asked for, so that the command line starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlot.lazy import lazy

if TYPE_CHECKING:
    from backlot.pictures.add import Defaults, Report, add_files
    from backlot.pictures.load import load_library
    from backlot.pictures.model import Library, Picture, PictureError
    from backlot.pictures.store import Store

_HOME_OF = {
    "Defaults": "add",
    "Library": "model",
    "Picture": "model",
    "PictureError": "model",
    "Report": "add",
    "Store": "store",
    "add_files": "add",
    "load_library": "load",
}

__all__ = [
    "Defaults",
    "Library",
    "Picture",
    "PictureError",
    "Report",
    "Store",
    "add_files",
    "load_library",
]

__getattr__, __dir__ = lazy(__name__, _HOME_OF)
