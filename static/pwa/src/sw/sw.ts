/**
 * The service worker: keeps the shell so that /app/ opens without a network. It never answers /api/,
 * takes over only when the page asks, and knows nothing of operations: a sync event only wakes the page.
 */
import { createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope;
/** Replaced by the build: every file of the shell with its revision. */
declare const __PRECACHE__: { url: string; revision: string | null }[];
type SyncEvent = ExtendableEvent & { readonly tag: string };

precacheAndRoute(__PRECACHE__, { cleanURLs: false });
registerRoute(new NavigationRoute(createHandlerBoundToURL("/app/index.html"), { allowlist: [/^\/app\//] }));

self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

async function wakePages(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window" });
  for (const page of pages) page.postMessage("wake");
}

self.addEventListener("sync", (event) => {
  (event as SyncEvent).waitUntil(wakePages());
});
