/** Write the names on the map: one canvas above the drawing, redrawn when the map rests. */

import { Occupied, lengths, placeAll, pointAlong, stretchFor } from "#viewer/labelplace.js";

const FONT = '"Noto Sans", "Segoe UI", "Helvetica Neue", Roboto, "Noto Sans KR", "Noto Sans CJK KR", "NanumGothic", "Apple SD Gothic Neo", "Malgun Gothic", Arial, sans-serif';
const MARGIN = 0.25;

const OWN_FROM_ZOOM = 14;

/** From which zoom a name is written, its size in px, and its looks. */
const RULES = [
  { match: (i) => i.kind === "water" && i.class !== "lake", from: (i) => 8 + i.rank, size: 15, ink: "water-ink", style: "italic", spread: 3, weight: 8 },
  { match: (i) => i.kind === "water", from: () => 14.5, size: 12, ink: "water-ink", style: "italic", weight: 40 },
  { match: (i) => i.kind === "district", from: () => 10.5, to: 14.2, size: 13, ink: "district-ink", spread: 1.5, bold: 600, weight: 30 },
  { match: (i) => i.kind === "park", from: (i) => 10.5 + i.rank, size: 12, ink: "park-ink", style: "italic", weight: 34 },
  { match: (i) => i.kind === "street", from: (i) => 11.8 + i.rank * 0.6, size: 12, ink: "street-ink", along: true, weight: 50 },
  { match: (i) => i.kind === "bridge", from: (i) => 13 + i.rank * 0.4, size: 11.5, ink: "street-ink", along: true, weight: 48 },
  { match: (i) => i.kind === "lane", from: () => 16, size: 12, ink: "street-ink", along: true, weight: 50 },
  { match: (i) => i.kind === "set", from: () => 14.4, size: 17, ink: "ink", bold: 700, weight: 2, wrap: true },
  { match: (i) => i.kind === "plaza", from: () => 16, size: 13, ink: "ink", bold: 600, weight: 9, wrap: true },
  { match: (i) => i.kind === "building", from: (i) => (i.rank <= 2 ? 16.4 : i.rank <= 3 ? 17.5 : 19.5), size: 12, ink: "ink", bold: 600, weight: 12, wrap: true },
  { match: (i) => i.kind === "gate", from: () => 15.5, size: 12, ink: "ink", bold: 600, weight: 10, gap: 16 },
  { match: (i) => i.kind === "spot", from: () => 17, size: 12.5, ink: "ink", bold: 500, weight: 11, gap: 17 },
  { match: (i) => i.kind === "station", from: () => 13.6, size: 12, ink: "metro-0", bold: 600, weight: 22, gap: 12 },
  { match: (i) => i.kind === "landmark", from: (i) => [0, 10.5, 12.6, 13.6, 14.4, 15][i.rank], size: 13.5, ink: "ink", bold: 600, weight: 10, gap: 19 },
];

/**
 * @param {object} L Leaflet
 * @param {object} map
 * @param {{items: () => Iterable<object>, geometry: (id: string) => object, nameOf: (item: object) => string,
 *   colour: (token: string) => string, minPx: () => number, shown: (item: object) => boolean, covered: () => {x0:number,y0:number,x1:number,y1:number}[]}} source
 */
export function makeLabels(L, map, source) {
  const pane = map.createPane("labels");
  pane.style.zIndex = 640;
  pane.style.pointerEvents = "none";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  canvas.className = "labels";
  pane.append(canvas);
  const pen = canvas.getContext("2d");
  const widths = new Map();
  let enabled = true;
  let queued = 0;

  function measure(text, font) {
    const key = font + text;
    if (!widths.has(key)) {
      pen.font = font;
      widths.set(key, pen.measureText(text).width);
    }
    return widths.get(key);
  }

  function draw() {
    queued = 0;
    const size = map.getSize();
    const pad = size.multiplyBy(MARGIN).round();
    const box = size.add(pad.multiplyBy(2));
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    if (canvas.width !== box.x * ratio || canvas.height !== box.y * ratio) {
      canvas.width = box.x * ratio;
      canvas.height = box.y * ratio;
      canvas.style.width = `${box.x}px`;
      canvas.style.height = `${box.y}px`;
    }
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint(pad.multiplyBy(-1)));
    pen.setTransform(ratio, 0, 0, ratio, pad.x * ratio, pad.y * ratio);
    pen.clearRect(-pad.x, -pad.y, box.x, box.y);
    canvas.style.opacity = "1";
    if (enabled) write({ x0: -pad.x, y0: -pad.y, x1: size.x + pad.x, y1: size.y + pad.y });
  }

  function write(view) {
    const zoom = map.getZoom();
    const bounds = map.getBounds().pad(MARGIN);
    const taken = new Occupied();
    for (const box of source.covered()) taken.take(box);
    const points = [];
    const lines = [];
    for (const item of source.items()) {
      const rule = RULES.find((each) => each.match(item));
      if (!rule || zoom < (item.own ? OWN_FROM_ZOOM : rule.from(item)) || (rule.to && zoom > rule.to) || !source.shown(item)) continue;
      const text = source.nameOf(item);
      if (!text) continue;
      const px = Math.max(rule.size + (zoom > 15 && rule.gap ? 1 : 0), source.minPx());
      const font = `${rule.style ?? "normal"} ${rule.bold ?? 500} ${px}px ${FONT}`;
      if (rule.along) lines.push({ item, rule, text, px, font });
      else for (const at of item.anchors ?? [item.at]) add(item, rule, text, px, font, at);
    }

    function add(item, rule, text, px, font, at) {
      if (!at || !bounds.contains([at[0], at[1]])) return;
      const p = map.latLngToContainerPoint([at[0], at[1]]);
      const rows = rule.wrap ? wrapped(text, measure(text, font) > px * 9) : [text];
      const spread = rule.spread ?? 0;
      const w = Math.max(...rows.map((row) => measure(row, font) + spread * row.length)) + 6;
      points.push({ x: p.x, y: p.y, w, h: px * 1.25 * rows.length + 2, gap: rule.gap ?? 0, weight: rule.weight + item.rank * 3, rows, rule, px, font, spread, name: text });
    }

    for (const label of points) if (label.gap) taken.take({ x0: label.x - 11, y0: label.y - 11, x1: label.x + 11, y1: label.y + 11 });
    // one name is written once in a neighbourhood, however many anchors it has
    const near = [];
    for (const { label, box } of placeAll(points, taken)) {
      if (label.rule.spread && near.some((other) => other.name === label.name && Math.hypot(other.x - label.x, other.y - label.y) < 420)) continue;
      near.push(label);
      writeRows(label, box);
    }
    lines.sort((a, b) => a.rule.weight + a.item.rank * 3 - b.rule.weight - b.item.rank * 3);
    for (const line of lines) writeAlong(line, view, taken);
  }

  function ink(label, rule) {
    pen.font = label.font;
    pen.lineJoin = "round";
    pen.strokeStyle = source.colour("halo");
    pen.lineWidth = Math.max(3, label.px / 4);
    pen.fillStyle = source.colour(rule.ink);
    pen.textBaseline = "middle";
  }

  function writeRows(label, box) {
    ink(label, label.rule);
    if ("letterSpacing" in pen) pen.letterSpacing = `${label.spread}px`;
    pen.textAlign = box.align === "left" ? "left" : box.align === "right" ? "right" : "center";
    const x = box.align === "left" ? box.x0 + 3 : box.align === "right" ? box.x1 - 3 : (box.x0 + box.x1) / 2;
    label.rows.forEach((row, i) => {
      const y = box.y0 + 1 + label.px * 1.25 * (i + 0.5);
      pen.strokeText(row, x, y);
      pen.fillText(row, x, y);
    });
    if ("letterSpacing" in pen) pen.letterSpacing = "0px";
  }

  function writeAlong(line, view, taken) {
    const geometry = source.geometry(line.item.id);
    if (!geometry) return;
    const width = [...line.text].reduce((sum, letter) => sum + measure(letter, line.font), 0);
    const parts = geometry.type === "MultiLineString" ? geometry.coordinates : [geometry.coordinates];
    let written = 0;
    for (const part of parts) {
      const points = part.map(([lon, lat]) => map.latLngToContainerPoint([lat, lon]));
      for (const run of runsInside(points, view)) {
        const stretch = stretchFor(run, width);
        if (!stretch || written >= 2) continue;
        const way = stretch.reversed ? [...run].reverse() : run;
        const along = lengths(way);
        const start = stretch.reversed ? along[along.length - 1] - stretch.start - width : stretch.start;
        const spots = [];
        let at = start;
        for (const letter of line.text) {
          const w = measure(letter, line.font);
          spots.push({ letter, ...pointAlong(way, along, at + w / 2) });
          at += w;
        }
        const half = line.px * 0.62;
        const boxes = spots.map((spot) => ({ x0: spot.x - half, y0: spot.y - half, x1: spot.x + half, y1: spot.y + half }));
        if (!boxes.every((box) => taken.free(box))) continue;
        boxes.forEach((box) => taken.take(box));
        ink(line, line.rule);
        pen.textAlign = "center";
        for (const pass of ["strokeText", "fillText"]) {
          for (const spot of spots) {
            pen.save();
            pen.translate(spot.x, spot.y);
            pen.rotate(spot.angle);
            pen[pass](spot.letter, 0, 0);
            pen.restore();
          }
        }
        written++;
      }
    }
  }

  function redraw() {
    if (!queued) queued = requestAnimationFrame(draw);
  }

  let soon = 0;
  function redrawSoon() {
    clearTimeout(soon);
    soon = setTimeout(redraw, 40);
  }

  map.on("moveend zoomend resize viewreset", redraw);
  map.on("zoomstart", () => (canvas.style.opacity = "0"));
  return {
    redraw,
    /** After a switch: the switch itself answers first. */
    redrawSoon,
    enable(on) {
      enabled = on;
      redraw();
    },
  };
}

/** Break a long name in two at the space nearest its middle. */
export function wrapped(text, long) {
  if (!long) return [text];
  const spaces = [...text.matchAll(/ /g)].map((space) => space.index);
  if (!spaces.length) return [text];
  const cut = spaces.reduce((best, i) => (Math.abs(i - text.length / 2) < Math.abs(best - text.length / 2) ? i : best));
  return [text.slice(0, cut), text.slice(cut + 1)];
}

/** The parts of a pixel line that lie in the view: every piece whose box touches it. */
export function runsInside(points, view) {
  const runs = [];
  let run = [];
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const apart = Math.max(a.x, b.x) < view.x0 || Math.min(a.x, b.x) > view.x1 || Math.max(a.y, b.y) < view.y0 || Math.min(a.y, b.y) > view.y1;
    if (!apart) run.push(...(run.length ? [b] : [a, b]));
    else if (run.length) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length) runs.push(run);
  return runs;
}
