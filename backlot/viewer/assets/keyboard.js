/**
 * Walk over the places on the map with the arrow keys.
 * One place is in the tab order at a time; an arrow goes to the nearest place that way.
 */

/** The best place in a direction: near, and not far off the axis. Pure. */
export function nextInDirection(from, points, key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
  let best = null;
  let least = Infinity;
  for (const point of points) {
    const x = point.x - from.x;
    const y = point.y - from.y;
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead <= 1 || aside > ahead * 2.5) continue;
    const cost = ahead + aside * 2;
    if (cost < least) [best, least] = [point, cost];
  }
  return best;
}

export function bindKeyboard(app) {
  const { map } = app;
  const container = map.getContainer();
  let current = null;

  const elementOf = (id) => app.markers.markers.get(id)?.marker.getElement() ?? app.shapes.get(id)?.layer.getElement?.();

  function reachable() {
    const size = map.getSize();
    const points = [];
    for (const place of app.shownPlaces()) {
      if (place.kind === "building" && place.rank >= 5) continue;
      const element = elementOf(place.id);
      if (!element || getComputedStyle(element).visibility === "hidden" || getComputedStyle(element).display === "none") continue;
      const p = map.latLngToContainerPoint(place.at);
      if (p.x >= 0 && p.y >= 0 && p.x <= size.x && p.y <= size.y) points.push({ id: place.id, x: p.x, y: p.y });
    }
    return points;
  }

  function enter(id) {
    const before = current && elementOf(current);
    if (before) before.setAttribute("tabindex", "-1");
    current = id;
    elementOf(id)?.setAttribute("tabindex", "0");
  }

  function refresh() {
    const points = reachable();
    if (points.some((point) => point.id === current)) return enter(current);
    const size = map.getSize();
    const centre = { x: size.x / 2, y: size.y / 2 };
    points.sort((a, b) => Math.hypot(a.x - centre.x, a.y - centre.y) - Math.hypot(b.x - centre.x, b.y - centre.y));
    if (points.length) enter(points[0].id);
  }

  // before Leaflet's own arrow keys, which pan
  container.addEventListener("keydown", (event) => {
    const id = event.target.closest?.("[data-place-id]")?.dataset.placeId;
    if (!id) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      if (app.picking()) app.endPick(app.L.latLng(app.places.get(id).at));
      else app.open(id);
    } else if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      event.stopPropagation();
      const from = map.latLngToContainerPoint(app.places.get(id).at);
      const next = nextInDirection(from, reachable().filter((point) => point.id !== id), event.key);
      if (!next) return;
      enter(next.id);
      elementOf(next.id)?.focus();
    }
  }, true);

  container.addEventListener("focusin", (event) => {
    const id = event.target.closest?.("[data-place-id]")?.dataset.placeId;
    if (id) app.announce(app.nameOf(app.places.get(id)));
  });

  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 120);
  };
  map.on("moveend zoomend", later);
  return { refresh: later, focus: (id) => { enter(id); elementOf(id)?.focus(); } };
}
