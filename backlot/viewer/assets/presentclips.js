/** Film clips of a tour's stops: the files beside the tour, and the player in front of the guests. */

import { glyph, h, put } from "#viewer/dom.js";
import { setLabel, setText } from "#viewer/patch.js";
import { PRESENT_ICONS } from "#viewer/presenticons.js";
import { ICONS } from "#viewer/symbols.js";

/**
 * @typedef {{place: string, kind: string, bytes: number, address: string}} Clip
 *   `place`, the id of the stop it is shown at; `kind`, its media type
 */

/**
 * The clips beside a tour, those this browser plays apart from those it does not.
 * @param {object} tour
 * @param {{tours: string}|null} services null where there is no server: then there are none
 * @param {{fetch?: typeof fetch, canPlay?: (kind: string) => boolean}} [options]
 * @returns {Promise<{clips: Clip[], refused: Clip[]}>}
 */
export async function clipsOf(tour, services, { fetch = globalThis.fetch, canPlay = plays } = {}) {
  if (!services) return { clips: [], refused: [] };
  const response = await fetch(`${services.tours}/${encodeURIComponent(tour.id)}/clips`);
  if (!response.ok) throw new Error(String(response.status));
  return chosenClips((await response.json()).clips, tour, canPlay);
}

/** One clip for each place of a tour that has any: the first one that can be played. Pure. */
export function chosenClips(listed, tour, canPlay) {
  const [clips, refused] = [[], []];
  for (const id of new Set(tour.stops.map((stop) => stop.id))) {
    const own = listed.filter((clip) => clip.place === id);
    const found = own.find((clip) => canPlay(clip.kind));
    if (found) clips.push(found);
    else if (own.length) refused.push(own[0]);
  }
  return { clips, refused };
}

/** Whether this browser says that it may play a kind of clip. */
const plays = (kind) => document.createElement("video").canPlayType(kind) !== "";

/**
 * The button that shows the clip of the stop, and the clip. It begins by a tap alone, and ends with the stop, with a
 * dark screen, and when the guide turns to the notes.
 * @param {object} deck what the parts of the presentation share; `isClip` says whether the clip is shown
 * @returns {{root: HTMLElement, button: HTMLElement, draw: () => void}}
 */
export function makeClip(deck) {
  const { app, words } = deck;
  const show = (on) => deck.act({ type: "clip", on });
  const button = h("button", { type: "button", class: "guest-tool wide clip-open", onclick: () => show(true) }, glyph(PRESENT_ICONS.play), h("span", {}));
  const close = h("button", { type: "button", class: "guest-tool clip-close", onclick: () => show(false) }, glyph(ICONS.close));
  const screen = h("div", { class: "clip-screen" });
  const root = h("div", { class: "guest-clip", hidden: true }, screen, close);
  let video = null;

  function begin(address) {
    video = h("video", { src: address, controls: true, playsinline: true, disablepictureinpicture: true, onended: () => show(false), onerror: failed });
    put(screen, video);
    // refused where the browser does not take the tap for a hand's: its own button starts the clip then
    video.play().catch(() => {});
    video.focus({ preventScroll: true });
  }

  function failed() {
    // letting go of a clip is told as an error too
    if (!video) return;
    show(false);
    app.toast(words.say("clip.failed"));
  }

  function end() {
    const ending = video;
    video = null;
    ending.pause();
    ending.removeAttribute("src");
    ending.load();
    put(screen);
  }

  return {
    root, button,
    draw() {
      const address = deck.here ? deck.clipAt(deck.run.at) : null;
      const on = deck.isClip && Boolean(address);
      button.hidden = !address || deck.isMapLarge || on;
      setText(button.querySelector("span"), words.say("clip.show"));
      setLabel(close, words.say("clip.close"));
      if (video && !on) end();
      root.hidden = !on;
      if (on && !video) begin(address);
    },
  };
}
