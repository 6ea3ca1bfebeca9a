// Unpack the page that this file carries, and show it. Photographs come behind it and are still being read meanwhile;
// each stays packed until somebody looks at it.
(async () => {
  const wait = document.getElementById("wait");
  const { alphabet } = document.getElementById("page").dataset;

  /** The bytes of a text in base 85, as base85.py writes it. */
  function unpack(text, length, alphabet) {
    const values = new Uint8Array(128);
    for (let at = 0; at < alphabet.length; at += 1) values[alphabet.charCodeAt(at)] = at;
    const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
    const value = (from) => values[text.charCodeAt(from)];
    for (let at = 0, from = 0; at < bytes.length; at += 4, from += 5) {
      // the first letter stands for the most; 32 bits, and a byte is what is left of them
      const word = (((value(from) * 85 + value(from + 1)) * 85 + value(from + 2)) * 85 + value(from + 3)) * 85 + value(from + 4);
      bytes[at] = word >>> 24;
      bytes[at + 1] = word >>> 16;
      bytes[at + 2] = word >>> 8;
      bytes[at + 3] = word;
    }
    return bytes.subarray(0, length);
  }

  const bytesOf = (element) => unpack(element.textContent, Number(element.dataset.bytes), alphabet);

  /** A node of the page; a script that came by parsing alone does not run, so it is made anew. */
  function living(node) {
    if (node.nodeName !== "SCRIPT") return document.adoptNode(node);
    const script = document.createElement("script");
    for (const { name, value } of node.attributes) script.setAttribute(name, value);
    script.nonce = node.nonce;
    script.textContent = node.textContent;
    return script;
  }

  try {
    const packed = new Blob([bytesOf(document.getElementById("page"))]);
    const text = await new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).text();
    const page = new DOMParser().parseFromString(text, "text/html");
    window.backlotPack = {
      /** Done when every photograph has been read. */
      whole: new Promise((done) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", done) : done())),
      /** The bytes of a photograph; null where there is none, or none yet. */
      picture(name) {
        const found = document.querySelector(`script.packed[data-name="${name}"]`);
        // the one that is being read is not whole
        return found && (found.nextElementSibling || document.readyState !== "loading") ? bytesOf(found) : null;
      },
      get stored() {
        return [...document.querySelectorAll("script.packed[data-name]")];
      },
      get chars() {
        return [...document.querySelectorAll("script.packed")].reduce((sum, each) => sum + Math.ceil(each.dataset.bytes / 4) * 5, 0);
      },
    };
    wait.remove();
    document.head.append(...[...page.head.childNodes].filter((node) => node.nodeName !== "META").map(living));
    for (const node of [...page.body.childNodes]) document.body.append(living(node));
  } catch (error) {
    document.body.prepend(wait);
    wait.textContent = wait.dataset.failed;
    wait.title = String(error);
  }
})();
