"""Read the three themes: light, dark, and sunlight for a screen in the sun.

One file serves the viewer's style sheet, its canvas, and Streamlit's widgets.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).parent / "assets" / "themes.json"

THEMES: Mapping[str, Mapping[str, str | float]] = MappingProxyType(
    json.loads(_FILE.read_text(encoding="utf-8"))
)
"""Values by token, by theme name."""
