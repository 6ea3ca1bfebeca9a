"""Show photographs one after the other the usual way: `st.image` and a button for the next."""

import os
from pathlib import Path

import streamlit as st

folder = Path(os.environ["BACKLOT_HOME"]) / "pictures" / "files"
photographs = sorted(folder.glob("*-stop.jpg"))

if "at" not in st.session_state:
    st.session_state.at = 0


def go_on() -> None:
    """Show the next photograph, after the last one the first."""
    st.session_state.at = (st.session_state.at + 1) % len(photographs)


st.button("Next", on_click=go_on, shortcut="PageDown")
st.image(photographs[st.session_state.at])
