// Keep the whole map in the browser, so that it opens with the host gone. VERSION and FILES stand above.
const CACHE = `backlot-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(letGoOfOlder());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method === "GET" && address.origin === location.origin) event.respondWith(kept(event.request));
});

/** Either all of a version is kept, or none of it: then the one before goes on. */
async function keepAll() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  await self.skipWaiting();
}

async function letGoOfOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("backlot-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  const wanted = request.mode === "navigate" ? "./" : request;
  // a page is the same whatever is asked of it
  return (await cache.match(wanted, { ignoreSearch: true })) ?? fetch(request);
}
