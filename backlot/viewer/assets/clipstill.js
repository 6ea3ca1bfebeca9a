/**
 * A still out of a film clip of one's own: the clip is looked at in the browser alone, one of its pictures is saved as
 * a file, and the Pictures page ties it to its place and direction as any other film still.
 */

import { closesOnBack } from "#viewer/back.js";
import { h } from "#viewer/dom.js";

const QUALITY = 0.92;

/** What the file is called: by the place, and when in the clip it was. Pure. */
export function stillName(placeId, seconds) {
  const whole = Math.floor(seconds);
  return `${placeId}-${Math.floor(whole / 60)}-${String(whole % 60).padStart(2, "0")}.jpg`;
}

/** The button that opens the dialog. */
export function clipStillButton(app, place) {
  return h("button", { type: "button", class: "button clip-still", onclick: () => openClip(app, place), text: app.words.say("films.clip-still") });
}

function openClip(app, place) {
  const { words } = app;
  const said = h("p", { class: "quiet", role: "status", text: words.say("films.clip-lede") });
  const video = h("video", { controls: true, muted: true, playsinline: true, hidden: true, onerror: () => failed() });
  const file = h("input", { type: "file", accept: "video/*", class: "visually-hidden", id: "clip-file", onchange: () => show(file.files[0]) });
  const choose = h("label", { for: "clip-file", class: "button" }, h("span", { text: words.say("films.clip-choose") }));
  const save = h("button", { type: "button", class: "button primary", hidden: true, onclick: () => keep(), text: words.say("films.clip-save") });
  const close = h("button", { type: "button", class: "button", onclick: () => dialog.close(), text: words.say("sheet.close") });
  const dialog = h("dialog", { class: "clip-dialog", "aria-label": words.say("films.clip-still") }, h("h2", { text: words.say("films.clip-still") }), said, video, file, h("div", { class: "actions" }, choose, save, close));
  let address = null;

  function show(clip) {
    if (!clip) return;
    letGo();
    address = URL.createObjectURL(clip);
    video.src = address;
    video.hidden = save.hidden = false;
    said.textContent = words.say("films.clip-seek");
  }

  function failed() {
    // letting go of a clip is told as an error too
    if (!address) return;
    letGo();
    video.hidden = save.hidden = true;
    said.textContent = words.say("films.clip-failed");
  }

  /** Save what the clip shows now, as large as the clip is. */
  function keep() {
    video.pause();
    const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob((picture) => {
      const link = h("a", { href: URL.createObjectURL(picture), download: stillName(place.id, video.currentTime) });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      said.textContent = words.say("films.clip-saved", { file: link.download });
    }, "image/jpeg", QUALITY);
  }

  function letGo() {
    if (address) URL.revokeObjectURL(address);
    address = null;
    video.removeAttribute("src");
  }

  dialog.addEventListener("close", () => {
    letGo();
    dialog.remove();
  });
  closesOnBack(app.back, dialog);
  document.body.append(dialog);
  dialog.showModal();
}
