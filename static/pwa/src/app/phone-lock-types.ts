/** What screens may know of who is on this phone, and the verbs of coming in and going. */

/** Somebody of this phone, as the page before the PIN shows them. */
export type PhonePerson = {
  readonly id: string;
  readonly name: string;
  /** Changes of theirs that are not sent. */
  readonly unsent: number;
  /** Who is in, or whose turn it is to come in. */
  readonly isMe: boolean;
  /** "new": a PIN is to be chosen. "lost": too many wrong ones, a new code is needed. */
  readonly lock: "pin" | "new" | "lost";
  /** Wrong PINs that are still forgiven. */
  readonly triesLeft: number;
  /** Milliseconds, the phone's clock: no try before. */
  readonly notBefore: number;
};

export type LockView = {
  /** While locked, or before a PIN was chosen, the rest of the snapshot is blank but for counts. */
  readonly state: "open" | "locked" | "choose_pin";
  readonly people: readonly PhonePerson[];
};

/** *lost*: too many wrong ones, now or before. *wait*: see `notBefore`. */
export type PinResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: "wrong" | "wait" | "lost" | "new" | "unknown" | "simple" | "storage" | "only" | "unsent" };

export type LockVerbs = {
  /** Opens this person's rows and work. Every wrong PIN counts; after ten only a new code helps. */
  unlock(person: string, pin: string): Promise<PinResult>;
  /** The first PIN of somebody whose code was taken, or whose PIN was forgotten and a new code taken; they are in then. */
  choosePin(person: string, pin: string): Promise<PinResult>;
  changePin(pin: string, next: string): Promise<PinResult>;
  /**
   * Takes somebody off this phone: their rows, half-filled sheets and key go, other people's things stay. *pin* is
   * theirs; null where there is none. Refused for the only one (`only`), and while work of theirs waits that no
   * carried file has taken along (`unsent`).
   */
  removePerson(person: string, pin: string | null): Promise<PinResult>;
  /** After what is being saved is saved. Every tab of this phone locks; *next*: whose turn it is then. */
  lock(next?: string): Promise<void>;
  /** Half-filled sheets: kept sealed with the rows of who is in, and there again when the same person is back. */
  recallSheet(name: string): unknown;
  /** Null forgets it. */
  keepSheet(name: string, sheet: unknown): void;
};
