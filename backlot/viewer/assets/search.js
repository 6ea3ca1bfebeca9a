/**
 * Find places by words: any language and romanisation, unfinished, without accents or spaces, with a typo.
 *
 * The same algorithm as `backlot/catalog/search.py`; both pass `tests/cases/search.json` and give equal
 * scores. Change them together; the reasons are told there.
 *
 * @module search
 */

/**
 * @typedef {{id: string, rank: number, names: string[]}} Entry what is searched of one place
 * @typedef {{id: string, score: number, name: string}} Found one hit and the name that matched
 * @typedef {{text: string, starts: Int32Array, wordStarts: Uint8Array, names: Int32Array}} JoinedText
 * @typedef {object} SearchIndex
 * @property {string[]} ids
 * @property {Float64Array} ranks
 * @property {Int32Array} entryOfName
 * @property {string[]} names
 * @property {string[]} compacts
 * @property {Int32Array[]} masks letters of each name: of its first 8, its first 16, all of it
 * @property {Int32Array} wordNumbers word numbers of all names, one name after the other
 * @property {Int32Array} wordOffsets where the words of a name begin in `wordNumbers`
 * @property {string[]} vocabulary
 * @property {Int32Array} vocabularyMasks
 * @property {JoinedText} whole
 * @property {JoinedText} initials
 */

const EXACT = 500;
const PREFIX = 400;
const WORD = 300;
const PART = 200;
const TYPO = 100;
const TYPO_STEP = 10;
const TYPO_WHOLE = 5;

const MAX_QUERY_LENGTH = 80;
const FAR = 255;
const MASK_LENGTHS = [8, 16, Infinity];

const APOSTROPHES = /['\u0060\u00b4\u02b9\u02bb\u02bc\u02be\u02bf\u2018\u2019\u201b\u2032\uff07]/g;
// eslint-disable-next-line no-control-regex
const ASCII = /^[\x00-\x7f]*$/;
const MARK = /^\p{M}$/u;
const LETTER_OR_NUMBER = /^[\p{L}\p{N}]$/u;

/** What a letter folds to, as met so far. @type {Map<string, string>} */
const LETTERS = new Map();

/** @type {Map<string, string>} */
const FOLDED = new Map([
  ["ß", "ss"], ["æ", "ae"], ["œ", "oe"], ["ø", "o"], ["đ", "d"], ["ð", "d"], ["ħ", "h"], ["ı", "i"],
  ["ł", "l"], ["þ", "th"], ["ς", "σ"], ["\u115f", ""], ["\u1160", ""],
  ["\u116a", "\u1169\u1161"], ["\u116b", "\u1169\u1162"], ["\u116c", "\u1169\u1175"],
  ["\u116f", "\u116e\u1165"], ["\u1170", "\u116e\u1166"], ["\u1171", "\u116e\u1175"],
  ["\u1174", "\u1173\u1175"],
]);
(
  "1100 1101 1100+1109 1102 1102+110c 1102+1112 1103 1105 1105+1100 1105+1106 1105+1107 1105+1109 " +
  "1105+1110 1105+1111 1105+1112 1106 1107 1107+1109 1109 110a 110b 110c 110e 110f 1110 1111 1112"
).split(" ").forEach((codes, index) => {
  const letters = codes.split("+").map((code) => String.fromCharCode(parseInt(code, 16)));
  FOLDED.set(String.fromCharCode(0x11a8 + index), letters.join(""));
});

/**
 * Fold the names of all entries, ready to be searched.
 *
 * @param {Iterable<Entry>} entries what to search; ids are unique
 * @returns {SearchIndex}
 */
export function buildIndex(entries) {
  const ids = [];
  const ranks = [];
  const entryOfName = [];
  const names = [];
  const compacts = [];
  const wordNumbers = [];
  const wordOffsets = [0];
  const numbers = new Map();
  const whole = [];
  const starting = [];
  const startingNames = [];
  let number = 0;
  for (const entry of entries) {
    ids.push(entry.id);
    ranks.push(entry.rank);
    const seen = new Set();
    for (const name of entry.names) {
      const words = fold(name);
      const key = words.join(" ");
      if (words.length === 0 || seen.has(key)) continue;
      seen.add(key);
      const firsts = initials(name);
      if (firsts.length > 0) {
        starting.push(firsts);
        startingNames.push(names.length);
      }
      entryOfName.push(number);
      names.push(name);
      compacts.push(words.join(""));
      whole.push(words);
      for (const word of words) {
        let known = numbers.get(word);
        if (known === undefined) {
          known = numbers.size;
          numbers.set(word, known);
        }
        wordNumbers.push(known);
      }
      wordOffsets.push(wordNumbers.length);
    }
    number += 1;
  }
  const vocabulary = [...numbers.keys()];
  return {
    ids,
    ranks: Float64Array.from(ranks),
    entryOfName: Int32Array.from(entryOfName),
    names,
    compacts,
    masks: MASK_LENGTHS.map((length) => Int32Array.from(compacts, (name) => maskOf(name.slice(0, length)))),
    wordNumbers: Int32Array.from(wordNumbers),
    wordOffsets: Int32Array.from(wordOffsets),
    vocabulary,
    vocabularyMasks: Int32Array.from(vocabulary, (word) => maskOf(word)),
    whole: joined(whole, whole.map((_, index) => index)),
    initials: joined(starting, startingNames),
  };
}

/**
 * Return the entries that match best, best first.
 *
 * @param {SearchIndex} index made by `buildIndex`
 * @param {string} query what was typed
 * @param {number} [limit] how many at most; none when 0 or less
 * @returns {Found[]}
 */
export function search(index, query, limit = 10) {
  const words = fold(query).join(" ").slice(0, MAX_QUERY_LENGTH).split(" ").filter(Boolean);
  if (words.length === 0 || limit <= 0) return [];
  const compact = words.join("");
  const hits = new Hits(index);
  if (/^[\u1100-\u1112]{2,}$/.test(compact)) {
    scan(hits, index.initials, compact, [PREFIX, WORD, PART, PART]);
    return hits.best(limit);
  }
  const lone = compact.length === 1 && compact < "\u2e80";
  scan(hits, index.whole, compact, [EXACT, PREFIX, WORD, lone ? 0 : PART]);
  if (words.length > 1) scanWords(hits, words);
  if (hits.found.length < limit && !hits.hasExact) scanTypos(hits, words, compact);
  return hits.best(limit);
}

/**
 * Return the words of a text as they are compared.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function fold(text) {
  const plain = text.replace(APOSTROPHES, "");
  if (ASCII.test(plain)) {
    return plain.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean);
  }
  let out = "";
  for (const char of plain.normalize("NFKD")) {
    let folded = LETTERS.get(char);
    if (folded === undefined) {
      folded = foldLetter(char);
      LETTERS.set(char, folded);
    }
    out += folded;
  }
  return out.split(" ").filter(Boolean);
}

/**
 * @param {string} char
 * @returns {string}
 */
function foldLetter(char) {
  if (MARK.test(char) || char === "'" || char === "\u02bc") return "";
  if (char.length > 1 || !LETTER_OR_NUMBER.test(char)) return " ";
  let out = "";
  // letter by letter: a final sigma then folds like any other
  for (const lowered of char.toLowerCase()) {
    if (!MARK.test(lowered)) out += FOLDED.get(lowered) ?? lowered;
  }
  return out;
}

/**
 * Return the initial consonants of each word that has Hangul, empty if the text has none.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function initials(text) {
  if (ASCII.test(text)) return [];
  const words = [];
  let current = "";
  let hasHangul = false;
  for (const char of text.normalize("NFC")) {
    if (char >= "\uac00" && char <= "\ud7a3") {
      current += String.fromCharCode(0x1100 + Math.floor((char.charCodeAt(0) - 0xac00) / 588));
      hasHangul = true;
    } else if (/^[A-Za-z0-9]$/.test(char)) {
      current += char.toLowerCase();
    } else if (current) {
      words.push(current);
      current = "";
    }
  }
  if (current) words.push(current);
  return hasHangul ? words : [];
}

/**
 * Return how many edits a word of so many letters may be away.
 *
 * @param {number} length
 * @returns {number}
 */
export function typoLimit(length) {
  if (length <= 2) return 0;
  return length <= 5 ? 1 : 2;
}

let before = new Int32Array(256);
let above = new Int32Array(256);
let row = new Int32Array(256);

/**
 * Return the edits from a query to a name, and to the nearest beginning of it.
 *
 * @param {string} query folded text
 * @param {string} name folded text
 * @param {number} limit distances above it are all returned as 255
 * @returns {[number, number]} distance to the whole name and to its nearest prefix
 */
export function editDistance(query, name, limit) {
  const packed = packedDistance(query, name, limit);
  return [packed >> 8, packed & 255];
}

/** Keep the best name of each entry so far. */
class Hits {
  /** @param {SearchIndex} index */
  constructor(index) {
    this.index = index;
    this.scores = new Int32Array(index.ids.length);
    this.names = new Int32Array(index.ids.length);
    /** @type {number[]} */
    this.found = [];
    this.hasExact = false;
  }

  /**
   * @param {number} name
   * @param {number} score
   */
  add(name, score) {
    const entry = this.index.entryOfName[name];
    const known = this.scores[entry];
    if (score > known || (score === known && name < this.names[entry])) {
      if (known === 0) this.found.push(entry);
      this.scores[entry] = score;
      this.names[entry] = name;
      if (score === EXACT) this.hasExact = true;
    }
  }

  /**
   * @param {number} limit
   * @returns {Found[]}
   */
  best(limit) {
    const { ids, names } = this.index;
    /** @type {number[]} */
    const top = [];
    for (const entry of this.found) {
      if (top.length === limit && this.compare(entry, top[limit - 1]) > 0) continue;
      let low = 0;
      let high = top.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.compare(entry, top[middle]) < 0) high = middle;
        else low = middle + 1;
      }
      top.splice(low, 0, entry);
      if (top.length > limit) top.pop();
    }
    return top.map((entry) => ({
      id: ids[entry],
      score: this.scores[entry],
      name: names[this.names[entry]],
    }));
  }

  /**
   * @param {number} one
   * @param {number} other
   * @returns {number}
   */
  compare(one, other) {
    const { ids, ranks, compacts } = this.index;
    return (
      this.scores[other] - this.scores[one] ||
      ranks[one] - ranks[other] ||
      compacts[this.names[one]].length - compacts[this.names[other]].length ||
      (ids[one] < ids[other] ? -1 : 1)
    );
  }
}

/**
 * @param {Hits} hits
 * @param {JoinedText} where
 * @param {string} compact
 * @param {[number, number, number, number]} scores
 */
function scan(hits, where, compact, [exact, prefix, word, part]) {
  const { text, starts, wordStarts } = where;
  let line = 0;
  for (let at = text.indexOf(compact); at >= 0; at = text.indexOf(compact, at + 1)) {
    while (starts[line + 1] <= at) line += 1;
    let score;
    if (at === starts[line]) {
      score = at + compact.length === starts[line + 1] - 1 ? exact : prefix;
    } else {
      score = wordStarts[at] ? word : part;
    }
    if (score) hits.add(where.names[line], score);
  }
}

/**
 * Find the names that have every word, in any order.
 *
 * @param {Hits} hits
 * @param {string[]} words
 */
function scanWords(hits, words) {
  const { text, starts } = hits.index.whole;
  const longest = words.reduce((one, other) => (other.length > one.length ? other : one));
  let line = 0;
  let at = text.indexOf(longest);
  while (at >= 0) {
    while (starts[line + 1] <= at) line += 1;
    const score = scoreWords(hits.index, line, words);
    if (score) hits.add(line, score);
    at = text.indexOf(longest, starts[line + 1] - 1);
  }
}

/**
 * @param {SearchIndex} index
 * @param {number} name
 * @param {string[]} words
 * @returns {number}
 */
function scoreWords(index, name, words) {
  const from = index.wordOffsets[name];
  const to = index.wordOffsets[name + 1];
  let score = WORD;
  for (const word of words) {
    let isPrefix = false;
    for (let at = from; at < to && !isPrefix; at += 1) {
      isPrefix = index.vocabulary[index.wordNumbers[at]].startsWith(word);
    }
    if (isPrefix) continue;
    if ((word.length === 1 && word < "\u2e80") || !index.compacts[name].includes(word)) return 0;
    score = PART;
  }
  return score;
}

/**
 * @param {Hits} hits
 * @param {string[]} words
 * @param {string} compact
 */
function scanTypos(hits, words, compact) {
  const { index } = hits;
  const { compacts, entryOfName, wordNumbers, wordOffsets } = index;
  const limit = typoLimit(compact.length);
  if (limit === 0) return;
  const unfinished = unfinishedLimit(compact.length);
  const mask = maskOf(compact);
  // only the beginning of a name can be near, so only its letters count; each one missing is an edit
  const masks = index.masks[MASK_LENGTHS.findIndex((length) => compact.length + limit <= length)];
  const distances = words.map((word) => wordDistances(index, word));
  const found = hits.scores.slice();
  for (let name = 0; name < compacts.length; name += 1) {
    if (found[entryOfName[name]] !== 0) continue;
    let score = 0;
    if (bitCount(mask & ~masks[name]) <= limit) {
      const packed = packedDistance(compact, compacts[name], limit);
      const whole = packed >> 8;
      const prefix = packed & 255;
      if (whole !== FAR) score = TYPO - TYPO_STEP * whole + TYPO_WHOLE;
      if (prefix <= unfinished) score = Math.max(score, TYPO - TYPO_STEP * prefix);
    }
    const from = wordOffsets[name];
    const to = wordOffsets[name + 1];
    if (to - from > 1 || words.length > 1) {
      let total = 0;
      for (let word = 0; word < distances.length && total <= limit; word += 1) {
        const near = distances[word];
        let least = FAR;
        for (let at = from; at < to; at += 1) {
          if (near[wordNumbers[at]] < least) least = near[wordNumbers[at]];
        }
        total += least;
      }
      if (total <= limit) score = Math.max(score, TYPO - TYPO_STEP * total);
    }
    if (score) hits.add(name, score);
  }
}

/**
 * Return the edits from a word to each word of the vocabulary, 255 where it is too far.
 *
 * @param {SearchIndex} index
 * @param {string} word
 * @returns {Uint8Array}
 */
function wordDistances(index, word) {
  const { vocabulary, vocabularyMasks } = index;
  const limit = typoLimit(word.length);
  const unfinished = unfinishedLimit(word.length);
  const mask = maskOf(word);
  const found = new Uint8Array(vocabulary.length).fill(FAR);
  for (let number = 0; number < vocabulary.length; number += 1) {
    const missing = bitCount(mask & ~vocabularyMasks[number]);
    if (missing > limit) continue;
    const known = vocabulary[number];
    if (missing === 0 && known.startsWith(word)) {
      found[number] = 0;
    } else if (limit > 0) {
      const packed = packedDistance(word, known, limit);
      const prefix = packed & 255;
      found[number] = Math.min(packed >> 8, prefix <= unfinished ? prefix : FAR);
    }
  }
  return found;
}

/**
 * Return both distances in one number: to the whole name times 256, plus to its nearest prefix.
 *
 * @param {string} query
 * @param {string} name
 * @param {number} limit
 * @returns {number}
 */
function packedDistance(query, name, limit) {
  const rows = query.length;
  const columns = name.length;
  if (columns < rows - limit) return (FAR << 8) | FAR;
  const width = Math.min(columns, rows + limit);
  if (width >= row.length) {
    before = new Int32Array(2 * width);
    above = new Int32Array(2 * width);
    row = new Int32Array(2 * width);
  }
  const far = limit + 1;
  for (let j = 0; j <= width; j += 1) {
    before[j] = far;
    above[j] = j <= limit ? j : far;
    row[j] = far;
  }
  let lowestAbove = 0;
  for (let i = 1; i <= rows; i += 1) {
    const from = Math.max(1, i - limit);
    const to = Math.min(width, i + limit);
    // only the band around the diagonal is ever read: its two edges are reset, the rest is written
    row[from - 1] = from === 1 && i <= limit ? i : far;
    if (to < width) row[to + 1] = far;
    let lowest = row[from - 1];
    const letter = query.charCodeAt(i - 1);
    for (let j = from; j <= to; j += 1) {
      let cost = above[j - 1] + (letter === name.charCodeAt(j - 1) ? 0 : 1);
      if (above[j] + 1 < cost) cost = above[j] + 1;
      if (row[j - 1] + 1 < cost) cost = row[j - 1] + 1;
      if (
        i > 1 && j > 1 &&
        letter === name.charCodeAt(j - 2) &&
        query.charCodeAt(i - 2) === name.charCodeAt(j - 1) &&
        before[j - 2] + 1 < cost
      ) {
        cost = before[j - 2] + 1;
      }
      if (cost > far) cost = far;
      row[j] = cost;
      if (cost < lowest) lowest = cost;
    }
    // a swap reaches back two rows
    if (lowest > limit && lowestAbove + 1 > limit) return (FAR << 8) | FAR;
    lowestAbove = lowest;
    const spare = before;
    before = above;
    above = row;
    row = spare;
  }
  let prefix = far;
  for (let j = Math.max(0, rows - limit); j <= width; j += 1) {
    if (above[j] < prefix) prefix = above[j];
  }
  const whole = columns <= width ? above[columns] : far;
  return ((whole <= limit ? whole : FAR) << 8) | (prefix <= limit ? prefix : FAR);
}

/**
 * Return how many edits the beginning of a name may be away: fewer, for more would match by chance.
 *
 * @param {number} length
 * @returns {number}
 */
function unfinishedLimit(length) {
  if (length <= 4) return 0;
  return length <= 7 ? 1 : 2;
}

/**
 * @param {string} text
 * @returns {number}
 */
function maskOf(text) {
  let mask = 0;
  for (let at = 0; at < text.length; at += 1) mask |= 1 << (text.charCodeAt(at) & 31);
  return mask;
}

/**
 * @param {number} bits
 * @returns {number}
 */
function bitCount(bits) {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return (((left + (left >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/**
 * @param {string[][]} names
 * @param {number[]} numbers
 * @returns {JoinedText}
 */
function joined(names, numbers) {
  const text = `\n${names.map((words) => `${words.join("")}\n`).join("")}`;
  const starts = new Int32Array(names.length + 1);
  const wordStarts = new Uint8Array(text.length);
  let at = 1;
  names.forEach((words, index) => {
    starts[index] = at;
    for (const word of words) {
      wordStarts[at] = 1;
      at += word.length;
    }
    at += 1;
  });
  starts[names.length] = at;
  return { text, starts, wordStarts, names: Int32Array.from(numbers) };
}
