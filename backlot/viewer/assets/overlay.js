/**
 * One's own corrections: an overlay of edits on the shipped data. Pure.
 * The same edits are applied in Python by backlot.catalog.corrections.
 */

/**
 * @typedef {{id: string, op: "move"|"rename"|"add"|"close"|"reopen", target: string, values: object,
 *   source: string, date: string, at?: string, undone?: boolean}} Edit
 */

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
 * @param {Map<string, object>} places
 * @param {Edit[]} edits
 * @returns {{places: Map<string, object>, closed: Set<string>, touched: Set<string>}}
 */
export function applyEdits(places, edits) {
  const result = new Map(places);
  const closed = new Set();
  const touched = new Set();
  for (const edit of edits) {
    if (edit.undone) continue;
    if (edit.op === "close") closed.add(edit.target);
    else if (edit.op === "reopen") closed.delete(edit.target);
    else if (edit.op === "add") result.set(edit.target, added(edit));
    else {
      const place = result.get(edit.target);
      if (!place) continue;
      result.set(edit.target, changed(place, edit));
    }
    touched.add(edit.target);
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
  const { lon, lat, kind, names, within = null, locale = null } = edit.values;
  return {
    id: edit.target, kind, isPlace: true, own: true, corrected: true,
    name: { ...names },
    alt: [], description: {}, within, period: null, locale, category: null, rank: 2,
    source: edit.source, accuracy: "approximate", accuracy_m: null, confirmed: edit.date, claims: [], at: [lat, lon],
  };
}

/** The overlay as GeoJSON, to hand on. Positions are [lon, lat]. */
export function overlayGeoJSON(places, edits) {
  const { places: now, closed, touched } = applyEdits(places, edits);
  const features = [];
  for (const id of [...touched].sort()) {
    const place = now.get(id);
    const last = edits.filter((edit) => edit.target === id && !edit.undone).at(-1);
    const geometry = place ? { type: "Point", coordinates: [round(place.at[1]), round(place.at[0])] } : null;
    const properties = place
      ? { id, kind: place.kind, "name:en": place.name.en, "name:ko": place.name.ko }
      : { id, kind: "lane", closed: closed.has(id) };
    features.push({ type: "Feature", id, geometry, properties: { ...properties, corrected: true, source: last.source, confirmed: last.date } });
  }
  return { type: "FeatureCollection", name: "corrections", features };
}

const round = (degrees) => Math.round(degrees * 1e6) / 1e6;
