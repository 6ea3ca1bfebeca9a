"""Carry language and theme between the browser and Streamlit.

The bridge is a component without a body: its script gives Streamlit's own widgets the
theme, sets `<html lang>`, writes the cookies, and tells Python when the language changes.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from backlot.ui import preferences, shell
from backlot.ui.text import say

if TYPE_CHECKING:
    from collections.abc import Callable

_LOADER = """export default (component) => {
  import(new URL(ADDRESS, location.origin).href).then((module) => module.default(component));
};
"""
_KEY = "bridge"
_MAP = "map_address"
_ASK = "map_ask"
_PAGE = "asked_page"


def show_map(address: str, *, mode: str = "explore") -> None:
    """
    Show the map on this page: its frame stands beside Streamlit's root and outlives reruns.

    Parameters
    ----------
    address
        Where the viewer is served.
    mode
        What the map is for: ``"explore"``, ``"films"``, ``"plan"``, ``"present"`` or ``"take"``.
    """
    st.session_state[_MAP] = {"address": address, "mode": mode}


def ask_map(message: dict[str, object]) -> None:
    """Give the map a message once it is shown, such as a photograph to place."""
    number = st.session_state.get(_ASK, {"number": 0})["number"] + 1
    st.session_state[_ASK] = {"number": number, "message": message}


def asked_page() -> str | None:
    """Return the page, by its path, that the map has asked to be turned to; None mostly."""
    page = st.session_state.pop(_PAGE, None)
    return None if page is None else str(page)


def mount() -> None:
    """Put the bridge on the page; call it once in the frame, after the page has run."""
    _component()(
        key=_KEY,
        data={
            "lang": preferences.language(),
            "theme": preferences.theme(),
            "map": st.session_state.pop(_MAP, None),
            "ask": st.session_state.get(_ASK),
            "title": say("page.map-alt"),
        },
        on_lang_change=_take_language,
        on_theme_change=_take_theme,
        on_page_change=_turn,
        height=0,
    )


@cache
def _component() -> Callable[..., Any]:
    # a component's script crosses the WebSocket on every rerun: this one only fetches the real one.
    # Streamlit takes a text of one line for a file's name
    script = _LOADER.replace("ADDRESS", json.dumps(shell.address("bridge.js")))
    component: Callable[..., Any] = st.components.v2.component(
        "backlot_bridge", js=script, isolate_styles=False
    )
    return component


def _take_language() -> None:
    preferences.choose(lang=st.session_state[_KEY].get("lang"))


def _turn() -> None:
    st.session_state[_PAGE] = st.session_state[_KEY].get("page")


def _take_theme() -> None:
    preferences.choose(theme=st.session_state[_KEY].get("theme"))
