"""Show one line: what a Streamlit page costs before it does anything."""

import streamlit as st

st.text("bare page")
