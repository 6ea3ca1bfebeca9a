/**
 * The pictures of a tour: their bytes are fetched before the start and kept packed; only the picture shown and its
 * neighbours are unpacked.
 */

const AT_ONCE = 4;
const TRIES = 2;

/**
 * Fetch pictures and keep their bytes.
 *
 * @param {Iterable<string>} addresses
 * @param {object} options
 * @param {typeof fetch} [options.fetch]
 * @param {(state: {done: number, count: number, bytes: number, failed: {address: string, why: string}[]}) => void} [options.progress]
 *   told at the start, and after each picture; `failed` names those that could not be had in two tries, with why:
 *   "404" and the like, "no-picture" for what is of another kind, or what the browser says
 * @param {string} [options.kind] how the media type of what is fetched begins
 * @param {AbortSignal} [options.signal] stops it; then the promise is refused and nothing is kept
 * @returns {Promise<Map<string, string>>} address of the kept bytes by address, without those that failed; an address
 *   that holds its bytes itself stays as it is
 */
export async function loadPictures(addresses, { fetch = globalThis.fetch, progress = () => {}, kind = "image/", signal } = {}) {
  const wanted = [...new Set(addresses)];
  const found = new Map();
  const failed = [];
  const queue = [...wanted];
  let bytes = 0;
  const tell = () => progress({ done: found.size + failed.length, count: wanted.length, bytes, failed: [...failed] });

  async function work() {
    for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
      try {
        if (/^(data|blob):/.test(address)) found.set(address, address);
        else {
          const blob = await bytesAt(address, fetch, kind, signal);
          // what comes after all has been let go of must not be kept
          signal?.throwIfAborted();
          bytes += blob.size;
          found.set(address, URL.createObjectURL(blob));
        }
      } catch (error) {
        signal?.throwIfAborted();
        failed.push({ address, why: error.message });
      }
      tell();
      signal?.throwIfAborted();
    }
  }

  try {
    signal?.throwIfAborted();
    tell();
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    signal?.throwIfAborted();
  } catch (error) {
    queue.length = 0;
    letGo(found);
    throw error;
  }
  // in the order they were asked for, whichever came first
  return new Map(wanted.filter((address) => found.has(address)).map((address) => [address, found.get(address)]));
}

/** Let go of the kept bytes. */
export function letGo(pictures) {
  for (const [address, kept] of pictures) if (kept !== address) URL.revokeObjectURL(kept);
  pictures.clear();
}

async function bytesAt(address, fetch, kind, signal) {
  for (let left = TRIES - 1; ; left--) {
    try {
      const response = await fetch(address, { signal });
      if (!response.ok) throw new Error(String(response.status));
      const blob = await response.blob();
      if (!blob.size || !blob.type.startsWith(kind)) throw new Error("no-picture");
      return blob;
    } catch (error) {
      if (signal?.aborted || !left) throw error;
    }
  }
}

/** An image of the browser, unpacked and ready to be painted. */
export async function decoded(address) {
  const image = new Image();
  image.draggable = false;
  image.src = address;
  await image.decode();
  return image;
}

/**
 * Keep the picture shown, the one before and the one after unpacked, and no others.
 *
 * @param {(address: string) => Promise<object>} load unpacks a picture, as `decoded` does
 * @param {(frame: object) => void} [release] lets go of an unpacked picture
 */
export function makeFrames(load, release = closed) {
  const held = new Map();

  function hold(address) {
    if (!held.has(address)) {
      const promise = load(address);
      held.set(address, promise);
      // one that could not be unpacked is tried again when it is wanted again
      promise.catch(() => held.get(address) === promise && held.delete(address));
    }
    return held.get(address);
  }

  function drop(address) {
    const promise = held.get(address);
    held.delete(address);
    // one still under way is let go as soon as it is there; one that failed holds nothing
    promise.then(release, () => {});
  }

  function keep(near) {
    for (const address of [...held.keys()]) if (!near.has(address)) drop(address);
  }

  return {
    /**
     * Unpack what is shown now, then its neighbours.
     * @param {{previous?: ?string, current: ?string, next?: ?string}} addresses null where there is none
     * @returns {Promise<?object>} the picture shown; refused if it cannot be unpacked
     */
    async turn({ previous = null, current, next = null }) {
      keep(new Set([previous, current, next]));
      const frame = current === null ? null : hold(current);
      // the neighbours are unpacked meanwhile; whether that works is asked when they are shown
      for (const each of [next, previous]) if (each !== null) hold(each);
      return frame;
    },
    /** How many are unpacked, or being so. */
    get size() {
      return held.size;
    },
    clear: () => keep(new Set()),
  };
}

/**
 * Let go of an unpacked picture: a bitmap is closed. An image that nothing holds goes by itself; with its `src` taken away
 * Chromium would hold it for as long as the page lives, with five more nodes for the text in its place.
 */
function closed(frame) {
  frame.close?.();
}
