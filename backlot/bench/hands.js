/**
 * What the benchmark does to a map, as an object of functions; probe.js is there before it.
 * Each returns figures, and what it saw: whether the map did the work is for Python to judge.
 */
({
  // ------------------------------------------------------------ Backlot Map's viewer

  async mapShows() {
    const { shapes, places } = window.backlotApp;
    const sets = [...places.values()].filter((place) => place.kind === "set");
    const drawn = sets.filter((set) => document.querySelector(`.leaflet-container [data-place-id="${CSS.escape(set.id)}"]`));
    return { sets: drawn.length, shapes: shapes.size, canvas: Boolean(document.querySelector(".leaflet-container canvas.leaflet-zoom-animated")), area: sets[0]?.id };
  },

  /** Where on the screen of the frame a place, and nothing on top of it, can be clicked. */
  async pointOf(id) {
    const node = document.querySelector(`.leaflet-container [data-place-id="${CSS.escape(id)}"]`);
    const box = node?.getBoundingClientRect();
    if (!box?.width) return null;
    for (let n = 0; n < 400; n++) {
      const x = box.x + (box.width * ((n % 20) + 0.5)) / 20;
      const y = box.y + (box.height * (Math.floor(n / 20) + 0.5)) / 20;
      const hit = document.elementFromPoint(x, y);
      if (hit && node.contains(hit)) return { x, y };
    }
    return null;
  },

  async title() {
    return document.querySelector(".sheet h2")?.textContent ?? "";
  },

  async mapOpen(count) {
    const { pause, timed } = window.benchProbe;
    const app = window.backlotApp;
    const { map } = app;
    const container = map.getContainer();
    const views = app.site.views;
    const figures = [];
    const wrong = [];
    for (const view of views) {
      const home = async () => {
        app.goView(view.id);
        await pause(300);
      };
      await home();
      const inSight = [...app.places.values()].filter((place) => {
        const p = map.latLngToContainerPoint(place.at);
        const named = !(place.kind === "building" && place.rank >= 5);
        return named && p.x > 0 && p.y > 0 && p.x < map.getSize().x && p.y < map.getSize().y && target(place);
      });
      for (const place of evenly(inSight, Math.ceil(count / views.length))) {
        await home();
        const node = target(place);
        const box = container.getBoundingClientRect();
        const p = map.latLngToContainerPoint(place.at);
        const click = () => node.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window, clientX: box.x + p.x, clientY: box.y + p.y }));
        figures.push(await timed(click, () => document.querySelector(".sheet").getBoundingClientRect()));
        const title = document.querySelector(".sheet h2")?.textContent;
        if (title !== app.nameOf(place)) wrong.push(`${place.id} opened "${title}"`);
      }
    }
    function target(place) {
      const layer = app.shapes.get(place.id)?.layer;
      const node = app.markers.markers.get(place.id)?.marker.getElement() ?? layer?.getElement?.() ?? layer?.options?.renderer?._container;
      return node && getComputedStyle(node).visibility !== "hidden" && getComputedStyle(node).display !== "none" ? node : null;
    }
    function evenly(list, n) {
      return list.length <= n ? list : Array.from({ length: n }, (_, i) => list[Math.floor((i * list.length) / n)]);
    }
    return { figures, wrong };
  },

  async mapToggle(count) {
    const { pause, timed, longTasks } = window.benchProbe;
    const app = window.backlotApp;
    app.goView(app.site.views[0].id);
    if (app.store.get().sheet !== "layers") app.toggleSheet("layers");
    await pause(500);
    const boxes = [...document.querySelectorAll(".sheet input[type=checkbox]")].map((box) => (box.dataset.key ? `[data-key="${box.dataset.key}"][data-id="${box.dataset.id}"]` : `[data-drawing="${box.dataset.drawing}"]`));
    const box = (which) => document.querySelector(`.sheet input${boxes[which]}`);
    const seen = () => [...app.shapes.values()].filter(({ layer }) => {
      const node = layer.getElement?.();
      if (!node) return app.map.hasLayer(layer);
      const style = getComputedStyle(node);
      return style.display !== "none" && style.visibility !== "hidden";
    }).length;
    const locale = app.places.get([...app.places.values()].find((place) => place.kind === "set")?.id)?.locale;
    const checked = boxes.findIndex((each) => each.includes('data-key="locale"') && each.includes(`"${locale}"`));
    const before = seen();
    box(checked).click();
    await pause(100);
    const hidden = before - seen();
    box(checked).click();
    await pause(100);
    const restored = seen() === before;
    longTasks.length = 0;
    const figures = [];
    for (let n = 0; n < count; n++) {
      // every box off and on again, one after the other
      const which = Math.floor(n / 2) % boxes.length;
      figures.push(await timed(() => box(which).click(), () => app.map.getContainer().getBoundingClientRect()));
      await pause(160);
    }
    if (count % 2) box(Math.floor((count - 1) / 2) % boxes.length).click();
    const long = [...longTasks];
    app.toggleSheet("layers");
    return { figures, hidden, restored, long };
  },

  async mapSearch(words) {
    const { pause, timed, longTasks } = window.benchProbe;
    const app = window.backlotApp;
    const input = document.getElementById("search");
    const list = document.getElementById("suggestions");
    const key = (text) => {
      input.value = text;
      input.dispatchEvent(new InputEvent("input", { bubbles: true, data: text.at(-1) ?? null }));
    };
    const tally = new Map();
    for (const place of app.places.values()) for (const name of new Set([place.name.en, place.name.ko])) tally.set(name, (tally.get(name) ?? 0) + 1);
    const unique = [...app.places.values()].filter((place) => tally.get(place.name.en) === 1 && tally.get(place.name.ko) === 1);
    const queries = Array.from({ length: words }, (_, i) => unique[Math.floor((i * unique.length) / words)])
      .map((place, i) => ({ id: place.id, text: (i % 3 === 2 && place.name.ko) || place.name.en }));
    input.focus();
    // the index is built at the first letter: that one is reported by itself
    const first = await timed(() => key(queries[0].text[0]), () => list.getBoundingClientRect());
    key("");
    await pause(100);
    longTasks.length = 0;
    const figures = [];
    const wrong = [];
    for (const { id, text } of queries) {
      const letters = [...text];
      for (let n = 1; n <= letters.length; n++) {
        const typed = letters.slice(0, n).join("");
        figures.push({ ...(await timed(() => key(typed), () => list.getBoundingClientRect())), typed });
        await pause(30);
      }
      const hit = list.querySelector("[role=option]")?.dataset.placeId;
      if (hit !== id) wrong.push(`"${text}" found ${hit} first, not ${id}`);
      key("");
      await pause(30);
    }
    const long = [...longTasks];
    input.blur();
    return { figures, wrong, long, first: first.busy_ms };
  },

  // ------------------------------------------------------------ the frame of an st_folium map

  async folShows() {
    return { polygons: document.querySelectorAll("path.leaflet-interactive").length };
  },

  async folOpen(nth, of) {
    const { timed, pause } = window.benchProbe;
    const paths = [...document.querySelectorAll("path.leaflet-interactive")];
    const path = paths[Math.floor((nth * paths.length) / of)];
    await pause(50);
    const box = path.getBoundingClientRect();
    const click = () => path.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 }));
    const figure = await timed(click, () => document.querySelector(".leaflet-popup")?.getBoundingClientRect());
    return { figure, text: document.querySelector(".leaflet-popup-content")?.textContent?.trim() ?? "" };
  },

  async folToggle(count) {
    const { timed, pause } = window.benchProbe;
    const boxes = [...document.querySelectorAll(".leaflet-control-layers-overlays input")];
    const seen = () => document.querySelectorAll("path.leaflet-interactive").length;
    const before = seen();
    const figures = [];
    let hidden = 0;
    for (let n = 0; n < count; n++) {
      const box = boxes[Math.floor(n / 2) % boxes.length];
      figures.push(await timed(() => box.click(), () => document.querySelector(".leaflet-container").getBoundingClientRect()));
      hidden = Math.max(hidden, before - seen());
      await pause(160);
    }
    return { figures, hidden };
  },
});
