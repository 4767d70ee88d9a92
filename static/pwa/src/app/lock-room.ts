/** The room before the PIN comes as code of its own; it is fetched ahead, with its words, while a code is typed. */
import { readLaterWords } from "../i18n/translate.ts";

export const fetchLockPage = async () => (await import("./later/lock/LockPage.tsx")).LockPage;

export async function fetchAhead(): Promise<void> {
  await Promise.all([fetchLockPage(), readLaterWords()]);
}
