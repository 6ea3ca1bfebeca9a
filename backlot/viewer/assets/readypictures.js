/** Look at every picture: that its bytes are there, that they are the right ones, and that they can be shown. */

const AT_ONCE = 3;

/**
 * @typedef {{name: string, address?: string, bytes?: number, sha256?: string}} Wanted what is known of a picture
 *   beforehand; what is not known is not compared
 */

/**
 * @param {Wanted[]} wanted
 * @param {object} how
 * @param {(picture: Wanted) => Promise<Blob>} how.bytesOf
 * @param {(blob: Blob) => Promise<void>} how.decode refuses what cannot be shown
 * @param {((bytes: ArrayBuffer) => Promise<string>)|null} how.sha256 null where the browser has none: then the number of
 *   bytes must do
 * @param {(state: object) => void} [how.progress] told at the start and after each
 * @param {AbortSignal} [how.signal]
 * @returns {Promise<{done: number, count: number, bytes: number, failed: {name: string, why: string}[]}>}
 */
export async function lookAtPictures(wanted, { bytesOf, decode, sha256, progress = () => {}, signal }) {
  const queue = [...wanted];
  const state = { done: 0, count: wanted.length, bytes: 0, failed: [] };
  const tell = () => progress({ ...state, failed: [...state.failed] });

  async function work() {
    for (let picture = queue.shift(); picture && !signal?.aborted; picture = queue.shift()) {
      const { size = 0, why } = await look(picture, { bytesOf, decode, sha256 });
      state.done += 1;
      state.bytes += size;
      if (why) state.failed.push({ name: picture.name, why });
      if (!signal?.aborted) tell();
    }
  }

  tell();
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  signal?.throwIfAborted();
  return state;
}

async function look(picture, { bytesOf, decode, sha256 }) {
  let blob;
  try {
    blob = await bytesOf(picture);
  } catch (error) {
    return { why: error.message };
  }
  const { size } = blob;
  if (picture.bytes !== undefined && size !== picture.bytes) return { size, why: "bytes" };
  if (sha256 && picture.sha256 && (await sha256(await blob.arrayBuffer())) !== picture.sha256) return { size, why: "sha256" };
  return decode(blob).then(() => ({ size }), () => ({ size, why: "decode" }));
}

/** The bytes at an address: asked for anew, so that none comes out of an old copy. */
export async function fetched(address) {
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Error(String(response.status));
  return response.blob();
}

/** Unpack a picture as the page would show it. */
export async function decodes(blob) {
  const address = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** SHA-256 as the browser works it out; null where it has none, as on plain http. */
export const digester = () =>
  globalThis.crypto?.subtle ? async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("") : null;
