"""Launch Backlot Map: `streamlit run app.py`."""

import streamlit as st

from backlot.ui.routes import MIDDLEWARE, ROUTES, lifespan

# without this line Streamlit would serve pages/ by itself, and a cold deep link would skip the frame
st.navigation([lambda: None])
app = st.App("backlot/ui/frame.py", routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan)
