/** The voices of this phone, once they were begun; a page of tests or of practice may never begin them. */
import { signal } from "@preact/signals";
import type { Keeper } from "./keeper.ts";

export const keeperHere = signal<Keeper | null>(null);
