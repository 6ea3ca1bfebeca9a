/** The map while presenting: the viewer's own map in a small window, with where we are and where next. */

import { h } from "#viewer/dom.js";

const PANE = "present-route";
const STOPS = "present-stops";
const CLOSEST = 17;
const ALONE = 16;

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
  for (const [name, z] of [[PANE, 640], [STOPS, 650]]) if (!map.getPane(name)) map.createPane(name).style.zIndex = String(z);
  map.getPane(PANE).style.pointerEvents = "none";
  const renderer = L.svg({ pane: PANE, padding: 0.5 });
  let drawn = null;
  let fitted = null;

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
    fit(run.at, next);
  }

  function drawRoute(at, next) {
    lines.clearLayers();
    stops.clearLayers();
    const legs = deck.legs.filter((leg) => leg.ok && leg.line?.length > 1).map((leg) => ({ ...leg, part: legPart(leg.stop, at, next) }));
    // what comes next lies on top of what is done
    for (const part of ["walked", "ahead", "next"]) for (const leg of legs) if (leg.part === part) drawLeg(leg);
    deck.run.tour.stops.forEach((stop, i) => {
      const place = deck.place(i);
      if (place && !deck.isOut(i)) drawStop(place, i, i === at ? "here-stop" : i === next ? "next-stop" : i < at ? "passed" : "ahead");
    });
  }

  function drawLeg({ line, part, mode }) {
    const latlngs = line.map(([lon, lat]) => [lat, lon]);
    for (const layer of ["route-casing", "route-line"]) {
      L.polyline(latlngs, { pane: PANE, renderer, interactive: false, className: `${layer} way-${part}${mode === "walk" ? "" : " ride"}` }).addTo(lines);
    }
  }

  function drawStop(place, i, state) {
    const icon = L.divIcon({ className: `stop-pin ${state}`, iconSize: [40, 40], html: h("div", {}, h("span", { class: "stop-number", text: String(i + 1) })) });
    const marker = L.marker(place.at, { icon, pane: STOPS, keyboard: false, interactive: false, zIndexOffset: state === "here-stop" ? 900 : state === "next-stop" ? 800 : 0 }).addTo(stops);
    marker.getElement().setAttribute("aria-hidden", "true");
  }

  /** Show the stop one stands at and the way to the next. */
  function fit(at, next) {
    const size = map.getSize();
    if (!size.x || !size.y) return;
    const key = `${at} ${next} ${size.x} ${size.y}`;
    if (key === fitted) return;
    fitted = key;
    const points = [at, next].filter((i) => i !== null && i >= 0).map((i) => deck.place(i)?.at).filter(Boolean);
    if (at < 0 && deck.start) points.push(deck.start.at);
    const way = deck.legs.find((leg) => leg.ok && leg.stop === next && leg.mode === "walk")?.line ?? [];
    points.push(...way.map(([lon, lat]) => [lat, lon]));
    if (!points.length) return;
    if (points.length === 1) return void map.setView(points[0], ALONE, { animate: false });
    const room = Math.min(56, Math.min(size.x, size.y) / 5);
    map.fitBounds(points, { padding: [room, room], maxZoom: CLOSEST, animate: false });
  }

  function resized() {
    map.invalidateSize({ animate: false, pan: false });
    fit(deck.run.at, deck.status.next?.stop ?? null);
  }

  return {
    showIn, draw, resized,
    /** Frame for ink on the map: places on the ground. */
    frame: () => ({
      key: "map",
      to: ({ x, y }) => {
        const { lat, lng } = map.containerPointToLatLng([x, y]);
        return [lat, lng];
      },
      from: ([lat, lng]) => map.latLngToContainerPoint([lat, lng]),
    }),
    refit() {
      fitted = null;
      fit(deck.run.at, deck.status.next?.stop ?? null);
    },
    /** Give the map back to the viewer. */
    stop() {
      for (const group of [lines, stops]) group.remove();
      home.parent.insertBefore(container, home.next);
      map.invalidateSize({ animate: false, pan: false });
      map.setView(home.centre, home.zoom, { animate: false });
    },
  };
}
