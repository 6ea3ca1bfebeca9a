"""
Write an itinerary to files people take along: GPX, KML, GeoJSON, CSV, iCalendar.

`export` writes a file, `render` gives its bytes; `FORMS` names what there is.
"""

from backlot.takeaway.write import FORMS, Form, export, render

__all__ = ["FORMS", "Form", "export", "render"]
