// The page's side of the service worker, which lets the record page open without a connection.

/** Have it installed; harmless where the browser has none. */
export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/service-worker.js", { scope: "/record" });
  } catch {
    // Private windows refuse it; the page only does not open without a connection then.
  }
}
