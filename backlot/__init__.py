"""Backlot Map: period sets of a film studio and the city around it, on a map that needs no internet."""

__version__ = "0.1.0"
