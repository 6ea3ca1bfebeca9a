/** Where a picture was taken and which way it looks, drawn on the map. */

import { compass } from "#viewer/geo.js";

const EARTH_RADIUS_M = 6371008.8;
const RAD = Math.PI / 180;
const PANE = "picture-view";
/** How wide the sector is drawn: it says which way, not how much the lens took in. */
const SPREAD_DEG = 56;
const LENGTH_PX = 88;
const LEAST_M = 12;
const MOST_M = 1500;
const STEP_DEG = 4;

/**
 * Draw the direction of view of a picture and follow the zoom; `remove()` takes it away.
 * A picture without heading gets a ring where it was taken, one without position nothing.
 * @param {object} L Leaflet
 * @param {object} map
 * @param {{position?: number[], heading_deg?: number, alt: object, caption?: object}} picture
 * @param {{say: Function, of: Function}} [words] for the accessible name
 * @returns {{layer: object, remove: () => void}|null}
 */
export function cone(L, map, picture, words = null) {
  const at = positionOf(picture);
  if (!at) return null;
  if (!map.getPane(PANE)) {
    map.createPane(PANE).style.zIndex = "590";
    map.getPane(PANE).style.pointerEvents = "none";
  }
  const heading = headingOf(picture);
  const renderer = L.svg({ pane: PANE, padding: 0.4 });
  const shape = L.polygon([], { pane: PANE, renderer, interactive: false, className: "view-cone" });
  const spot = L.circleMarker(at, { pane: PANE, renderer, interactive: false, radius: 7, className: "view-spot" });
  const layer = L.layerGroup([shape, spot]);

  function size() {
    const metresPerPx = (40075016.686 * Math.cos(at.lat * RAD)) / (256 * 2 ** map.getZoom());
    const length = Math.min(MOST_M, Math.max(LEAST_M, LENGTH_PX * metresPerPx));
    if (heading !== null) shape.setLatLngs(sector(at, heading, length));
  }

  layer.addTo(map);
  size();
  map.on("zoomend", size);
  const element = heading === null ? spot.getElement() : shape.getElement();
  element?.setAttribute("role", "img");
  element?.setAttribute("aria-label", coneName(picture, words));
  (heading === null ? shape : spot).getElement()?.setAttribute("aria-hidden", "true");
  return {
    layer,
    remove() {
      map.off("zoomend", size);
      layer.remove();
      renderer.remove();
    },
  };
}

/** What the drawing is called: "Taken here, looking north-east: …". */
export function coneName(picture, words) {
  if (!words) return "";
  const name = words.of(picture.caption) || words.of(picture.alt);
  const heading = headingOf(picture);
  if (heading === null) return words.say("gallery.taken-here", { name });
  return words.say("gallery.taken-looking", { name, way: words.say(`compass.${compass(heading)}`) });
}

/**
 * The ring of a sector of a circle on the sphere, beginning and ending at its point.
 * @param {{lat: number, lng: number}} at
 * @returns {{lat: number, lng: number}[]}
 */
export function sector(at, headingDeg, lengthM, spreadDeg = SPREAD_DEG) {
  const steps = Math.max(2, Math.ceil(spreadDeg / STEP_DEG));
  const arc = Array.from({ length: steps + 1 }, (_, i) => moved(at, headingDeg + spreadDeg * (i / steps - 0.5), lengthM));
  return [at, ...arc, at];
}

/** The point `lengthM` metres away from `at` at a bearing, along a great circle. */
export function moved(at, bearing, lengthM) {
  const far = lengthM / EARTH_RADIUS_M;
  const [lat, way] = [at.lat * RAD, bearing * RAD];
  const sine = Math.sin(lat) * Math.cos(far) + Math.cos(lat) * Math.sin(far) * Math.cos(way);
  const east = Math.atan2(Math.sin(way) * Math.sin(far) * Math.cos(lat), Math.cos(far) - Math.sin(lat) * sine);
  return { lat: Math.asin(sine) / RAD, lng: at.lng + east / RAD };
}

function positionOf({ position }) {
  if (!Array.isArray(position) || !position.slice(0, 2).every(Number.isFinite)) return null;
  const [lng, lat] = position;
  return Math.abs(lat) < 90 && Math.abs(lng) <= 180 ? { lat, lng } : null;
}

/** The heading from 0 to below 360, or null where none is known. */
export function headingOf({ heading_deg: heading }) {
  return Number.isFinite(heading) ? ((heading % 360) + 360) % 360 : null;
}
