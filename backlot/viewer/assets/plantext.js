/** Word the times, distances and troubles of a plan. Pure. */

import { clockText } from "#viewer/timetable.js";

/** A time of the plan: on the clock, or since setting out where the plan has no clock. */
export function timeText(plan, timeS) {
  if (timeS === null || timeS === undefined) return "";
  if (plan.onClock) return clockText(timeS);
  const minutes = Math.round(timeS / 60);
  return `+${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Whole minutes as people say them: "12 min", "1 h 5 min". */
export function minutesText(words, minutes) {
  const whole = Math.round(minutes);
  if (whole < 60) return words.say("plan.min", { n: whole });
  if (whole % 60 === 0) return words.say("plan.hours", { h: whole / 60 });
  return words.say("plan.hours-min", { h: Math.floor(whole / 60), n: whole % 60 });
}

/** Minutes to spare, never more than there are; missing ones never fewer. */
export function slackMinutes(slackS) {
  return slackS >= 0 ? Math.floor(slackS / 60) : -Math.ceil(-slackS / 60);
}

/** "6 min to spare", "3 min too late". */
export function slackText(words, slackS) {
  const minutes = slackMinutes(slackS);
  return words.say(minutes < 0 ? "plan.too-late" : "plan.spare", { time: minutesText(words, Math.abs(minutes)) });
}

/** How near a slack is to trouble. */
export function slackGrade(slackS) {
  if (slackS < 0) return "late";
  return slackS < 300 ? "tight" : "ample";
}

/** A leg as "about 120 m · 2–3 min", "By bus, about 5 min", with who may walk there. */
export function legText(words, leg) {
  if (leg.mode !== "walk") return words.say(`walk.ride.${leg.mode}`, { n: Math.round(leg.minutes) });
  const length = words.metres(leg.length_m);
  const notes = (leg.notes ?? []).map((note) => words.say(`plan.access.${note}`));
  return [leg.about ? words.say("walk.about", { length }) : length, rangeText(words, leg), ...notes].join(" · ");
}

/** Minutes of a leg with their spread, in whole minutes, at least one. */
export function rangeText(words, leg) {
  const [low, high] = [Math.max(1, Math.floor(leg.minutes_low)), Math.max(1, Math.ceil(leg.minutes_high))];
  if (!leg.about || low === high) return minutesText(words, Math.max(1, leg.minutes));
  return words.say("plan.range", { low, high });
}

/** What the data does not know of a leg, one sentence each. */
export function legDoubts(words, leg) {
  return Object.entries(leg.unknown ?? {}).map(([need, metres]) => words.say(`plan.unknown.${need}`, { length: words.metres(metres) }));
}

/** Why there is no way to a stop. */
export function reasonText(words, reason, nameOf) {
  if (!reason) return words.say("walk.breaks.unreachable");
  const { code, values = {} } = reason;
  if (code === "unknown-place") return problemText(words, code);
  return words.say(`plan.reason.${code}`, {
    ...values,
    distance: words.metres(values.offset_m ?? 0),
    places: (values.places ?? []).map(nameOf).join(", "),
    needs: (values.needs ?? []).map((need) => words.say(`plan.need.${need}`)).join(", "),
  });
}

/** What is wrong with a stop. */
export function problemText(words, code) {
  if (code === "unknown-place") return words.say("plan.unknown-place");
  return words.say(`walk.breaks.${code}`);
}

/** What a proposed cut does. */
export function cutText(words, cut, place) {
  const saved = Math.max(1, Math.round(cut.saves_s / 60));
  return words.say(`walk.cut.${cut.action}`, { place, saved, n: cut.to_min ?? 0 });
}

/**
 * The one line everything is about.
 * @returns {{grade: "ample"|"tight"|"late"|"open", text: string, more: string}}
 */
export function resultText(words, plan) {
  const { timetable, tour } = plan;
  const end = endText(words, plan);
  const sets = plan.onClock && tour.depart === null ? words.say("plan.leave-at", { time: timeText(plan, timetable.depart_s) }) : null;
  const more = [sets, end].filter(Boolean).join(" · ");
  const broken = [...timetable.breaks, ...timetable.stops.flatMap((stop) => stop.breaks)];
  if (broken.includes("unreachable")) return { grade: "late", text: words.say("plan.result.unreachable"), more };
  if (timetable.slack_s < 0) return { grade: "late", text: backText(words, plan), more };
  if (broken.includes("after-hours")) return { grade: "late", text: words.say("plan.result.after-hours"), more };
  if (timetable.slack_s !== null) return { grade: slackGrade(timetable.slack_s), text: backText(words, plan), more };
  return { grade: "open", text: end, more: plan.onClock ? "" : words.say("plan.no-clock") };
}

function backText(words, plan) {
  return words.say("plan.result.back-by", { time: plan.tour.back_by, slack: slackText(words, plan.timetable.slack_s) });
}

/** When the plan ends, or how long it takes, with the latest it may become: slack counts from that. */
function endText(words, plan) {
  const { depart_s: depart, end_s: middle, end_high_s: high } = plan.timetable;
  const said = (timeS) => (plan.onClock ? timeText(plan, timeS) : minutesText(words, (timeS - depart) / 60));
  const [time, latest] = [said(middle), said(high)];
  if (time === latest) return words.say(plan.onClock ? "plan.ends" : "plan.takes", { time });
  return words.say(plan.onClock ? "plan.ends-between" : "plan.takes-between", { time, latest });
}

/** The sums of a plan: stops, walking, riding. */
export function sumsOf(words, plan) {
  const { timetable, stops } = plan;
  const count = stops.filter((stop) => stop.number !== null).length;
  return [
    words.say("plan.stops", { n: count }),
    words.say("plan.on-foot", { length: words.metres(timetable.length_m), time: minutesText(words, timetable.walk_s / 60) }),
    timetable.ride_s > 0 ? words.say("plan.riding", { time: minutesText(words, timetable.ride_s / 60) }) : null,
  ].filter(Boolean);
}

/** What the texts above speak of: the itinerary with its tour, and whether it has a clock. */
export function planOf(planning) {
  const { tour, itinerary } = planning;
  return { ...itinerary, tour, onClock: tour.depart !== null || tour.back_by !== null };
}
