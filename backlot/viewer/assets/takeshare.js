/** What is pasted elsewhere: a link to the plan, and what puts the map into a website. */

import { encodeTour } from "#viewer/compact.js";
import { glyph, h } from "#viewer/dom.js";
import { setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { isWalk } from "#viewer/takewhat.js";

/**
 * The address of what is chosen, null where it is too long for one. Pure.
 * @param {string} base address of a page of the app
 */
export function linkTo(base, { subject, tour }) {
  if (isWalk(subject)) {
    const { text } = tour ? encodeTour(tour) : {};
    return text ? `${new URL("plan", base)}?plan=${encodeURIComponent(text)}` : null;
  }
  const view = subject?.startsWith("view:") ? `?view=${subject.slice("view:".length)}` : "";
  return `${new URL(".", base)}${view}`;
}

/** What puts the folder's map into a page of a website. Pure. */
export function embedOf(base, title, folder) {
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<iframe src="${quoted(String(new URL(`${encodeURIComponent(folder)}/index.html`, new URL("/", base))))}" title="${quoted(title)}" width="100%" height="600" style="border: 0" loading="lazy" allow="fullscreen; geolocation"></iframe>`;
}

export function makeShare({ app, state, tourOf }) {
  const { words, site } = app;
  const link = makeCopied(app, { id: "take-link", label: words.say("take.link"), note: words.say("take.link-note") });
  const embed = makeCopied(app, { id: "take-embed", label: words.say("take.embed"), note: words.say("take.embed-note"), rows: 4 });
  const root = h("div", { class: "take-share" }, embed.root, link.root);
  const page = window.parent === window ? location.href : window.parent.location.href;
  let turn = 0;

  async function draw() {
    turn += 1;
    const mine = turn;
    embed.root.hidden = state.form !== "web";
    const tour = await tourOf().catch(() => null);
    if (mine !== turn) return;
    const address = linkTo(page, { subject: state.subject, tour });
    link.draw(address, words.say("take.link-too-long"));
    embed.draw(embedOf(page, words.of(tour?.name) || words.of(site.name), tour?.id ?? site.id));
  }

  return { root, draw };
}

/** A text to copy: by the button where the browser lets it, else by hand. */
function makeCopied(app, { id, label, note, rows = 1 }) {
  const { words } = app;
  const field = rows > 1 ? h("textarea", { id, readonly: true, rows, spellcheck: "false" }) : h("input", { id, readonly: true });
  const copy = h("button", { type: "button", class: "button", onclick: take, "aria-label": `${words.say("take.copy")}: ${label}` }, glyph(PLAN_ICONS.copy), h("span", { text: words.say("take.copy") }));
  const missing = h("p", { class: "quiet" });
  const box = h("div", { class: "take-copy" }, field, copy);
  const root = h("div", { class: "take-part" }, h("label", { for: id, class: "take-label", text: label }), box, missing);

  async function take() {
    try {
      await navigator.clipboard.writeText(field.value);
      app.toast(words.say("take.copied"));
    } catch {
      // no clipboard on plain http: the text is marked, to be copied by hand
      field.focus();
      field.select();
      app.toast(words.say("take.copy-by-hand"));
    }
  }

  return {
    root,
    draw(text, why = "") {
      box.hidden = text === null;
      if (text !== null && field.value !== text) field.value = text;
      setText(missing, text === null ? why : note);
    },
  };
}
