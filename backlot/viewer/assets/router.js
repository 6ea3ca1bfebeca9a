/**
 * The quickest walk between places, and what is not known of it.
 *
 * The same rules as `backlot/walks/router.py`; both pass tests/cases/router.json. Change them together.
 * Needs are hard: a path that breaks one is not there. What is unknown is walked and said. Of walks that take
 * equally long the same one is always chosen: every edge takes less than a millionth of a second more than it
 * should, drawn by lot from its number.
 */

import { MAX_INCLINE_PCT, MAX_OFFSET_M, MIN_WIDTH_M, NEEDS, RANGES, walkFactor } from "#viewer/pace.js";

// most that is drawn by lot for each edge, so that no two walks take equally long
const DRAW_S = 1e-6;
const NOTES = ["closed", "guide", "unknown"];
const SOURCE = -1;
const RAD = Math.PI / 180;
// WGS 84: equatorial radius, first eccentricity squared
const RADIUS_M = 6378137;
const ECCENTRICITY_2 = 0.00669437999014;

/**
 * @typedef {[number, number]} Position longitude, latitude
 * @typedef {[number, number, number]} Snap edge, metres from its start, metres off the path
 * @typedef {{pace_kmh: number, needs: string[], closed: string[]}} Walker
 * @typedef {{edge: number, from: number, to: number}} Piece metres along an edge, in walking order
 */

/**
 * A router of one walker.
 *
 * @param {object} graph the walk graph, as Python's `Network.graph` gives it
 * @param {Walker} walker
 */
export function makeRouter(graph, walker) {
  const secondPerM = 3.6 / walker.pace_kmh;
  const needs = NEEDS.filter((need) => walker.needs.includes(need));
  const closed = [...new Set(walker.closed)].sort();
  const edgeSeconds = secondsOfEdges(graph, secondPerM, needs, closed);
  const arcs = arcsOf(graph, edgeSeconds);
  const measures = measuresOf(graph);
  const trees = new Map();

  /** Where a stop, the id of a place or a position, meets the network; null if it is not known. */
  function snapOf(stop) {
    if (typeof stop !== "string") return snap(stop);
    return Object.hasOwn(graph.snaps, stop) ? graph.snaps[stop] : null;
  }

  /** The nearest point on a path to a position [lon, lat]; null in an empty network. */
  function snap(position) {
    const here = measures.xy(position);
    let best = null;
    measures.lines.forEach((line, edge) => {
      for (let i = 1; i < line.xy.length; i++) {
        const share = shareOf(here, line.xy[i - 1], line.xy[i]);
        const x = line.xy[i - 1][0] + share * (line.xy[i][0] - line.xy[i - 1][0]);
        const y = line.xy[i - 1][1] + share * (line.xy[i][1] - line.xy[i - 1][1]);
        const offset = Math.hypot(here[0] - x, here[1] - y);
        if (best && offset >= best[2]) continue;
        best = [edge, line.along[i - 1] + share * (line.along[i] - line.along[i - 1]), offset];
      }
    });
    return best && [best[0], rounded(best[1], 2), rounded(best[2], 2)];
  }

  /** The walk between two stops with its line, or why there is none. */
  function leg(start, end) {
    const snaps = [known(start), known(end)];
    for (const [index, stop] of [start, end].entries()) {
      if (snaps[index][2] > MAX_OFFSET_M) {
        return noLeg("too-far", { stop: typeof stop === "string" ? stop : null, offset_m: snaps[index][2] });
      }
    }
    if (sameStop(start, end)) return legOf([], snaps[0], [0, 0]);
    const pieces = route(...snaps);
    return pieces ? legOf(pieces, snaps[0], [snaps[0][2], snaps[1][2]]) : whyNot(...snaps);
  }

  /** Seconds and metres between all stops, from row to column; Infinity where there is no walk. */
  function matrix(stops) {
    const snaps = stops.map(known);
    const cells = stops.map((start, row) =>
      stops.map((end, column) => {
        if (sameStop(start, end)) return [0, 0];
        const off = snaps[row][2] + snaps[column][2];
        if (Math.max(snaps[row][2], snaps[column][2]) > MAX_OFFSET_M) return [Infinity, Infinity];
        const found = follow(snaps[row], snaps[column]);
        return found ? [found.seconds + off * secondPerM, lengthOf(found.pieces) + off] : [Infinity, Infinity];
      }),
    );
    return {
      seconds: cells.map((row) => row.map(([seconds]) => seconds)),
      metres: cells.map((row) => row.map(([, metres]) => metres)),
    };
  }

  function known(stop) {
    const found = snapOf(stop);
    if (!found) throw new RangeError(`no stop ${JSON.stringify(stop)} on the network`);
    return found;
  }

  /** Nodes one reaches first from a point on an edge, with the seconds to each. */
  function beginsOf([edge, at]) {
    const [one, other, , length] = graph.edges[edge];
    const [forward, back] = edgeSeconds[edge];
    return [[one, share(back, at, length)], [other, share(forward, length - at, length)]];
  }

  /** Seconds from a point to every node, and the arc each is reached by. */
  function treeOf(point) {
    const key = `${point[0]} ${point[1]}`;
    if (!trees.has(key)) trees.set(key, dijkstra(graph.nodes.length, arcs, beginsOf(point)));
    return trees.get(key);
  }

  /** Seconds, last node (null when the edge is never left) and last piece of a walk. */
  function lastOf(start, seconds, end) {
    const [one, other, , length] = graph.edges[end[0]];
    const [forward, back] = edgeSeconds[end[0]];
    let best = { seconds: Infinity, node: null, piece: { edge: end[0], from: end[1], to: end[1] } };
    if (start[0] === end[0]) {
      const ahead = end[1] - start[1];
      const direct = share(ahead >= 0 ? forward : back, Math.abs(ahead), length);
      best = { seconds: direct, node: null, piece: { edge: end[0], from: start[1], to: end[1] } };
    }
    const byOne = seconds[one] + share(forward, end[1], length);
    if (byOne < best.seconds) {
      best = { seconds: byOne, node: one, piece: { edge: end[0], from: 0, to: end[1] } };
    }
    const byOther = seconds[other] + share(back, length - end[1], length);
    if (byOther < best.seconds) {
      best = { seconds: byOther, node: other, piece: { edge: end[0], from: length, to: end[1] } };
    }
    return best;
  }

  /** The piece by which a walk leaves its start towards a node. */
  function firstOf(start, node) {
    const [[one, oneSeconds], [other, otherSeconds]] = beginsOf(start);
    const isBack = node === one && !(node === other && otherSeconds < oneSeconds);
    return { edge: start[0], from: start[1], to: isBack ? 0 : graph.edges[start[0]][3] };
  }

  /** Seconds and pieces of the quickest walk, in walking order; null if there is none. */
  function follow(start, end) {
    const { seconds, into } = treeOf(start);
    const last = lastOf(start, seconds, end);
    if (!Number.isFinite(last.seconds)) return null;
    const pieces = [last.piece];
    let node = last.node;
    while (node !== null) {
      const arc = into[node];
      if (arc === SOURCE) {
        pieces.push(firstOf(start, node));
        break;
      }
      const edge = arc >> 1;
      const length = graph.edges[edge][3];
      pieces.push(arc & 1 ? { edge, from: length, to: 0 } : { edge, from: 0, to: length });
      node = arcs.tail(arc);
    }
    return { seconds: last.seconds, pieces: pieces.reverse().filter(({ from, to }) => from !== to) };
  }

  function route(start, end) {
    return follow(start, end)?.pieces ?? null;
  }

  function legOf(pieces, start, off_m) {
    const off = off_m[0] + off_m[1];
    const times = [1, ...RANGES.schematic].map((factor) => factor * off * secondPerM);
    const unknown = Object.fromEntries(needs.map((need) => [need, off]));
    const notes = new Set();
    const parts = [];
    let unknownPace = off;
    let about = off > 0;
    for (const stretch of stretchesOf(graph, pieces)) {
      const index = graph.edges[stretch[0].edge][2];
      const way = graph.ways[index];
      const length_m = lengthOf(stretch);
      const walk_s = stretch.reduce((sum, piece) => sum + secondsOf(piece), 0);
      [1, ...RANGES[way.accuracy]].forEach((factor, at) => { times[at] += factor * walk_s; });
      about ||= way.accuracy !== "surveyed";
      notes.add(way.access);
      for (const need of needs) if (isUnknown(way, need)) unknown[need] += length_m;
      if (!way.steps && (way.incline_pct === null || way.surface === "unknown")) unknownPace += length_m;
      parts.push({ way: index, length_m, line: joined(stretch.map((piece) => lineOf(measures, piece))) });
    }
    const here = lineOf(measures, { edge: start[0], from: start[1], to: start[1] })[0];
    const line = joined(parts.map((part) => part.line));
    return {
      ok: true,
      mode: "walk",
      length_m: parts.reduce((sum, part) => sum + part.length_m, 0) + off,
      walk_s: times[0],
      low_s: times[1],
      high_s: times[2],
      about,
      unknown: Object.fromEntries(Object.entries(unknown).filter(([, metres]) => metres > 0)),
      unknown_pace_m: unknownPace,
      notes: NOTES.filter((note) => notes.has(note)),
      off_m: [...off_m],
      line: line.length ? line : [here, here],
      parts,
    };
  }

  function secondsOf({ edge, from, to }) {
    const [forward, back] = edgeSeconds[edge];
    return share(to >= from ? forward : back, Math.abs(to - from), graph.edges[edge][3]);
  }

  function whyNot(start, end) {
    const others = new Map();
    const leads = (someNeeds, someClosed) => {
      const key = JSON.stringify([someNeeds, someClosed]);
      if (!others.has(key)) {
        const other = makeRouter(graph, { pace_kmh: walker.pace_kmh, needs: someNeeds, closed: someClosed });
        others.set(key, other.leads(start, end));
      }
      return others.get(key);
    };
    if (!leads([], [])) return noLeg("no-path", {});
    if (!leads([], closed)) {
      const alone = closed.filter((one) => !leads([], [one]));
      return noLeg("closed", { places: alone.length ? alone : closed });
    }
    const alone = needs.filter((need) => !leads([need], closed));
    // places whose opening would help as well as doing without the needs
    const helping = closed.filter((one) => leads(needs, closed.filter((other) => other !== one)));
    return noLeg("needs", { needs: alone.length ? alone : needs, places: helping });
  }

  /** Whether there is a walk between two points on the network. */
  const leads = (start, end) => route(start, end) !== null;

  return { leg, matrix, snap, leads };
}

/** Whether a way is known to break a need. */
export function blocks(way, need) {
  if (need === "step-free") {
    return way.steps === true
      || (way.incline_pct !== null && Math.abs(way.incline_pct) > MAX_INCLINE_PCT)
      || (way.width_m !== null && way.width_m < MIN_WIDTH_M);
  }
  if (need === "no-stairs") return way.steps === true;
  return need === "lit" ? way.lit === false : way.access === "closed";
}

/** Whether it is not known if a way meets a need. */
export function isUnknown(way, need) {
  if (need === "step-free") return way.steps === null || way.incline_pct === null;
  if (need === "no-stairs") return way.steps === null;
  return need === "lit" ? way.lit === null : way.access === "unknown";
}

/** Seconds of each edge as drawn and against it, Infinity where nobody may walk. */
function secondsOfEdges(graph, secondPerM, needs, closed) {
  const shut = new Set(closed);
  const factors = graph.ways.map((way) => {
    if (shut.has(way.within) || shut.has(way.along) || needs.some((need) => blocks(way, need))) return [Infinity, Infinity];
    const { incline_pct: incline, surface, steps } = way;
    const back = walkFactor(incline === null ? null : -incline, surface, steps);
    return [walkFactor(incline, surface, steps), way.oneway ? Infinity : back];
  });
  return graph.edges.map(([, , way, length], edge) => {
    const drawn = (DRAW_S * scattered(edge)) / 2 ** 32;
    return factors[way].map((factor) => length * secondPerM * factor + drawn);
  });
}

/** Edges in the directions they may be walked. Arc 2e is edge e as drawn, 2e + 1 against it. */
function arcsOf(graph, edgeSeconds) {
  const from = graph.nodes.map(() => []);
  const tail = (arc) => graph.edges[arc >> 1][arc & 1];
  const head = (arc) => graph.edges[arc >> 1][1 - (arc & 1)];
  const seconds = (arc) => edgeSeconds[arc >> 1][arc & 1];
  for (let arc = 0; arc < 2 * graph.edges.length; arc++) {
    if (!Number.isFinite(seconds(arc)) || tail(arc) === head(arc)) continue;
    from[tail(arc)].push(arc);
  }
  return { from, tail, head, seconds };
}

/** Seconds to every node and the arc it is reached by (Dijkstra's algorithm with a binary heap). */
function dijkstra(count, arcs, begins) {
  const seconds = new Float64Array(count).fill(Infinity);
  const into = new Int32Array(count).fill(SOURCE);
  const heap = makeHeap();
  const reach = (node, second, arc) => {
    if (second >= seconds[node]) return;
    seconds[node] = second;
    into[node] = arc;
    heap.push(second, node);
  };
  for (const [node, second] of begins) reach(node, second, SOURCE);
  for (let top = heap.pop(); top; top = heap.pop()) {
    const [second, node] = top;
    if (second > seconds[node]) continue;
    for (const arc of arcs.from[node]) reach(arcs.head(arc), second + arcs.seconds(arc), arc);
  }
  return { seconds, into };
}

/** A 32-bit figure that looks drawn by lot but is the same in every run, and in Python. */
function scattered(number) {
  let mixed = number;
  for (let round = 0; round < 2; round++) mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A binary heap of [key, value], least key first. */
function makeHeap() {
  const items = [];
  const swap = (a, b) => { [items[a], items[b]] = [items[b], items[a]]; };
  return {
    push(key, value) {
      let at = items.push([key, value]) - 1;
      while (at && items[at][0] < items[(at - 1) >> 1][0]) {
        swap(at, (at - 1) >> 1);
        at = (at - 1) >> 1;
      }
    },
    pop() {
      const top = items[0];
      const last = items.pop();
      if (!items.length) return top;
      items[0] = last;
      for (let at = 0; ;) {
        let least = at;
        for (const child of [2 * at + 1, 2 * at + 2]) {
          if (child < items.length && items[child][0] < items[least][0]) least = child;
        }
        if (least === at) return top;
        swap(at, least);
        at = least;
      }
    },
  };
}

/** Plane positions of all lines, and the metres along them; the last of a line has its edge's length. */
function measuresOf(graph) {
  const xy = planeAt(...(graph.nodes[0] ?? [0, 0]));
  const lines = graph.edges.map(([, , , length, line]) => {
    const plane = line.map(xy);
    const along = [0];
    for (let i = 1; i < plane.length; i++) {
      along.push(along[i - 1] + Math.hypot(plane[i][0] - plane[i - 1][0], plane[i][1] - plane[i - 1][1]));
    }
    const scale = length / along.at(-1);
    return { line, xy: plane, along: along.map((metres, i) => (i === along.length - 1 ? length : metres * scale)) };
  });
  return { xy, lines };
}

/** A projection to metres that is good for some kilometres around a position. */
function planeAt(lon, lat) {
  const bend = 1 - ECCENTRICITY_2 * Math.sin(lat * RAD) ** 2;
  const perLat = (RAD * RADIUS_M * (1 - ECCENTRICITY_2)) / bend ** 1.5;
  const perLon = ((RAD * RADIUS_M) / Math.sqrt(bend)) * Math.cos(lat * RAD);
  return (position) => [(position[0] - lon) * perLon, (position[1] - lat) * perLat];
}

/** Positions along an edge from one of its metres to another, in either direction. */
function lineOf({ lines }, { edge, from, to }) {
  const { line, along } = lines[edge];
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const inside = line.filter((_, i) => along[i] > low && along[i] < high);
  const found = [pointAt(line, along, low), ...inside, pointAt(line, along, high)];
  return joined([found.map(([lon, lat]) => [rounded(lon, 6), rounded(lat, 6)])], from > to);
}

function pointAt(line, along, metres) {
  if (metres >= along.at(-1)) return line.at(-1);
  const next = Math.max(1, along.findIndex((at) => at > metres));
  const part = (metres - along[next - 1]) / (along[next] - along[next - 1]);
  return [0, 1].map((axis) => line[next - 1][axis] + part * (line[next][axis] - line[next - 1][axis]));
}

/** Lines as one, without a position twice in a row. */
function joined(lines, isReversed = false) {
  const all = lines.flat();
  const found = all.filter(([lon, lat], i) => !i || lon !== all[i - 1][0] || lat !== all[i - 1][1]);
  return isReversed ? found.reverse() : found;
}

/** Pieces grouped by way, in walking order. */
function stretchesOf(graph, pieces) {
  const found = [];
  let before = null;
  for (const piece of pieces) {
    const way = graph.edges[piece.edge][2];
    if (way === before) found.at(-1).push(piece);
    else found.push([piece]);
    before = way;
  }
  return found;
}

function lengthOf(pieces) {
  return pieces.reduce((sum, { from, to }) => sum + Math.abs(to - from), 0);
}

/** Seconds of some metres of an edge; none take no time even where walking is not allowed. */
function share(edgeSeconds, metres, length) {
  return metres > 0 ? (edgeSeconds * metres) / length : 0;
}

function shareOf(point, one, other) {
  const dx = other[0] - one[0];
  const dy = other[1] - one[1];
  const along = ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / (dx * dx + dy * dy);
  return Math.min(1, Math.max(0, along || 0));
}

function sameStop(one, other) {
  return typeof one === "string" || typeof other === "string"
    ? one === other
    : one[0] === other[0] && one[1] === other[1];
}

function rounded(value, decimals) {
  return Number(value.toFixed(decimals));
}

function noLeg(code, values) {
  return { ok: false, mode: "walk", reason: { code, values } };
}
