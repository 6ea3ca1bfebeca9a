/** Where films were shot, on the map: an outline and a badge at each place, whose line says how surely. */

import { glyph, h } from "#viewer/dom.js";
import { slugOf } from "#viewer/films.js";
import { FILM_ICONS } from "#viewer/filmparts.js";

const PANE = "films";
const BOX_PX = 34;
const AREAS = ["Polygon", "MultiPolygon"];

/**
 * @param {object} app
 * @returns {{show: (marks: Map<string, {n: number, strength: string}>) => void, clear: () => void, bounds: () => object|null}}
 *   `bounds` are those of all that is shown
 */
export function makeFilmsLayer(app) {
  const { L, map } = app;
  if (!map.getPane(PANE)) map.createPane(PANE).style.zIndex = 640;
  const group = L.featureGroup();
  let bounds = null;

  function draw(place, { n, strength }) {
    const { geometry } = app.shapes.get(place.id) ?? {};
    const area = AREAS.includes(geometry?.type);
    if (area && place.kind !== "landmark") group.addLayer(L.geoJSON(geometry, { pane: PANE, interactive: false, style: () => ({ className: `film-area is-${slugOf(strength)}`, fill: false }) }));
    const badge = h("span", { class: `film-badge is-${slugOf(strength)}`, "aria-hidden": "true" }, glyph(FILM_ICONS.film), n > 1 ? h("span", { text: String(n) }) : null);
    // above the middle of an area stands its name
    const edge = area ? app.shapes.get(place.id).layer.getBounds() : null;
    const at = edge ? [edge.getNorth(), edge.getCenter().lng] : place.at;
    group.addLayer(L.marker(at, { pane: PANE, interactive: false, keyboard: false, icon: L.divIcon({ className: `film-pin${edge ? " on-edge" : ""}`, html: badge, iconSize: [0, 0], iconAnchor: [0, edge ? 0 : BOX_PX] }) }));
    bounds.extend(edge ?? place.at);
  }

  return {
    show(marks) {
      group.clearLayers();
      bounds = L.latLngBounds([]);
      for (const [id, mark] of marks) {
        const place = app.places.get(id);
        if (place) draw(place, mark);
      }
      group.addTo(map);
    },
    clear() {
      group.clearLayers();
      group.remove();
      bounds = null;
    },
    bounds: () => (bounds?.isValid() ? bounds : null),
  };
}
