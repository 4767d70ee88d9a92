/** Half-filled sheets of who is in: at hand at once, sealed on the disk a moment later, gone from memory with the lock. */
import { pause } from "../store/pause";
import type { Store } from "../store/store";

export type Sheets = {
  recall(name: string): unknown;
  /** Null forgets it. */
  keep(name: string, sheet: unknown): void;
  /** After somebody came in. */
  load(): Promise<void>;
  /** Resolves when all is on the disk, or could not be kept. */
  idle(): Promise<void>;
  forget(): void;
};

export function makeSheets(store: Pick<Store, "readSheets" | "keepSheet">): Sheets {
  let sheets = new Map<string, unknown>();
  const pending = new Map<string, unknown>();
  let writing: Promise<void> | undefined;

  /** Always the newest of each: whoever types is not waited for letter by letter. */
  async function write(sheet: unknown): Promise<void> {
    // Forgetting comes after what is being drawn: nothing is lost with it.
    if (sheet === null) await pause();
    for (let next = [...pending][0]; next !== undefined; next = [...pending][0]) {
      const [name, sheet] = next;
      pending.delete(name);
      // A full disk only means that a reload would empty the sheet; the sheet itself goes on.
      await store.keepSheet(name, sheet).catch((error: unknown) => console.error("sheet", error));
    }
    writing = undefined;
  }

  return {
    recall: (name) => sheets.get(name) ?? null,
    keep(name, sheet) {
      if (sheet === null && !sheets.has(name)) return;
      if (sheet === null) sheets.delete(name);
      else sheets.set(name, sheet);
      pending.set(name, sheet);
      writing ??= write(sheet);
    },
    async load() {
      sheets = new Map(await store.readSheets());
    },
    idle: async () => writing,
    forget() {
      sheets = new Map();
      pending.clear();
    },
  };
}
