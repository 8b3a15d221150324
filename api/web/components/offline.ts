// What the service worker keeps of the record page, known to it and to the pages.

export const CACHE = "calf-record-1";

/** Whoever opens this browser next is not to see the page of the one before. */
export async function forgetKeptPage(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(CACHE);
}
