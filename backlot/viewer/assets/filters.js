/** Decide which places are shown: by period, locale and category. Pure. */

/**
 * @typedef {{period: string[]|null, locale: string[]|null, category: string[]|null}} Filter
 *   ids shown of each; null shows all
 */

/** Whether a place passes; `period` and `locale` are those of its set where it has none itself. */
export function passes(place, filter) {
  return (
    one(filter.period, place.period) && one(filter.locale, place.locale) && one(filter.category, place.category)
  );
}

function one(shown, id) {
  return shown === null || id === null || id === undefined || shown.includes(id);
}

/** Number of places by id of `key` among `places`, in the order of `ids`. */
export function countBy(places, key, ids) {
  const counts = new Map(ids.map((id) => [id, 0]));
  for (const place of places) if (counts.has(place[key])) counts.set(place[key], counts.get(place[key]) + 1);
  return counts;
}

/** The filter with one id switched; all ids on becomes null again. */
export function toggled(filter, key, id, ids) {
  const shown = new Set(filter[key] ?? ids);
  if (shown.has(id)) shown.delete(id);
  else shown.add(id);
  return { ...filter, [key]: ids.every((each) => shown.has(each)) ? null : ids.filter((each) => shown.has(each)) };
}

/** Keep only ids that exist; an empty or unknown list shows all. */
export function cleaned(asked, known) {
  const ids = (asked ?? []).filter((id) => known.includes(id));
  return ids.length ? ids : null;
}
