"""Explore: the map, and nothing but the map."""

import streamlit as st

from backlot.ui import maps, preferences
from backlot.ui.routes import VIEW
from backlot.ui.text import say

shown = maps.current()
with st.container(key="map"):
    st.iframe(
        f"{VIEW}/{shown.page.digest}#{preferences.look()}",
        height="stretch",
        alt=say("page.map-alt"),
    )
