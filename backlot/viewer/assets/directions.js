/**
 * A walk told in numbered steps, by turns and by what stands there. Pure.
 * The same rules as backlot.walks.directions, which says what they are and why; both pass
 * tests/cases/directions.json. Change them together.
 */

import { compass } from "#viewer/geo.js";

export const TURNS = [
  "continue", "slight-left", "slight-right", "turn-left", "turn-right", "sharp-left", "sharp-right", "u-turn",
];
export const CROSSINGS = ["bridge", "steps", "underpass"];
const LANDMARK_KINDS = ["gate", "landmark", "spot", "station"];

const LANDMARK_M = 40;
const RANK_M = 5;
const JOINT_M = 10;
const LOOK_M = 12;
const STRAIGHT_DEG = 20;
const SLIGHT_DEG = 50;
const SHARP_DEG = 120;
const BACK_DEG = 160;

const RAD = Math.PI / 180;
const DEGREE_M = 6371008.8 * RAD;

const PARTICLES = /(을\(를\)|은\(는\)|이\(가\)|과\(와\)|\(으\)로|\(이\))/;
// the form after a consonant, the form after a vowel
const FORMS = {
  "을(를)": ["을", "를"],
  "은(는)": ["은", "는"],
  "이(가)": ["이", "가"],
  "과(와)": ["과", "와"],
  "(으)로": ["으로", "로"],
  "(이)": ["이", ""],
};
const RIEUL = 8;
// the last sound of each digit as it is read: 영 일 이 삼 사 오 육 칠 팔 구
const DIGIT_FINALS = [21, 8, 0, 16, 0, 0, 1, 8, 8, 0];

/**
 * @typedef {{code: string, turn: ?string, length_m: number, about: boolean, along: ?Object<string, string>,
 *   at: ?string, heading: ?string, minutes: ?number}} Step the same in every language
 */

/**
 * The steps of a leg.
 * @param {object} leg of the router, with `parts`; a ride has none, and one that is not ok has no steps
 * @param {object[]} ways the ways the parts name by their index
 * @param {{id: string, kind: string, rank: number, lon: number, lat: number}[]} placesNear what turns may be named after
 * @param {?string} [to] id of the place the leg leads to
 * @returns {Step[]}
 */
export function directions(leg, ways, placesNear, to = null) {
  if (!leg.ok) return [];
  const arrival = makeStep("arrive", { at: to });
  if (leg.mode !== "walk") return [makeStep(leg.mode, { minutes: Math.floor(leg.walk_s / 60 + 0.5) }), arrival];
  const stretches = merged(withoutJoints(leg.parts.map((part) => stretchOf(part, ways))));
  const steps = [];
  stretches.forEach((stretch, at) => {
    const turn = at > 0 ? turnOf(stretches[at - 1].line, stretch.line) : "start";
    steps.push(makeStep(stretch.crossing ?? turn, {
      turn,
      length_m: stretch.lengthM,
      about: stretch.about,
      along: stretch.name,
      at: at > 0 ? landmark(stretch.line[0], placesNear, [steps[at - 1].at, to]) : null,
      heading: at > 0 ? null : compass(bearing(stretch.line[0], ahead(stretch.line))),
    }));
  });
  return [...steps, arrival];
}

/**
 * A sentence for each step.
 * @param {Step[]} steps
 * @param {object} words made by makeWords
 * @param {(id: string) => string} nameOf the name of a place in the language of the words
 */
export function worded(steps, words, nameOf) {
  return steps.map((step) => withParticles(sentence(step, words, nameOf)));
}

/**
 * Choose among the two forms of every Korean particle by the letter before it. After quotation marks and
 * brackets the letter inside counts, a digit counts as it is read; after anything else both forms stay.
 */
export function withParticles(text) {
  return text.split(PARTICLES).reduce((out, part) => out + (part in FORMS ? form(part, final(out)) : part), "");
}

function makeStep(code, values) {
  return { code, turn: null, length_m: 0, about: false, along: null, at: null, heading: null, minutes: null, ...values };
}

function stretchOf(part, ways) {
  const way = ways[part.way];
  return {
    name: way.name || null,
    crossing: CROSSINGS.includes(way.class) ? way.class : null,
    lengthM: part.length_m,
    about: way.accuracy !== "surveyed",
    line: part.line,
  };
}

/** Give the length of short nameless stretches to the one before, or at the start to the one after. */
function withoutJoints(stretches) {
  const kept = [];
  let savedM = 0;
  for (const stretch of stretches) {
    const joint = stretch.name === null && stretch.crossing === null && stretch.lengthM < JOINT_M;
    if (!joint) {
      kept.push({ ...stretch, lengthM: stretch.lengthM + savedM });
      savedM = 0;
    } else if (kept.length > 0) {
      kept[kept.length - 1].lengthM += stretch.lengthM;
    } else {
      savedM += stretch.lengthM;
    }
  }
  return kept.length > 0 ? kept : stretches.slice(0, 1);
}

function merged(stretches) {
  const kept = [];
  for (const stretch of stretches) {
    const last = kept[kept.length - 1];
    if (last && isOne(last, stretch)) {
      last.lengthM += stretch.lengthM;
      last.about = last.about || stretch.about;
      last.line = [...last.line, ...stretch.line];
    } else {
      kept.push({ ...stretch });
    }
  }
  return kept;
}

/** Whether nobody has to be told that one becomes the other. */
function isOne(one, other) {
  if (!isSameName(one.name, other.name) || one.crossing !== other.crossing) return false;
  return Math.abs(angle(one.line, other.line)) < (one.name === null ? STRAIGHT_DEG : SLIGHT_DEG);
}

function isSameName(one, other) {
  if (one === null || other === null) return one === other;
  return [...Object.keys(one), ...Object.keys(other)].every((lang) => one[lang] === other[lang]);
}

function turnOf(before, after) {
  const turned = angle(before, after);
  const size = Math.abs(turned);
  if (size < STRAIGHT_DEG) return "continue";
  if (size > BACK_DEG) return "u-turn";
  const how = size < SLIGHT_DEG ? "slight" : size > SHARP_DEG ? "sharp" : "turn";
  return `${how}-${turned > 0 ? "right" : "left"}`;
}

/** By how many degrees one turns to the right, -180 to 180. */
function angle(before, after) {
  const came = bearing(ahead([...before].reverse()), before[before.length - 1]);
  const goes = bearing(after[0], ahead(after));
  return ((goes - came + 540) % 360) - 180;
}

/** The point 12 m along a line, or its last. */
function ahead(line) {
  let leftM = LOOK_M;
  for (let at = 1; at < line.length; at++) {
    const [one, other] = [line[at - 1], line[at]];
    const lengthM = Math.hypot(...offsetM(one, other));
    if (lengthM >= leftM) {
      const share = leftM / lengthM;
      return [one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share];
    }
    leftM -= lengthM;
  }
  return line[line.length - 1];
}

function bearing(one, other) {
  const [eastM, northM] = offsetM(one, other);
  return (Math.atan2(eastM, northM) / RAD + 360) % 360;
}

/** Metres to the east and to the north, on a plane that is good for a few hundred metres. */
function offsetM(one, other) {
  return [(other[0] - one[0]) * Math.cos(one[1] * RAD) * DEGREE_M, (other[1] - one[1]) * DEGREE_M];
}

/** What to name a turn after: never as the turn before, nor after the end, which is yet to come. */
function landmark(point, places, others) {
  let best = null;
  let bestM = Infinity;
  for (const { id, kind, rank, lon, lat } of places) {
    const awayM = Math.hypot(...offsetM(point, [lon, lat]));
    const countedM = awayM + RANK_M * rank;
    if (LANDMARK_KINDS.includes(kind) && !others.includes(id) && awayM <= LANDMARK_M && countedM < bestM) {
      [best, bestM] = [id, countedM];
    }
  }
  return best;
}

function sentence(step, words, nameOf) {
  const { code, turn, at } = step;
  if (code === "arrive") return at === null ? words.say("walk.arrive") : words.say("walk.arrive-at", { place: nameOf(at) });
  if (turn === null) return words.say(`walk.ride.${code}`, { n: step.minutes });
  return words.say("walk.step", { turn: turnText(step, words, nameOf), way: wayText(step, words) });
}

function turnText({ turn, at, heading }, words, nameOf) {
  if (turn === "start") return words.say("walk.start", { heading: words.say(`compass.${heading}`) });
  const text = words.say(`walk.turn.${turn}`);
  return at === null ? text : words.say("walk.turn-at", { place: nameOf(at), turn: text });
}

function wayText(step, words) {
  const length = lengthText(step, words);
  const crossing = CROSSINGS.includes(step.code) ? step.code : "way";
  if (step.along === null) return words.say(`walk.along.${crossing}`, { length });
  return words.say(`walk.along.${crossing}.named`, { length, name: words.of(step.along) });
}

function lengthText(step, words) {
  const stepM = step.length_m < 300 ? 10 : 50;
  const near = Math.max(10, Math.floor(step.length_m / stepM + 0.5) * stepM);
  const length = near < 1000 ? words.say("unit.m", { n: near }) : words.say("unit.km", { n: near / 1000 });
  return step.about ? words.say("walk.about", { length }) : length;
}

function form(both, last) {
  if (last === null) return both;
  const [closed, opened] = FORMS[both];
  return last === 0 || (both === "(으)로" && last === RIEUL) ? opened : closed;
}

/** The number of the last letter's final consonant, 0 without one, null where nobody can tell. */
function final(text) {
  const letter = text.replace(/[\s"'”’」』》〉)\]]+$/, "").slice(-1);
  if (letter >= "\uac00" && letter <= "\ud7a3") return (letter.charCodeAt(0) - 0xac00) % 28;
  return /^[0-9]$/.test(letter) ? DIGIT_FINALS[Number(letter)] : null;
}
