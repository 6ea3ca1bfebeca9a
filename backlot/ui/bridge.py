"""Carry language and theme between the browser and Streamlit.

The bridge is a component without a body: its script gives Streamlit's own widgets the
theme, sets `<html lang>`, writes the cookies, and tells Python when the language changes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from backlot.ui import preferences
from backlot.viewer import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable

_SCRIPT = Path(__file__).parent / "assets" / "bridge.js"
_KEY = "bridge"


def mount() -> None:
    """Put the bridge on the page; call it once in the frame."""
    _component()(
        key=_KEY,
        data={"lang": preferences.language(), "theme": preferences.theme(), "themes": _themes()},
        on_lang_change=_take_language,
        on_theme_change=_take_theme,
        height=0,
    )


@cache
def _component() -> Callable[..., Any]:
    component: Callable[..., Any] = st.components.v2.component(
        "backlot_bridge", js=_SCRIPT.read_text(encoding="utf-8"), isolate_styles=False
    )
    return component


def _take_language() -> None:
    preferences.choose(lang=st.session_state[_KEY].get("lang"))


def _take_theme() -> None:
    preferences.choose(theme=st.session_state[_KEY].get("theme"))


def _themes() -> dict[str, dict[str, str | float]]:
    return {name: dict(theme) for name, theme in THEMES.items()}
