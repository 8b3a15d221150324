// Lets the record page open without a connection. Kept are that page and what it is made of, no
// other page and nothing of anybody's data; the page where one signs in forgets it.

import { CACHE } from "../../components/offline";

interface Extendable extends Event {
  waitUntil(promise: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker {
  addEventListener(kind: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(kind: "fetch", listener: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}

const worker = self as unknown as Worker;
const PAGE = "/record";
const SLOW_MS = 4000;
const PARTS = /(?:href|src)="(\/(?:static|icons)\/[^"]+|\/manifest\.webmanifest)"/g;

worker.addEventListener("install", (event) => {
  void worker.skipWaiting();
  // Who is not signed in yet has no page to keep; the next visit brings it.
  event.waitUntil(fetchPage().catch(() => undefined));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([worker.clients.claim(), dropOthers()]));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event));
  else if (isPart(pathname)) event.respondWith(part(request));
});

/** From the server; where that does not answer in time, as it was last. */
async function page(event: Fetching): Promise<Response> {
  const fresh = fetchPage(event.request);
  // It goes on, and is kept for the next time, also where the older one is shown.
  event.waitUntil(fresh.catch(() => undefined));
  const kept = await caches.match(PAGE);
  if (kept === undefined) return fresh;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), SLOW_MS));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function fetchPage(request: Request | string = PAGE): Promise<Response> {
  const answer = await fetch(request);
  // A redirect leads to where one signs in: nobody is to be shown what was here before.
  if (answer.type === "opaqueredirect" || answer.redirected || answer.status === 401) {
    await caches.delete(CACHE);
  } else if (answer.ok && new URL(answer.url).search === "") {
    await keep(answer.clone());
  }
  return answer;
}

/** Keep the page with all that it names, and nothing that an older one named. */
async function keep(answer: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  const parts = new Set([...(await answer.clone().text()).matchAll(PARTS)].map((one) => one[1]!));
  for (const one of parts) {
    if ((await cache.match(one)) === undefined) await cache.add(one);
  }
  await cache.put(PAGE, answer);
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    if (pathname !== PAGE && !parts.has(pathname + search)) await cache.delete(url);
  }
}

/** What the address tells by its hash never changes. */
async function part(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

function isPart(path: string): boolean {
  return path.startsWith("/static/") || path.startsWith("/icons/") || path.endsWith(".webmanifest");
}

async function dropOthers(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("calf-") && name !== CACHE) await caches.delete(name);
  }
}
