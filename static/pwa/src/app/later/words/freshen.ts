/** After a sync: asks for words that speakers approved or took back, keeps them, and shows them at once. */
import { fetchWords, PARTS, readWords, shortKey } from "../../../api/words.ts";
import { loadLaterWords, VIETNAMESE } from "../../../i18n/languages.ts";
import { currentLanguage, readIn } from "../../../i18n/translate.ts";
import { type KeptWords, keptWords, recallWords, wordsAt } from "../../approved.ts";

const QUIET_MS = 10 * 60_000;
let asked = { language: "", at: 0 };

/** *isDemanded*: somebody waits for it; else nothing is asked again within ten minutes. */
export async function freshenWords(
  isDemanded: boolean,
  now: number,
  count: (sent: number, received: number) => Promise<void>,
): Promise<void> {
  const language = currentLanguage();
  if (!isDemanded && asked.language === language && Math.abs(now - asked.at) < QUIET_MS) return;
  asked = { language, at: now };
  const msgids = await knownIds();
  const before = keptWords(language);
  // A newer app says more: what it could not place before comes again.
  const parts: Record<string, KeptWords["parts"][string]> = before.known === msgids.size ? { ...before.parts } : {};
  let isChanged = false;
  for (const part of PARTS) {
    const reply = await fetchWords(language, part, parts[part]?.etag ?? null);
    if (reply.kind === "failed") {
      asked = { language: "", at: 0 };
      break;
    }
    await count(reply.sent, reply.received);
    const of = reply.status === 200 ? readWords(reply.json, msgids) : undefined;
    if (of === undefined) continue;
    parts[part] = { etag: reply.etag, of };
    isChanged = true;
  }
  if (isChanged && keep(language, { known: msgids.size, parts }) && currentLanguage() === language) {
    recallWords(language);
    await readIn(language);
  }
}

/** False when the phone has no room: the words of before stay. */
function keep(language: string, kept: KeptWords): boolean {
  try {
    localStorage.setItem(wordsAt(language), JSON.stringify(kept));
    return true;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return false;
  }
}

/** Every message id that this app says, by the bits that travel. */
async function knownIds(): Promise<ReadonlyMap<number, string>> {
  const parts = [VIETNAMESE, ...Object.values(await loadLaterWords())];
  return new Map(parts.flatMap((words) => Object.keys(words)).map((msgid) => [shortKey(msgid), msgid]));
}
