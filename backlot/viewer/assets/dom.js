/** Build DOM: no markup strings, texts only through textContent. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 * @param {string} tag
 * @param {Object<string, unknown>} [props] attributes; `on*` are listeners, `text` is textContent,
 *   `data` an object for dataset; null, undefined and false are left out.
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG elements. */
export function s(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** An icon of the one path `d` on a 24 by 24 grid; silent to assistive tools. */
export function glyph(d, className = "glyph") {
  return s(
    "svg",
    { viewBox: "0 0 24 24", class: className, "aria-hidden": "true", focusable: "false" },
    s("path", { d, "fill-rule": "evenodd" }),
  );
}

/** Replace all children of `node`. */
export function put(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
