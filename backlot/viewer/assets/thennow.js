/** Then and now: the film still of a place, and the photograph of today that looks most nearly the same way. */

import { openCompare } from "#viewer/compare.js";
import { glyph, h } from "#viewer/dom.js";

const SPLIT = "M11 2H13V22H11ZM3 5H9V7H5V17H9V19H3ZM15 5H21V19H15Z";

/** How far two directions of view are apart, in degrees from 0 to 180; infinite where one is unknown. */
export function apartDeg(a, b) {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
  return Math.abs(((a - b + 540) % 360) - 180);
}

/**
 * The two pictures to compare. Pure.
 * @param {object[]} pictures of a place
 * @param {?object} still which one, the first where none is told
 * @returns {{then: object, now: object}|null} null where there is no still, or no photograph to go with it
 */
export function thenAndNow(pictures, still = null) {
  const there = pictures.filter((each) => each.stop ?? each.full);
  const then = still ?? there.find(({ kind }) => kind === "still");
  const photos = there.filter(({ kind }) => kind === "photo");
  if (!then || !photos.length) return null;
  const now = photos.reduce((best, each) => (apartDeg(each.heading_deg, then.heading_deg) < apartDeg(best.heading_deg, then.heading_deg) ? each : best));
  return { then, now };
}

/** The button that opens the slider with both; null where there is nothing to compare. */
export function thenNowButton(app, pictures, still = null) {
  const pair = thenAndNow(pictures ?? [], still);
  if (!pair) return null;
  return h("button", { type: "button", class: "button then-now", onclick: () => openCompare(app, pair.then, pair.now) }, glyph(SPLIT), h("span", { text: app.words.say("gallery.then-now") }));
}
