/** One open page of one phone: what it waits for, what it wrote, and how it dies. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Mark } from "../../src/app/phone-marker.ts";
import type { RunningPhone } from "../../src/app/phone.ts";
import type { Notice } from "../../src/store/notice.ts";
import type { WakeReason } from "../../src/sync/core.ts";

/** The disk and clock that all pages of one phone share. */
export type Handset = {
  readonly name: string;
  disk: IDBFactory;
  readonly tabs: Map<string, Tab>;
  /** What lies beside the databases and outlives them when the browser clears them. */
  marker: Mark | null;
  now: number;
  app: string;
  /** Who used it last. */
  who: string | null;
  /** Writes fail with QuotaExceededError: until the cache makes room, or whatever happens. */
  full: "no" | "until_room" | "for_good";
};

export type Timer = { readonly due: number; readonly call: () => void };

export type Tab = {
  readonly handset: Handset;
  readonly name: string;
  readonly timers: Set<Timer>;
  readonly listeners: Set<(notice: Notice) => void>;
  phone: RunningPhone | undefined;
  wake: (reason: WakeReason) => void;
  isDead: boolean;
  /** Count down to the transaction, or the write within one, at which the page is gone; null = never. */
  transactionsLeft: number | null;
  writesLeft: number | null;
  /** Talks with the server begun and not ended, and those of them that wait for the network. */
  talks: number;
  waiting: number;
};

export class Killed extends Error {
  override readonly name = "Killed";
}

/** Whose code runs: one process holds many phones, and globals such as `indexedDB` are each page's own. */
export const whose = new AsyncLocalStorage<Tab>();

export function me(): Tab {
  const tab = whose.getStore();
  if (tab === undefined) throw new Error("no page is running");
  return tab;
}

export function makeTab(handset: Handset, name: string): Tab {
  return {
    handset,
    name,
    timers: new Set(),
    listeners: new Set(),
    phone: undefined,
    wake: () => undefined,
    isDead: false,
    transactionsLeft: null,
    writesLeft: null,
    talks: 0,
    waiting: 0,
  };
}

export function kill(tab: Tab): void {
  tab.isDead = true;
  tab.timers.clear();
  tab.listeners.clear();
  tab.handset.tabs.delete(tab.name);
}
