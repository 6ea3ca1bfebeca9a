"""
Hold the places of a site: load, check, look up, search, correct.

Use it like this::

    from backlot.catalog import load_site
    from backlot.settings import geodata_dir

    catalog = load_site(geodata_dir())      # never raises for bad data: see catalog.problems
    catalog.site                            # Site: name, views, periods, locales, categories, languages …
    catalog.places                          # tuple of Place, in the order of the files
    catalog.features                        # tuple of Feature: the basemap, lanes among them
    catalog.get("arch-of-triumph")          # Place or None; former ids redirect; lanes: catalog.feature(id)
    catalog.by(kind="set", period="ancient")
    catalog.sets_at(lon, lat)               # "which set am I in?", smallest first
    catalog.nearest(place, 5)               # tuple of (Place, metres)
    catalog.search("개선문", limit=8)        # tuple of Hit(place, score, name)
    catalog.search_entries("ko")            # the same for search.js: [{id, rank, names}]
    catalog.metric.length_m(geometry)       # metres in the site's own coordinate system
    catalog.digest                          # content hash, for caches
    [problem.sentence for problem in catalog.problems]

A user's own corrections lie over it::

    from backlot.catalog import Corrections
    corrections = Corrections.of_user()     # $BACKLOT_HOME/corrections.json
    corrections.load().apply(catalog)       # a new Catalog; the shipped one is untouched

Everything is imported when it is first asked for, so that the command line starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlot.lazy import homes_of, lazy

if TYPE_CHECKING:
    from backlot.catalog.canonical import canonical_collection, canonical_site
    from backlot.catalog.catalog import Catalog, Hit
    from backlot.catalog.check import check_site
    from backlot.catalog.corrections import Corrections, Edit, Overlay, load_corrected
    from backlot.catalog.load import GEOJSON_FILES, SITE_FILE, load_site, parse_json
    from backlot.catalog.metric import Metric
    from backlot.catalog.model import (
        About,
        Category,
        Claim,
        Correction,
        Feature,
        Locale,
        Period,
        Place,
        Problem,
        Site,
        View,
        text_in,
    )
    from backlot.catalog.save import save_text

_HOMES = {
    "canonical": ("canonical_collection", "canonical_site"),
    "catalog": ("Catalog", "Hit"),
    "check": ("check_site",),
    "corrections": ("Corrections", "Edit", "Overlay", "load_corrected"),
    "load": ("GEOJSON_FILES", "SITE_FILE", "load_site", "parse_json"),
    "metric": ("Metric",),
    "model": (
        "About",
        "Category",
        "Claim",
        "Correction",
        "Feature",
        "Locale",
        "Period",
        "Place",
        "Problem",
        "Site",
        "View",
        "text_in",
    ),
    "save": ("save_text",),
}

__all__ = [
    "GEOJSON_FILES",
    "SITE_FILE",
    "About",
    "Catalog",
    "Category",
    "Claim",
    "Correction",
    "Corrections",
    "Edit",
    "Feature",
    "Hit",
    "Locale",
    "Metric",
    "Overlay",
    "Period",
    "Place",
    "Problem",
    "Site",
    "View",
    "canonical_collection",
    "canonical_site",
    "check_site",
    "load_corrected",
    "load_site",
    "parse_json",
    "save_text",
    "text_in",
]

__getattr__, __dir__ = lazy(__name__, homes_of(_HOMES))
