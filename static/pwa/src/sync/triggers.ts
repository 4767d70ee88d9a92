/** What wakes the sync besides a save and a person: the network, the screen, another place in the browser. */
import type { WakeReason } from "./core";

type Wake = (reason: WakeReason) => void;

/** Starts listening; returns how to stop. */
export function listenForTriggers(wake: Wake): () => void {
  const online = (): void => wake("online");
  const shown = (): void => {
    if (document.visibilityState === "visible") wake("visible");
  };
  const message = (event: MessageEvent<unknown>): void => {
    if (event.data === "wake") wake("timer");
  };
  window.addEventListener("online", online);
  document.addEventListener("visibilitychange", shown);
  navigator.serviceWorker?.addEventListener("message", message);
  return () => {
    window.removeEventListener("online", online);
    document.removeEventListener("visibilitychange", shown);
    navigator.serviceWorker?.removeEventListener("message", message);
  };
}
