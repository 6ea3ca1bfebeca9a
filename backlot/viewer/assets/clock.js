/** Clock times as people type them. Pure. */

/** "9", "930", "9:30", "9.30" and "0930" as "HH:MM"; null if it is no time of day. */
export function parsedClock(text) {
  const digits = /^(\d{1,2})(?:[:.h ]?(\d{2}))?$/.exec(text.trim());
  if (!digits) return null;
  const [hours, minutes] = [Number(digits[1]), Number(digits[2] ?? 0)];
  return hours < 24 && minutes < 60 ? written(hours * 60 + minutes) : null;
}

/** The next or last multiple of five minutes of a clock time, round midnight. */
export function steppedClock(clock, way) {
  const [hours, minutes] = clock.split(":").map(Number);
  const fives = (hours * 60 + minutes) / 5;
  const next = way > 0 ? Math.floor(fives) + 1 : Math.ceil(fives) - 1;
  return written((next * 5 + 1440) % 1440);
}

const written = (minutes) => [Math.floor(minutes / 60), minutes % 60].map((each) => String(each).padStart(2, "0")).join(":");
