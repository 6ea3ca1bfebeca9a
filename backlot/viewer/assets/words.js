/** Word things in the language chosen. */

/** @param {Object<string, Object<string, string>>} catalogues strings by language and key */
export function makeWords(catalogues, lang) {
  const words = {
    lang,
    /** The string of `key`, values put into its {named} places. */
    say(key, values = {}) {
      const text = catalogues[words.lang]?.[key] ?? catalogues.en?.[key] ?? key;
      return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
    },
    /** The text of a by-language object, falling back to any language it has. */
    of(texts) {
      if (texts === null || texts === undefined) return "";
      if (typeof texts !== "object") return String(texts);
      return texts[words.lang] ?? texts.en ?? Object.values(texts)[0] ?? "";
    },
    /** A length in metres as people say it: "about 40 m", "1.2 km". */
    metres(m) {
      const near = m < 20 ? Math.round(m) : Math.round(m / 5) * 5;
      if (near < 1000) return words.say("unit.m", { n: near });
      return words.say("unit.km", { n: (m / 1000).toFixed(m < 9950 ? 1 : 0) });
    },
  };
  return words;
}
