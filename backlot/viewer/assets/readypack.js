/** Ready to leave: everything is looked at, in the app or in what is taken along, and said in a green or a red list. */

import { glyph, h, put } from "#viewer/dom.js";
import { setAttr, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { picturesOf } from "#viewer/presentcheck.js";
import { READY_GRADES, checkPack, readyText, verdictOf } from "#viewer/ready.js";
import { decodes, digester, fetched, lookAtPictures } from "#viewer/readypictures.js";
import { ICONS } from "#viewer/symbols.js";
import { sizeText } from "#viewer/sizetext.js";
import { makeSubjectField, isWalk } from "#viewer/takewhat.js";

const SIGNS = { wrong: PLAN_ICONS.warning, missing: PLAN_ICONS.warning, note: ICONS.info, right: PLAN_ICONS.check };
const HEADINGS = { wrong: "ready.grade.wrong", missing: "ready.grade.missing", note: "ready.grade.note", right: "ready.grade.right" };
const LIGHTS = { checking: PLAN_ICONS.clock, whole: PLAN_ICONS.check, not: PLAN_ICONS.warning };

/** Every address of a picture that a scene holds, with the name it has in a pack. */
export function addressesOf(scene) {
  const pictures = [...scene.places.flatMap((place) => place.pictures ?? []), ...Object.values(scene.stand_ins)];
  const addresses = pictures.flatMap((picture) => ["thumb", "stop", "full", "wide"].map((size) => picture[size])).filter((address) => typeof address === "string");
  return new Map(addresses.map((address) => [nameIn(address), address]));
}

const nameIn = (address) => address.split("/").at(-1);

/** How the bytes of a pack's picture are had: out of the file itself, or from beside it. */
function packedBytes(scene) {
  const inFile = document.getElementById("drawings");
  if (!inFile) {
    const addresses = addressesOf(scene);
    return async ({ name }) => fetched(addresses.get(name) ?? name);
  }
  const drawings = JSON.parse(inFile.textContent);
  return async ({ name }) => {
    if (name in drawings) return new Blob([drawings[name]], { type: "image/svg+xml" });
    const bytes = window.backlotPack.picture(name);
    if (!bytes) throw new Error("404");
    return new Blob([bytes]);
  };
}

/** What is looked at: in a pack its own pictures, in the app those of the walk, or of all places. */
function wantedOf(app, pack, tours) {
  if (pack) return Object.entries(pack.pictures).map(([name, said]) => ({ name, ...said }));
  const now = tours.map((tour) => ({ ...tour, stops: tour.stops.map((stop) => ({ ...stop, id: app.formerOf(stop.id) })) }));
  const shown = now.length ? now : [{ stops: [...app.places.values()].filter((place) => place.pictures.some((picture) => !picture.stands_in)) }];
  return [...new Set(shown.flatMap((tour) => picturesOf(tour, app.places)))].map((address) => ({ name: nameIn(address), address }));
}

/**
 * @param {object} tools see takepanel.js
 * @returns {{nodes: Node[], foot: null, show: () => void, draw: () => void, stop: () => void}}
 */
export function makeReady(tools) {
  const { app, state, services, planner, shelf, tourOf } = tools;
  const { words, scene } = app;
  const { pack = null } = scene.host;
  const subject = pack ? null : makeSubjectField({ ...tools, changed: check }, { id: "ready-subject" });
  const verdict = h("p", { class: "take-verdict", role: "status" });
  const sums = h("p", { class: "take-sums" });
  const bar = h("progress", { "aria-label": words.say("ready.progress") });
  const list = h("div", { class: "take-findings" });
  const again = h("button", { type: "button", class: "button", onclick: check }, h("span", { text: words.say("ready.again") }));
  const root = h("section", { class: "take-ready" },
    h("h2", { text: words.say("ready.title") }),
    h("p", { class: "quiet", text: words.say(pack ? "ready.what-pack" : "ready.what-app") }),
    subject?.root, h("div", { class: "take-light" }, verdict, sums, bar), list, again);
  let looking = null;
  let about = null;

  async function chosen() {
    if (pack) {
      const { tours } = await shelf.list();
      return Promise.all(tours.map(({ id }) => shelf.get(id)));
    }
    const tour = await tourOf();
    return tour ? [tour] : [];
  }

  /** Look at everything anew. */
  async function check() {
    looking?.abort();
    looking = new AbortController();
    const { signal } = looking;
    about = aboutNow();
    subject?.draw();
    tools.drawWalk();
    drawLight("checking", null);
    try {
      const [tours, plans] = await Promise.all([chosen(), planner()]);
      if (signal.aborted) return;
      const told = (pictureState) => draw(tours, plans, pictureState);
      told(await lookAtPictures(wantedOf(app, pack, tours), {
        bytesOf: pack ? packedBytes(scene) : ({ address }) => fetched(address),
        decode: decodes, sha256: digester(), signal, progress: told,
      }));
    } catch (error) {
      if (!signal.aborted) fail(error);
    }
  }

  function draw(tours, plans, pictureState) {
    const languages = pack ? pack.languages : app.languages;
    const findings = checkPack({ pack, places: app.places, tours, planner: plans, languages, words: saidIn(languages), pictureState, data: app.site.data });
    const result = verdictOf(findings, pictureState);
    drawLight(result, pictureState);
    setText(sums, result === "whole" ? sumsText(tours, languages, pictureState) : "");
    drawFindings(tours, findings);
  }

  const saidIn = (languages) => Object.fromEntries(languages.map((code) => [code, scene.words[code] ?? {}]));

  function sumsText(tours, languages, pictures) {
    const stops = tours.reduce((sum, tour) => sum + tour.stops.length, 0);
    const { version, date } = app.site.data;
    const counted = stops ? words.say("ready.sum-stops", { n: stops }) : words.say("ready.sum-places", { n: app.places.size });
    // of a file its own size is known: it is read whole
    const whole = window.backlotPack?.chars;
    return words.say(whole ? "ready.sums-file" : "ready.sums", { what: counted, pictures: pictures.count, languages: languages.length, size: sizeText(whole ?? pictures.bytes), version, date });
  }

  function drawLight(result, pictureState) {
    const { done = 0, count = 0 } = pictureState ?? {};
    const says = { checking: ["ready.checking", { done, count }], whole: ["ready.whole", {}], not: ["ready.not", {}] }[result];
    setAttr(root, "data-verdict", result);
    const text = words.say(...says);
    if (verdict.textContent !== text || verdict.dataset.of !== result) put(verdict, glyph(LIGHTS[result]), h("span", { text }));
    verdict.dataset.of = result;
    bar.hidden = result !== "checking";
    setAttr(bar, "max", count || null);
    setAttr(bar, "value", count ? done : null);
    if (result === "checking") setText(sums, "");
    again.hidden = result === "checking";
  }

  function drawFindings(tours, findings) {
    const names = {
      nameOf: (id) => (app.places.get(id) ? app.nameOf(app.places.get(id)) : id),
      sizeOf: sizeText,
      tourName: tours.length > 1 ? (id) => words.of(tours.find((tour) => tour.id === id)?.name) || id : null,
    };
    const groups = READY_GRADES.map((grade) => [grade, findings.filter((each) => each.grade === grade)]).filter(([, found]) => found.length);
    put(list, ...groups.map(([grade, found]) => h("section", { class: `take-found is-${grade}` },
      h("h3", { text: words.say(HEADINGS[grade]) }),
      h("ul", {}, ...found.map((each) => h("li", {}, glyph(SIGNS[grade]), h("span", { text: readyText(words, each, names) })))))));
  }

  function fail(error) {
    drawLight("not", { done: 0, count: 0 });
    put(list, h("p", { class: "notice", role: "alert" }, glyph(PLAN_ICONS.warning), h("span", { text: words.say("ready.failed", { why: error.message }) })));
  }

  /** What a check was about, to tell whether it still holds. */
  const aboutNow = () => (pack ? "pack" : `${state.subject} ${state.subject === "draft" ? JSON.stringify(state.draft) : ""}`);

  return {
    nodes: [root],
    foot: null,
    show() {
      subject?.draw();
      if (about !== aboutNow()) check();
    },
    draw: () => subject?.draw(),
    stop: () => looking?.abort(),
  };
}
