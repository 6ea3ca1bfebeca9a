"""Give Streamlit's own chrome the look of the map."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

_SHEET = Path(__file__).parent / "assets" / "frame.css"


def apply() -> None:
    """Put the frame's style sheet on the page."""
    st.html(_sheet())


@cache
def _sheet() -> str:
    # our own file, never data
    return f"<style>{_SHEET.read_text(encoding='utf-8')}</style>"
