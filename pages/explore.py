"""Explore: the map, and nothing but the map."""

from backlot.ui import bridge, maps
from backlot.ui.routes import VIEW

bridge.show_map(f"{VIEW}/{maps.current().page.digest}")
