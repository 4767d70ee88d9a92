/** What a person chose for this phone: language, text size, the village used last. No personal data. */
import { signal } from "@preact/signals";
import { isLanguage, type Language } from "../i18n/languages.ts";
import { readIn } from "../i18n/translate.ts";

export type TextSize = "normal" | "large" | "huge";

const KEY = "tocongnghe.preferences";
type Preferences = {
  readonly language: Language | null;
  readonly textSize: TextSize;
  readonly lastVillage: string | null;
  /** Recordings are large beside words: they wait for a line that costs nothing, unless somebody says otherwise. */
  readonly voicesByWifi: boolean;
};

const isTextSize = (value: unknown): value is TextSize => value === "normal" || value === "large" || value === "huge";

/** Reads what was kept; anything odd counts as not chosen. */
function recall(): Preferences {
  let kept: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (typeof parsed === "object" && parsed !== null) kept = { ...parsed };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof DOMException)) throw error;
  }
  const { language, textSize, lastVillage, voicesByWifi } = kept;
  return {
    language: typeof language === "string" && isLanguage(language) ? language : null,
    textSize: isTextSize(textSize) ? textSize : "normal",
    lastVillage: typeof lastVillage === "string" ? lastVillage : null,
    voicesByWifi: voicesByWifi !== false,
  };
}

export const preferences = signal<Preferences>({
  language: null,
  textSize: "normal",
  lastVillage: null,
  voicesByWifi: true,
});

function keep(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences.value));
  } catch (error) {
    // A full or forbidden store: the choice holds until the app is closed, and nothing of the work is touched.
    if (!(error instanceof DOMException)) throw error;
  }
}

function showTextSize(): void {
  document.documentElement.dataset.text = preferences.value.textSize;
}

export async function startPreferences(): Promise<void> {
  preferences.value = recall();
  showTextSize();
  await readIn(preferences.value.language ?? "vi");
}

/** Reads in the language of the person's account, as long as nobody has chosen one on this phone. */
export function followAccount(language: string | null): void {
  if (language !== null && isLanguage(language) && preferences.peek().language === null) void readIn(language);
}

/** False when the language's words could not be fetched; the old language stays. */
export async function chooseLanguage(language: Language): Promise<boolean> {
  const isRead = await readIn(language);
  if (isRead) keep({ language });
  return isRead;
}

export function chooseTextSize(textSize: TextSize): void {
  keep({ textSize });
  showTextSize();
}

export function rememberVillage(lastVillage: string): void {
  keep({ lastVillage });
}

export function sendVoicesByWifiOnly(voicesByWifi: boolean): void {
  keep({ voicesByWifi });
}
