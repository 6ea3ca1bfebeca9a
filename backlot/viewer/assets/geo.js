/** Plane and sphere geometry the viewer needs. Positions in data are [lon, lat], of Leaflet [lat, lng]. */

const EARTH_RADIUS_M = 6371008.8;
const RAD = Math.PI / 180;

/** Great-circle distance in metres between two {lat, lng} (haversine formula). */
export function distanceM(a, b) {
  const dLat = (b.lat - a.lat) * RAD;
  const dLng = (b.lng - a.lng) * RAD;
  const q = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(q)));
}

/** Compass bearing in degrees, 0 north, from `a` to `b` ({lat, lng}). */
export function bearingDeg(a, b) {
  const dLng = (b.lng - a.lng) * RAD;
  const y = Math.sin(dLng) * Math.cos(b.lat * RAD);
  const x = Math.cos(a.lat * RAD) * Math.sin(b.lat * RAD) - Math.sin(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.cos(dLng);
  return (Math.atan2(y, x) / RAD + 360) % 360;
}

/** One of eight compass words for a bearing: n, ne, e … */
export function compass(bearing) {
  return ["n", "ne", "e", "se", "s", "sw", "w", "nw"][Math.round(bearing / 45) % 8];
}

/** Whether [lon, lat] lies in a GeoJSON Polygon or MultiPolygon (even-odd rule, holes respected). */
export function contains(geometry, lon, lat) {
  if (geometry.type === "MultiPolygon") return geometry.coordinates.some((rings) => inRings(rings, lon, lat));
  return geometry.type === "Polygon" && inRings(geometry.coordinates, lon, lat);
}

function inRings(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

/** Length in metres of a LineString or MultiLineString. */
export function lengthM(geometry) {
  const lines = geometry.type === "MultiLineString" ? geometry.coordinates : [geometry.coordinates];
  let total = 0;
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) {
      total += distanceM({ lat: line[i - 1][1], lng: line[i - 1][0] }, { lat: line[i][1], lng: line[i][0] });
    }
  }
  return total;
}
