"""About: what is known and what is not, sources, licences, privacy, version."""

import streamlit as st

from backlot.catalog.wording import word_problem
from backlot.ui import maps
from backlot.ui.about import sources
from backlot.ui.preferences import language
from backlot.ui.text import of, say, show, show_table

catalog = maps.current().catalog
site = catalog.site

show(of(site.name), "h1")
show(of(site.tagline))
for view in site.views:
    if view.notice:
        show(of(view.notice), kind="notice")

if catalog.problems:
    st.header(say("page.about.problems"), anchor=False)
for problem in catalog.problems:
    show(word_problem(problem, language()), kind="notice")

if site.about:
    st.header(say("page.about.known"), anchor=False)
for part in site.about:
    show(of(part.title), "h3")
    show(of(part.text))
    show(say("page.about.origin", source=part.source), kind="quiet")

st.header(say("page.about.licences"), anchor=False)
st.markdown(say("page.about.licences-text"))
titles = [say("page.about.file"), say("page.about.licence"), say("page.about.credit")]
show_table(titles, [(each.file, each.licence, each.attribution) for each in catalog.rights])

st.header(say("page.about.privacy"), anchor=False)
st.markdown(say("page.about.privacy-text"))

st.header(say("page.about.sources"), anchor=False)
st.markdown(say("page.about.sources-intro"))
show_table([say("page.about.source"), say("page.about.places")], sources(catalog))
