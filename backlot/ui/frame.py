"""Frame every page: navigation, theme, language. Streamlit runs this file on each rerun."""

from pathlib import Path

import streamlit as st

from backlot.ui import bridge
from backlot.ui.about import show_version
from backlot.ui.text import say

LOGO = Path(__file__).resolve().parent / "assets" / "logo.svg"
PAGES = Path(__file__).resolve().parents[2] / "pages"

st.set_page_config(
    page_title=say("page.title"), page_icon=str(LOGO), layout="wide", initial_sidebar_state="collapsed"
)
pages = [
    st.Page(PAGES / "explore.py", title=say("page.explore"), default=True),
    st.Page(PAGES / "films.py", title=say("page.films"), url_path="films"),
    st.Page(PAGES / "plan.py", title=say("page.plan"), url_path="plan"),
    st.Page(PAGES / "present.py", title=say("page.present"), url_path="present"),
    st.Page(PAGES / "takealong.py", title=say("page.takealong"), url_path="takealong"),
    st.Page(PAGES / "pictures.py", title=say("page.pictures"), url_path="pictures"),
    st.Page(PAGES / "about.py", title=say("page.about"), url_path="about"),
]
by_address = {each.url_path: each for each in pages}
st.logo(str(LOGO), size="large")
page = st.navigation(pages, position="top")
asked = bridge.asked_page()
if asked in by_address:
    st.switch_page(by_address[asked])
page.run()
show_version()
bridge.mount()
