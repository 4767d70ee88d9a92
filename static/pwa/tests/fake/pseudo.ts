/**
 * A language for tests only: every text in brackets and two fifths longer than the longer of its English and its
 * Vietnamese, so that a text that is not translated stands out, and one that is hardly fits.
 */
import { VIETNAMESE } from "../../src/i18n/languages.ts";
import { putCatalogues } from "../../src/i18n/translate.ts";

const FILLER = "ẫm ừ ";

export function lengthened(msgid: string): string {
  const vietnamese = VIETNAMESE[msgid] ?? "";
  const longer = vietnamese.length > msgid.length ? vietnamese : msgid;
  const more = Math.ceil(longer.length * 0.4);
  return `⟦${longer} ${FILLER.repeat(Math.ceil(more / FILLER.length)).slice(0, more).trim()}⟧`;
}

export function speakPseudo(): void {
  const catalogue = new Proxy<Record<string, string>>({}, { get: (_, msgid) => lengthened(String(msgid)) });
  putCatalogues("vi", catalogue, catalogue);
}
