/** The tours: open, begin, save, copy, delete, bring back, and take away. */

import { closesOnBack } from "#viewer/back.js";
import { glyph, h, put } from "#viewer/dom.js";
import { setLabel } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { ICONS } from "#viewer/symbols.js";

/** What a plan can be taken away as. */
const FORMS = ["gpx", "kml", "ics", "csv", "geojson"];

/**
 * @returns {{open: () => void, draw: () => void, rows: (tours: object[]) => Node[]}}
 */
export function makeTours(app, planning) {
  const { words } = app;
  let dialog = null;
  let body = null;
  let failed = false;
  let withNotes = false;

  function open() {
    failed = false;
    const title = h("h2", { class: "sheet-title", tabindex: "-1", text: words.say("plan.tours-title") });
    const close = h("button", { type: "button", class: "icon-button flat", "aria-label": words.say("sheet.close"), onclick: () => dialog.close() }, glyph(ICONS.close));
    body = h("div", { class: "plan-tours-body" });
    dialog = h("dialog", { class: "plan-tours", "aria-label": words.say("plan.tours-title") }, h("header", { class: "plan-tours-head" }, title, close), body);
    dialog.addEventListener("close", closed);
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    closesOnBack(app.back, dialog);
    document.body.append(dialog);
    drawBody();
    dialog.showModal();
    title.focus({ preventScroll: true });
    planning.loadTours().catch(() => { failed = true; }).finally(drawBody);
  }

  function closed() {
    dialog.remove();
    dialog = null;
    body = null;
  }

  /** Do something with the tours, then show what there is now. */
  function doing(act, { closes = false } = {}) {
    return async () => {
      await act();
      if (closes) dialog?.close();
      else drawBody();
    };
  }

  const button = (icon, text, act, extra = {}) => h("button", { type: "button", class: "button", onclick: act, ...extra }, glyph(icon), h("span", { text }));

  function sign(icon, text, act) {
    const made = h("button", { type: "button", class: "icon-button flat", onclick: act }, glyph(icon));
    setLabel(made, text);
    return made;
  }

  function actions() {
    const empty = planning.tour.stops.length === 0;
    return h("div", { class: "actions" },
      planning.canAsk ? button(PLAN_ICONS.save, words.say(planning.saved ? "plan.saved" : "plan.save"), doing(planning.save), { "aria-disabled": planning.saved ? "true" : null }) : null,
      button(ICONS.plus, words.say("plan.new"), doing(planning.newTour, { closes: true })),
      empty ? null : button(ICONS.link, words.say("plan.copy-link"), () => planning.copyLink()));
  }

  /** Rows of tours to open. */
  function rows(tours) {
    return tours.map((tour) => {
      const name = words.of(tour.name) || tour.id;
      const isOpen = tour.id === planning.tour.id;
      return h("li", { class: "tour-row" },
        h("button", { type: "button", class: "row", "aria-current": isOpen ? "true" : null, onclick: doing(() => planning.openTour(tour.id), { closes: true }) },
          glyph(isOpen ? PLAN_ICONS.check : PLAN_ICONS.folder),
          h("span", { class: "row-text" }, h("span", { class: "row-name", text: name }), h("span", { class: "row-other", text: words.say("plan.stops", { n: tour.stops }) }))),
        ...(tour.own && planning.canAsk ? [
          sign(PLAN_ICONS.copy, words.say("plan.duplicate", { name }), doing(() => planning.duplicate(tour.id), { closes: true })),
          sign(PLAN_ICONS.bin, words.say("plan.delete", { name }), doing(() => planning.removeTour(tour.id))),
        ] : []));
    });
  }

  function listed(key, tours) {
    return tours.length ? h("section", { class: "part" }, h("h3", { text: words.say(key) }), h("ul", { class: "rows" }, ...rows(tours))) : null;
  }

  function deleted() {
    if (!planning.canAsk || !planning.deleted?.length) return null;
    const items = planning.deleted.map((id) => h("li", { class: "tour-row" }, h("span", { class: "row" }, h("span", { class: "row-text row-name", text: id })), button(ICONS.undo, words.say("plan.restore"), doing(() => planning.restoreTour(id)), { "aria-label": words.say("plan.restore-tour", { name: id }) })));
    return h("section", { class: "part" }, h("h3", { text: words.say("plan.deleted") }), h("ul", { class: "rows" }, ...items));
  }

  function exports() {
    if (!planning.canAsk || !planning.tour.stops.length) return null;
    const notes = h("input", { type: "checkbox", onchange: () => { withNotes = notes.checked; } });
    notes.checked = withNotes;
    return h("section", { class: "part" },
      h("h3", { text: words.say("plan.export") }),
      h("label", { class: "switch" }, notes, h("span", { class: "switch-name", text: words.say("plan.export-notes") })),
      h("ul", { class: "rows" }, ...FORMS.map((form) => h("li", {}, h("button", { type: "button", class: "row", onclick: doing(() => planning.export(form, { notes: withNotes })) },
        glyph(ICONS.download), h("span", { class: "row-text" }, h("span", { class: "row-name", text: words.say(`plan.export.${form}`) }), h("span", { class: "row-other", text: words.say("plan.export-file", { form: form.toUpperCase() }) })))))));
  }

  function drawBody() {
    if (!body) return;
    const focused = [...body.querySelectorAll("button, input")].indexOf(document.activeElement);
    const tours = planning.tours ?? [];
    put(body,
      actions(),
      planning.problem || failed ? h("p", { class: "notice", role: "alert" }, glyph(PLAN_ICONS.warning), h("span", { text: planning.problem ?? words.say("plan.tours-failed") })) : null,
      listed("plan.own", tours.filter((tour) => tour.own)),
      listed("plan.ready-made", tours.filter((tour) => !tour.own)),
      deleted(),
      exports());
    if (focused >= 0) [...body.querySelectorAll("button, input")][focused]?.focus();
  }

  return { open, draw: drawBody, rows };
}
