"""Pictures: add one's own photographs, say what they show, take them back."""

import streamlit as st

from backlot.ui import maps
from backlot.ui.pictures import add_form, own_list
from backlot.ui.text import say

shown = maps.current()
catalog = shown.catalog

st.title(say("page.pictures"), anchor=False)
st.markdown(say("page.pictures.intro"))
add_form(catalog, shown.films)
st.header(say("page.pictures.own"), anchor=False)
own_list(catalog)
