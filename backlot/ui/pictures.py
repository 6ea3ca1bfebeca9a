"""The page part for one's own photographs: add, describe, place, delete, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from backlot import lang
from backlot.errors import BacklotError
from backlot.pictures import Defaults, Store, add_files
from backlot.settings import home_dir
from backlot.ui import bridge
from backlot.ui.preferences import language
from backlot.ui.text import of, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from backlot.catalog import Catalog, Place
    from backlot.films import Film, Films
    from backlot.pictures import Picture

LICENCES = ("all-rights-reserved", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0")
PICTURES = "/pictures"
EXPLORE = Path(__file__).resolve().parents[2] / "pages" / "explore.py"
STILL = "still"
PICTURE_KINDS = {"photo": "page.pictures.kind.photo", STILL: "page.pictures.kind.still"}
KINDS = ("jpg", "jpeg", "png", "webp", "heic", "heif")


def add_form(catalog: Catalog, films: Films) -> None:
    """Show the form that takes files, and after it what became of each."""
    kind = st.radio(
        say("page.pictures.kind"), PICTURE_KINDS, format_func=_kind, horizontal=True, key="pictures_kind"
    )
    with st.form("pictures_add", clear_on_submit=True):
        files = st.file_uploader(say("page.pictures.files"), type=list(KINDS), accept_multiple_files=True)
        credit = st.text_input(say("page.pictures.credit"), max_chars=200)
        licence = st.selectbox(say("page.pictures.licence"), LICENCES, format_func=_licence)
        date = st.text_input(say("page.pictures.date"), placeholder="2026-11-22", max_chars=10)
        film, heading = _still_fields(films) if kind == STILL else (None, None)
        alt = {code: _alt_field(code) for code in lang.languages()}
        place = place_choice(catalog, say("page.pictures.place"), None, "pictures_place")
        sent = st.form_submit_button(say("page.pictures.add"), type="primary")
    if sent:
        given = Defaults(
            credit=credit.strip() or None,
            licence=licence,
            date=date.strip() or None,
            alt={code: text.strip() for code, text in alt.items() if text.strip()} or _caption(film),
            place=place,
            kind=STILL if kind == STILL else None,
            caption=_caption(film),
        )
        if kind == STILL and film is None:
            st.warning(say("page.pictures.still-needs-film"))
        elif kind == STILL and place is None:
            st.warning(say("page.pictures.still-needs-place"))
        else:
            _take(catalog, files, given, heading)


def _kind(kind: str) -> str:
    return say(PICTURE_KINDS[kind])


def _still_fields(films: Films) -> tuple[Film | None, float | None]:
    """Show what is asked of film stills only: the film, and which way they look."""
    st.caption(say("page.pictures.still-note"))
    film = st.selectbox(
        say("page.pictures.film"),
        [each.id for each in films.films],
        index=None,
        format_func=lambda film_id: _title(films, film_id),
        key="pictures_film",
        placeholder=say("page.pictures.film-any"),
    )
    heading = st.number_input(
        say("page.pictures.heading"), min_value=0.0, max_value=359.0, value=None, step=1.0, format="%.0f"
    )
    return (None if film is None else films.get(film)), heading


def _title(films: Films, film_id: str) -> str:
    film = films.get(film_id)
    return film_id if film is None else _named(film, language())


def _named(film: Film, code: str) -> str:
    """Return a film's title in a language, with its years where they are known."""
    title = film.title.get(code) or film.title["en"]
    if film.years is None:
        return title
    first, last = film.years
    return f"{title} ({first})" if first == last else f"{title} ({first}\N{EN DASH}{last})"


def _caption(film: Film | None) -> dict[str, str]:
    """Return what stands under a still, in every language: the film it is from."""
    if film is None:
        return {}
    return {
        code: lang.say(code, "page.pictures.still-caption", film=_named(film, code))
        for code in lang.languages()
    }


def _alt_field(code: str) -> str:
    label = say("page.pictures.alt", language=say(f"language.{code}"))
    return str(st.text_input(label, max_chars=400, key=f"pictures_alt_{code}"))


def _licence(code: str) -> str:
    return say("page.pictures.reserved") if code == LICENCES[0] else code


def place_choice(catalog: Catalog, label: str, chosen: str | None, key: str) -> str | None:
    """Show a field to choose a place by typing or tapping; None leaves it to the picture."""
    places = [place for place in catalog.places if place.kind != "building" or place.rank < 5]
    ids = [place.id for place in sorted(places, key=_by_name)]
    index = ids.index(chosen) if chosen in ids else None
    named = {place.id: of(place.names) for place in places}
    found = st.selectbox(
        label,
        ids,
        index=index,
        format_func=named.__getitem__,
        key=key,
        placeholder=say("page.pictures.any"),
    )
    return None if found is None else str(found)


def _by_name(place: Place) -> str:
    return of(place.names)


def _take(
    catalog: Catalog, files: Sequence[UploadedFile], given: Defaults, heading: float | None = None
) -> None:
    if not files:
        st.warning(say("page.pictures.no-files"))
        return
    bar = st.progress(0.0)

    def progress(done: int, count: int, _name: str) -> None:
        bar.progress(done / count, text=say("page.pictures.progress", done=done, count=count))

    sources = [(file.name, file) for file in files]
    try:
        report = add_files(sources, catalog=catalog, home=home_dir(), defaults=given, progress=progress)
        if heading is not None:
            store = Store.of_user()
            for added in report.added:
                store.change(added.picture.id, {"heading_deg": heading})
    except BacklotError as error:
        st.error(lang.word(language(), error.code, error.values))
        return
    finally:
        bar.empty()
    for sentence in report.sentences(language()):
        st.text(sentence)


def own_list(catalog: Catalog) -> None:
    """Show one's own pictures, each with its place, and what can be done with it."""
    store = Store.of_user()
    try:
        pictures = store.load().pictures
    except BacklotError as error:
        st.error(lang.word(language(), error.code, error.values))
        return
    if not pictures:
        st.text(say("page.pictures.none"))
    for picture in reversed(pictures):
        if picture.file:
            with st.container(key=f"picture_{picture.id}"):
                _row(store, picture, catalog)


def _row(store: Store, picture: Picture, catalog: Catalog) -> None:
    left, right = st.columns([1, 2], vertical_alignment="center")
    with left:
        path = store.path(str(picture.file), "thumb")
        if path.is_file():
            st.image(path.read_bytes(), width="stretch")
        else:
            st.text(say("page.pictures.lost"))
    with right:
        st.text(of(picture.alt))
        st.text(f"{picture.credit} · {_licence(picture.licence)}")
        if picture.deleted:
            _button("page.pictures.restore", picture, store.restore)
            return
        key = f"pictures_place_{picture.id}"
        known = picture.places[0] if picture.places else None
        chosen = place_choice(catalog, say("page.pictures.shows"), known, key)
        if chosen is not None and chosen != known:
            _change(lambda: store.change(picture.id, {"places": [chosen]}))
        with st.container(horizontal=True):
            if st.button(say("page.pictures.put"), key=f"pictures_put_{picture.id}"):
                _put_on_map(store, picture)
            _button("page.pictures.delete", picture, store.delete)


def _put_on_map(store: Store, picture: Picture) -> None:
    """Turn to the map and let a tap on it say where a picture was taken."""
    shown = {
        "id": picture.id,
        "alt": dict(picture.alt),
        "heading_deg": picture.heading_deg,
        "thumb": f"{PICTURES}/{store.path(str(picture.file), 'thumb').name}",
    }
    bridge.ask_map({"type": "backlot:place", "picture": shown})
    st.switch_page(EXPLORE)


def _button(label: str, picture: Picture, act: Callable[[str], object]) -> None:
    if st.button(say(label), key=f"{label}_{picture.id}"):
        _change(lambda: act(picture.id))


def _change(act: Callable[[], object]) -> None:
    try:
        act()
    except BacklotError as error:
        st.error(lang.word(language(), error.code, error.values))
    else:
        st.rerun()
