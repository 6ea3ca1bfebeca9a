"""Films: the catalogue of films beside the map, their timeline, the festival, and the way there."""

from backlot.ui import bridge, maps
from backlot.ui.routes import VIEW

bridge.show_map(f"{VIEW}/{maps.current().page.digest}", mode="films")
