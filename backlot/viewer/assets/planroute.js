/** The walk on the map: its line with direction ticks, rides dashed, numbered stops. */

import { h } from "#viewer/dom.js";

const PANE = "route";
const NUMBERS = "route-stops";
/** How far ticks lie apart on the screen, and how many there are at most. */
const TICK_PX = 84;
const TICKS = 60;

/**
 * @param {object} app
 * @param {(index: number) => void} onselect a stop was chosen on the map
 */
export function makeRoute(app, onselect) {
  const { L, map } = app;
  pane(PANE, 640);
  pane(NUMBERS, 650);
  map.getPane(PANE).style.pointerEvents = "none";
  const renderer = L.svg({ pane: PANE, padding: 0.5 });
  const lines = L.layerGroup();
  const ticks = L.layerGroup();
  const numbers = L.layerGroup();
  let walks = [];

  function pane(name, z) {
    if (!map.getPane(name)) map.createPane(name).style.zIndex = String(z);
  }

  /** Draw an itinerary; `selected` is the index of a stop or null. */
  function draw(itinerary, selected) {
    for (const group of [lines, ticks, numbers]) group.addTo(map);
    lines.clearLayers();
    numbers.clearLayers();
    const drawn = itinerary.legs.filter((leg) => leg.ok && leg.line.length > 1);
    const paths = drawn.map((leg) => ({ ride: leg.mode !== "walk", latlngs: leg.line.map(([lon, lat]) => [lat, lon]) }));
    for (const layer of ["route-casing", "route-line"]) {
      for (const { ride, latlngs } of paths) {
        L.polyline(latlngs, { pane: PANE, renderer, interactive: false, className: `${layer}${ride ? " ride" : ""}` }).addTo(lines);
      }
    }
    for (const leg of drawn) if (leg.mode === "walk") links(leg);
    walks = paths.filter((path) => !path.ride).map((path) => path.latlngs);
    for (const end of endsOf(itinerary)) marker(end.place, end.text, "end", null, end.label);
    itinerary.stops.forEach((stop) => {
      if (!stop.place) return;
      const state = [stop.closed ? "passed" : null, stop.problems.length ? "broken" : null, stop.index === selected ? "chosen" : null];
      marker(stop.place, stop.number === null ? "–" : String(stop.number), state.filter(Boolean).join(" "), stop.index, labelOf(stop));
    });
    drawTicks();
  }

  /** From a place to the path it is reached by, where the place lies off it. */
  function links(leg) {
    for (const [id, [lon, lat]] of [[leg.from, leg.line[0]], [leg.to, leg.line.at(-1)]]) {
      const at = app.places.get(id)?.at;
      if (at) L.polyline([at, [lat, lon]], { pane: PANE, renderer, interactive: false, className: "route-link" }).addTo(lines);
    }
  }

  function endsOf({ start, end }) {
    const { words } = app;
    if (start && end && start.id === end.id) return [{ place: start, text: "⌂", label: words.say("plan.map.both", { name: app.nameOf(start) }) }];
    return [
      start && { place: start, text: "A", label: words.say("plan.map.start", { name: app.nameOf(start) }) },
      end && { place: end, text: "Z", label: words.say("plan.map.end", { name: app.nameOf(end) }) },
    ].filter(Boolean);
  }

  function labelOf(stop) {
    if (stop.number === null) return app.words.say("plan.map.passed", { name: stop.name });
    return app.words.say("plan.map.stop", { n: stop.number, name: stop.name });
  }

  function marker(place, text, state, index, label) {
    const icon = L.divIcon({ className: `stop-pin ${state}`, iconSize: [48, 48], html: h("div", {}, h("span", { class: "stop-number", text }), h("span", { class: "stop-label", "aria-hidden": "true", text: app.nameOf(place) })) });
    const made = L.marker(place.at, { icon, pane: NUMBERS, keyboard: index !== null, interactive: index !== null, bubblingMouseEvents: false });
    if (index !== null) {
      made.on("click", () => onselect(index));
      made.on("keypress", (event) => event.originalEvent.key === "Enter" && onselect(index));
    }
    made.addTo(numbers);
    const element = made.getElement();
    element.setAttribute("role", index === null ? "img" : "button");
    element.setAttribute("aria-label", label);
    element.removeAttribute("title");
  }

  /** Small arrows along the walk, as far apart on the screen at every zoom. */
  function drawTicks() {
    ticks.clearLayers();
    const view = map.getBounds().pad(0.1);
    let left = TICKS;
    for (const latlngs of walks) {
      for (const { at, angle } of ticksAlong(latlngs.map((each) => map.project(each)), TICK_PX)) {
        const latlng = map.unproject(L.point(at.x, at.y));
        if (!view.contains(latlng) || left-- <= 0) continue;
        const icon = L.divIcon({ className: "route-tick", iconSize: [16, 16], html: h("span", { "--turn": `${angle}rad` }) });
        const made = L.marker(latlng, { icon, pane: PANE, interactive: false, keyboard: false }).addTo(ticks);
        made.getElement().setAttribute("aria-hidden", "true");
      }
    }
  }

  function clear() {
    for (const group of [lines, ticks, numbers]) {
      group.clearLayers();
      group.remove();
    }
    walks = [];
  }

  map.on("zoomend moveend", () => walks.length && drawTicks());

  return {
    draw,
    clear,
    /** Where the whole walk lies, null of none. */
    bounds: () => (walks.length || numbers.getLayers().length ? L.latLngBounds([...walks.flat(), ...numbers.getLayers().map((each) => each.getLatLng())]) : null),
  };
}

/**
 * Points every so many pixels along a line, half a step from its ends, with the direction there. Pure.
 * @param {{x: number, y: number}[]} line
 */
export function ticksAlong(line, apart) {
  const found = [];
  let next = apart / 2;
  let gone = 0;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    while (length > 0 && next <= gone + length) {
      const part = (next - gone) / length;
      found.push({ at: { x: a.x + part * (b.x - a.x), y: a.y + part * (b.y - a.y) }, angle: Math.atan2(b.y - a.y, b.x - a.x) });
      next += apart;
    }
    gone += length;
  }
  return found;
}
