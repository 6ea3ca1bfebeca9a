"""Say where data lies and where a user's own things are kept."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["geodata_dir", "home_dir", "shipped_geodata_dir"]


def shipped_geodata_dir() -> Path:
    """Return the `geodata` folder that comes with the program, next to the package."""
    return Path(__file__).resolve().parent.parent / "geodata"


def geodata_dir() -> Path:
    """
    Return the folder of the site to show.

    ``BACKLOT_GEODATA`` names it; without it, or when it is blank, the shipped one is used. The folder need
    not exist: loading it then reports every file as missing.
    """
    named = os.environ.get("BACKLOT_GEODATA", "").strip()
    return Path(named).expanduser().resolve() if named else shipped_geodata_dir()


def home_dir() -> Path:
    """
    Return the folder for what a user makes: corrections, tours, pictures.

    ``BACKLOT_HOME`` names it, else it is the platform's user data folder. It is created by whoever first
    writes into it, not here.
    """
    named = os.environ.get("BACKLOT_HOME", "").strip()
    if named:
        return Path(named).expanduser().resolve()
    # only needed when nothing is set, and not on the way of `--help`
    import platformdirs

    return Path(platformdirs.user_data_dir("backlot-map", appauthor=False))
