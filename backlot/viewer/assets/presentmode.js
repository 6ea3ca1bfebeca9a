/**
 * The map's present mode: choosing and checking a tour, and presenting it on a page of its own.
 * It is fetched when somebody presents for the first time.
 */

import { directions, worded } from "#viewer/directions.js";
import { h } from "#viewer/dom.js";
import { makePlanner } from "#viewer/itinerary.js";
import { PROPOSAL, landmarksOf, loadGraph, newId } from "#viewer/planning.js";
import { showsGuests, startPresent } from "#viewer/present.js";
import { picturesOf } from "#viewer/presentcheck.js";
import { clipsOf } from "#viewer/presentclips.js";
import { makeRunKeep } from "#viewer/presentkeep.js";
import { loadPictures } from "#viewer/presentload.js";
import { readyPanel } from "#viewer/presentready.js";
import { proposalOf } from "#viewer/presentstate.js";
import { makeRehearsal, spokenRows } from "#viewer/rehearsetable.js";
import { ICONS } from "#viewer/symbols.js";

/** Keep the run as `keep` does, and tell the room of it. */
function telling(keep, follow) {
  return {
    read: keep.read,
    take: keep.take,
    get steers() {
      return keep.steers;
    },
    write(run) {
      follow.show(run);
      return keep.write(run);
    },
  };
}

/**
 * @param {object} app
 * @param {object|null} services addresses, see `makePlanning`; without a server one presents on the page one is on
 */
export function makePresentMode(app, services) {
  let graph = null;
  let planner = null;
  let panel = null;
  let shown = null;
  let rehearsal = null;

  /** The planner, null where there is no network: then a tour is shown without ways and times. */
  function planning() {
    planner ??= loadGraph(services).then(
      (found) => {
        graph = found;
        return makePlanner(found, (id) => app.places.get(app.formerOf(id)), app.languages, () => app.closed);
      },
      () => null,
    );
    return planner;
  }

  function steps(leg) {
    if (!graph) return [];
    const nameOf = (id) => (app.places.get(id) ? app.nameOf(app.places.get(id)) : id);
    return worded(directions(leg, graph.ways, landmarksOf(app), leg.to), app.words, nameOf);
  }

  /** Present the run that is kept, if there is one; return whether there was. */
  async function present() {
    const keep = makeRunKeep({ onlost: () => shown?.lost() });
    const run = keep.read();
    if (!run) return false;
    const wait = h("p", { class: "present-wait", role: "status", text: app.words.say("present.loading") });
    document.body.append(wait);
    const [found, pictures, clips] = await Promise.all([planning(), loadPictures(picturesOf(run.tour, app.places)), film(run.tour)]);
    wait.remove();
    const { rooms } = app.scene.host;
    // a map that is taken along has no rooms, and not this module either
    const follow = rooms && !showsGuests() ? (await import("#viewer/presentroom.js")).makeFollowing(app, { address: rooms, run: () => keep.read() ?? run, planner: found }) : null;
    shown = startPresent(app, {
      keep: follow ? telling(keep, follow) : keep,
      planner: found, graph, pictures, clips, steps,
      extras: follow ? [{ icon: ICONS.here, key: "present.room", act: follow.ask }] : [],
      onend: (last) => {
        follow?.end();
        ended(last, keep);
      },
    });
    return true;
  }

  /** The kept film clips of a tour by place; of those that cannot be had the check before the start has told. */
  async function film(tour) {
    const { clips } = await clipsOf(tour, services).catch(() => ({ clips: [] }));
    const kept = await loadPictures(clips.map((clip) => clip.address), { kind: "video/" });
    return new Map(clips.filter((clip) => kept.has(clip.address)).map((clip) => [clip.place, kept.get(clip.address)]));
  }

  /** What the guide changed goes back to the planner as a proposal; of a rehearsal, what of it is chosen. Then one chooses again. */
  function ended(run, keep) {
    shown = null;
    if (!spokenRows(run, app.languages).length) {
      propose(run);
      return choose();
    }
    const decided = () => {
      rehearsal.root.remove();
      rehearsal = null;
      // a reload must not ask the same again
      keep.clear();
      choose();
    };
    rehearsal = makeRehearsal(app, run, {
      keep(measured) {
        decided();
        panel.tell(app.words.say(propose(run, measured) ? "rehearse.kept" : "rehearse.not-kept"));
      },
      leave: decided,
    });
    document.body.append(rehearsal.root);
    rehearsal.show();
  }

  function propose(run, measured) {
    try {
      localStorage.setItem(PROPOSAL, JSON.stringify(proposalOf(run, { languages: app.languages, measured })));
      return true;
    } catch {
      // storage may be forbidden; then nothing goes back
      return false;
    }
  }

  function here() {
    panel.root.remove();
    return present();
  }

  function choose() {
    panel ??= readyPanel(app, { services, planner: planning, newId, clipsFor: (tour) => clipsOf(tour, services), ...(services ? {} : { open: here }) });
    document.body.append(panel.root);
    panel.draw();
  }

  return {
    choose,
    present,
    hide() {
      panel?.root.remove();
      rehearsal?.root.remove();
    },
  };
}
