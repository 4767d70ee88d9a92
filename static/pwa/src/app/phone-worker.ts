/** The page's side of the service worker: registers it, knows when a new version waits, asks it to take over. */
import { signal } from "@preact/signals";

export const updateReady = signal(false);
/** Another tab took a new version: this page is of the old one and should start again when nothing is half filled. */
export const isOutdated = signal(false);

const WAKE_TAG = "outbox";
type SyncManager = { register(tag: string): Promise<void> };

/** Browsers without Background Sync, or that forbid it, sync when the page is open: nothing is lost. */
export async function askToBeWoken(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as
    | (ServiceWorkerRegistration & { readonly sync?: SyncManager })
    | undefined;
  await registration?.sync?.register(WAKE_TAG).catch(() => undefined);
}

/** The first worker of a page's life is no news. */
function noticeTakeOver(): void {
  if (navigator.serviceWorker.controller === null) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    isOutdated.value = true;
  });
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = (): void => {
    updateReady.value = registration.waiting !== null && navigator.serviceWorker.controller !== null;
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
}

export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  noticeTakeOver();
  try {
    watch(
      await navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`, { scope: import.meta.env.BASE_URL }),
    );
  } catch (error) {
    console.warn("service worker", error);
  }
}

/** Looks for a new version now. */
export async function lookForUpdate(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.update().catch(() => undefined);
}

/** The waiting version takes over; only ever by a person's wish. `isOutdated` then starts the page again. */
export async function takeUpdate(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration?.waiting) return;
  registration.waiting.postMessage("take-over");
}
