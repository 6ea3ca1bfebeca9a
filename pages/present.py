"""Present: choose a tour, see what it lacks, and start it on a page of its own."""

from backlot.ui import bridge, maps
from backlot.ui.routes import VIEW

bridge.show_map(f"{VIEW}/{maps.current().page.digest}", mode="present")
