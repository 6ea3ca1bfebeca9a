"""Show the map under Streamlit: frame, routes, pages' building blocks.

With `app.py` and `pages/` the only code that imports Streamlit.
"""
