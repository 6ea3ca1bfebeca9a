/**
 * How long a metre takes: slope, surface and steps, and how sure that is.
 *
 * The same figures as `backlot/walks/pace.py`, which names their sources; both pass tests/cases/router.json.
 * Change them together.
 */

export const NEEDS = ["step-free", "no-stairs", "lit", "open-only"];

/** What a step-free way may have at most and must have at least. */
export const MAX_INCLINE_PCT = 8;
export const MIN_WIDTH_M = 0.9;

/** Farther from the nearest path a stop is not reached on foot. */
export const MAX_OFFSET_M = 250;

const SURFACE_FACTORS = { asphalt: 1, paved: 1, gravel: 1.1, ground: 1.1, grass: 1.2, unknown: 1 };
const STEPS_UP = 1 / 0.35;
const STEPS_DOWN = 1 / 0.5;

/** Least and most time per metre of an accuracy, relative to the middle. */
export const RANGES = { surveyed: [1, 1], approximate: [0.95, 1.1], schematic: [0.8, 1.3] };

/** How much longer a slope takes than flat ground; uphill is above 0, unknown (null) counts as flat. */
export function slopeFactor(inclinePct) {
  return inclinePct ? Math.exp(3.5 * (Math.abs(inclinePct / 100 + 0.05) - 0.05)) : 1;
}

/** How much longer steps take than flat ground; below 0 they lead down. */
export function stepsFactor(inclinePct) {
  return inclinePct !== null && inclinePct < 0 ? STEPS_DOWN : STEPS_UP;
}

/** How much longer a surface takes than a firm one; unknown counts as firm. */
export function surfaceFactor(surface) {
  return SURFACE_FACTORS[surface];
}

/**
 * How much longer a metre of a path takes than one of flat, firm ground.
 *
 * @param {number|null} inclinePct in the direction of walking, above 0 uphill
 * @param {string} surface
 * @param {boolean|null} steps
 */
export function walkFactor(inclinePct, surface, steps) {
  return steps ? stepsFactor(inclinePct) : slopeFactor(inclinePct) * surfaceFactor(surface);
}
