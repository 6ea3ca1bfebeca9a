/**
 * The map's mode for films: their panel, and their places on the map.
 * It is fetched when somebody wants a film for the first time; in every other mode a film is shown in the sheet.
 */

import { marksOf } from "#viewer/films.js";
import { makeFilmsLayer } from "#viewer/filmslayer.js";
import { filmNodes } from "#viewer/filmpage.js";
import { makeFilmsPanel } from "#viewer/filmspanel.js";
import { sheetBelow } from "#viewer/sheet.js";

/**
 * @param {object} app
 * @param {{onresize: () => void, fit: (bounds: object) => void}} hooks told when the panel changes its size; `fit` brings
 *   bounds into the free part of the map
 */
export function makeFilmsMode(app, { onresize, fit }) {
  const { store } = app;
  const layer = makeFilmsLayer(app);
  let panel = null;

  const isOn = () => store.get().mode === "films";
  const filmNow = () => (app.films?.byId.get(store.get().film) ?? null);
  const isShown = () => isOn() || store.get().filmLayer || store.get().sheet === "film";

  /** The films' places on the map: those of one film while its page is open, else of all. */
  function draw() {
    if (!app.films || !isShown()) return layer.clear();
    layer.show(marksOf(app.films, filmNow()));
  }

  function show(id) {
    store.set({ film: id });
  }

  /** Bring the places of the film into view, or the whole where it has none or none is chosen. */
  function fitFilm() {
    const bounds = filmNow() && layer.bounds();
    if (bounds) fit(bounds);
    else if (isOn()) app.fitView();
  }

  function turned() {
    app.noteLook();
    fitFilm();
  }

  function inSheet(film, options) {
    const walk = app.filmWalk({ film });
    const hasPlaces = (film.links ?? []).some(({ place }) => app.places.has(place));
    app.showSheet("film", app.words.of(film.title), filmNodes(app, film, { walk: walk?.take ?? null, far: walk?.far ?? [], fit: hasPlaces ? fitFilm : null }), options);
  }

  store.on(["film", "mode", "filmLayer", "sheet", "lang"], () => {
    draw();
    if (isOn() && panel?.root.isConnected) panel.show(store.get().film);
  });
  store.on(["lang"], () => {
    if (store.get().sheet === "film" && filmNow()) inSheet(filmNow(), { focus: false });
  });
  // a film is in the sheet as long as that shows it
  store.on(["sheet"], ({ sheet }, before) => {
    if (before.sheet === "film" && sheet !== "film" && !isOn()) store.set({ film: null });
  });

  return {
    choose() {
      panel ??= makeFilmsPanel(app, { turned, show, fit: fitFilm, onresize });
      document.body.append(panel.root);
      if (store.get().film && !filmNow()) store.set({ film: null });
      panel.show(store.get().film);
      draw();
      fitFilm();
    },
    hide() {
      panel?.root.remove();
      draw();
    },
    /** Show a film: in the panel where that is open, else in the sheet. */
    open(id) {
      const film = app.films?.byId.get(id);
      if (!film) return;
      if (isOn() && sheetBelow()) app.closeSheet();
      show(film.id);
      if (!isOn()) inSheet(film);
      fitFilm();
    },
    draw,
    insets: () => (isOn() && panel?.insets()) || { left: 0, below: 0 },
  };
}
