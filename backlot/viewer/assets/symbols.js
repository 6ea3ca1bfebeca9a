/** Hues, hatches and glyphs of locales and categories, for the map, the legend and the plates. */

import { glyph, h, s } from "#viewer/dom.js";

const TILE = 12;
/** Hatch drawings on a 12 by 12 tile. */
const HATCHES = {
  none: "",
  diagonal: "M-3 3L3 -3M0 12L12 0M9 15L15 9",
  "back-diagonal": "M-3 9L3 15M0 0L12 12M9 -3L15 3",
  cross: "M6 3V9M3 6H9",
  dots: "M3 3h.01M9 9h.01",
  waves: "M0 4Q3 0 6 4T12 4M0 10Q3 6 6 10T12 10",
  bricks: "M0 0H12M0 6H12M3 0V6M9 6V12",
  grid: "M0 6H12M6 0V12",
  vertical: "M3 0V12M9 0V12",
  tiles: "M0 6A6 6 0 0 0 12 6M-6 12A6 6 0 0 0 6 12A6 6 0 0 0 18 12M-6 0A6 6 0 0 0 6 0A6 6 0 0 0 18 0",
};

/** The hidden <svg> holding one hatch pattern per locale: `url(#hatch-<id>)`. */
export function hatchDefs(locales) {
  const patterns = locales.map((locale) =>
    s(
      "pattern",
      { id: `hatch-${locale.id}`, width: TILE, height: TILE, patternUnits: "userSpaceOnUse", class: `loc-${locale.id}` },
      s("rect", { width: TILE, height: TILE, class: "hatch-ground" }),
      s("path", { d: HATCHES[locale.hatch] ?? "", class: "hatch-line" }),
    ),
  );
  return s("svg", { width: 0, height: 0, "aria-hidden": "true", class: "defs" }, s("defs", {}, patterns));
}

/** One style rule per locale and category: the hue everything of it uses. */
export function hueRules(site) {
  const rule = (prefix) => (each) => `.${prefix}-${each.id}{--hue:${each.hue}}`;
  const fills = site.locales.map((each) => `.f-set.loc-${each.id}{fill:url(#hatch-${each.id})}`);
  return [...site.locales.map(rule("loc")), ...site.categories.map(rule("cat")), ...fills].join("\n");
}

/** A legend swatch: hatch ground with the glyph on it. */
export function swatch(kind, each) {
  const box = h("span", { class: `swatch ${kind}-${each.id}`, "aria-hidden": "true" });
  if (kind === "loc" && each.hatch !== "none") {
    box.append(s("svg", { class: "swatch-hatch" }, s("rect", { width: "100%", height: "100%", fill: `url(#hatch-${each.id})` })));
  }
  box.append(glyph(each.glyph));
  return box;
}

/** The plate that stands where a picture will be: hue, hatch and glyph, no likeness. */
export function plate(group, kind, className) {
  const box = h("div", { class: `plate ${className} ${group ? `${kind}-${group.id}` : ""}`, "aria-hidden": "true" });
  if (!group) {
    box.append(glyph(ICONS.pin, "plate-glyph"));
    return box;
  }
  if (kind === "loc") box.append(s("svg", { class: "plate-hatch" }, s("rect", { width: "100%", height: "100%", fill: `url(#hatch-${group.id})` })));
  box.append(glyph(group.glyph, "plate-glyph"));
  return box;
}

/** Icons of the viewer's own buttons, on a 24 by 24 grid. */
export const ICONS = {
  search: "M10 2A8 8 0 1 1 9.9 2ZM10 4.500A5.500 5.500 0 1 0 10.100 4.500ZM16.200 14.800L22 20.600L20.600 22L14.800 16.200Z",
  close: "M5 3.600L12 10.600L19 3.600L20.400 5L13.400 12L20.400 19L19 20.400L12 13.400L5 20.400L3.600 19L10.600 12L3.600 5Z",
  layers: "M12 2L22 7.500L12 13L2 7.500ZM4 11.300L12 15.700L20 11.300L22 12.400L12 18L2 12.400ZM4 16.300L12 20.700L20 16.300L22 17.400L12 23L2 17.400Z",
  list: "M3 4H6V7H3ZM8 4.500H21V6.500H8ZM3 10.500H6V13.500H3ZM8 11H21V13H8ZM3 17H6V20H3ZM8 17.500H21V19.500H8Z",
  theme: "M12 2A10 10 0 1 1 11.900 2ZM12 4.200V19.800A7.800 7.800 0 0 0 12 4.200Z",
  fit: "M3 3H9V5H5V9H3ZM15 3H21V9H19V5H15ZM3 15H5V19H9V21H3ZM19 15H21V21H15V19H19ZM8 8H16V16H8ZM10 10V14H14V10Z",
  here: "M11 1H13V4.100A8 8 0 0 1 19.900 11H23V13H19.900A8 8 0 0 1 13 19.900V23H11V19.900A8 8 0 0 1 4.100 13H1V11H4.100A8 8 0 0 1 11 4.100ZM12 6A6 6 0 1 0 12.100 6ZM12 9A3 3 0 1 1 11.900 9Z",
  plus: "M11 4H13V11H20V13H13V20H11V13H4V11H11Z",
  minus: "M4 11H20V13H4Z",
  full: "M3 3H10V5H5V10H3ZM14 3H21V10H19V5H14ZM3 14H5V19H10V21H3ZM19 14H21V21H14V19H19Z",
  link: "M10.600 13.400L13.400 10.600L14.800 12L12 14.800ZM13 5.600L15.800 2.800A4 4 0 0 1 21.400 8.400L17.400 12.400L16 11L20 7A2 2 0 0 0 17.200 4.200L14.400 7ZM11 18.400L8.200 21.200A4 4 0 0 1 2.600 15.600L6.600 11.600L8 13L4 17A2 2 0 0 0 6.800 19.800L9.600 17Z",
  pencil: "M3 17.200L14.800 5.400L18.600 9.200L6.800 21H3ZM16 4.200L18 2.200L21.800 6L19.800 8Z",
  driver: "M4 4H20V16H13L8 21V16H4ZM7 8V9.500H17V8ZM7 11V12.500H14V11Z",
  back: "M15 4L16.400 5.400L9.800 12L16.400 18.600L15 20L7 12Z",
  download: "M11 3H13V12L16.300 8.700L17.700 10.100L12 15.800L6.300 10.100L7.700 8.700L11 12ZM4 18H20V20H4Z",
  undo: "M9 5V9H14A6 6 0 0 1 14 21H8V19H14A4 4 0 0 0 14 11H9V15L3 10Z",
  info: "M12 2A10 10 0 1 1 11.900 2ZM12 4A8 8 0 1 0 12.100 4ZM11 10.500H13V17H11ZM11 7H13V9H11Z",
  pin: "M12 2A7 7 0 0 1 19 9C19 14 12 22 12 22S5 14 5 9A7 7 0 0 1 12 2ZM12 6.500A2.500 2.500 0 1 0 12.100 6.500Z",
};
