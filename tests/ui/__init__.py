"""Streamlit pages without a browser."""
