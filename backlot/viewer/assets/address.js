/**
 * Read and write what one looks at as query parameters.
 * Known: place, film, view, period, locale, category, lang, theme, at ("lat,lon,zoom"), mode, plan (a compact tour).
 */

const MOST_PLAN = 4000;
const LISTS = ["period", "locale", "category"];

/** @param {string} text a query string or fragment, with or without its first sign */
export function readAddress(text) {
  const params = new URLSearchParams(text.replace(/^[?#]/, ""));
  const look = {};
  // a link that is too long is told from a whole one by what reads it
  const plan = params.get("plan");
  if (plan) look.plan = plan.slice(0, MOST_PLAN);
  for (const name of ["place", "film", "view", "lang", "theme", "mode"]) {
    const value = params.get(name);
    if (value) look[name] = value.slice(0, 64);
  }
  for (const name of LISTS) {
    const value = params.get(name);
    if (value !== null) look[name] = value.split(",").map((id) => id.trim()).filter(Boolean).slice(0, 50);
  }
  const parts = (params.get("at") ?? "").split(",");
  const at = parts.map(Number);
  if (at.length === 3 && parts.every((part) => part.trim()) && at.every(Number.isFinite) && Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180) {
    look.at = { lat: at[0], lng: at[1], zoom: Math.max(1, Math.min(22, at[2])) };
  }
  return look;
}

/** The query string of a look; parts that are the default are left out. */
export function writeAddress(look) {
  const params = new URLSearchParams();
  for (const name of ["place", "film", "view", "lang", "theme", "mode", "plan"]) if (look[name]) params.set(name, look[name]);
  for (const name of LISTS) if (look[name]) params.set(name, look[name].join(","));
  if (look.at) params.set("at", `${look.at.lat.toFixed(5)},${look.at.lng.toFixed(5)},${+look.at.zoom.toFixed(1)}`);
  return params.toString().replace(/%2C/g, ",");
}
