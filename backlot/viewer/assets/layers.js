/**
 * Bind what Leaflet drew to what the scene says: classes for the style sheet, ids for hands and tests.
 * Small sites come as folium's GeoJson layers (SVG); large ones are drawn here on a canvas.
 */

import { positions } from "#viewer/steps.js";
import { passes } from "#viewer/filters.js";
import { contains } from "#viewer/geo.js";

const CASED = ["street", "lane", "bridge"];
const CASING_PANES = { lane: "lane-casing" };
/** Below this zoom the parts of a set are specks: they may come a moment later. */
const SPECK_ZOOM = 14.5;
const SPECKS = ["plaza", "lane"];
const CHUNK_MS = 24;

/**
 * Keep back what the first view does not show, so that the map is there at once.
 * To be called before the map has a view: Leaflet draws its layers only then.
 * @param {object} L Leaflet
 * @param {{map: object, layers: Object<string, object>}} drawn what the folium page made
 * @param {object} bounds L.LatLngBounds of the first view
 * @param {number} zoom of the first view
 * @param {(id: string) => object} itemOf
 * @param {(layers: object[]) => void} adopt takes the layers made only later
 * @returns {() => void} call it when the map is ready: the rest is drawn in idle moments
 */
export function keepBack(L, { map, layers }, bounds, zoom, itemOf, adopt) {
  const seen = bounds.pad(0.5);
  const waiting = [];
  let lateIsMade = false;
  for (const group of Object.values(layers)) {
    group.eachLayer((layer) => {
      if (!layer.getBounds) return;
      const item = itemOf(layer.feature.id);
      // footprints are many and say little: they follow sets, lanes and badges by a frame or two
      const mayWait = item?.kind === "building" || (zoom < SPECK_ZOOM && SPECKS.includes(item?.kind));
      if (!mayWait && seen.intersects(layer.getBounds())) return;
      waiting.push([group, layer]);
    });
  }
  // what lies in view comes first
  waiting.sort(([, a], [, b]) => Number(seen.intersects(b.getBounds())) - Number(seen.intersects(a.getBounds())));
  for (const [group, layer] of waiting) group.removeLayer(layer);

  function drawSome() {
    const until = performance.now() + CHUNK_MS;
    while (waiting.length && performance.now() < until) {
      const [group, layer] = waiting.shift();
      group.addLayer(layer);
    }
    if (waiting.length) later(drawSome);
    else if (!lateIsMade) {
      lateIsMade = true;
      later(drawLate);
    } else map.fire("backlot:complete");
  }
  function drawLate() {
    const late = JSON.parse(document.getElementById("late")?.textContent ?? "[]");
    for (const { pane, features } of late) {
      for (const { geometry } of features.features) geometry.coordinates = positions(geometry.coordinates);
      const made = L.geoJSON(features, { pane, interactive: false, smoothFactor: 0.7 }).getLayers();
      const group = L.featureGroup().addTo(map);
      waiting.push(...made.map((layer) => [group, layer]));
      adopt(made);
    }
    later(drawSome);
  }

  return () => later(drawSome);
}

const later = (act) => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: 60 }) : setTimeout(act, 16));

/**
 * @param {object} L Leaflet
 * @param {{map: object, layers: Object<string, object>}} drawn
 * @param {object} scene
 * @param {(id: string) => object} itemOf
 */
export function bindLayers(L, drawn, scene, itemOf) {
  const { map, layers } = drawn;
  /** @type {Map<string, {layer: object, geometry: object, item: object}>} */
  const shapes = new Map();
  let shown = null;

  function adopt(layer) {
    const item = itemOf(layer.feature.id);
    if (!item || shapes.has(item.id)) return;
    shapes.set(item.id, { layer, geometry: layer.feature.geometry, item });
    if (layer.getLatLng) return;
    // a street is two strokes: the edge lies in a pane below all fills so that junctions stay open
    const casing = CASED.includes(item.kind) ? L.polyline(layer.getLatLngs(), { pane: CASING_PANES[item.kind] ?? "casing", interactive: false, smoothFactor: 1 }) : null;
    const dressUp = () => {
      dress(layer.getElement(), item);
      if (item.isPlace && shown) layer.getElement().classList.toggle("off", !passes(item, shown));
      if (!casing) return;
      casing.addTo(map);
      dress(casing.getElement(), item);
      casing.getElement().classList.add("casing");
    };
    if (map.hasLayer(layer)) dressUp();
    else layer.once("add", dressUp);
  }

  /** @type {{path: object, like: object}[]} shadows of all buildings of one locale and period */
  let shadows = [];

  function castShadows() {
    const groups = new Map();
    for (const { layer, item } of shapes.values()) {
      if (item.kind !== "building" || !layer.getElement?.()) continue;
      const key = `${item.locale} ${item.period}`;
      if (!groups.has(key)) groups.set(key, { like: { locale: item.locale, period: item.period }, rings: [] });
      groups.get(key).rings.push(layer.getLatLngs());
    }
    for (const { path } of shadows) path.remove();
    shadows = [...groups.values()].map(({ like, rings }) => {
      const path = L.polygon(rings, { pane: "shadows", interactive: false, smoothFactor: 0.7, className: "shadow" }).addTo(map);
      return { path, like };
    });
    hideShadows();
  }

  function hideShadows() {
    for (const { path, like } of shadows) path.getElement()?.classList.toggle("off", shown !== null && !passes(like, shown));
  }

  const canvas = scene.geometry ? drawCanvas(L, map, scene, itemOf, shapes) : null;

  return {
    shapes,
    adoptAll(all) {
      for (const layer of all) adopt(layer);
    },
    /** Show only what the filter lets through. */
    filter(filter) {
      shown = filter;
      for (const { layer, item } of shapes.values()) {
        if (item.isPlace) layer.getElement?.()?.classList.toggle("off", !passes(item, filter));
      }
      hideShadows();
      canvas?.filter(filter);
    },
    castShadows,
    /** Mark one place as chosen. */
    select(id) {
      for (const element of map.getContainer().querySelectorAll("path.chosen")) element.classList.remove("chosen");
      shapes.get(id)?.layer.getElement?.()?.classList.add("chosen");
    },
    /** Draw an area where a correction puts it; its outline stays as it was drawn. */
    shift(id, place) {
      const shape = shapes.get(id);
      if (!shape?.layer.getLatLngs) return;
      shape.home ??= shape.layer.getLatLngs();
      const [dLat, dLng] = [place.at[0] - shape.item.at[0], place.at[1] - shape.item.at[1]];
      const moved = (part) => (Array.isArray(part) ? part.map(moved) : L.latLng(part.lat + dLat, part.lng + dLng));
      shape.layer.setLatLngs(moved(shape.home));
      shape.geometry = shape.layer.toGeoJSON().geometry;
      shape.layer.getElement?.()?.classList.toggle("corrected", Boolean(place.corrected));
      if (shape.item.kind === "building") castShadows();
    },
    restyle: () => canvas?.restyle(),
    /** The place drawn on the canvas at a position, null where there is none. */
    hitAt: (latlng) => canvas?.hitAt(latlng) ?? null,
  };
}

/** All layers of the folium groups, also those kept back later. */
export function allLayers({ layers }) {
  return Object.values(layers).flatMap((group) => group.getLayers());
}

function dress(element, item) {
  const names = ["f", `f-${item.kind}`];
  if (item.class) names.push(`c-${item.class}`);
  if (item.locale) names.push(`loc-${item.locale}`);
  if (item.category) names.push(`cat-${item.category}`);
  if (item.accuracy === "schematic" && item.isPlace) names.push("schematic");
  element.classList.add(...names);
  if (item.isPlace) element.dataset.placeId = item.id;
  if (item.kind === "lane") element.dataset.laneId = item.id;
  element.dataset.rank = item.rank;
  if (item.width_m) element.style.setProperty("--width-m", item.width_m);
}

function drawCanvas(L, map, scene, itemOf, shapes) {
  const pane = "buildings";
  const renderer = L.canvas({ pane, padding: 0.2 });
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  function styleNow() {
    const [ink, opacity] = [token("--ink"), Number(token("--building-opacity"))];
    return (feature) => {
      const hue = hues.get(itemOf(feature.id)?.locale) ?? ink;
      return { color: hue, weight: 1, fillColor: hue, fillOpacity: opacity };
    };
  }
  const hues = new Map(scene.site.locales.map((each) => [each.id, each.hue]));
  const group = L.geoJSON(scene.geometry, { style: styleNow(), renderer, pane, interactive: false }).addTo(map);
  const all = [];
  group.eachLayer((layer) => {
    const item = itemOf(layer.feature.id);
    if (!item) return;
    all.push({ layer, item, off: false });
    shapes.set(item.id, { layer, geometry: layer.feature.geometry, item });
  });
  return {
    restyle: () => group.setStyle(styleNow()),
    // the canvas lies over sets and lanes and takes no events, so that those still get theirs
    hitAt(latlng) {
      const hit = all.find(({ layer, off }) => !off && layer.getBounds().contains(latlng) && contains(layer.feature.geometry, latlng.lng, latlng.lat));
      return hit?.item.id ?? null;
    },
    filter(filter) {
      for (const each of all) {
        const off = !passes(each.item, filter);
        if (off === each.off) continue;
        each.off = off;
        if (off) group.removeLayer(each.layer);
        else group.addLayer(each.layer);
      }
    },
  };
}
