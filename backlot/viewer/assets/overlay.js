/**
 * One's own corrections: an overlay of edits on the shipped data. Pure.
 * The same edits are applied in Python by backlot.catalog.corrections.
 */

/**
 * @typedef {{id: string, op: "move"|"rename"|"add"|"close"|"reopen", target: string, values: object,
 *   source: string, date: string, at?: string, undone?: boolean}} Edit
 */

/** Kinds that are areas: a tap tells where they are, not their shape. */
const AREAS = ["building", "plaza"];

/** A new edit; whoever keeps it gives it an id and a time. */
export function makeEdit(op, target, values, source, date) {
  return { op, target, values, source: source.trim(), date };
}

/** An id for an added place: from its English name, made free with a number. */
export function freeId(name, taken) {
  const base = `own-${name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 48) || "place"}`;
  let id = base;
  for (let n = 2; taken(id); n++) id = `${base}-${n}`;
  return id;
}

/**
 * Apply edits in order. Shipped places are never changed: the result holds new objects.
 * An edit whose target is no longer there, because the data changed, is left out.
 * @param {Map<string, object>} places
 * @param {Edit[]} edits
 * @param {{has: (id: string) => boolean}} [lanes] ids of the lanes there are; without it any will do
 * @returns {{places: Map<string, object>, closed: Set<string>, touched: Map<string, Edit>}}
 *   `touched` holds the last edit by id
 */
export function applyEdits(places, edits, lanes = { has: () => true }) {
  const result = new Map(places);
  const former = new Map([...places.values()].flatMap((place) => (place.former ?? []).map((id) => [id, place.id])));
  const closed = new Set();
  const touched = new Map();
  for (const edit of edits) {
    if (edit.undone) continue;
    const id = result.has(edit.target) ? edit.target : (former.get(edit.target) ?? edit.target);
    if (edit.op === "add") {
      if (result.has(id) || (lanes instanceof Set && lanes.has(id))) continue;
      result.set(id, added(edit));
    } else if (edit.op === "close" || edit.op === "reopen") {
      if (!lanes.has(id)) continue;
      if (edit.op === "close") closed.add(id);
      else closed.delete(id);
    } else {
      if (!result.has(id)) continue;
      result.set(id, changed(result.get(id), edit));
    }
    touched.set(id, edit);
  }
  return { places: result, closed, touched };
}

function changed(place, edit) {
  const own = { ...place, corrected: true, source: edit.source, confirmed: edit.date };
  if (edit.op === "move") {
    own.at = [edit.values.lat, edit.values.lon];
    own.moved = true;
    own.accuracy = "approximate";
    own.accuracy_m = null;
  }
  if (edit.op === "rename") own.name = { ...place.name, ...edit.values.names };
  return own;
}

function added(edit) {
  const { lon, lat, kind, names, descriptions = {}, within = null, locale = null, category = null } = edit.values;
  return {
    id: edit.target, kind, isPlace: true, own: true, corrected: true,
    name: { ...names },
    alt: [], description: { ...descriptions }, within, period: null, locale, category, rank: 2,
    source: edit.source, accuracy: AREAS.includes(kind) ? "schematic" : "approximate", accuracy_m: null, confirmed: edit.date, claims: [], at: [lat, lon],
  };
}

/** The overlay as GeoJSON, to hand on. Positions are [lon, lat]. */
export function overlayGeoJSON(places, edits) {
  const { places: now, closed, touched } = applyEdits(places, edits);
  const features = [];
  for (const [id, last] of [...touched].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const place = now.get(id);
    const geometry = place ? { type: "Point", coordinates: [round(place.at[1]), round(place.at[0])] } : null;
    const properties = place
      ? { id, kind: place.kind, "name:en": place.name.en, "name:ko": place.name.ko }
      : { id, kind: "lane", closed: closed.has(id) };
    features.push({ type: "Feature", id, geometry, properties: { ...properties, corrected: true, source: last.source, confirmed: last.date } });
  }
  return { type: "FeatureCollection", name: "corrections", features };
}

const round = (degrees) => Math.round(degrees * 1e6) / 1e6;
