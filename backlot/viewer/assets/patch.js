/** Change what stands on the page only where it differs, so that no focus and no typing is lost. */

/** The text of a node. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** An attribute; null, undefined and false take it away. */
export function setAttr(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

/** What a button without text is called. */
export function setLabel(button, text) {
  setAttr(button, "aria-label", text);
  setAttr(button, "title", text);
}

/**
 * Make `nodes` the children of `parent`, in this order. The one that holds the focus is not moved, the
 * others move around it: a node taken out of the page loses the focus.
 */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  if (nodes.length === parent.children.length && nodes.every((node, at) => parent.children[at] === node)) return;
  const kept = nodes.findIndex((node) => node.contains(document.activeElement));
  if (kept < 0) return parent.replaceChildren(...nodes);
  nodes[kept].before(...nodes.slice(0, kept));
  parent.append(...nodes.slice(kept + 1));
}

/**
 * Let a field be typed in: its value counts when it is left or Enter is pressed; Escape brings back what was there.
 *
 * @param {HTMLInputElement|HTMLTextAreaElement} input
 * @param {{shown: () => string, take: (text: string) => void, isLine?: boolean}} how `shown` is the value it has now; a
 *   text of one line is taken with Enter
 * @returns {() => void} draws the value it has now, unless something is being typed
 */
export function typed(input, { shown, take, isLine = true }) {
  let typing = false;

  function draw() {
    const text = shown();
    if (!typing && input.value !== text) input.value = text;
  }

  function done() {
    if (!typing) return;
    typing = false;
    if (input.value !== shown()) take(input.value);
    draw();
  }

  input.addEventListener("input", () => {
    typing = true;
  });
  input.addEventListener("change", done);
  input.addEventListener("blur", done);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && isLine) {
      event.preventDefault();
      done();
    }
    if (event.key !== "Escape" || !typing) return;
    event.stopPropagation();
    event.preventDefault();
    typing = false;
    draw();
  });
  return draw;
}
