/** What the viewer's tests share. */

/** Figures from 0 to 1 that are the same in every run (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Texts that would do harm where a text is taken for markup or code. */
export const HOSTILE = [
  "{{7*191}}", "{% raw %}", "{#", "${7*191}", "`", "</script><script>alert(1)</script>", "<!--", "<img src=x onerror=alert(1)>",
  "\u2028", "\u202e", "'\"&amp;", "%", "%E0%A4%A", "\u0000", "__proto__", "constructor", "=1+1", "a".repeat(5000),
];

/** Freeze a value and all it holds, so that a change throws. */
export function frozen(value) {
  if (value && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
