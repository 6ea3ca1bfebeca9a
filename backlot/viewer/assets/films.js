/**
 * The films of a site: found by words, filtered, put on a timeline, and tied to places. Pure.
 * A film is plain JSON (geodata/schema/films.schema.json); what is not known of it is absent.
 */

import { buildIndex, search } from "#viewer/search.js";

/** How surely a film belongs to a place, the surest first. */
export const STRENGTHS = ["shot here", "studio", "story set in", "unsure"];
export const KINDS = ["feature", "documentary", "science", "animation", "televised"];
/** Said where a link came without its source; it is worded in every language. */
export const UNRECORDED = "reference, sets table; original source not recorded";
const FIRST_YEAR = 1947;

/** A strength as it stands in keys and class names. */
export const slugOf = (strength) => strength.replaceAll(" ", "-");

/** Names of a film in order of importance, as the index takes them. */
export function namesOf(film) {
  const people = (film.directors ?? []).flatMap(({ name }) => Object.values(name));
  return [...Object.values(film.title), ...(film.alt_titles ?? []), ...people].filter(Boolean);
}

/** The decades a film falls into, none where its year is unknown. */
export function decadesOf({ year }) {
  if (!year) return [];
  const first = Math.floor(year.from / 10) * 10;
  return Array.from({ length: Math.floor(year.to / 10) - first / 10 + 1 }, (_, at) => first + at * 10);
}

/** What an award is told from others by. */
export const awardKey = ({ name }) => name.en ?? Object.values(name)[0];

/** Whether sources contradict each other on a property of a film. */
export function differs(film, property) {
  const said = (film.claims ?? []).filter((claim) => claim.property === property);
  const values = new Set(said.map(({ value }) => JSON.stringify(value)));
  return values.size > 1 || (property === "studio" && (film.studios ?? []).length > 1);
}

/**
 * @param {{films: object[]}|null} data of the scene
 * @param {(id: string) => object|undefined} placeOf
 */
export function makeFilms(data, placeOf) {
  const films = [...(data?.films ?? [])].sort(byYear);
  const byId = new Map(films.flatMap((film) => [film.id, ...(film.former_ids ?? [])].map((id) => [id, film])));
  const ofPlace = new Map();
  for (const film of films) {
    for (const link of film.links ?? []) {
      if (!placeOf(link.place)) continue;
      if (!ofPlace.has(link.place)) ofPlace.set(link.place, []);
      ofPlace.get(link.place).push({ film, link });
    }
  }
  const sets = new Map(films.map((film) => [film.id, [...new Set((film.links ?? []).map(({ place }) => setOf(place, placeOf)).filter(Boolean))]]));
  let index = null;

  /** Films whose names go with a text, best first; null when nothing is asked. */
  function found(query) {
    if (!query.trim()) return null;
    index ??= buildIndex(films.map((film, at) => ({ id: film.id, rank: at, names: namesOf(film) })));
    return search(index, query, films.length).map(({ id }) => byId.get(id));
  }

  return {
    films, byId, ofPlace,
    /** The sets of a film, or the places it is tied to outside of any. */
    setsOf: (film) => sets.get(film.id) ?? [],
    /**
     * Films that pass, best first where a text is asked for, else in the order of their years.
     * @param {{query: string, kind: ?string, decade: ?string, place: ?string, award: ?string}} asked
     */
    filter({ query = "", kind = null, decade = null, place = null, award = null }) {
      const passes = (film) =>
        (!kind || film.kind === kind) &&
        (!decade || (decade === "unknown" ? !film.year : decadesOf(film).includes(Number(decade)))) &&
        (!place || sets.get(film.id).includes(place)) &&
        (!award || (film.awards ?? []).some((each) => awardKey(each) === award));
      return (found(query) ?? films).filter(passes);
    },
    /** Make the index ahead of the first letter. */
    prepare: () => found("-"),
    facets: () => facetsOf(films, sets),
  };
}

/** What one can filter by: only values that some film has, each with their number. */
function facetsOf(films, sets) {
  const count = (valuesOf) => {
    const counts = new Map();
    for (const film of films) for (const value of new Set(valuesOf(film))) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].map(([value, n]) => ({ value, n }));
  };
  const decades = count(decadesOf).sort((a, b) => a.value - b.value);
  const unknown = films.filter((film) => !film.year).length;
  return {
    kind: count((film) => [film.kind]).sort((a, b) => KINDS.indexOf(a.value) - KINDS.indexOf(b.value)),
    decade: unknown ? [...decades, { value: "unknown", n: unknown }] : decades,
    place: count((film) => sets.get(film.id)).sort((a, b) => b.n - a.n),
    award: count((film) => (film.awards ?? []).map(awardKey)).sort((a, b) => b.n - a.n),
  };
}

/** The set a place lies in, itself where it lies in none; null of an unknown place. */
function setOf(id, placeOf) {
  let place = placeOf(id);
  const first = place;
  for (let depth = 0; place && place.kind !== "set" && depth < 8; depth++) place = placeOf(place.within);
  return (place ?? first)?.id ?? null;
}

/** By year, then by title; films of unknown year last. */
function byYear(a, b) {
  const [one, other] = [a, b].map(({ year }) => year?.from ?? Infinity);
  if (one !== other) return one < other ? -1 : 1;
  return awardKey({ name: a.title }) < awardKey({ name: b.title }) ? -1 : 1;
}

/**
 * The timeline: decades from the studio's first on, each with the years something happened in.
 * @param {object[]} history of the studio: {year, text, source}
 * @param {object[]} films
 * @returns {{decade: number|null, years: {year: object|null, history: object[], films: object[]}[]}[]} decades in which
 *   nothing is known are there, empty, so that a gap is seen; what has no year comes last, under null
 */
export function timelineOf(history, films) {
  const years = new Map();
  const at = (year) => {
    const key = year ? year.from : Infinity;
    if (!years.has(key)) years.set(key, { year: year ? year.from : null, history: [], films: [] });
    return years.get(key);
  };
  for (const each of history) at(each.year).history.push(each);
  for (const each of films) at(each.year).films.push(each);
  const known = [...years.keys()].filter(Number.isFinite).sort((a, b) => a - b);
  const decades = [];
  if (known.length) {
    const last = Math.floor(known.at(-1) / 10) * 10;
    for (let decade = Math.floor(Math.min(known[0], FIRST_YEAR) / 10) * 10; decade <= last; decade += 10) {
      decades.push({ decade, years: known.filter((year) => Math.floor(year / 10) * 10 === decade).map((year) => years.get(year)) });
    }
  }
  return years.has(Infinity) ? [...decades, { decade: null, years: [years.get(Infinity)] }] : decades;
}

/** What a layer shows of each place: how many films, and how surely the surest of them. */
export function marksOf(films, chosen = null) {
  const marks = new Map();
  for (const [place, entries] of films.ofPlace) {
    const here = entries.filter(({ film, link }) => (chosen ? film === chosen : link.strength !== "story set in"));
    if (!here.length) continue;
    const strength = STRENGTHS.find((each) => here.some(({ link }) => link.strength === each));
    marks.set(place, { n: new Set(here.map(({ film }) => film.id)).size, strength });
  }
  return marks;
}

/** The studio all this is about: the place that a view shows the inside of, null where there is none. */
export function studioOf({ site, places }) {
  const id = site.views.find((view) => view.within)?.within;
  return (id && places.get(id)) ?? null;
}
