/** Draw places that are points: badges with the glyph of their locale or category. */

import { glyph, h } from "#viewer/dom.js";
import { passes } from "#viewer/filters.js";
import { ICONS } from "#viewer/symbols.js";

const BOX_PX = 48;
const BADGE_PX = 30;

/**
 * Which of some badges keep their full size: the weightier of two that would overlap. Pure.
 * @param {{id: string, x: number, y: number, weight: number}[]} badges lower weight wins
 * @returns {Set<string>} ids that shrink to a dot
 */
export function crowdedOut(badges, size = BADGE_PX) {
  const kept = [];
  const small = new Set();
  for (const badge of [...badges].sort((a, b) => a.weight - b.weight || (a.id < b.id ? -1 : 1))) {
    if (kept.some((other) => Math.abs(other.x - badge.x) < size && Math.abs(other.y - badge.y) < size)) small.add(badge.id);
    else kept.push(badge);
  }
  return small;
}

/**
 * @param {object} L Leaflet
 * @param {object} map
 * @param {Map<string, object>} shapes from bindLayers
 * @param {(place: object) => {group: object, kind: string}} symbolOf
 * @param {(id: string) => boolean} isStart whether a place is one of the first to look at
 */
export function bindMarkers(L, map, shapes, symbolOf, isStart) {
  /** @type {Map<string, {marker: object, item: object}>} */
  const markers = new Map();

  function dress(marker, item) {
    const symbol = symbolOf(item);
    const badge = h("span", { class: "badge" }, glyph(item.icon ?? symbol?.group?.glyph ?? ICONS.pin));
    const names = ["pin", `k-${item.kind}`, `r-${item.rank}`, symbol?.group ? `${symbol.kind}-${symbol.group.id}` : ""];
    if (item.corrected) names.push("corrected");
    if (item.own) names.push("own-place");
    if (marker.isStandIn) names.push("stand-in");
    marker.setIcon(L.divIcon({ className: names.filter(Boolean).join(" "), html: badge, iconSize: [BOX_PX, BOX_PX] }));
    const element = marker.getElement();
    element.dataset.placeId = item.id;
    element.setAttribute("role", "button");
    element.tabIndex = -1;
  }

  function add(item, latlng, marker = L.marker(latlng, { keyboard: false, icon: L.divIcon() }).addTo(map)) {
    marker.options.keyboard = false;
    marker.setZIndexOffset((5 - item.rank) * 200);
    markers.set(item.id, { marker, item });
    dress(marker, item);
    return marker;
  }

  for (const { layer, item } of shapes.values()) {
    if (!item.isPlace) continue;
    if (layer.getLatLng) add(item, layer.getLatLng(), layer);
    else if (item.kind === "landmark") {
      // far out a landmark drawn as an area is too small to see: a badge stands in for it
      const marker = L.marker(item.at, { keyboard: false, icon: L.divIcon() }).addTo(map);
      marker.isStandIn = true;
      add(item, item.at, marker);
    }
  }

  let chosen = null;

  /** Let lesser badges shrink where they would hide a weightier one. */
  function declutter() {
    const seen = [];
    for (const [id, { marker, item }] of markers) {
      const element = marker.getElement();
      if (!element || element.classList.contains("off")) continue;
      const p = map.latLngToLayerPoint(marker.getLatLng());
      seen.push({ id, x: p.x, y: p.y, weight: id === chosen || item.own ? 0 : item.rank + (item.kind === "station" ? 0.5 : 0) - (isStart(id) ? 0.5 : 0) });
    }
    const small = crowdedOut(seen);
    for (const [id, { marker }] of markers) marker.getElement()?.classList.toggle("small", small.has(id));
  }
  map.on("zoomend", declutter);

  return {
    markers,
    declutter,
    filter(filter) {
      for (const { marker, item } of markers.values()) marker.getElement()?.classList.toggle("off", !passes(item, filter));
      declutter();
    },
    select(id) {
      chosen = id;
      declutter();
      for (const [each, { marker }] of markers) marker.getElement()?.classList.toggle("chosen", each === id);
    },
    /** Move or add the badge of a corrected place. */
    place(item) {
      const known = markers.get(item.id);
      if (known) {
        known.item = item;
        known.marker.setLatLng(item.at);
        dress(known.marker, item);
      } else add(item, item.at);
    },
    remove(id) {
      markers.get(id)?.marker.remove();
      markers.delete(id);
    },
    label(nameOf) {
      for (const { marker, item } of markers.values()) marker.getElement()?.setAttribute("aria-label", nameOf(item));
    },
  };
}
