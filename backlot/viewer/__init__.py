"""Draw the map: a scene in plain JSON, a folium map of ids and geometry, one page of both.

The only package that imports folium. `render(catalog, host)` is the way in.
"""

from backlot.viewer.page import Host, Page, render
from backlot.viewer.scene import spoken
from backlot.viewer.themes import THEMES

__all__ = ["THEMES", "Host", "Page", "render", "spoken"]
