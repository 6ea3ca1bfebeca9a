/**
 * A viewer that is taken along. In one file, its pictures come out of the file itself; a folder on a static host keeps
 * itself in the browser, so that it opens with the host gone.
 *
 * A photograph is unpacked when somebody looks at it for the first time, and stays unpacked: a file with a hundred of
 * them opens as fast as one without.
 */

const PREFIX = "pack:";
const KINDS = { jpg: "image/jpeg", png: "image/png", webp: "image/webp", svg: "image/svg+xml" };
const SIZES = ["thumb", "stop", "full", "wide"];

/**
 * Give the pictures of a scene addresses that can be shown.
 * @param {object} scene changed in place: `thumb`, `stop`, `full` and `wide` of its pictures
 * @param {(name: string) => ?Uint8Array} pictureOf the bytes of a photograph, null where there is none, or none yet
 * @param {Object<string, string>} drawings SVG by name
 * @param {(blob: Blob) => string} [addressOf]
 */
export function openPictures(scene, pictureOf, drawings, addressOf = (blob) => URL.createObjectURL(blob)) {
  const made = new Map();

  function address(name) {
    if (!made.has(name)) {
      const bytes = drawings[name] ?? pictureOf(name);
      if (!bytes) return null;
      made.set(name, addressOf(new Blob([bytes], { type: kindOf(name) })));
    }
    return made.get(name);
  }

  for (const picture of picturesIn(scene)) {
    for (const size of SIZES) {
      const value = picture[size];
      if (!value?.startsWith?.(PREFIX)) continue;
      const name = value.slice(PREFIX.length);
      Object.defineProperty(picture, size, { get: () => address(name), enumerable: true });
    }
  }
}

/**
 * Let a service worker keep the folder; `onnew` is told when it has taken a newer version.
 * @param {{serviceWorker?: ServiceWorkerContainer}} navigator a plain http page has none
 */
export async function keepOffline({ serviceWorker }, onnew) {
  if (!serviceWorker) return;
  const isFirst = !serviceWorker.controller;
  serviceWorker.addEventListener("controllerchange", () => isFirst || onnew());
  await serviceWorker.register("sw.js");
}

function* picturesIn(scene) {
  for (const place of scene.places) yield* place.pictures ?? [];
  yield* Object.values(scene.stand_ins);
}

const kindOf = (name) => KINDS[name.split(".").at(-1)] ?? "application/octet-stream";
