/**
 * A mark beside the databases, so that a store that the browser cleared is noticed. It holds no personal data: the
 * device's id and how many changes were unsent.
 */

/** What was found missing, until a person has read it and the server was told. */
export type Eviction = {
  /** Changes that were on this phone and not sent. */
  readonly unsent: number;
  /** Milliseconds; when the loss was noticed. */
  readonly at: number;
  readonly isTold: boolean;
  readonly isRead: boolean;
};

export type Mark = {
  readonly device: string | null;
  readonly unsent: number;
  readonly eviction: Eviction | null;
};

export type Marker = { read(): Mark | null; write(mark: Mark): void };

const KEY = "tocongnghe.marker";

type Loose = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Loose => typeof value === "object" && value !== null;
const countOf = (value: unknown): number => (typeof value === "number" && value > 0 ? Math.floor(value) : 0);

function readEviction(value: unknown): Eviction | null {
  if (!isObject(value)) return null;
  return {
    unsent: countOf(value.unsent),
    at: countOf(value.at),
    isTold: value.isTold === true,
    isRead: value.isRead === true,
  };
}

export function parseMark(text: string | null): Mark | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (!isObject(value)) return null;
    const device = typeof value.device === "string" ? value.device : null;
    return { device, unsent: countOf(value.unsent), eviction: readEviction(value.eviction) };
  } catch {
    return null;
  }
}

/** localStorage is not cleared together with IndexedDB when space runs out. */
export const browserMarker: Marker = {
  read() {
    try {
      return parseMark(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  },
  write(mark) {
    try {
      localStorage.setItem(KEY, JSON.stringify(mark));
    } catch {
      // A full or forbidden store: only the notice of a later loss is lost, never work.
    }
  },
};

/** What the marker should say after the store was read; *device* null: the store knows nobody (any more). */
export function nextMark(before: Mark | null, device: string | null, unsent: number, now: number): Mark | null {
  if (device !== null) return { device, unsent, eviction: before?.eviction ?? null };
  if (before === null || before.device === null) return before;
  return { device: null, unsent: 0, eviction: { unsent: before.unsent, at: now, isTold: false, isRead: false } };
}
