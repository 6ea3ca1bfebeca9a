/**
 * Write a tour as a short plain text for an address or a QR code, and read it back.
 * The same form as backlot/tours/compact.py, which describes it; both pass tests/cases/compact.json and give
 * equal bytes. Change them together, and raise the version.
 *
 * @typedef {{mode: string, minutes: number}} Ride
 * @typedef {object} TourStop
 * @property {string} id
 * @property {number|null} dwell_min
 * @property {number|null} photo_min
 * @property {number} break_min
 * @property {boolean} lock
 * @property {string[][]|null} open
 * @property {Ride|null} ride
 * @property {Object<string, string>} notes
 * @typedef {object} Tour the JSON form of a tour, see geodata/schema/tour.schema.json
 */

export const MAX_CHARS = 1500;
export const MAX_NAME_CHARS = 60;

const VERSION = 1;
const NEEDS = { "step-free": "F", "no-stairs": "S", lit: "L", "open-only": "O" };
const MODES = { bus: "B", metro: "M" };
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const ID = /^[a-z0-9][a-z0-9-]{1,62}$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;
const CLOCK = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9][A-Za-z0-9_+-]*){0,2}$/;
const FIGURE = /^[0-9]{1,4}(-[0-9]{1,2})?$/;
// what cannot be seen, or turns the direction of writing
const HIDDEN = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u;

/**
 * The compact text of a tour, without its notes.
 * @param {Tour} tour
 * @returns {{text: string}|{problem: {code: string, values: object}}}
 */
export function encodeTour(tour) {
  const whole = complete(tour);
  if (!isTour(whole)) return refused("compact-invalid");
  let text = framed(whole);
  if (text.length > MAX_CHARS) text = framed({ ...whole, name: {} });
  if (text.length > MAX_CHARS) return refused("compact-too-long", { found: text.length, limit: MAX_CHARS });
  return { text };
}

/**
 * The tour of a compact text. Places are brought up to date: an id that `current` does not know is kept and reported.
 * @param {string} text as `encodeTour` gave it; small letters and line ends that a mail put in are accepted
 * @param {(id: string) => string|null|undefined} [current] the id a place has now, nothing where there is none
 * @returns {{tour: Tour, unknown: {path: string, id: string}[]}|{problem: {code: string, values: object}}}
 */
export function decodeTour(text, current = (id) => id) {
  const { tokens, problem } = unframed(String(text ?? "").replace(/[ \t\r\n]/g, "").toUpperCase());
  if (problem) return { problem };
  const tour = read(tokens);
  // one tour has one text: what is written in another way was made by hand
  if (!tour || !isTour(tour) || body(tour).join(".") !== tokens.join(".")) return refused("compact-invalid");
  return resolved(tour, current);
}

/** CRC-32 (ISO 3309) of a text of ASCII letters, as an unsigned figure. */
export function crc32(text) {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const refused = (code, values = {}) => ({ problem: { code, values } });

function resolved(tour, current) {
  const unknown = [];
  const now = (id, path) => {
    if (id === null) return null;
    const found = current(id);
    if (!found) unknown.push({ path, id });
    return found || id;
  };
  const start = now(tour.start, "start");
  const end = now(tour.end, "end");
  const closed = [...new Set(tour.closed.map((id) => current(id) || id))];
  closed.forEach((id, at) => now(id, `closed[${at}]`));
  const stops = tour.stops.map((stop, at) => ({ ...stop, id: now(stop.id, `stops[${at}].id`) }));
  return { tour: { ...tour, start, end, closed, stops }, unknown };
}

/* the frame: mark, length, body, checksum */

const checksum = (text) => crc32(text).toString(16).toUpperCase().padStart(8, "0");

function framed(tour) {
  const joined = body(tour).join(".");
  const text = `BT${VERSION}.${joined.length}.${joined}`;
  return `${text}.${checksum(text)}`;
}

function unframed(text) {
  const head = /^BT([0-9]{1,4})(?:\.|$)/.exec(text);
  if (!head) return refused("compact-not-a-tour");
  if (Number(head[1]) !== VERSION) return refused("compact-version", { found: Number(head[1]), known: VERSION });
  if (/[^\u0000-\u007f]/.test(text)) return refused("compact-damaged");
  if (text.length > MAX_CHARS) return refused("compact-too-long", { found: text.length, limit: MAX_CHARS });
  const length = /^BT1\.([0-9]{1,4})\./.exec(text);
  // cut within its head, or something else stands there
  if (!length) return refused(/^BT1\.?[0-9]{0,4}$/.test(text) ? "compact-cut" : "compact-damaged");
  const end = length[0].length + Number(length[1]);
  const wanted = end + 9;
  if (text.length < wanted) return refused("compact-cut");
  if (text.length > wanted || text.slice(end) !== `.${checksum(text.slice(0, end))}`) return refused("compact-damaged");
  return { tokens: text.slice(length[0].length, end).split(".") };
}

/* the body: tokens */

function body(tour) {
  const tokens = [`-I${tour.id.toUpperCase()}`];
  for (const lang of Object.keys(tour.name).sort()) tokens.push(`-N${packed(`${lang} ${shortName(tour.name[lang])}`)}`);
  tokens.push(`-Z${packed(tour.tz)}`);
  given(tokens, "-D", tour.date, (day) => day.replaceAll("-", ""));
  given(tokens, "-P", tour.depart, clock);
  given(tokens, "-B", tour.back_by, clock);
  tokens.push(`-K${figure(tour.pace_kmh)}`, `-G${tour.group_size}`);
  given(tokens, "-H", Object.keys(NEEDS).filter((need) => tour.needs.includes(need)).map((need) => NEEDS[need]).join("") || null, String);
  given(tokens, "-S", tour.start, upper);
  given(tokens, "-E", tour.end, upper);
  given(tokens, "-R", tour.end_ride, rideText);
  for (const id of tour.closed) tokens.push(`-C${upper(id)}`);
  for (const stop of tour.stops) stopTokens(tokens, stop);
  return tokens;
}

function stopTokens(tokens, stop) {
  tokens.push(upper(stop.id));
  given(tokens, "-D", stop.dwell_min, figure);
  given(tokens, "-F", stop.photo_min, figure);
  given(tokens, "-B", tidy(stop.break_min) || null, figure);
  if (stop.lock) tokens.push("-L");
  for (const [since, until] of stop.open ?? []) tokens.push(`-O${clock(since)}-${clock(until)}`);
  given(tokens, "-R", stop.ride, rideText);
}

function given(tokens, option, value, write) {
  if (value !== null) tokens.push(option + write(value));
}

const upper = (id) => id.toUpperCase();
const clock = (value) => value.replace(":", "");
const rideText = (ride) => MODES[ride.mode] + figure(ride.minutes);
const tidy = (value) => Math.floor(value * 100 + 0.5) / 100;
const figure = (value) => String(tidy(value)).replace(".", "-");
const shortName = (name) => [...trim(name)].slice(0, MAX_NAME_CHARS).join("").replace(/ +$/, "");
const trim = (text) => text.replace(/^ +| +$/g, "");

function packed(text) {
  let bits = 0;
  let held = 0;
  let out = "";
  for (const byte of new TextEncoder().encode(text)) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += BASE32[(held >>> (bits - 5)) & 31];
    held &= 31;
  }
  return bits ? out + BASE32[(held << (5 - bits)) & 31] : out;
}

/** The text packed so, or null for what is none. */
function unpacked(value) {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const letter of value) {
    const five = BASE32.indexOf(letter);
    if (five < 0) return null;
    held = ((held << 5) | five) & 0xfff;
    bits += 5;
    if (bits >= 8) bytes.push((held >>> (bits -= 8)) & 255);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    // not UTF-8
    return null;
  }
}

/* reading */

const OPTIONS = {
  I: ["id", (value) => value.toLowerCase()],
  Z: ["tz", unpacked],
  D: ["date", (value) => `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`],
  P: ["depart", readClock],
  B: ["back_by", readClock],
  K: ["pace_kmh", readFigure],
  G: ["group_size", readFigure],
  S: ["start", (value) => value.toLowerCase()],
  E: ["end", (value) => value.toLowerCase()],
  R: ["end_ride", readRide],
  H: ["needs", (value) => Object.keys(NEEDS).filter((need) => value.includes(NEEDS[need]))],
};
const STOP_OPTIONS = {
  D: ["dwell_min", readFigure],
  F: ["photo_min", readFigure],
  B: ["break_min", readFigure],
  R: ["ride", readRide],
  L: ["lock", (value) => value === ""],
};

/** The tour of some tokens, null where an option is not known; whether it keeps the rules is for `isTour`. */
function read(tokens) {
  const tour = complete({ id: "", tz: "" });
  for (const token of tokens) {
    if (!token.startsWith("-")) tour.stops.push(completeStop({ id: token.toLowerCase() }));
    else if (!readOption(tour, token[1] ?? "", token.slice(2))) return null;
  }
  return tour;
}

function readOption(tour, letter, value) {
  const stop = tour.stops.at(-1);
  if (stop && letter === "O") {
    const [since, ...until] = value.split("-");
    stop.open = [...(stop.open ?? []), [readClock(since), readClock(until.join("-"))]];
  } else if (!stop && letter === "N") {
    const [lang, ...name] = (unpacked(value) ?? "").split(" ");
    if (LANGUAGE.test(lang)) tour.name[lang] = name.join(" ");
    return LANGUAGE.test(lang);
  } else if (!stop && letter === "C") {
    tour.closed.push(value.toLowerCase());
  } else {
    const options = stop ? STOP_OPTIONS : OPTIONS;
    if (!Object.hasOwn(options, letter)) return false;
    const [name, readValue] = options[letter];
    (stop ?? tour)[name] = readValue(value);
  }
  return true;
}

function readClock(value) {
  return `${value.slice(0, 2)}:${value.slice(2)}`;
}

function readFigure(value) {
  return FIGURE.test(value) ? Number(value.replace("-", ".")) : NaN;
}

function readRide(value) {
  const mode = Object.keys(MODES).find((each) => MODES[each] === value[0]);
  return { mode: mode ?? "", minutes: readFigure(value.slice(1)) };
}

/* the rules of what a compact text holds, as backlot/tours/model.py has them */

/** A tour with every member, those left out as the schema takes them. */
function complete(tour) {
  return {
    version: VERSION, id: tour?.id, revision: 0, name: { ...tour?.name }, date: tour?.date ?? null, tz: tour?.tz,
    start: tour?.start ?? null, end: tour?.end ?? null, depart: tour?.depart ?? null, back_by: tour?.back_by ?? null,
    pace_kmh: tour?.pace_kmh ?? 4, group_size: tour?.group_size ?? 1, needs: tour?.needs ?? [], closed: tour?.closed ?? [],
    stops: Array.isArray(tour?.stops) ? tour.stops.map(completeStop) : [], end_ride: tour?.end_ride ?? null,
  };
}

function completeStop(stop) {
  return {
    id: stop?.id, dwell_min: stop?.dwell_min ?? null, photo_min: stop?.photo_min ?? null, break_min: stop?.break_min ?? 0,
    lock: stop?.lock ?? false, open: stop?.open ?? null, ride: stop?.ride ?? null, notes: {},
  };
}

function isTour(tour) {
  return isId(tour.id) && isZone(tour.tz) && Object.keys(tour.name).length <= 12
    && Object.entries(tour.name).every(([lang, name]) => LANGUAGE.test(lang) && isName(name))
    && orNull(isDay)(tour.date) && orNull(isClock)(tour.depart) && orNull(isClock)(tour.back_by)
    && orNull(isId)(tour.start) && orNull(isId)(tour.end) && orNull(isRide)(tour.end_ride)
    && isBetween(tour.pace_kmh, 0.5, 8) && Number.isInteger(tour.group_size) && isBetween(tour.group_size, 1, 500)
    && isListOf(tour.needs, 4, (need) => Object.hasOwn(NEEDS, need)) && areUnique(tour.needs)
    && isListOf(tour.closed, 60, isId) && areUnique(tour.closed) && isListOf(tour.stops, 60, isStop);
}

function isStop(stop) {
  return isId(stop.id) && orNull(isMinutes)(stop.dwell_min) && orNull(isMinutes)(stop.photo_min) && isMinutes(stop.break_min)
    && typeof stop.lock === "boolean" && orNull(areHours)(stop.open) && orNull(isRide)(stop.ride);
}

const orNull = (rule) => (value) => value === null || rule(value);
const isText = (value, form) => typeof value === "string" && form.test(value);
const isId = (value) => isText(value, ID);
const isClock = (value) => isText(value, CLOCK);
const isBetween = (value, low, high) => typeof value === "number" && value >= low && value <= high;
const isMinutes = (value) => isBetween(value, 0, 1440);
const isRide = (ride) => typeof ride === "object" && Object.hasOwn(MODES, ride.mode) && isMinutes(ride.minutes);
const isListOf = (value, limit, rule) => Array.isArray(value) && value.length <= limit && value.every(rule);
const areUnique = (values) => new Set(values).size === values.length;
const isName = (value) => typeof value === "string" && trim(value) !== "" && [...value].length <= 120 && !HIDDEN.test(value);

function areHours(value) {
  if (!isListOf(value, 6, (window) => Array.isArray(window) && window.length === 2)) return false;
  const clocks = value.flat();
  return clocks.length > 0
    && clocks.every((each, at) => isClock(each) || (at % 2 === 1 && each === "24:00"))
    && clocks.every((each, at) => at === 0 || clocks[at - 1] < each);
}

function isDay(value) {
  const parts = typeof value === "string" ? DAY.exec(value) : null;
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

function isZone(value) {
  if (!isText(value, ZONE) || value.length > 60) return false;
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    // a zone that is not known here
    return false;
  }
}
