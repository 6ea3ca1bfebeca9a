/**
 * Whether everything is there before one leaves: the check a guide can trust, in the app and in what is taken along.
 * Pure.
 */

/** How grave a finding is, the gravest first; `right` says what is in order. */
export const READY_GRADES = ["wrong", "missing", "note", "right"];

/** What a picture that is not right lacks, by the name its reader gives it. */
const WHYS = { bytes: "ready.why-bytes", sha256: "ready.why-content", decode: "ready.why-decode" };
const MOST_NAMED = 12;

/**
 * @typedef {{code: string, values: object, grade: "right"|"wrong"|"missing"|"note"}} Finding `code` is the key of its
 *   sentence; `values` may have `tour` (id), `number` and `id` of a stop, `from` (id), `language`, `numbers`, `list`
 *   (codes of languages), `bytes`, `why`, and figures
 * @typedef {{done: number, count: number, bytes: number, failed: {name: string, why: string}[]}} PictureState
 */

/**
 * Look over what is taken along, or what is to be.
 *
 * @param {object} all
 * @param {?object} all.pack what the pack says of itself (`scene.host.pack`); null in the app
 * @param {Map<string, object>} all.places by their ids, each with `name` and its `former` ids
 * @param {object[]} all.tours whole tours; none where it is about the map alone
 * @param {?{plan: (tour: object) => object}} all.planner of itinerary.js, null where there is no network
 * @param {string[]} all.languages that are to be there
 * @param {Object<string, Object<string, string>>} all.words strings by language and key
 * @param {?PictureState} all.pictureState how far looking at the pictures has come, null before it has begun
 * @param {{version: string, date: string}} all.data version and date of the data
 * @returns {Finding[]} the gravest first
 */
export function checkPack({ pack, places, tours, planner, languages, words, pictureState, data }) {
  const idNow = makeIdNow(places);
  const found = [
    ...(pack ? packedTours(pack, tours) : []),
    ...placeFindings(places, tours, idNow),
    ...tours.flatMap((tour) => wayFindings(tour, planner, places, idNow)),
    ...pictureFindings(pack, pictureState),
    ...languageFindings({ places, tours, languages, words, idNow }),
    ...(pack ? packedNotes(pack, tours) : tours.flatMap((tour) => noteFindings(tour, languages))),
    ...versionFindings(pack, data),
  ];
  return READY_GRADES.flatMap((grade) => found.filter((each) => each.grade === grade));
}

/**
 * What all findings come to.
 * @param {Finding[]} findings
 * @param {?PictureState} pictureState
 * @returns {"checking"|"whole"|"not"}
 */
export function verdictOf(findings, pictureState) {
  if (!pictureState || pictureState.done < pictureState.count) return "checking";
  return findings.some(({ grade }) => grade === "wrong" || grade === "missing") ? "not" : "whole";
}

/**
 * A finding as a sentence.
 * @param {object} words of words.js
 * @param {Finding} finding
 * @param {{nameOf: (id: string) => string, tourName?: (id: string) => string, sizeOf: (bytes: number) => string}} names
 *   `tourName` is given where there are several tours, and then stands before what is said of one
 */
export function readyText(words, { code, values }, { nameOf, tourName = null, sizeOf }) {
  const { language, list = [], numbers = [], why } = values;
  const text = words.say(code, {
    ...values,
    name: values.id ? nameOf(values.id) : "",
    from: values.from ? nameOf(values.from) : "",
    language: language ? words.say(`language.${language}`) : "",
    languages: list.map((each) => words.say(`language.${each}`)).join(", "),
    numbers: numbersText(numbers),
    size: values.bytes === undefined ? "" : sizeOf(values.bytes),
    why: why in WHYS ? words.say(WHYS[why]) : why ?? "",
  });
  return tourName && values.tour ? words.say("ready.of-tour", { tour: tourName(values.tour), text }) : text;
}

/** Numbers of stops; of a great many the first ones. */
const numbersText = (numbers) => numbers.slice(0, MOST_NAMED).join(", ") + (numbers.length > MOST_NAMED ? " …" : "");

const finding = (grade, code, values = {}) => ({ code, values, grade });

/** A place's id today: its own, or that of the place which had it before. */
function makeIdNow(places) {
  const former = new Map([...places.values()].flatMap((place) => (place.former ?? []).map((id) => [id, place.id])));
  return (id) => (places.has(id) ? id : former.get(id) ?? null);
}

/** Places a tour names: its ends, and its stops with their numbers. */
const named = (tour) => [
  ...["start", "end"].filter((end) => tour[end]).map((end) => ({ id: tour[end], number: null })),
  ...tour.stops.map((stop, at) => ({ id: stop.id, number: at + 1 })),
];

function placeFindings(places, tours, idNow) {
  if (!tours.length) return places.size ? [finding("right", "ready.all-places", { n: places.size })] : [finding("wrong", "ready.no-places")];
  return tours.flatMap((tour) => {
    if (!tour.stops.length) return [finding("wrong", "ready.no-stops", { tour: tour.id })];
    const lost = named(tour).filter(({ id }) => idNow(id) === null);
    const moved = named(tour).filter(({ id }) => idNow(id) !== null && idNow(id) !== id);
    return [
      ...lost.map(({ id, number }) => finding("wrong", number === null ? "ready.end-unknown" : "ready.place-unknown", { tour: tour.id, number, place: id })),
      ...moved.map(({ id }) => finding("note", "ready.place-moved", { tour: tour.id, place: id, id: idNow(id) })),
      ...(lost.length ? [] : [finding("right", "ready.places", { tour: tour.id, n: tour.stops.length })]),
    ];
  });
}

function wayFindings(tour, planner, places, idNow) {
  if (!planner) return [finding("missing", "ready.no-network", { tour: tour.id })];
  const { legs } = planner.plan(tour);
  const lost = legs.filter((leg) => !leg.ok && idNow(leg.from) && idNow(leg.to));
  if (!lost.length) return legs.length ? [finding("right", "ready.ways", { tour: tour.id, n: legs.length })] : [];
  return lost.map((leg) => finding("wrong", "ready.no-way", { tour: tour.id, from: idNow(leg.from), id: idNow(leg.to) }));
}

function pictureFindings(pack, state) {
  if (!state || state.done < state.count) return [];
  const lost = state.failed.map(({ name, why }) => finding("wrong", "ready.picture-lost", { file: name, why }));
  const wanted = pack ? Object.keys(pack.pictures).length : state.count;
  if (wanted !== state.count) lost.push(finding("wrong", "ready.pictures-count", { n: state.count, wanted }));
  if (lost.length) return lost;
  return [state.count ? finding("right", pack ? "ready.pictures-same" : "ready.pictures", { n: state.count, bytes: state.bytes }) : finding("note", "ready.no-pictures")];
}

/** Every string in every language, and the names of the places one comes to. */
function languageFindings({ places, tours, languages, words, idNow }) {
  const keys = new Set(Object.values(words).flatMap(Object.keys));
  const shown = tours.length ? tours.flatMap(named).map(({ id }) => places.get(idNow(id))).filter(Boolean) : [...places.values()];
  const found = languages.flatMap((language) => {
    const unsaid = [...keys].filter((key) => !words[language]?.[key]).length;
    const unnamed = new Set(shown.filter((place) => !place.name?.[language])).size;
    return [
      ...(unsaid ? [finding("wrong", "ready.words-missing", { language, n: unsaid })] : []),
      ...(unnamed ? [finding("missing", "ready.names-missing", { language, n: unnamed })] : []),
    ];
  });
  return found.length ? found : [finding("right", "ready.languages", { n: languages.length, list: languages })];
}

const hasNotes = (stop, language) => Boolean(stop.notes?.[language]?.trim());

/** Stops whose notes lack a language. A walk without any note was never meant to have them. */
function noteFindings(tour, languages) {
  if (!tour.stops.length) return [];
  const codes = languages.filter((language) => tour.stops.some((stop) => hasNotes(stop, language)));
  if (!codes.length) return [finding("note", "ready.notes-none", { tour: tour.id })];
  const found = languages.map((language) => ({ language, numbers: tour.stops.flatMap((stop, at) => (hasNotes(stop, language) ? [] : [at + 1])) })).filter(({ numbers }) => numbers.length);
  if (!found.length) return [finding("right", "ready.notes", { tour: tour.id, list: codes })];
  return found.map((values) => finding("missing", "ready.notes-missing", { tour: tour.id, ...values }));
}

function packedTours(pack, tours) {
  return pack.tours.flatMap(({ id, stops }) => {
    const tour = tours.find((each) => each.id === id);
    if (!tour) return [finding("wrong", "ready.tour-lost", { found: id })];
    const wanted = Array.isArray(stops) ? stops.length : stops;
    return tour.stops.length === wanted ? [] : [finding("wrong", "ready.tour-short", { tour: id, n: tour.stops.length, wanted })];
  });
}

/** Notes are there in the languages the pack says, and nowhere when it says that they stay at home. */
function packedNotes(pack, tours) {
  if (!pack.notes) {
    const told = tours.filter((tour) => tour.stops.some((stop) => Object.keys(stop.notes ?? {}).length));
    if (told.length) return told.map((tour) => finding("wrong", "ready.notes-inside", { tour: tour.id }));
    return tours.length ? [finding("note", "ready.notes-out")] : [];
  }
  return tours.flatMap((tour) => {
    const wanted = pack.tours.find(({ id }) => id === tour.id)?.notes ?? [];
    const lost = wanted.filter((language) => !tour.stops.some((stop) => hasNotes(stop, language)));
    if (lost.length) return lost.map((language) => finding("wrong", "ready.notes-lost", { tour: tour.id, language }));
    return [wanted.length ? finding("right", "ready.notes", { tour: tour.id, list: wanted }) : finding("note", "ready.notes-none", { tour: tour.id })];
  });
}

function versionFindings(pack, data) {
  if (pack && pack.version !== data.version) return [finding("wrong", "ready.version-other", { found: data.version, wanted: pack.version })];
  return [pack ? finding("right", "ready.made", { ...data, made: pack.made }) : finding("right", "ready.version", { ...data })];
}
