"""Remember the language and theme a person chose.

Order: the address of the first request, then what this session chose, then the cookie
an earlier visit left, then what the browser asks for.
"""

from __future__ import annotations

import streamlit as st

from backlot.ui import maps
from backlot.viewer import THEMES, spoken

LANG_COOKIE = "backlot_lang"
THEME_COOKIE = "backlot_theme"


def language() -> str:
    """Return the code of the language to speak."""
    _read_once()
    return str(st.session_state["lang"])


def theme() -> str | None:
    """Return `light`, `dark` or `sun`, or None to follow the browser's own setting."""
    _read_once()
    value = st.session_state["theme"]
    return None if value is None else str(value)


def choose(*, lang: str | None = None, theme: str | None = None) -> None:
    """Take over what was chosen in the browser; what is not known is left alone."""
    if lang in _languages():
        st.session_state["lang"] = lang
    if theme in THEMES:
        st.session_state["theme"] = theme


def _languages() -> list[str]:
    return spoken(maps.current().catalog.site)


def _read_once() -> None:
    # the browser owns the address after load, so it is read on the first run only
    if "lang" in st.session_state:
        return
    query = st.query_params
    codes = (query.get("lang"), st.context.cookies.get(LANG_COOKIE), st.context.locale)
    known = (str(code).split("-")[0].lower() for code in codes if code)
    st.session_state["lang"] = next((c for c in known if c in _languages()), _languages()[0])
    themes = (query.get("theme"), st.context.cookies.get(THEME_COOKIE))
    st.session_state["theme"] = next((name for name in themes if name in THEMES), None)
