/**
 * Place a photograph that does not know where it was taken: by a tap on the map.
 * The page around asks with {type: "backlot:place", picture: {id, alt, thumb, heading_deg}}; the
 * service at `address` proposes which place is seen from a point, and keeps it.
 */

import { cone } from "#viewer/cone.js";
import { glyph, h } from "#viewer/dom.js";
import { ICONS } from "#viewer/symbols.js";

const SHEET = "placing";

/** @param {string} address of the service */
export function bindPlacing(app, address) {
  let mark = null;
  window.addEventListener("message", (event) => {
    if (event.origin === location.origin && event.data?.type === "backlot:place") begin(event.data.picture);
  });
  app.store.on(["sheet"], ({ sheet }) => sheet === SHEET || unmark());

  function begin(picture) {
    const { words } = app;
    const said = h("p", { class: "lede", role: "status", text: words.say("placing.tap") });
    const keep = h("button", { type: "button", class: "button primary", hidden: true, onclick: () => send(true) }, glyph(ICONS.pin), h("span", { text: words.say("placing.keep") }));
    const again = h("button", { type: "button", class: "button", hidden: true, onclick: () => ask() }, h("span", { text: words.say("placing.again") }));
    let at = null;

    app.showSheet(SHEET, words.say("placing.title"), [photograph(picture, words), said, h("div", { class: "actions" }, keep, again)]);
    ask();

    function ask() {
      said.textContent = words.say("placing.tap");
      keep.hidden = again.hidden = true;
      app.pick(words.say("placing.tap"), (latlng) => {
        at = [latlng.lng, latlng.lat];
        unmark();
        mark = cone(app.L, app.map, { ...picture, position: at }, words);
        send(false);
      });
    }

    async function send(keepIt) {
      try {
        const { sentence } = await post(address, { id: picture.id, position: at, keep: keepIt });
        if (keepIt) return done();
        said.textContent = words.of(sentence);
        keep.hidden = false;
      } catch (error) {
        said.textContent = words.say("placing.failed", { why: error.message });
        keep.hidden = true;
      }
      again.hidden = false;
      (keep.hidden ? again : keep).focus();
    }
  }

  function done() {
    app.toast(app.words.say("placing.kept"));
    app.closeSheet();
    app.tell({ type: "backlot:go", page: "pictures" });
  }

  function unmark() {
    mark?.remove();
    mark = null;
  }
}

function photograph(picture, words) {
  const alt = words.of(picture.alt);
  return h("figure", { class: "place-picture" },
    h("img", { class: "place-image", src: picture.thumb, alt, width: 16, height: 10 }),
    h("figcaption", { class: "place-credit", text: alt }));
}

async function post(address, body) {
  const response = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
