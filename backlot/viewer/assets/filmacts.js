/** What one can do with films anywhere in the viewer: walk their places, and see them in the panel of a place. */

import { makeFilms } from "#viewer/films.js";
import { filmsOfPlace, signsOfPlace } from "#viewer/filmpage.js";
import { titleIn } from "#viewer/filmparts.js";
import { ridesOf, walkStops, walkTour } from "#viewer/filmwalk.js";
import { makeWords } from "#viewer/words.js";

/** Give the parts of the viewer `app.films`, `app.partsOf` and `app.filmWalk`; does nothing where there are no films. */
export function bindFilms(app) {
  const { scene } = app;
  if (!scene.films) return;
  const placeOf = (id) => app.places.get(app.formerOf(id));
  let films = null;
  Object.defineProperty(app, "films", { get: () => (films ??= makeFilms(scene.films, placeOf)) });
  app.partsOf = (place) => [signsOfPlace(app, place), filmsOfPlace(app, place)];

  /** A name in every language of the site. */
  const named = (key, nameIn) => Object.fromEntries(app.languages.map((code) => [code, makeWords(scene.words, code).say(key, { name: nameIn(code) })]));

  /**
   * The walk of a film's places, or of the places that the films of a place are tied to.
   * @param {{film?: object, place?: object}} about
   * @returns {{take: () => void, far: object[]}|null} null where there is nothing to walk to, or no network to walk on
   */
  app.filmWalk = ({ film = null, place = null }) => {
    if (!app.takeTour) return null;
    const about = film ? [film] : filmsAt(app, place);
    const entries = about.flatMap((each) => (each.links ?? []).map((link) => ({ film: each, link })));
    const { stops, far } = walkStops(entries, placeOf, place?.id);
    if (!stops.length) return null;
    const name = film ? named("films.walk-name", (code) => film.title[code] ?? film.title.en) : named("films.walk-name", (code) => place.name[code] ?? place.name.en);
    const start = placeOf(ridesOf(scene.films.journey).drive?.to);
    // what is tied to the studio as a whole is met where a visit begins
    const met = start ? stops.map((stop) => (app.isWithin(start, stop.place.id) ? { ...stop, place: start } : stop)) : stops;
    return { far, take: () => app.takeTour(walkTour({ tz: app.site.tz, name, start: start?.id ?? null }, met, titleIn)) };
  };
}

const filmsAt = (app, place) => [...new Set((app.films.ofPlace.get(place.id) ?? []).map(({ film }) => film))];
