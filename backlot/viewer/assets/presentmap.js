/** The map while presenting: the viewer's own map in a small window, with where we are and where next. */

import { h } from "#viewer/dom.js";

const PANE = "present-route";
const STOPS = "present-stops";
const CLOSEST = 17;
const ALONE = 16;
/** Nearer to the window's edge than this share of it, the mark of where one is may be hidden by what lies there. */
const EDGE = 0.06;
/** Share of the window that what is shown takes at least, else the map comes nearer. */
const LARGE_ENOUGH = 0.45;

/**
 * What part of the way a leg is, seen from the stop one stands at. Pure.
 * @param {number|null} stop the index the leg leads to, null for the end
 * @returns {"walked"|"next"|"ahead"}
 */
export function legPart(stop, at, next) {
  if (stop !== null && stop <= at) return "walked";
  return stop === next ? "next" : "ahead";
}

/**
 * @param {object} deck what the parts of the presentation share
 */
export function makePresentMap(deck) {
  const { app } = deck;
  const { L, map } = app;
  const container = map.getContainer();
  const home = { parent: container.parentNode, next: container.nextSibling, centre: map.getCenter(), zoom: map.getZoom() };
  const lines = L.layerGroup().addTo(map);
  const stops = L.layerGroup().addTo(map);
  const place = L.layerGroup().addTo(map);
  for (const [name, z] of [[PANE, 640], [STOPS, 650]]) if (!map.getPane(name)) map.createPane(name).style.zIndex = String(z);
  map.getPane(PANE).style.pointerEvents = "none";
  const renderer = L.svg({ pane: PANE, padding: 0.5 });
  let drawn = null;
  let made = null;
  let legs = [];
  let pins = [];
  let fitted = null;
  let mark = null;

  /** Put the map into `host`; there is one map, so it leaves where it was. */
  function showIn(host) {
    if (container.parentNode === host) return;
    host.prepend(container);
    map.invalidateSize({ animate: false, pan: false });
    fitted = null;
  }

  function draw() {
    const { run, status } = deck;
    const next = status.next?.stop ?? null;
    const key = [deck.words.lang, run.at, next, deck.routeKey].join(" ");
    if (drawn !== key) {
      drawn = key;
      drawRoute(run.at, next);
    }
    // what has never been shown is not waited for
    if (fitted === null) fit(run.at, next);
  }

  /** Look where one is and goes next. */
  function follow() {
    fit(deck.run.at, deck.status.next?.stop ?? null);
  }

  /** Draw the route once; from stop to stop only what changes is touched: at 200 stops the rest takes long. */
  function drawRoute(at, next) {
    const key = `${deck.words.lang} ${deck.routeKey}`;
    if (made !== key) {
      made = key;
      lines.clearLayers();
      stops.clearLayers();
      legs = deck.legs.filter((leg) => leg.ok && leg.line?.length > 1).map(makeLeg);
      pins = deck.run.tour.stops.map((_, i) => i).filter((i) => deck.place(i) && !deck.isOut(i)).map(makePin);
    }
    for (const leg of legs) markLeg(leg, legPart(leg.stop, at, next));
    for (const pin of pins) markPin(pin, pin.i === at ? "here-stop" : pin.i === next ? "next-stop" : pin.i < at ? "passed" : "ahead");
  }

  function makeLeg({ stop, line, mode }) {
    const latlngs = line.map(([lon, lat]) => [lat, lon]);
    const layers = ["route-casing", "route-line"].map((layer) =>
      L.polyline(latlngs, { pane: PANE, renderer, interactive: false, className: `${layer} way-ahead${mode === "walk" ? "" : " ride"}` }).addTo(lines));
    return { stop, layers, part: "ahead" };
  }

  function markLeg(leg, part) {
    if (leg.part === part) return;
    for (const layer of leg.layers) {
      layer.getElement().classList.replace(`way-${leg.part}`, `way-${part}`);
      // what comes next lies on top of what is done
      if (part === "next") layer.bringToFront();
      if (part === "walked") layer.bringToBack();
    }
    if (part === "walked") leg.layers[0].bringToBack();
    leg.part = part;
  }

  function makePin(i) {
    const icon = L.divIcon({ className: "stop-pin ahead", iconSize: [40, 40], html: h("div", {}, h("span", { class: "stop-number", text: String(i + 1) })) });
    const marker = L.marker(deck.place(i).at, { icon, pane: STOPS, keyboard: false, interactive: false }).addTo(stops);
    marker.getElement().setAttribute("aria-hidden", "true");
    return { i, marker, state: "ahead" };
  }

  function markPin(pin, state) {
    if (pin.state === state) return;
    pin.marker.getElement().classList.replace(pin.state, state);
    pin.marker.setZIndexOffset(state === "here-stop" ? 900 : state === "next-stop" ? 800 : 0);
    pin.state = state;
  }

  /**
   * Show where one is, and the way back where it is off the route; a mark that leaves the window brings it after it.
   * @param {?{at: [number, number], accuracy_m: number, isOld: boolean, line: ?[number, number][]}} found null for nothing
   */
  function drawPlace(found) {
    mark = found;
    place.clearLayers();
    if (!found) return;
    const age = found.isOld ? " old" : "";
    L.circle(found.at, { radius: Math.max(found.accuracy_m, 1), pane: PANE, renderer, interactive: false, className: `here-range where-range${age}` }).addTo(place);
    for (const layer of found.line ? ["back-casing", "back-line"] : []) L.polyline(found.line, { pane: PANE, renderer, interactive: false, className: `way-back ${layer}` }).addTo(place);
    const icon = L.divIcon({ className: `here where-mark${age}`, iconSize: [30, 30] });
    const dot = L.marker(found.at, { icon, pane: STOPS, keyboard: false, interactive: false, zIndexOffset: 1000 }).addTo(place);
    dot.getElement().setAttribute("aria-hidden", "true");
    if (!deck.isMapFree && !map.getBounds().pad(-EDGE).contains(found.at)) refit();
  }

  /** Show the stop one stands at, where one is, and the way to the next. */
  function fit(at, next) {
    const size = map.getSize();
    if (!size.x || !size.y) return;
    const covered = deck.covered();
    const key = `${at} ${next} ${size.x} ${size.y} ${covered}`;
    if (key === fitted) return;
    fitted = key;
    const points = [at, next].filter((i) => i !== null && i >= 0).map((i) => deck.place(i)?.at).filter(Boolean);
    if (at < 0 && deck.start) points.push(deck.start.at);
    const way = deck.legs.find((leg) => leg.ok && leg.stop === next && leg.mode === "walk")?.line ?? [];
    points.push(...way.map(([lon, lat]) => [lat, lon]));
    if (mark) points.push(mark.at);
    if (!points.length) return;
    if (points.length === 1) return void map.setView(points[0], ALONE, { animate: false });
    const room = Math.min(56, Math.min(size.x, size.y) / 5);
    if (isWellInView(points, size, room, covered)) return;
    map.fitBounds(points, { paddingTopLeft: [room, room], paddingBottomRight: [room, room + covered], maxZoom: CLOSEST, animate: false });
  }

  /** Whether all of it is seen, and large enough: then the map stays, which is calmer, and quicker. */
  function isWellInView(points, size, room, covered) {
    const seen = points.map((each) => map.latLngToContainerPoint(each));
    const inside = seen.every(({ x, y }) => x >= room && x <= size.x - room && y >= room && y <= size.y - room - covered);
    if (!inside || map.getZoom() > CLOSEST) return false;
    if (map.getZoom() === CLOSEST) return true;
    const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
    const wide = (Math.max(...xs) - Math.min(...xs)) / (size.x - 2 * room);
    const high = (Math.max(...ys) - Math.min(...ys)) / (size.y - 2 * room - covered);
    return Math.max(wide, high) > LARGE_ENOUGH;
  }

  function resized() {
    map.invalidateSize({ animate: false, pan: false });
    follow();
  }

  function refit() {
    fitted = null;
    follow();
  }

  return {
    showIn, draw, follow, drawPlace, resized, refit,
    /** Frame for ink on the map: places on the ground. */
    frame: () => ({
      key: "map",
      to: ({ x, y }) => {
        const { lat, lng } = map.containerPointToLatLng([x, y]);
        return [lat, lng];
      },
      from: ([lat, lng]) => map.latLngToContainerPoint([lat, lng]),
    }),
    /** Give the map back to the viewer. */
    stop() {
      for (const group of [lines, stops, place]) group.remove();
      home.parent.insertBefore(container, home.next);
      map.invalidateSize({ animate: false, pan: false });
      map.setView(home.centre, home.zoom, { animate: false });
    },
  };
}
