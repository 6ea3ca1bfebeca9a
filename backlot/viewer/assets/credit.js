/** What must be said of a picture: what it is, who made it, what one may do with it. */

import { h } from "#viewer/dom.js";

/** The text of a by-language object with the language it is really in, where that differs. */
export function spokenText(words, texts) {
  const text = words.of(texts);
  if (!texts || typeof texts !== "object" || texts[words.lang] !== undefined) return { text, lang: null };
  return { text, lang: Object.keys(texts).find((lang) => texts[lang] === text) ?? null };
}

/** A short name for a picture: its caption, else what it shows. */
export const titleOf = (words, picture) => words.of(picture.caption) || words.of(picture.alt) || words.say("gallery.picture");

/** A licence as people write it: "CC BY-SA 4.0". */
export function licenceName(words, licence) {
  if (!licence) return words.say("gallery.no-licence");
  if (licence === "all-rights-reserved") return words.say("gallery.all-rights");
  const creative = /^CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)(?:-([A-Z]+))?$/.exec(licence);
  if (creative) return ["CC", creative[1], creative[2], creative[3]].filter(Boolean).join(" ");
  return licence.replace(/^CC0-/, "CC0 ").replace(/^LicenseRef-/, "");
}

/** A date of a year, a month or a day in the reader's words; what is no date stays as it is. */
export function dateText(lang, date) {
  if (!date) return "";
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(date);
  if (!found) return String(date);
  const [, year, month, day] = found;
  const at = new Date(Date.UTC(+year, (month ?? 1) - 1, day ?? 1));
  at.setUTCFullYear(+year);
  if (Number.isNaN(+at) || (month && at.getUTCMonth() + 1 !== +month) || (day && at.getUTCDate() !== +day)) return date;
  return new Intl.DateTimeFormat(lang, { year: "numeric", month: month && "long", day: day && "numeric", timeZone: "UTC" }).format(at);
}

/** Who made a picture, what one may do with it, and when it was made; always shown. */
export function creditParts(words, picture) {
  return [picture.credit || words.say("gallery.no-credit"), licenceName(words, picture.licence), dateText(words.lang, picture.date)].filter(Boolean);
}

/** The credit line, which does not break inside a licence or a date. */
export function creditLine(words, picture) {
  const [credit, ...rest] = creditParts(words, picture);
  return h("span", { class: "credit" }, credit, ...rest.flatMap((part) => ["\u00a0· ", h("span", { class: "unbroken", text: part })]));
}

/** What a picture is, where that must be said; empty for a photograph. */
export function kindLabel(words, picture) {
  if (picture.kind === "illustration") return words.say("gallery.illustration");
  if (picture.kind === "still") return words.say("gallery.still");
  return picture.kind === "panorama" ? words.say("gallery.panorama") : "";
}
