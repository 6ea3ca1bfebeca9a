/**
 * Start the viewer: join the scene (words, facts) with what the folium page drew (ids, geometry).
 * Data flows one way: hands change the store, the store's listeners draw.
 */

import { readAddress, writeAddress } from "#viewer/address.js";
import { makeBack } from "#viewer/back.js";
import { makeCorrections, makeKeep } from "#viewer/corrections.js";
import { h, put } from "#viewer/dom.js";
import { cone } from "#viewer/cone.js";
import { cleaned, passes } from "#viewer/filters.js";
import { distanceM, lengthM } from "#viewer/geo.js";
import { herePanel, makeHere } from "#viewer/here.js";
import { bindFilms } from "#viewer/filmacts.js";
import { bindHover } from "#viewer/hover.js";
import { bindKeyboard } from "#viewer/keyboard.js";
import { makeLabels } from "#viewer/labels.js";
import { allLayers, bindLayers, keepBack } from "#viewer/layers.js";
import { legendPanel } from "#viewer/legend.js";
import { listPanel } from "#viewer/list.js";
import { bindMarkers } from "#viewer/markers.js";
import { applyEdits } from "#viewer/overlay.js";
import { keepOffline, openPictures } from "#viewer/pack.js";
import { makePackBar } from "#viewer/packbar.js";
import { driverCard, placePanel, placeRow, unknownPlace } from "#viewer/panel.js";
import { makeSearchBox } from "#viewer/searchbox.js";
import { bindPlacing } from "#viewer/placing.js";
import { sheetBelow, makeSheet } from "#viewer/sheet.js";
import { startPanel } from "#viewer/start.js";
import { makeStore } from "#viewer/store.js";
import { hatchDefs, hueRules } from "#viewer/symbols.js";
import { makeToolbar, scaleBar } from "#viewer/toolbar.js";
import { makeWords } from "#viewer/words.js";

performance.mark("backlot-start");

const TOUCH_PX = 26;
const SHEET_PX = 380;
// about 3 km
const ROOM_DEG = 0.03;
const LAST_LOOK = "backlot.look";
const MODES = ["films", "plan", "present", "take"];
// as in present.js, which is fetched only when somebody presents
const GUESTS = "#guests";

const scene = JSON.parse(document.getElementById("scene").textContent);
const { pack } = scene.host;
// in one file photographs are read while the map begins
const allRead = window.backlotPack?.whole ?? Promise.resolve();
const inFile = document.getElementById("drawings");
if (inFile) openPictures(scene, window.backlotPack.picture, JSON.parse(inFile.textContent));
const drawn = window.backlot;
const L = window.L;
const { map } = drawn;
// a frame may be loaded while it is hidden: a map without size has no view
if (!map.getContainer().clientWidth) {
  await shown(map.getContainer());
  map.invalidateSize();
}
const { site } = scene;

const embedded = window.parent !== window;
const asked = withLastLook({ ...readAddress(location.search), ...readAddress(location.hash) });
const words = makeWords(scene.words, scene.languages.includes(asked.lang) ? asked.lang : scene.languages[0]);
const systemTheme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

const shipped = new Map(scene.places.map((place) => [place.id, { ...place, pictures: picturesOf(place), isPlace: true }]));
const basemap = new Map(scene.features.map((feature) => [feature.id, feature]));
const lanes = new Set(scene.features.filter((feature) => feature.kind === "lane").map((lane) => lane.id));
const former = new Map(scene.places.flatMap((place) => (place.former ?? []).map((id) => [id, place.id])));

const store = makeStore({
  lang: words.lang,
  theme: scene.themes[asked.theme] ? asked.theme : systemTheme(),
  view: site.views.some((view) => view.id === asked.view) ? asked.view : null,
  place: null,
  sheet: null,
  filter: {
    period: cleaned(asked.period, site.periods.map((each) => each.id)),
    locale: cleaned(asked.locale, site.locales.map((each) => each.id)),
    category: cleaned(asked.category, site.categories.map((each) => each.id)),
  },
  hidden: [],
  film: asked.film ?? null,
  filmLayer: false,
  mode: "explore",
  corrections: { revision: 0, edits: [] },
});

/** A place's own pictures, else the one that stands in for its kind. */
function picturesOf(place) {
  const standIn = scene.stand_ins[place.category ? `category:${place.category}` : `locale:${place.locale}`];
  return place.pictures ?? (standIn ? [standIn] : []);
}

/** Coming back from another page of the app, one finds the map as one left it. */
function withLastLook(asked) {
  if (!embedded || asked.place || asked.film || asked.mode === "films" || asked.view || asked.at || asked.period || asked.locale || asked.category) return asked;
  try {
    return { ...readAddress(sessionStorage.getItem(LAST_LOOK) ?? ""), ...asked };
  } catch {
    return asked;
  }
}

function keepLook() {
  if (store.get().mode !== "explore") return;
  try {
    sessionStorage.setItem(LAST_LOOK, writeAddress({ ...currentAddress(), lang: null, theme: null, at: cameraOf() }));
  } catch {
    // storage may be forbidden; then one starts afresh
  }
}

const live = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
const toasts = h("div", { class: "toasts", role: "alert" });
let pickDone = null;
let step = null;
let settled = "";
let noting = 0;
let lookMark = null;
let begun = false;
// made when somebody plans for the first time
let plans = null;
let presents = null;
let takes = null;
let films = null;

/** What the parts of the viewer share. */
const app = {
  L, map, scene, site, words, store, basemap,
  places: shipped,
  closed: new Set(),
  languages: scene.languages,
  siteBounds: toLatLng(site.bounds),

  nameOf: (item) => words.of(item.name) || item.id,
  view: () => site.views.find((view) => view.id === store.get().view) ?? site.views[0],
  symbolOf(place) {
    const locale = place.locale && site.locales.find((each) => each.id === place.locale);
    if (locale) return { kind: "loc", group: locale };
    const category = place.category && site.categories.find((each) => each.id === place.category);
    return category ? { kind: "cat", group: category } : null;
  },
  /** Ids of locales and categories, what the present view is about first. */
  groupOrder() {
    const [locales, categories] = [site.locales, site.categories].map((list) => list.map((each) => each.id));
    return app.view()?.within ? [...locales, ...categories] : [...categories, ...locales];
  },
  isWithin(place, id) {
    for (let at = place, depth = 0; at && depth < 8; at = app.places.get(at.within), depth++) if (at.id === id) return true;
    return false;
  },
  childrenOf: (id) => [...app.places.values()].filter((place) => place.within === id),
  shownPlaces: () => [...app.places.values()].filter((place) => passes(place, store.get().filter) && !(place.kind === "building" && place.rank >= 5 && store.get().hidden.includes("buildings"))),
  nearestTo(latlng, count, leave = null) {
    const here = { lat: latlng.lat, lng: latlng.lng };
    return [...app.places.values()]
      .filter((place) => place.id !== leave && !(place.kind === "building" && place.rank >= 5))
      .map((place) => [place, distanceM(here, { lat: place.at[0], lng: place.at[1] })])
      .sort((a, b) => a[1] - b[1])
      .slice(0, count);
  },
  nearest: (place, count) => app.nearestTo({ lat: place.at[0], lng: place.at[1] }, count + 9, place.id).filter(([other]) => other.id !== place.within && !app.isWithin(place, other.id)).slice(0, count),
  lengthOf: (id) => lengthM(app.shapes.get(id).geometry),
  back: makeBack(history, window),
  announce: (text) => (live.textContent = text),
  toast,
  pick,
  endPick,
  picking: () => pickDone !== null,
  showSheet,
  closeSheet: () => closeByHand(),
  open,
  close,
  centre,
  goView,
  fitView,
  prefer,
  toggleSheet,
  showToDriver: (place) => driverCard(app, place),
  copyLink: () => copyAddress({ at: cameraOf() }),
  copyAddress,
  fitRoute,
  formerOf: (id) => former.get(id) ?? id,
  findPlaces: (text) => search.look(text),
  showHere,
  openFilm,
  noteLook,
  tell,
  setMode,
  pictureShown(picture) {
    lookMark?.remove();
    lookMark = picture && Number.isFinite(picture.heading_deg) && picture.position ? cone(L, map, picture, words) : null;
  },
  showPicture(picture) {
    app.pictureShown(picture);
    if (picture.position) moveTo([picture.position[1], picture.position[0]], Math.max(map.getZoom(), 17));
  },
};

/** Wait until an element has a size. */
function shown(element) {
  return new Promise((done) => {
    const watcher = new ResizeObserver(() => {
      if (!element.clientWidth || !element.clientHeight) return;
      watcher.disconnect();
      done();
    });
    watcher.observe(element);
  });
}

function toLatLng([west, south, east, north]) {
  return [[south, west], [north, east]];
}

// ---------------------------------------------------------------- the page

function paintTheme(name) {
  const theme = scene.themes[name];
  const root = document.documentElement;
  root.dataset.theme = name;
  root.style.colorScheme = theme.scheme;
  for (const [token, value] of Object.entries(theme)) if (token !== "scheme") root.style.setProperty(`--${token}`, value);
}

paintTheme(store.get().theme);
document.documentElement.lang = words.lang;
document.head.append(h("style", { text: hueRules(site) }));
document.body.append(hatchDefs(site.locales));

const chrome = h("div", { class: "chrome" });
const sheet = makeSheet({ words, onclose: () => closeByHand(), onresize: () => settleInsets() });
app.sheet = sheet;
document.body.append(chrome, sheet.root);
const itemOf = (id) => shipped.get(id) ?? basemap.get(id);
const layers = allLayers(drawn);
// without a network there is nothing to walk on
const canPlan = Boolean(scene.host.planning || document.getElementById("walks"));
// the bar takes room from the map, which is measured next
if (pack) document.body.prepend(makePackBar(app, ["explore", ...MODES.filter(canBe)]).root);
const first = firstLook();
const drawRest = keepBack(L, drawn, first.bounds, first.zoom, itemOf, (made) => shapes.adoptAll(made));
showStart(false);
map.setView(first.centre, first.zoom, { animate: false });
const shapes = bindLayers(L, drawn, scene, itemOf);
shapes.adoptAll(layers);
app.shapes = shapes.shapes;
const starts = new Set(site.views.flatMap((view) => view.start));
app.markers = bindMarkers(L, map, app.shapes, app.symbolOf, (id) => starts.has(id));
app.labels = makeLabels(L, map, {
  items: function* () {
    yield* app.places.values();
    yield* basemap.values();
  },
  geometry: (id) => app.shapes.get(id)?.geometry,
  nameOf: (item) => (item.name ? words.of(item.name) : ""),
  colour: (token) => scene.themes[store.get().theme][token],
  minPx: () => scene.themes[store.get().theme]["min-label-px"],
  shown: labelShown,
  covered: coveredBoxes,
});

/** The parts of the map that lie under buttons and sheet, where no name can be read. */
function coveredBoxes() {
  const origin = map.getContainer().getBoundingClientRect();
  return [...document.querySelectorAll(".search, .segmented, .icon-button, .foot > *, .sheet:not([hidden]), .plan, .take, .films, .stop-number, .stop-label")]
    .map((node) => node.getBoundingClientRect())
    .filter((box) => box.width)
    .map((box) => ({ x0: box.left - origin.left - 2, y0: box.top - origin.top - 2, x1: box.right - origin.left + 2, y1: box.bottom - origin.top + 2 }));
}

function labelShown(item) {
  const { hidden, filter } = store.get();
  if (item.isPlace) {
    if (item.kind === "building" && hidden.includes("buildings")) return false;
    if (item.kind === "station" && hidden.includes("metro")) return false;
    // an area one stands inside of needs no name over its own parts
    if (item.kind === "landmark" && item.area_m2 && map.getZoom() >= 15) return false;
    return passes(item, filter);
  }
  if (item.kind === "street" || item.kind === "bridge") return !hidden.includes("streets");
  if (item.kind === "district") return !hidden.includes("districts");
  return true;
}

const search = makeSearchBox(app);
app.here = makeHere(app);
const toolbar = makeToolbar(app);
const scale = scaleBar(app);
const legendNote = h("p", { class: "map-note" });
const attribution = h("p", { class: "attribution" });
const pickBar = h("div", { class: "pick", role: "alert", hidden: true });

chrome.append(
  h("div", { class: "bar finder" }, search.root, toolbar.views),
  toolbar.top,
  h("div", { class: "foot" }, scale.root, legendNote, attribution),
  toolbar.moves,
  pickBar,
  toasts,
  live,
);
if (scene.host.corrections !== null) app.corrections = makeCorrections(app, makeKeep(scene.host.corrections));
if (scene.host.placing) bindPlacing(app, scene.host.placing);
bindHover(app);
const keyboard = bindKeyboard(app);

// ---------------------------------------------------------------- zoom: widths and what is big enough to see

function onZoom() {
  const zoom = map.getZoom();
  const root = map.getContainer();
  root.dataset.zoom = String(Math.floor(zoom));
  root.style.setProperty("--px-per-m", String(1 / metresPerPx(zoom)));
  for (const band of [12, 13, 14, 15, 16, 17]) root.classList.toggle(`z${band}`, zoom >= band);
}

function metresPerPx(zoom) {
  return (40075016.686 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (256 * 2 ** zoom);
}

map.on("zoomend", onZoom);

// ---------------------------------------------------------------- doing things

/** How much of the map the sheet and the plan lie over, at each side. */
function insets() {
  const beside = { take: takes, films }[store.get().mode] ?? plans;
  const { left, below } = beside?.insets() ?? { left: 0, below: 0 };
  if (!sheet.open) return { left, right: 0, bottom: below };
  if (!sheetBelow()) return { left, right: SHEET_PX, bottom: below };
  return { left, right: 0, bottom: Math.max(below, sheet.root.dataset.height === "low" ? 150 : Math.round(innerHeight * 0.5)) };
}

function settleInsets() {
  const { left, right, bottom } = insets();
  if (settled === `${left} ${right} ${bottom}`) return;
  settled = `${left} ${right} ${bottom}`;
  // not on the root: that would style every path on the map anew
  chrome.style.setProperty("--inset-right", `${right}px`);
  chrome.style.setProperty("--inset-bottom", `${bottom}px`);
  app.labels?.redraw();
}

function fitOptions(extra = {}) {
  const { left, right, bottom } = insets();
  const top = sheetBelow() ? 116 : left ? 132 : 76;
  return { paddingTopLeft: [16 + left, top], paddingBottomRight: [16 + right, 28 + bottom + (sheetBelow() && plans?.insets().below ? 48 : 0)], animate: false, ...extra };
}

/** Where the map begins: what the address asks for, else a whole view. */
function firstLook() {
  const wanted = asked.place ? shipped.get(former.get(asked.place) ?? asked.place) : null;
  const home = store.get().view ? app.view() : (site.views.find((view) => wanted && insideBounds(view, wanted)) ?? site.views[0]);
  store.set({ view: home?.id ?? null });
  // the sheet is about to open; its width already counts
  sheet.root.hidden = false;
  const { centre, zoom } = asked.at
    ? { centre: L.latLng(asked.at.lat, asked.at.lng), zoom: asked.at.zoom }
    : viewOf(toLatLng(home?.bounds ?? site.bounds));
  const half = map.getSize().divideBy(2);
  const middle = map.project(centre, zoom);
  return { centre, zoom, bounds: L.latLngBounds(map.unproject(middle.subtract(half), zoom), map.unproject(middle.add(half), zoom)) };
}

/** Centre and zoom that fit bounds into the free part of the map; works before the map has a view. */
function viewOf(bounds) {
  const { paddingTopLeft, paddingBottomRight } = fitOptions();
  const { center, zoom } = map._getBoundsCenterZoom(L.latLngBounds(bounds), { paddingTopLeft, paddingBottomRight });
  return { centre: center, zoom };
}

function goView(id) {
  store.set({ view: id });
  fitView();
}

function fitView() {
  const view = app.view();
  map.fitBounds(toLatLng(view?.bounds ?? site.bounds), fitOptions());
}

function centre(id) {
  const place = app.places.get(id);
  const shape = app.shapes.get(id);
  if (shape?.layer.getBounds) map.fitBounds(shape.layer.getBounds(), fitOptions({ maxZoom: 18 }));
  else moveTo(place.at, Math.max(map.getZoom(), place.kind === "landmark" || place.kind === "station" ? 15 : 17.5));
}

function moveTo(at, zoom) {
  const { left, right, bottom } = insets();
  const point = map.project(at, zoom).add([(right - left) / 2, bottom / 2]);
  map.setView(map.unproject(point, zoom), zoom, { animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
}

/** Bring a place into the free part of the map, gently. */
function reveal(place, fly) {
  const size = map.getSize();
  const { left, right, bottom } = insets();
  const p = map.latLngToContainerPoint(place.at);
  const free = { x0: left + 40, y0: 90, x1: size.x - right - 40, y1: size.y - bottom - 40 };
  const big = place.kind === "landmark" || place.kind === "station" ? 14 : place.kind === "set" ? 15.5 : 17;
  if (fly || map.getZoom() < big - 1.5) moveTo(place.at, Math.max(map.getZoom(), big));
  else if (p.x < free.x0 || p.x > free.x1 || p.y < free.y0 || p.y > free.y1) moveTo(place.at, map.getZoom());
}

function open(asked, { fly = false, focus = true } = {}) {
  const id = former.get(asked) ?? asked;
  const place = app.places.get(id);
  if (!place) return openUnknown(asked);
  pushOnce();
  store.set({ place: id, sheet: "place" });
  sheet.show(`place:${id}`, app.nameOf(place), placePanel(app, place), { focus });
  reveal(place, fly);
}

function insideBounds(view, place) {
  return toBounds(view).contains(place.at);
}

function toBounds(view) {
  return L.latLngBounds(toLatLng(view.bounds));
}

/** The middle of the part of the map that no sheet covers. */
function freeMiddle() {
  const { left, right, bottom } = insets();
  const size = map.getSize();
  return map.containerPointToLatLng([(left + size.x - right) / 2, (size.y - bottom) / 2]);
}

/** The view one is in: the smallest that holds the middle of the map and is not a mere speck on it. */
function viewInSight() {
  const seen = map.getBounds();
  const width = (bounds) => bounds.getEast() - bounds.getWest();
  const views = [...site.views].sort((a, b) => width(toBounds(a)) - width(toBounds(b)));
  const middle = freeMiddle();
  return views.find((view) => toBounds(view).contains(middle) && width(seen) < width(toBounds(view)) * 5) ?? views.at(-1);
}

function openUnknown(id) {
  store.set({ place: null, sheet: "unknown" });
  sheet.show("unknown", words.say("panel.unknown-title"), [...unknownPlace(app, id), ...startPanel(app)], { focus: false });
}

/** Redraw the sheet in place, after a change of language or data. */
function redrawSheet() {
  // while one plans or presents there may be none
  if (!sheet.open) return;
  const { sheet: name, place } = store.get();
  const keep = { focus: false, height: sheet.root.dataset.height };
  if (name === "place" && app.places.has(place)) sheet.show(`place:${place}`, app.nameOf(app.places.get(place)), placePanel(app, app.places.get(place)), keep);
  else if (name === "list") sheet.show("list", words.say("list.title"), listPanel(app), keep);
  else if (name === "layers") showLegend(keep);
  else if (name === "corrections") app.corrections?.list();
  else if (name === null || name === "start" || name === "unknown") showStart(false);
}

function toggleSheet(name) {
  if (store.get().sheet === name) return closeByHand();
  pushOnce();
  store.set({ sheet: name, place: null });
  if (name === "list") sheet.show("list", words.say("list.title"), listPanel(app));
  if (name === "layers") showLegend();
  if (name === "corrections") app.corrections?.list();
}

function showLegend(options) {
  app.legend = legendPanel(app);
  sheet.show("layers", words.say("legend.title"), app.legend.nodes, options);
}

function showHere(found) {
  pushOnce();
  store.set({ sheet: "here", place: null });
  sheet.show("here", words.say("tool.here"), herePanel(app, found, placeRow));
}

function showStart(focus = false) {
  store.set({ sheet: "start", place: null });
  sheet.show("start", words.of(site.name), startPanel(app), { focus, height: "low", closable: false });
}

/** The panel is one step of the browser's history, so that Back closes it first. */
function pushOnce() {
  step ??= app.back.enter(() => {
    step = null;
    close();
  });
}

function closeByHand() {
  if (step) app.back.leave(step);
  step = null;
  close();
}

function close() {
  const { place, mode } = store.get();
  showStart(false);
  // the plan's own panel says what to do
  if (mode !== "explore") sheet.hide();
  if (place) keyboard.focus(place);
}

/** Show something of one's own in the sheet; Back and the close button lead out of it. */
function showSheet(name, heading, nodes, options) {
  pushOnce();
  store.set({ sheet: name, place: null });
  sheet.show(name, heading, nodes, options);
}

function pick(text, done) {
  pickDone = done;
  pickBar.hidden = false;
  put(pickBar, h("span", { text }),
    h("button", { type: "button", class: "button", text: words.say("pick.middle"), onclick: () => endPick(freeMiddle()) }),
    h("button", { type: "button", class: "button", text: words.say("pick.cancel"), onclick: () => endPick(null) }));
  map.getContainer().classList.add("picking");
  document.documentElement.classList.add("picking");
}

function endPick(latlng) {
  const done = pickDone;
  pickDone = null;
  pickBar.hidden = true;
  map.getContainer().classList.remove("picking");
  document.documentElement.classList.remove("picking");
  if (latlng) done?.(latlng);
}

function toast(text) {
  const node = h("p", { class: "toast", text });
  toasts.append(node);
  setTimeout(() => node.remove(), 6000);
}

function currentAddress() {
  const { lang, theme, view, place, film, sheet: shown, filter, mode } = store.get();
  const common = { lang, theme: theme === systemTheme() ? null : theme };
  // a page of its own has no other way to say what it is for
  if (mode === "present" || mode === "take") return { ...common, mode: embedded ? null : mode };
  if (mode === "plan") return { ...common, plan: plans?.address() ?? null, mode: embedded ? null : mode };
  if (mode === "films") return { ...common, film, place, mode: embedded ? null : mode };
  return { ...common, place, film: shown === "film" ? film : null, view, ...filter };
}

function cameraOf() {
  const { lat, lng } = map.getCenter();
  return { lat, lng, zoom: map.getZoom() };
}

async function copyAddress(extra) {
  const target = embedded ? window.parent.location : location;
  const link = `${target.origin}${target.pathname}?${writeAddress({ ...currentAddress(), ...extra })}`;
  try {
    await navigator.clipboard.writeText(link);
    toast(words.say("link.copied"));
  } catch {
    // no clipboard on plain http: hand the text out to be copied
    const field = h("input", { readonly: true, value: link, "aria-label": words.say("panel.link") });
    const dialog = h("dialog", { class: "link-card" }, h("p", { text: words.say("link.by-hand") }), field, h("button", { type: "button", class: "button", text: words.say("sheet.close"), onclick: () => dialog.close() }));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    field.select();
  }
}

function syncAddress() {
  // while another page of the app is open, the address is that page's
  if (embedded && window.parent.document.documentElement.dataset.backlotPage === "other") return;
  const target = embedded ? window.parent : window;
  const query = writeAddress(currentAddress());
  // a file has no query of its own, and a folder's host need not understand one
  const sign = pack ? "#" : "?";
  const path = target.location.pathname + (query ? sign + query : "");
  try {
    target.history.replaceState(target.history.state, "", path);
  } catch {
    // a file opened from disk has no address to write
  }
}

/** Write address and look once the hand rests: browsers make this slow, and limit how often. */
function noteLook() {
  clearTimeout(noting);
  noting = setTimeout(() => {
    syncAddress();
    keepLook();
  }, 120);
}

function prefer(choice) {
  store.set(choice);
  tell({ type: "backlot:prefer", ...choice });
}

/** Tell the page around, where there is one. */
function tell(message) {
  if (embedded) window.parent.postMessage(message, location.origin);
}

// ---------------------------------------------------------------- the map answers hands

map.on("click", (event) => {
  if (pickDone) return endPick(event.latlng);
  const target = event.originalEvent.target;
  const pin = target.closest?.(".pin")?.dataset.placeId;
  const id = pin ?? shapes.hitAt(event.latlng) ?? target.closest?.("[data-place-id]")?.dataset.placeId ?? nearestPin(event.containerPoint);
  if (id) return open(id, { focus: !sheetBelow() });
  const lane = target.closest?.("[data-lane-id]")?.dataset.laneId;
  if (lane && app.corrections) {
    pushOnce();
    store.set({ sheet: "lane", place: null });
    app.corrections.lane(basemap.get(lane));
  }
});

/** A finger is wider than a dot: take the nearest visible badge within reach. */
function nearestPin(point) {
  let best = null;
  let least = TOUCH_PX;
  for (const [id, { marker }] of app.markers.markers) {
    const element = marker.getElement();
    if (!element || element.classList.contains("off") || getComputedStyle(element).visibility === "hidden") continue;
    const away = map.latLngToContainerPoint(marker.getLatLng()).distanceTo(point);
    if (away < least) [best, least] = [id, away];
  }
  return best;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (pickDone) endPick(null);
    else if (store.get().sheet !== "start" && !document.querySelector("dialog[open]")) closeByHand();
  } else if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement?.tagName ?? "")) {
    event.preventDefault();
    search.input.focus();
  }
});

// ---------------------------------------------------------------- planning

/** The plan mode, fetched with all it needs when it is first wanted. */
async function planMode() {
  const { makePlanMode } = await import("#viewer/planmode.js");
  plans ??= makePlanMode(app, scene.host.planning, { onresize: settleInsets, ondraw: planDrawn });
  return plans;
}

function planDrawn() {
  app.labels.redrawSoon();
  noteLook();
}

/** Bring the whole walk into view. */
function fitRoute() {
  const bounds = plans?.bounds();
  if (bounds) map.fitBounds(bounds, fitOptions({ maxZoom: 18 }));
  else fitView();
}

/** Turn the map to exploring, planning or presenting. */
async function setMode(mode, { plan = null, isReload = false } = {}) {
  const known = store.get().mode === mode;
  store.set({ mode });
  document.documentElement.dataset.mode = mode;
  if (mode === "plan") await startPlanning(plan);
  else plans?.draw();
  if (mode === "present") await startPresenting(isReload);
  else presents?.hide();
  if (mode === "take") await startTaking();
  else takes?.hide();
  if (mode === "films") await startFilms(isReload);
  else films?.hide();
  settleInsets();
  if (!known && mode === "plan") fitRoute();
  noteLook();
}

/** Where a mode has nothing to be about, it is not offered: no network, or in what is taken along no films. */
function canBe(mode) {
  return mode === "films" ? Boolean(scene.films || !pack) : canPlan;
}

/** The mode of films, fetched when one is first wanted. */
async function filmsMode() {
  const { makeFilmsMode } = await import("#viewer/filmsmode.js");
  films ??= makeFilmsMode(app, { onresize: settleInsets, fit: (bounds) => map.fitBounds(bounds, fitOptions({ maxZoom: 17 })) });
  return films;
}

async function startFilms(isReload) {
  const mode = await filmsMode();
  // what is in the sheet would be there twice, or on a phone lie over the panel
  if (store.get().sheet === "start") sheet.hide();
  else if (!isReload && sheet.open && (store.get().sheet === "film" || sheetBelow())) {
    // going back would take the page around back as well, which has just turned here
    step = null;
    close();
  }
  mode.choose();
}

async function openFilm(id) {
  (await filmsMode()).open(id);
}

/** Take a made walk to the planner, and turn to its page; undo there leads back to the walk one had. */
async function takeTour(tour) {
  await (await planMode()).begin();
  app.planning.takeMade(tour);
  await setMode("plan");
  if (sheet.open) closeByHand();
  tell({ type: "backlot:go", page: "plan" });
}

/** A page of its own presents what is kept; in the app one chooses what to present. */
async function startPresenting(isReload) {
  const { makePresentMode } = await import("#viewer/presentmode.js");
  presents ??= makePresentMode(app, scene.host.planning);
  if (store.get().sheet === "start") sheet.hide();
  const goesOn = isReload && !embedded && (await presents.present());
  if (!goesOn) presents.choose();
}

async function startTaking() {
  const { makeTakeMode } = await import("#viewer/takemode.js");
  // what is taken along makes nothing itself, and has not this module either
  const { makeHow } = scene.host.planning ? await import("#viewer/takehow.js") : {};
  takes ??= makeTakeMode(app, scene.host.planning, { onresize: settleInsets, makeHow });
  if (store.get().sheet === "start") sheet.hide();
  takes.choose();
}

async function startPlanning(plan) {
  const mode = await planMode();
  mode.show();
  if (store.get().sheet === "start") sheet.hide();
  await mode.begin(plan);
  mode.draw();
}

async function addToPlan(place) {
  await (await planMode()).begin();
  app.planning.add(place.id);
  toast(words.say("panel.added-to-walk", { name: app.nameOf(place), n: app.planning.tour.stops.length }));
}

if (canPlan) Object.assign(app, { addToPlan, takeTour });
bindFilms(app);
if (pack?.form === "web") keepOffline(navigator, () => toast(words.say("pack.new-version"))).catch(() => {
  // kept or not, the map is here now; the check before one leaves says which it is
});

// ---------------------------------------------------------------- the store draws

function relabel() {
  words.lang = store.get().lang;
  document.documentElement.lang = words.lang;
  document.title = words.of(site.name);
  search.relabel();
  toolbar.draw();
  scale.draw();
  app.markers.label(app.nameOf);
  for (const { layer, item } of app.shapes.values()) {
    const element = layer.getElement?.();
    if (element?.dataset.placeId && !layer.getLatLng) {
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", app.nameOf(item));
    }
  }
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", words.say("map.label"));
  put(legendNote, words.say("sign.note"));
  put(attribution, [words.say("start.version", site.data), ...scene.attribution].join(" · "));
  app.labels.redraw();
}

function drawFilter() {
  const { filter } = store.get();
  shapes.filter(filter);
  app.markers.filter(filter);
  app.labels.redrawSoon();
  keyboard.refresh();
}

store.on(["lang"], () => {
  relabel();
  redrawSheet();
  app.planning?.refresh();
});
store.on(["theme"], ({ theme }) => {
  paintTheme(theme);
  shapes.restyle();
  app.labels.redraw();
  toolbar.draw();
});
store.on(["filter"], () => {
  drawFilter();
  app.legend?.refresh();
});
store.on(["hidden"], ({ hidden }) => {
  for (const name of ["buildings", "streets", "districts", "metro"]) map.getContainer().classList.toggle(`no-${name}`, hidden.includes(name));
  app.labels.enable(!hidden.includes("labels"));
});
store.on(["place"], ({ place }) => {
  shapes.select(place);
  app.markers.select(place);
});
store.on(["sheet", "view", "lang"], () => toolbar.draw());
store.on(["view"], () => {
  // while one plans or presents there is none to draw, and its pictures must not be asked for
  if (store.get().sheet === "start" && sheet.open) redrawSheet();
});
store.on(["place", "film", "view", "filter", "lang", "theme"], noteLook);
store.on(["filmLayer"], async () => (await filmsMode()).draw());
store.on(["corrections"], ({ corrections }, before) => {
  drawOverlay(corrections.edits, before.corrections.edits);
  if (["corrections", "place"].includes(store.get().sheet)) redrawSheet();
});
window.addEventListener("resize", settleInsets);
window.addEventListener("message", (event) => {
  if (event.origin !== location.origin) return;
  if (event.data?.type === "backlot:shown") noteLook();
  if (event.data?.type === "backlot:mode") setMode(MODES.includes(event.data.mode) ? event.data.mode : "explore");
});
map.on("moveend", () => {
  if (!begun) return;
  store.set({ view: viewInSight()?.id ?? null });
  noteLook();
  if (store.get().sheet === "list") redrawSheet();
});

function drawOverlay(edits, earlier) {
  const { places, closed, touched } = applyEdits(shipped, edits, lanes);
  const touchedBefore = applyEdits(shipped, earlier, lanes).touched;
  app.places = places;
  app.closed = closed;
  for (const id of new Set([...touched.keys(), ...touchedBefore.keys()])) {
    const place = places.get(id);
    const shape = app.shapes.get(id);
    if (basemap.has(id)) for (const element of document.querySelectorAll(`[data-lane-id="${id}"]`)) element.classList.toggle("closed", closed.has(id));
    if (!place) {
      app.markers.remove(id);
      continue;
    }
    const drawnAsArea = shape && !shape.layer.getLatLng;
    if (drawnAsArea) shapes.shift(id, place);
    else app.markers.place(place);
  }
  app.markers.label(app.nameOf);
  search.rebuild();
  app.labels.redraw();
  app.planning?.refresh();
}

// ---------------------------------------------------------------- begin

/** How far the map may be moved: also a small site must come out from under a panel. */
function roomToMove() {
  const bounds = L.latLngBounds(app.siteBounds).pad(0.3);
  const [low, high] = [bounds.getSouthWest(), bounds.getNorthEast()];
  return L.latLngBounds([low.lat - ROOM_DEG, low.lng - ROOM_DEG], [high.lat + ROOM_DEG, high.lng + ROOM_DEG]);
}

/** What the address asks for; a window for the guests has nothing else to show. */
function firstMode() {
  return pack && location.hash === GUESTS ? "present" : asked.mode;
}

async function begin() {
  begun = true;
  onZoom();
  relabel();
  drawFilter();
  if (asked.at) store.set({ view: viewInSight()?.id ?? null });
  if (asked.place) open(asked.place, { focus: false });
  else if (asked.film && firstMode() !== "films") await openFilm(asked.film);
  const isRead = document.readyState !== "loading";
  if (MODES.includes(firstMode()) && canBe(firstMode())) {
    await allRead;
    await setMode(firstMode(), { plan: asked.plan, isReload: true });
  }
  if (scene.host.follow) (await import("#viewer/follow.js")).startFollow(app, scene.host.follow);
  syncAddress();
  document.documentElement.classList.add("ready");
  performance.mark("backlot-ready");
  map.options.maxBounds = roomToMove();
  map.setMaxBounds(map.options.maxBounds);
  map.once("backlot:complete", () => {
    shapes.castShadows();
    relabel();
    search.prepare();
  });
  drawRest();
  // what was shown before its photograph was there shows it now
  if (!isRead) allRead.then(redrawSheet);
  tell({ type: "backlot:ready" });
  if (app.corrections) await app.corrections.load();
}

window.backlotApp = app;
begin();

