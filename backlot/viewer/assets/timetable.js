/**
 * Times of a tour: when one arrives and leaves, how much time is left, what to cut when it does not fit. Pure.
 * The same rules as backlot.walks.timetable, which says what they are and why; both pass
 * tests/cases/timetable.json and give equal numbers. Change them together.
 */

export const WORDS_PER_MIN = 115;
export const PHOTO_MIN = 5;
export const GATHER_S = 6;
export const LEAST_DWELL_MIN = 3;

/** What can be wrong with a stop. */
export const BREAKS = ["late", "closed", "after-hours", "unreachable"];
/** What can be done to a stop so that the plan fits, the milder first. */
export const ACTIONS = ["shorten", "drop"];

const LOW = 0;
const MIDDLE = 1;
const HIGH = 2;
// rates closer than this are equal: shortened by half or dropped, the time saved costs the same
const EQUAL = 1e-9;

/**
 * @typedef {{id: string, dwell_min?: ?number, words?: number, photo_min?: ?number, break_min?: number,
 *   open?: ?[number, number][], lock?: boolean, worth?: number, closed?: boolean}} Stop
 * @typedef {{ok: boolean, mode?: string, low_s?: number, walk_s?: number, high_s?: number, about?: boolean,
 *   length_m?: number}} Leg
 * @typedef {{depart_s?: ?number, back_by_s?: ?number, group_size?: number, words_per_min?: ?number, stops: Stop[],
 *   legs: Leg[], start?: boolean, end?: boolean, skips?: ?(?Leg)[]}} Request
 */

/**
 * Time a plan.
 * @param {Request} request
 * @returns {object} the timetable; see `schedule` of backlot.walks.timetable
 * @throws {RangeError} if there are not as many legs as the open stops need
 */
export function schedule(request) {
  const plan = planOf(request);
  const latest = latestOf(plan);
  const departS = departOf(plan);
  const [low, middle, high] = [LOW, MIDDLE, HIGH].map((bound) => run(plan, departS, bound));
  const ways = waysOf(plan);
  const walked = ways.filter((way) => way.mode === "walk");
  const ridden = ways.filter((way) => way.mode !== "walk");
  const broken = ways.some((way) => !way.ok);
  const visits = timedVisits(plan, middle, high, latest.leaves, broken).values();
  const stops = request.stops.map((stop) => (stop.closed ? passedOver(stop) : visits.next().value));
  const breaks = endBreaks(plan, high);
  return {
    feasible: breaks.length === 0 && stops.every((stop) => stop.breaks.every((code) => code === "closed")),
    breaks,
    depart_s: departS,
    latest_depart_s: finite(latest.depart),
    stops,
    legs: timedLegs(plan, middle),
    end_s: middle.endS,
    end_low_s: low.endS,
    end_high_s: high.endS,
    walk_s: sum(walked.map((way) => way.seconds[MIDDLE])),
    ride_s: sum(ridden.map((way) => way.seconds[MIDDLE])),
    wait_s: sum(middle.visits.map((times) => times.startS - times.arriveS)),
    dwell_s: sum(plan.visits.map(stayS)),
    length_m: sum(walked.map((way) => way.lengthM)),
    slack_s: plan.backByS === null || broken ? null : plan.backByS - high.endS,
    overrun_s: overrun(plan),
    cut: cuts(plan),
  };
}

/**
 * How long a group stays at a stop, in seconds by what they are for.
 * @param {Stop} stop
 */
export function dwellOf(stop, groupSize, wordsPerMin = WORDS_PER_MIN) {
  const rest = whole((stop.break_min ?? 0) * 60);
  if ((stop.dwell_min ?? null) !== null) {
    const given = whole(stop.dwell_min * 60);
    return { talk: 0, photo: 0, gather: 0, set: given, break: rest, total: given + rest };
  }
  const talk = whole(((stop.words ?? 0) * 60) / wordsPerMin);
  const photo = whole((stop.photo_min ?? PHOTO_MIN) * 60);
  const gather = groupSize > 1 ? GATHER_S * groupSize : 0;
  return { talk, photo, gather, set: 0, break: rest, total: talk + photo + gather + rest };
}

/** A time of day as "HH:MM", to the nearest minute; half a minute is the next one. */
export function clockText(timeS) {
  const minutes = (((Math.floor(timeS / 60 + 0.5) % 1440) + 1440) % 1440);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function whole(figure) {
  return Math.floor(figure + 0.5);
}

function finite(figure) {
  return Number.isFinite(figure) ? figure : null;
}

function sum(figures) {
  return figures.reduce((total, figure) => total + figure, 0);
}

function stayS(visit) {
  return visit.visitS + visit.breakS;
}

/** The open stops, the leg into each, and the leg from the last one to the end. */
function planOf(request) {
  const departS = request.depart_s ?? null;
  const backByS = request.back_by_s ?? null;
  const hasClock = departS !== null || backByS !== null;
  const dwell = (stop) => dwellOf(stop, request.group_size ?? 1, request.words_per_min || WORDS_PER_MIN);
  const visits = request.stops
    .map((stop, at) => ({ stop, at }))
    .filter(({ stop }) => !stop.closed)
    .map(({ stop, at }) => visitOf(at, stop, dwell(stop), hasClock));
  const legs = request.legs.map(wayOf);
  const skips = (request.skips ?? visits.map(() => null)).map((leg) => (leg?.ok ? wayOf(leg) : null));
  const needed = Math.max(0, visits.length - 1 + (request.start ? 1 : 0) + (request.end ? 1 : 0));
  if (legs.length !== needed || skips.length !== visits.length) {
    const wanted = `${needed} legs and ${visits.length} skips`;
    throw new RangeError(`${visits.length} open stops need ${wanted}, not ${legs.length} and ${skips.length}`);
  }
  const into = request.start ? legs : [null, ...legs];
  return {
    departS: departS === null ? null : whole(departS),
    backByS: backByS === null ? null : whole(backByS),
    visits,
    into: into.slice(0, visits.length),
    home: request.end && legs.length > 0 ? legs[legs.length - 1] : null,
    skips,
  };
}

function visitOf(at, stop, dwell, hasClock) {
  const visitS = dwell.total - dwell.break;
  return {
    stop: at,
    id: stop.id,
    dwell,
    visitS,
    // the stay without the break before anything was cut
    fullS: visitS,
    breakS: dwell.break,
    open: ((hasClock && stop.open) || []).map(([opens, closes]) => [whole(opens), whole(closes)]),
    lock: stop.lock ?? false,
    worth: stop.worth ?? 1,
  };
}

/** A leg with its seconds rounded: low, middle, high. */
function wayOf(leg) {
  const { ok, mode = "walk", about = false } = leg;
  if (!ok) return { ok, mode, about, seconds: [0, 0, 0], lengthM: 0 };
  return { ok, mode, about, seconds: [leg.low_s, leg.walk_s, leg.high_s].map(whole), lengthM: leg.length_m ?? 0 };
}

function waysOf(plan) {
  return [...plan.into, plan.home].filter((way) => way !== null);
}

/** Go through the plan with every leg at one of its bounds. */
function run(plan, departS, bound) {
  let timeS = departS;
  const visits = plan.visits.map((visit, at) => {
    const arriveS = timeS + (plan.into[at]?.seconds[bound] ?? 0);
    const opened = startOf(visit, arriveS);
    const missedS = opened === null ? missedBy(visit, arriveS) : 0;
    const startS = opened ?? arriveS;
    timeS = startS + stayS(visit);
    return { arriveS, startS, leaveS: timeS, missedS };
  });
  return { visits, endS: timeS + (plan.home?.seconds[bound] ?? 0) };
}

/** The earliest start of a visit that lies in one window, null if no window is left. */
function startOf(visit, arriveS) {
  if (visit.open.length === 0) return arriveS;
  const starts = visit.open
    .filter(([opens, closes]) => Math.max(arriveS, opens) + visit.visitS <= closes)
    .map(([opens]) => Math.max(arriveS, opens));
  return starts.length > 0 ? Math.min(...starts) : null;
}

function missedBy(visit, arriveS) {
  return Math.min(...visit.open.map(([opens, closes]) => Math.max(arriveS, opens) + visit.visitS - closes));
}

/**
 * The latest time to leave each stop, and to depart, that keeps all that comes after it: infinite where
 * nothing has to be kept, minus infinity where it cannot be kept.
 */
function latestOf(plan) {
  let latest = before(plan.backByS ?? Infinity, plan.home);
  const leaves = [];
  for (let at = plan.visits.length - 1; at >= 0; at--) {
    const visit = plan.visits[at];
    leaves[at] = latest;
    latest = before(latestStart(visit, latest - stayS(visit)), plan.into[at]);
  }
  return { leaves, depart: latest };
}

function before(latest, way) {
  if (way === null) return latest;
  return way.ok ? latest - way.seconds[HIGH] : -Infinity;
}

function latestStart(visit, latest) {
  if (visit.open.length === 0) return latest;
  const starts = visit.open.map(([opens, closes]) => [opens, Math.min(closes - visit.visitS, latest)]);
  return Math.max(-Infinity, ...starts.filter(([opens, start]) => opens <= start).map(([, start]) => start));
}

function departOf(plan) {
  if (plan.departS !== null) return plan.departS;
  if (plan.backByS === null) return 0;
  const latest = latestOf(plan).depart;
  if (Number.isFinite(latest)) return Math.max(0, latest);
  return Math.max(0, plan.backByS - sum(waysOf(plan).map((way) => way.seconds[HIGH])) - sum(plan.visits.map(stayS)));
}

function timedLegs(plan, middle) {
  const arrivals = [...middle.visits.map((times) => times.arriveS), middle.endS];
  return [...plan.into, plan.home]
    .map((way, at) => way && {
      ok: way.ok,
      arrive_s: arrivals[at],
      seconds: way.seconds[MIDDLE],
      low_s: way.seconds[LOW],
      high_s: way.seconds[HIGH],
      about: way.about,
    })
    .filter((leg) => leg !== null);
}

function timedVisits(plan, middle, high, latest, broken) {
  const onward = onwardOf(plan);
  return plan.visits.map((visit, at) => {
    const shown = middle.visits[at];
    const late = high.visits[at];
    const latestS = finite(Math.min(latest[at], closingOf(visit, late)));
    return {
      id: visit.id,
      arrive_s: shown.arriveS,
      wait_s: shown.startS - shown.arriveS,
      start_s: shown.startS,
      dwell_s: visit.dwell,
      leave_s: shown.leaveS,
      leave_high_s: late.leaveS,
      latest_s: latestS,
      slack_s: latestS === null || broken ? null : latestS - late.leaveS,
      breaks: breaksOf(plan, at, late, onward[at]),
    };
  });
}

/** Seconds of the way alone, without any stay, from each stop to the end. */
function onwardOf(plan) {
  let seconds = 0;
  const found = [];
  for (let at = plan.visits.length - 1; at >= 0; at--) {
    seconds += (plan.into[at + 1] ?? plan.home)?.seconds[HIGH] ?? 0;
    found[at] = seconds;
  }
  return found;
}

/** When one has to leave because the window the visit lies in ends. */
function closingOf(visit, times) {
  const held = visit.open.filter(([opens, closes]) => opens <= times.startS && times.startS <= closes - visit.visitS);
  return held.length > 0 ? Math.max(...held.map(([, closes]) => closes)) + visit.breakS : Infinity;
}

function breaksOf(plan, at, times, onwardS) {
  const found = {
    late: plan.backByS !== null && times.leaveS + onwardS > plan.backByS,
    "after-hours": times.missedS > 0,
    unreachable: plan.into[at] !== null && !plan.into[at].ok,
  };
  return BREAKS.filter((code) => found[code]);
}

function endBreaks(plan, high) {
  const found = {
    late: plan.backByS !== null && high.endS > plan.backByS,
    unreachable: plan.home !== null && !plan.home.ok,
  };
  return BREAKS.filter((code) => found[code]);
}

function passedOver(stop) {
  return {
    id: stop.id,
    arrive_s: null,
    wait_s: null,
    start_s: null,
    dwell_s: { talk: 0, photo: 0, gather: 0, set: 0, break: 0, total: 0 },
    leave_s: null,
    leave_high_s: null,
    latest_s: null,
    slack_s: null,
    breaks: ["closed"],
  };
}

/** The seconds missing: at the end, and at every stop whose opening hours are missed. Asked for every possible cut. */
function overrun(plan) {
  let timeS = departOf(plan);
  let missedS = 0;
  for (let at = 0; at < plan.visits.length; at++) {
    const visit = plan.visits[at];
    timeS += plan.into[at]?.seconds[HIGH] ?? 0;
    const opened = startOf(visit, timeS);
    if (opened === null) missedS += missedBy(visit, timeS);
    timeS = (opened ?? timeS) + stayS(visit);
  }
  timeS += plan.home?.seconds[HIGH] ?? 0;
  return missedS + (plan.backByS === null ? 0 : Math.max(0, timeS - plan.backByS));
}

/**
 * What to cut so that the plan fits, best first: what makes up most of the missing time for the worth it loses,
 * found by timing the plan anew with those before it. What later ones have made needless is then left out.
 */
function cuts(plan) {
  let changes = foundChanges(plan);
  if (overrun(changedBy(plan, changes)) === 0) {
    for (const change of [...changes].sort((a, b) => b.loses - a.loses)) {
      const others = changes.filter((each) => each !== change);
      if (overrun(changedBy(plan, others)) === 0) changes = others;
    }
  }
  return told(plan, changes);
}

function foundChanges(given) {
  const found = new Map();
  let plan = given;
  let missing = overrun(plan);
  while (missing > 0) {
    const best = bestChange(plan, missing);
    if (best === null) break;
    // a stop cut twice is cut once, as it was at last
    found.delete(best.stop);
    found.set(best.stop, best);
    plan = changed(plan, best);
    missing = overrun(plan);
  }
  return [...found.values()];
}

function bestChange(plan, missing) {
  let best = null;
  let bestRate = 0;
  let bestGain = 0;
  for (const action of ACTIONS) {
    for (const visit of plan.visits) {
      const change = action === "shorten" ? shortening(visit, missing) : dropping(visit);
      if (change === null) continue;
      const gain = missing - overrun(changed(plan, change));
      const loss = change.loses - lost(visit);
      const rate = loss > 0 ? gain / loss : Infinity;
      const asGood = rate >= bestRate * (1 - EQUAL) && gain > bestGain;
      if (gain > 0 && (rate > bestRate * (1 + EQUAL) || asGood)) {
        [best, bestRate, bestGain] = [change, rate, gain];
      }
    }
  }
  return best;
}

/** Shorten by what is missing, to whole minutes, if the visit is long enough. */
function shortening(visit, missing) {
  const toMin = Math.max(LEAST_DWELL_MIN, Math.floor((visit.visitS - missing) / 60));
  if (toMin * 60 >= visit.visitS) return null;
  return { action: "shorten", stop: visit.stop, toMin, loses: lost({ ...visit, visitS: toMin * 60 }) };
}

function dropping(visit) {
  return visit.lock ? null : { action: "drop", stop: visit.stop, toMin: null, loses: visit.worth };
}

/** The worth lost by shortening: half the time, half the worth. */
function lost(visit) {
  return visit.fullS ? (visit.worth * (visit.fullS - visit.visitS)) / visit.fullS : 0;
}

function changedBy(plan, changes) {
  return changes.reduce(changed, plan);
}

function changed(plan, change) {
  const at = plan.visits.findIndex((visit) => visit.stop === change.stop);
  if (change.toMin === null) return without(plan, at);
  const visits = [...plan.visits];
  visits[at] = { ...visits[at], visitS: change.toMin * 60 };
  return { ...plan, visits };
}

/** Drop a stop; the legs around it become the one that passes it by, or one still walks both. */
function without(plan, at) {
  const onward = [...plan.into, plan.home];
  const [one, other] = onward.slice(at, at + 2);
  onward.splice(at, 2, one === null || other === null ? null : plan.skips[at] ?? joined(one, other));
  // legs that pass the neighbours by began or ended at the stop that is gone
  const skips = plan.skips
    .map((skip, place) => (Math.abs(place - at) === 1 ? null : skip))
    .filter((skip, place) => place !== at);
  const visits = plan.visits.filter((visit, place) => place !== at);
  return { ...plan, visits, into: onward.slice(0, -1), home: onward[onward.length - 1], skips };
}

function joined(one, other) {
  return {
    ok: one.ok && other.ok,
    mode: one.mode,
    about: one.about || other.about,
    seconds: one.seconds.map((seconds, bound) => seconds + other.seconds[bound]),
    lengthM: one.lengthM + other.lengthM,
  };
}

function told(given, changes) {
  let plan = given;
  let missing = overrun(plan);
  return changes.map((change) => {
    plan = changed(plan, change);
    const left = overrun(plan);
    const cut = {
      action: change.action,
      id: given.visits.find((visit) => visit.stop === change.stop).id,
      stop: change.stop,
      to_min: change.toMin,
      saves_s: missing - left,
      loses: change.loses,
    };
    missing = left;
    return cut;
  });
}
