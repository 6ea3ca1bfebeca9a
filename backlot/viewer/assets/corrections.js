/** My corrections: forms, the list of edits, undo and export. Kept by the server, or in this browser. */

import { glyph, h } from "#viewer/dom.js";
import { setsAt } from "#viewer/here.js";
import { freeId, makeEdit, overlayGeoJSON } from "#viewer/overlay.js";
import { ICONS } from "#viewer/symbols.js";

const KEY = "backlot.corrections";
const ADDED_KINDS = ["spot", "building", "landmark", "gate"];

/** Where edits are kept. Both give {revision, edits} and refuse an outdated revision. */
export function makeKeep(address) {
  return address ? serverKeep(address) : browserKeep();
}

function serverKeep(address) {
  async function call(path, body) {
    const answer = await fetch(address + path, body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const found = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(found.error ?? String(answer.status)), { status: answer.status, current: found.current });
    return found;
  }
  return {
    load: () => call("", null),
    append: (edit, revision) => call("", { edit, revision }),
    undo: (id, undone, revision) => call("/undo", { id, undone, revision }),
  };
}

function browserKeep() {
  const read = () => JSON.parse(localStorage.getItem(KEY) ?? '{"revision":0,"edits":[]}');
  function write(kept, revision, edits) {
    if (kept.revision !== revision) throw Object.assign(new Error("conflict"), { status: 409, current: kept });
    const next = { revision: kept.revision + 1, edits };
    localStorage.setItem(KEY, JSON.stringify(next));
    return next;
  }
  return {
    load: async () => read(),
    append: async (edit, revision) => {
      const kept = read();
      return write(kept, revision, [...kept.edits, { ...edit, id: newId(), at: new Date().toISOString(), undone: false }]);
    },
    undo: async (id, undone, revision) => {
      const kept = read();
      return write(kept, revision, kept.edits.map((edit) => (edit.id === id ? { ...edit, undone } : edit)));
    },
  };
}

export function makeCorrections(app, keep) {
  const { words, store } = app;
  let shipped = null;

  async function change(act) {
    try {
      take(await act(store.get().corrections.revision));
      return true;
    } catch (error) {
      if (error.status === 409 && error.current) {
        take(error.current);
        app.toast(words.say("corrections.conflict"));
      } else app.toast(words.say("corrections.failed", { why: error.message }));
      return false;
    }
  }

  function take(kept) {
    store.set({ corrections: { revision: kept.revision, edits: kept.edits } });
  }

  function field(name, label, value, extra = {}) {
    return h("label", { class: "field" }, h("span", { text: label }), h("input", { name, value: value ?? "", maxlength: 200, ...extra }));
  }

  function sourceFields() {
    return [
      field("source", words.say("corrections.source"), "", { required: true, placeholder: words.say("corrections.source-hint") }),
      field("date", words.say("corrections.date"), new Date().toLocaleDateString("sv"), { type: "date", required: true, max: new Date().toLocaleDateString("sv") }),
    ];
  }

  function positionField(start) {
    let position = start;
    const shown = h("output", { class: "figures", text: start ? `${start.lat.toFixed(6)}, ${start.lng.toFixed(6)}` : words.say("corrections.no-position") });
    const button = h("button", { type: "button", class: "button", onclick: () => app.pick(words.say("corrections.tap"), (latlng) => {
      position = latlng;
      shown.textContent = `${latlng.lat.toFixed(6)}, ${latlng.lng.toFixed(6)}`;
    }) }, glyph(ICONS.pin), h("span", { text: words.say("corrections.pick") }));
    return { node: h("div", { class: "field" }, h("span", { text: words.say("fact.position") }), shown, button), get: () => position };
  }

  function form(nodes, onsubmit) {
    const error = h("p", { class: "form-error", role: "alert" });
    const node = h("form", { class: "form", onsubmit: async (event) => {
      event.preventDefault();
      const values = Object.fromEntries([...new FormData(node)].map(([name, value]) => [name, value.trim()]));
      error.textContent = (await onsubmit(values)) ?? "";
    } }, ...nodes, error, h("button", { type: "submit", class: "button primary", text: words.say("corrections.save") }));
    return node;
  }

  const api = {
    async load() {
      shipped = new Map(app.places);
      try {
        take(await keep.load());
      } catch (error) {
        app.toast(words.say("corrections.failed", { why: error.message }));
      }
    },

    /** The form to move or rename one place. */
    edit(place) {
      const position = positionField({ lat: place.at[0], lng: place.at[1] });
      const node = form(
        [
          h("p", { class: "quiet", text: words.say("corrections.explain") }),
          field("en", words.say("corrections.name-en"), place.name.en, { required: true }),
          field("ko", words.say("corrections.name-ko"), place.name.ko, { lang: "ko" }),
          position.node,
          ...sourceFields(),
        ],
        async ({ en, ko, source, date }) => {
          const at = position.get();
          const moved = at.lat !== place.at[0] || at.lng !== place.at[1];
          const renamed = en !== place.name.en || ko !== (place.name.ko ?? "");
          if (!moved && !renamed) return words.say("corrections.nothing");
          const edits = [];
          if (moved) edits.push(makeEdit("move", place.id, { lon: round(at.lng), lat: round(at.lat) }, source, date));
          if (renamed) edits.push(makeEdit("rename", place.id, { names: { en, ko: ko || en } }, source, date));
          for (const edit of edits) if (!(await change((revision) => keep.append(edit, revision)))) return words.say("corrections.again");
          app.open(place.id);
        },
      );
      app.sheet.show("edit", words.say("corrections.edit", { name: app.nameOf(place) }), [node], { height: "full" });
    },

    /** The form to add a place. */
    add() {
      const position = positionField(null);
      const kinds = h("select", { name: "kind" }, ...ADDED_KINDS.map((kind) => h("option", { value: kind, text: words.say(`kind.${kind}`) })));
      const node = form(
        [
          field("en", words.say("corrections.name-en"), "", { required: true }),
          field("ko", words.say("corrections.name-ko"), "", { lang: "ko" }),
          h("label", { class: "field" }, h("span", { text: words.say("fact.kind") }), kinds),
          position.node,
          ...sourceFields(),
        ],
        async ({ en, ko, kind, source, date }) => {
          const at = position.get();
          if (!at) return words.say("corrections.need-position");
          const id = freeId(en, (each) => app.places.has(each) || store.get().corrections.edits.some((edit) => edit.target === each));
          const around = setsAt(app.shapes, at)[0];
          const belongs = around ? { within: around.id, locale: around.locale } : {};
          const edit = makeEdit("add", id, { kind, lon: round(at.lng), lat: round(at.lat), names: { en, ko: ko || en }, ...belongs }, source, date);
          if (!(await change((revision) => keep.append(edit, revision)))) return words.say("corrections.again");
          app.open(id);
        },
      );
      app.sheet.show("edit", words.say("corrections.add"), [node], { height: "full" });
    },

    /** The sheet of one lane, with its switch. */
    lane(lane) {
      const closed = app.closed.has(lane.id);
      const node = form(
        [
          h("p", { text: words.say("lane.facts", { length: words.metres(app.lengthOf(lane.id)), width: lane.width_m ?? "?" }) }),
          h("p", { class: "quiet", text: words.say(closed ? "lane.closed" : "lane.explain") }),
          ...sourceFields(),
        ],
        async ({ source, date }) => {
          const edit = makeEdit(closed ? "reopen" : "close", lane.id, {}, source, date);
          if (!(await change((revision) => keep.append(edit, revision)))) return words.say("corrections.again");
          api.lane(lane);
        },
      );
      node.querySelector("[type=submit]").textContent = words.say(closed ? "lane.reopen" : "lane.close");
      app.sheet.show("lane", app.nameOf(lane), [node]);
    },

    /** The list of edits with undo, and the export. */
    list() {
      const { edits } = store.get().corrections;
      const rows = [...edits].reverse().map((edit) =>
        h(
          "li",
          { class: edit.undone ? "edit undone" : "edit" },
          h("p", {}, h("strong", { text: words.say(`edit.${edit.op}`) }), " ", h("span", { text: targetName(edit) })),
          h("p", { class: "quiet", text: `${edit.date} · ${edit.source}` }),
          h("button", { type: "button", class: "button", onclick: () => change((revision) => keep.undo(edit.id, !edit.undone, revision)) },
            glyph(ICONS.undo), h("span", { text: words.say(edit.undone ? "corrections.redo" : "corrections.undo") })),
        ),
      );
      const nodes = [
        h("p", { class: "quiet", text: words.say("corrections.explain") }),
        h("div", { class: "actions" },
          h("button", { type: "button", class: "button primary", onclick: () => api.add() }, glyph(ICONS.plus), h("span", { text: words.say("corrections.add") })),
          edits.some((edit) => !edit.undone)
            ? h("button", { type: "button", class: "button", onclick: download }, glyph(ICONS.download), h("span", { text: words.say("corrections.export") }))
            : null),
        rows.length ? h("ul", { class: "edits" }, ...rows) : h("p", { text: words.say("corrections.empty") }),
      ];
      app.sheet.show("corrections", words.say("corrections.title"), nodes);
    },
  };

  function targetName(edit) {
    const item = app.places.get(edit.target) ?? app.basemap.get(edit.target);
    return item ? app.nameOf(item) : words.of(edit.values.names) || edit.target;
  }

  function download() {
    const text = JSON.stringify(overlayGeoJSON(shipped, store.get().corrections.edits), null, 1);
    const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "application/geo+json" })), download: "corrections.geojson" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  return api;
}

/** 16 hexadecimal digits; crypto.randomUUID is missing on plain http. */
const newId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const round = (degrees) => Math.round(degrees * 1e6) / 1e6;
