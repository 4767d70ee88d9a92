/** What the sync runner needs from the world; tests put a faked network, a still clock and free locks in its place. */
import type { Api } from "../api/endpoints";
import type { NoticeBoard } from "../store/notice";
import type { Store } from "../store/store";
import type { Report } from "./request";

export type SyncStore = Pick<
  Store,
  | "settle"
  | "takeBatch"
  | "strike"
  | "applyNews"
  | "storePage"
  | "dropCachedRows"
  | "countTraffic"
  | "renewGrant"
  | "queueFacts"
>;

export type Ports = {
  readonly store: SyncStore;
  readonly api: Pick<Api, "sync" | "refreshGrant">;
  readonly board: Pick<NoticeBoard, "post">;
  /** The app's version; suspects are tried again when it changes. */
  readonly app: string;
  now(): number;
  random(): number;
  /** Runs *work* while no other tab of this phone does; never refuses for ever. */
  alone(work: () => Promise<void>): Promise<void>;
  /** Calls once after *ms*; returns how to call it off. */
  later(ms: number, call: () => void): () => void;
  report(): Promise<Report>;
};
