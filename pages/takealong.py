"""Take along: make a walk into files that need no server, and see whether all is there."""

from backlot.ui import bridge, maps
from backlot.ui.routes import VIEW

bridge.show_map(f"{VIEW}/{maps.current().page.digest}", mode="take")
