/**
 * The outbox database, frozen: what is in it cannot be had again from anywhere. Never change its stores in place;
 * an app of any age must read it (protocol §11).
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ArchivedOp, QueuedOp } from "../domain/ops";
import type { Traffic } from "../domain/traffic";
import type { Sealed } from "./vault/cipher";
import type { Person } from "./vault/people";
import type { DeviceKeys } from "./vault/pin-lock";

export type Grant = {
  readonly id: string;
  readonly token: string;
  readonly seal: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly user: { readonly id: string; readonly name: string; readonly role: string; readonly language: string };
  readonly province: string;
};

/** What a transaction must know of a body that it cannot open. No personal data. */
export type InClear = {
  /** Present once the body is sealed under the device key. */
  readonly sealed?: 1;
  /** Records that the body names. */
  readonly names?: readonly string[];
  /** Refused ops that this one answers; they join the body when it is opened. */
  readonly settles?: readonly string[];
};
export type KeptQueued = QueuedOp & InClear;
export type KeptArchived = ArchivedOp & InClear;

/** A grant at rest: who it belongs to in clear, all else sealed under the device key. */
export type KeptGrant = { readonly id: string; readonly user: string; readonly sealed: Sealed };

/** Single facts, each under its own name. */
export type Marks = {
  deviceKeys: DeviceKeys;
  people: readonly Person[];
  traffic: Traffic;
  device: string;
  /** Number of the last op made here. */
  lastN: number;
  /** Number of the newest sync request sent. */
  attempt: number;
  ack: string | null;
  /** Ids of archived ops still to be offered to a server that lost its memory. */
  offerDue: readonly string[];
  /** Before people had PINs: the grant of the one person. */
  currentGrant: string;
  /** The caches belong to a past that the server no longer has; drop them before reading. */
  dropCache: boolean;
  /** Names of caches whose person has gone. */
  dropCaches: readonly string[];
  /** The commune has ended the permission of the last person here. */
  wiped: boolean;
  /** Server time minus phone time in milliseconds, and the phone's time at which it was measured. */
  clock: { readonly offset: number; readonly measuredAt: number };
  lastContactAt: number;
};

export interface OutboxSchema extends DBSchema {
  outbox: { key: string; value: KeptQueued; indexes: { n: number; target: string } };
  archive: { key: string; value: KeptArchived; indexes: { n: number; target: string; attempt: number; open: number } };
  marks: { key: string; value: unknown };
  /** Grants in clear are of apps before this one; `settle` seals them. */
  grants: { key: string; value: KeptGrant | Grant };
}

export type OutboxDatabase = IDBPDatabase<OutboxSchema>;

export const OUTBOX_NAME = "tocongnghe-outbox";
const VERSION = 1;

export function openOutbox(lost: () => void): Promise<OutboxDatabase> {
  return openDB<OutboxSchema>(OUTBOX_NAME, VERSION, {
    upgrade(database) {
      const outbox = database.createObjectStore("outbox", { keyPath: "id" });
      outbox.createIndex("n", "n");
      outbox.createIndex("target", "target");
      const archive = database.createObjectStore("archive", { keyPath: "id" });
      archive.createIndex("n", "n");
      archive.createIndex("target", "target");
      archive.createIndex("attempt", "attempt");
      archive.createIndex("open", "open");
      database.createObjectStore("marks");
      database.createObjectStore("grants", { keyPath: "id" });
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      lost();
    },
    terminated: lost,
  });
}
