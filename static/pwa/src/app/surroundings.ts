/** What the screens notice of the world around them: the time, whether there is a network, whether the app can be installed. */
import { signal } from "@preact/signals";

export const now = signal(Date.now());
export const online = signal(true);
/** True once the browser has offered to install the app and the offer still stands. */
export const installable = signal(false);

type InstallOffer = Event & { readonly prompt: () => Promise<unknown> };
let offer: InstallOffer | null = null;

const isInstallOffer = (event: Event): event is InstallOffer => "prompt" in event;

export function isInstalled(): boolean {
  return window.matchMedia("(display-mode: standalone)").matches;
}

export async function install(): Promise<void> {
  const current = offer;
  offer = null;
  installable.value = false;
  await current?.prompt();
}

/** Starts noticing; called once. */
export function lookAround(): void {
  const tick = () => {
    now.value = Date.now();
  };
  const network = () => {
    online.value = navigator.onLine;
  };
  network();
  setInterval(tick, 30_000);
  document.addEventListener("visibilitychange", tick);
  window.addEventListener("online", network);
  window.addEventListener("offline", network);
  window.addEventListener("beforeinstallprompt", (event) => {
    if (!isInstallOffer(event)) return;
    event.preventDefault();
    offer = event;
    installable.value = true;
  });
}
