"""Plan: the map with a walk on it, and its timetable beside it."""

from backlot.ui import bridge, maps
from backlot.ui.routes import VIEW

bridge.show_map(f"{VIEW}/{maps.current().page.digest}", mode="plan")
