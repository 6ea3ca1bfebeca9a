/** As much of a page as the viewer's panels need where there is none: elements, attributes, events, focus. */

class Listener {
  constructor() {
    this.listeners = {};
  }
  addEventListener(name, act) {
    (this.listeners[name] ??= []).push(act);
  }
  removeEventListener(name, act) {
    this.listeners[name] = (this.listeners[name] ?? []).filter((each) => each !== act);
  }
}

export class FakeElement extends Listener {
  constructor(tag) {
    super();
    Object.assign(this, { tag, tagName: tag.toUpperCase(), attributes: {}, nodes: [], dataset: {}, parent: null, value: "", checked: false });
    this.style = { setProperty: (name, value) => { this.style[name] = value; } };
  }
  get children() {
    return this.nodes.filter((node) => node instanceof FakeElement);
  }
  get firstChild() {
    return this.nodes[0] ?? null;
  }
  get all() {
    return [this, ...this.children.flatMap((child) => child.all)];
  }
  get textContent() {
    return this.nodes.map((node) => (node instanceof FakeElement ? node.textContent : node)).join("");
  }
  set textContent(text) {
    this.replaceChildren(text);
  }
  get hidden() {
    return "hidden" in this.attributes;
  }
  set hidden(on) {
    if (on) this.attributes.hidden = "";
    else delete this.attributes.hidden;
  }
  get id() {
    return this.attributes.id ?? "";
  }
  get classList() {
    const names = new Set((this.attributes.class ?? "").split(" ").filter(Boolean));
    const keep = () => { this.attributes.class = [...names].join(" "); };
    const toggle = (name, on = !names.has(name)) => { names[on ? "add" : "delete"](name); keep(); };
    return { add: (name) => toggle(name, true), remove: (name) => toggle(name, false), toggle, contains: (name) => names.has(name) };
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  getAttribute(name) {
    return this.attributes[name] ?? null;
  }
  hasAttribute(name) {
    return name in this.attributes;
  }
  removeAttribute(name) {
    delete this.attributes[name];
  }
  insert(at, nodes) {
    for (const node of nodes) if (node instanceof FakeElement) node.remove();
    this.nodes.splice(at, 0, ...nodes);
    for (const node of nodes) if (node instanceof FakeElement) node.parent = this;
  }
  append(...nodes) {
    for (const node of nodes) if (node instanceof FakeElement) node.remove();
    this.insert(this.nodes.length, nodes);
  }
  prepend(...nodes) {
    this.insert(0, nodes);
  }
  before(...nodes) {
    const { parent } = this;
    for (const node of nodes) node.remove();
    parent.insert(parent.nodes.indexOf(this), nodes);
  }
  replaceChildren(...nodes) {
    for (const child of this.children) child.remove();
    this.nodes = [];
    this.insert(0, nodes);
  }
  /** As in a browser, what leaves the page loses the focus. */
  remove() {
    if (this.parent) this.parent.nodes = this.parent.nodes.filter((node) => node !== this);
    this.parent = null;
    if (this.contains(globalThis.document?.activeElement)) globalThis.document.activeElement = null;
  }
  contains(node) {
    for (let at = node; at; at = at.parent) if (at === this) return true;
    return false;
  }
  matches(selector) {
    return selector.split(",").some((each) => {
      const one = each.trim();
      return one.startsWith(".") ? this.classList.contains(one.slice(1)) : this.tag === one;
    });
  }
  closest(selector) {
    for (let at = this; at; at = at.parent) if (at.matches(selector)) return at;
    return null;
  }
  querySelectorAll(selector) {
    return this.all.slice(1).filter((node) => node.matches(selector));
  }
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
  focus() {
    globalThis.document.activeElement = this;
  }
  select() {}
  setPointerCapture() {}
  getBoundingClientRect() {
    return { top: 0, bottom: 600 };
  }
  /** Let an event happen here and bubble; returns it. */
  fire(type, values = {}) {
    const event = { type, target: this, key: "", button: 0, prevented: false, stopped: false, preventDefault() { this.prevented = true; }, stopPropagation() { this.stopped = true; }, ...values };
    for (let at = this; at && !event.stopped; at = at.parent) for (const act of [...(at.listeners[type] ?? [])]) act(event);
    return event;
  }
  click() {
    return this.fire("click");
  }
}

/** Put a page in place for one test. */
export function fakePage(t) {
  const body = new FakeElement("body");
  const document = Object.assign(new Listener(), { activeElement: null, body, createElement: (tag) => new FakeElement(tag), createElementNS: (_, tag) => new FakeElement(tag) });
  const frames = { requestAnimationFrame: () => 0, cancelAnimationFrame: () => {} };
  Object.assign(globalThis, { document, ...frames });
  t.after(() => {
    for (const name of ["document", ...Object.keys(frames)]) delete globalThis[name];
  });
  return document;
}
