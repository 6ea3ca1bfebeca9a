"""
Hold tours: what one is, where they are kept, their short form for addresses, and backups.

Use it like this::

    from backlot.tours import Tour, TourStore, decode, encode, load_tours

    tours = load_tours(geodata_dir(), home_dir())   # never raises: see tours.problems
    tour = tours.get("square-to-arch")              # the user's own before the shipped one
    tour, problems = resolve(tour, catalog)         # former ids redirected, unknown places reported
    store = TourStore.of_user()
    store.save(tour)                                # ConflictError when somebody else saved since
    decode(encode(tour))                            # the tour without its notes
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlot.lazy import homes_of, lazy

if TYPE_CHECKING:
    from backlot.tours.compact import decode, encode
    from backlot.tours.load import Tours, check_shipped, load_tours, read_tour
    from backlot.tours.model import NEEDS, Ride, Tour, TourError, TourStop, check_tour, resolve
    from backlot.tours.store import Listing, TourStore

_HOMES = {
    "compact": ("decode", "encode"),
    "load": ("Tours", "check_shipped", "load_tours", "read_tour"),
    "model": ("NEEDS", "Ride", "Tour", "TourError", "TourStop", "check_tour", "resolve"),
    "store": ("Listing", "TourStore"),
}

__all__ = [
    "NEEDS",
    "Listing",
    "Ride",
    "Tour",
    "TourError",
    "TourStop",
    "TourStore",
    "Tours",
    "check_shipped",
    "check_tour",
    "decode",
    "encode",
    "load_tours",
    "read_tour",
    "resolve",
]

__getattr__, __dir__ = lazy(__name__, homes_of(_HOMES))
