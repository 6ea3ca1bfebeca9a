"""About: what is known and what is not, sources, licences, privacy, version."""

import streamlit as st

from backlot import __version__
from backlot.catalog.wording import word_problem
from backlot.ui import maps
from backlot.ui.about import sources
from backlot.ui.preferences import language
from backlot.ui.text import of, plain, say

catalog = maps.current().catalog
site = catalog.site

st.title(plain(of(site.name)), anchor=False)
if of(site.tagline):
    st.markdown(plain(of(site.tagline)))

for view in site.views:
    if view.notice:
        st.warning(plain(of(view.notice)))

if catalog.problems:
    st.header(say("page.about.problems"), anchor=False)
    for problem in catalog.problems:
        st.error(plain(word_problem(problem, language())))

if site.about:
    st.header(say("page.about.known"), anchor=False)
for part in site.about:
    st.subheader(plain(of(part.title)), anchor=False)
    st.markdown(plain(of(part.text)))
    st.caption(say("page.about.origin", source=plain(part.source)))

st.header(say("page.about.licences"), anchor=False)
st.markdown(say("page.about.licences-text"))

st.header(say("page.about.privacy"), anchor=False)
st.markdown(say("page.about.privacy-text"))

st.header(say("page.about.sources"), anchor=False)
st.markdown(say("page.about.sources-intro"))
rows = [f"| {plain(source)} | {count} |" for source, count in sources(catalog)]
head = f"| {say('page.about.source')} | {say('page.about.places')} |\n| --- | ---: |"
st.markdown("\n".join([head, *rows]))

version = say("page.about.version", version=site.version, date=site.date, program=__version__)
st.caption(version)
