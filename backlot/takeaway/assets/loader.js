// Unpack the page that this file carries, and show it. Pictures stay packed until somebody looks at them.
(async () => {
  const wait = document.getElementById("wait");

  /** The bytes of a text in base 85, as base85.py writes it. */
  function unpack(text, length, alphabet) {
    const values = new Uint8Array(128);
    for (let at = 0; at < alphabet.length; at += 1) values[alphabet.charCodeAt(at)] = at;
    const view = new DataView(new ArrayBuffer(Math.ceil(length / 4) * 4));
    for (let at = 0, from = 0; at < view.byteLength; at += 4) {
      let word = 0;
      for (const end = from + 5; from < end; from += 1) word = word * 85 + values[text.charCodeAt(from)];
      view.setUint32(at, word);
    }
    return new Uint8Array(view.buffer, 0, length);
  }

  try {
    const { alphabet } = document.getElementById("page").dataset;
    const bytesOf = (element) => unpack(element.textContent, Number(element.dataset.bytes), alphabet);
    const packed = [...document.querySelectorAll("script.packed")];
    const pictures = new Map(packed.map((element) => [element.dataset.name, () => bytesOf(element)]));
    const page = new Blob([bytesOf(document.getElementById("page"))]).stream().pipeThrough(new DecompressionStream("gzip"));
    const text = await new Response(page).text();
    window.backlotPack = { pictures, chars: packed.reduce((sum, element) => sum + element.textContent.length, 0) };
    document.open();
    document.write(text);
    document.close();
  } catch (error) {
    wait.textContent = wait.dataset.failed;
    wait.title = String(error);
  }
})();
