/** Let guests follow: the guide opens a room, shows its QR code, and the room hears of every step. */

import { h, put, s } from "#viewer/dom.js";
import { followState } from "#viewer/presentstate.js";
import { makeRoom } from "#viewer/room.js";

/**
 * @param {object} app
 * @param {{address: string, run: () => object, planner: ?object}} how `address` of the service of rooms
 */
export function makeFollowing(app, { address, run, planner }) {
  const { words } = app;
  let dialog = null;
  let status = { open: false, reached: false, guests: 0, room: null };
  let failed = "";
  const room = makeRoom({ address, onstatus: (now) => {
    status = now;
    draw();
  } });
  if (room.room) status = { ...status, open: true, room: room.room };

  const button = (key, onclick, extra = "") => h("button", { type: "button", class: `button ${extra}`, text: words.say(key), onclick });

  async function begin() {
    const { tour } = run();
    failed = "";
    try {
      await room.open({ name: tour.name, places: [...new Set(tour.stops.map((stop) => stop.id))].filter((id) => app.places.has(id)) });
      await room.show(followState(run(), { planner }));
    } catch (error) {
      failed = words.say("present.room-failed", { why: error.message });
    }
    draw();
  }

  function draw() {
    if (!dialog) return;
    const { open, room: opened } = status;
    put(dialog,
      h("h2", { text: words.say("present.room") }),
      failed ? h("p", { class: "notice", role: "alert", text: failed }) : null,
      ...(open && opened?.qr ? shown(opened) : [h("p", { text: words.say("present.room-what") })]),
      h("div", { class: "actions" },
        open ? button("present.room-end", () => room.end()) : button("present.room-open", begin, "primary"),
        button("sheet.close", () => dialog.close())));
  }

  function shown({ qr, address: where }) {
    return [
      h("p", { text: words.say("present.room-scan") }),
      s("svg", { class: "room-code", viewBox: `0 0 ${qr.size} ${qr.size}`, role: "img", "aria-label": words.say("present.room-code") }, s("path", { d: qr.path })),
      // broken, where it must be, before its path
      h("p", { class: "room-address" }, new URL(where).origin, h("wbr"), where.slice(new URL(where).origin.length)),
      h("p", { role: "status", text: words.say(status.reached ? "present.room-guests" : "present.room-lost", { n: status.guests }) }),
    ];
  }

  return {
    /** Tell the room what is shown now; nothing without one. */
    show: (now) => room.room && room.show(followState(now, { planner })),
    end: () => room.end(),
    ask() {
      dialog = h("dialog", { class: "present-ask present-room", "aria-label": words.say("present.room") });
      dialog.addEventListener("close", () => {
        dialog.remove();
        dialog = null;
      });
      document.body.append(dialog);
      draw();
      dialog.showModal();
    },
  };
}
