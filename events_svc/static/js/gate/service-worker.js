// Keeps the scanner's page and everything it loads, so that it opens without the network.
// Served as /gate/sw.js behind a line `const SHELL = { version, files }` (events_svc/web/checkin/app.py).
/* global SHELL */

const CACHE = `gate-app-${SHELL.version}`;
const PAGE = "/gate";
const PATIENCE = 2500; // ms until the kept page is shown in the place of one that does not come
const ANYWAY = { ignoreVary: true, ignoreSearch: true };

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "replace") self.skipWaiting();
  if (event.data === "complete") event.waitUntil(isComplete().then((answer) => event.ports[0].postMessage(answer)));
});
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate") {
    if (pathname === PAGE) event.respondWith(page(event));
  } else if (SHELL.files.includes(pathname)) {
    event.respondWith(kept(event.request));
  }
});

/** All or nothing: a version that is not whole never serves, and the server is the same before and after it was fetched. */
async function install() {
  const cache = await caches.open(CACHE);
  await shown();
  await cache.addAll(SHELL.files);
  await cache.put(PAGE, await shown());
}

async function shown() {
  const answer = await fetch(PAGE, { cache: "no-store" });
  if (!(await isOurs(answer))) throw new Error("the page is of another version");
  return answer;
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("gate-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function isComplete() {
  if (!(await caches.has(CACHE))) return false;
  const cache = await caches.open(CACHE);
  return (await cache.keys()).length > SHELL.files.length;
}

/** The page from the server, while it answers in time; what it says of this version is kept. */
async function page(event) {
  const cache = await caches.open(CACHE);
  const asked = fetch(event.request).catch(() => null);
  const answer = await Promise.race([asked, new Promise((late) => setTimeout(late, PATIENCE, null))]);
  if (answer && answer.status < 500) {
    if (await isOurs(answer)) event.waitUntil(cache.put(PAGE, answer.clone()));
    return answer;
  }
  return (await cache.match(PAGE, ANYWAY)) ?? (await asked) ?? Response.error();
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, ANYWAY)) ?? fetch(request);
}

async function isOurs(answer) {
  return answer.ok && (await answer.clone().text()).includes(`/static/${SHELL.version}/`);
}
