/** "I am here": by the browser's geolocation where it is allowed, else by a tap. */

import { h } from "#viewer/dom.js";
import { contains, distanceM } from "#viewer/geo.js";

/** The sets that contain a position, smallest first. Pure over shapes. */
export function setsAt(shapes, latlng) {
  return [...shapes.values()]
    .filter(({ item, geometry }) => (item.kind === "set" || item.kind === "plaza") && contains(geometry, latlng.lng, latlng.lat))
    .map(({ item }) => item)
    .sort((a, b) => (a.area_m2 ?? 0) - (b.area_m2 ?? 0));
}

export function makeHere(app) {
  const { L, map, words } = app;
  let mark = null;

  function say(latlng, accuracy) {
    mark?.remove();
    mark = L.layerGroup([
      L.circle(latlng, { radius: Math.max(accuracy ?? 0, 1), className: "here-range", interactive: false }),
      L.marker(latlng, { icon: L.divIcon({ className: "here", iconSize: [28, 28] }), interactive: false, keyboard: false }),
    ]).addTo(map);
    const sets = setsAt(app.shapes, latlng).map((place) => app.places.get(place.id) ?? place);
    const closest = app.nearestTo(latlng, 3);
    const text = sets.length
      ? words.say("here.in", { name: app.nameOf(sets[0]) })
      : closest.length
        ? words.say("here.near", { name: app.nameOf(closest[0][0]), distance: words.metres(distanceM(latlng, L.latLng(closest[0][0].at))) })
        : words.say("here.nowhere");
    const unsure = sets.some((place) => place.accuracy === "schematic") ? words.say("here.schematic") : null;
    app.showHere({ latlng, text, unsure, places: [...sets.map((place) => [place, 0]), ...closest.filter(([place]) => !sets.includes(place))] });
    app.announce(text);
  }

  function byTap() {
    app.pick(words.say("here.tap"), (latlng) => say(latlng, null));
  }

  return {
    start() {
      const bounds = L.latLngBounds(app.siteBounds);
      if (!window.isSecureContext || !navigator.geolocation) return byTap();
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const latlng = L.latLng(coords.latitude, coords.longitude);
          if (!bounds.contains(latlng)) {
            app.toast(words.say("here.outside"));
            return byTap();
          }
          map.setView(latlng, Math.max(map.getZoom(), 16));
          say(latlng, coords.accuracy);
        },
        () => byTap(),
        { enableHighAccuracy: true, timeout: 6000, maximumAge: 15000 },
      );
    },
    clear() {
      mark?.remove();
      mark = null;
    },
  };
}

/** The sheet that answers "where am I". */
export function herePanel(app, found, placeRow) {
  return [
    h("p", { class: "lede", text: found.text }),
    found.unsure ? h("p", { class: "notice", text: found.unsure }) : null,
    h("h3", { text: app.words.say("panel.nearby") }),
    h("ul", { class: "rows" }, ...found.places.map(([place, metres]) => placeRow(app, place, metres ? app.words.metres(metres) : app.words.say("here.inside")))),
  ].filter(Boolean);
}
