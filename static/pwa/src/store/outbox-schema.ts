/**
 * The outbox database, frozen: what is in it cannot be had again from anywhere. Never change its stores in place;
 * an app of any age must read it (protocol §11).
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ArchivedOp, QueuedOp } from "../domain/ops";

export type Grant = {
  readonly id: string;
  readonly token: string;
  readonly seal: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly user: { readonly id: string; readonly name: string; readonly role: string; readonly language: string };
  readonly province: string;
};

/** Single facts, each under its own name. */
export type Marks = {
  device: string;
  /** Number of the last op made here. */
  lastN: number;
  /** Number of the newest sync request sent. */
  attempt: number;
  ack: string | null;
  /** Ids of archived ops still to be offered to a server that lost its memory. */
  offerDue: readonly string[];
  currentGrant: string;
  /** The cache belongs to a past that the server no longer has; drop it before reading. */
  dropCache: boolean;
  wiped: boolean;
  /** Server time minus phone time in milliseconds, and the phone's time at which it was measured. */
  clock: { readonly offset: number; readonly measuredAt: number };
  lastContactAt: number;
};

export interface OutboxSchema extends DBSchema {
  outbox: { key: string; value: QueuedOp; indexes: { n: number; target: string } };
  archive: { key: string; value: ArchivedOp; indexes: { n: number; target: string; attempt: number; open: number } };
  marks: { key: string; value: unknown };
  grants: { key: string; value: Grant };
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
