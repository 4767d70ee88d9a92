/** What people chose for this phone: language, how it looks and sounds, the village used last, when it locks. No personal data. */
import { signal } from "@preact/signals";
import { isLanguage, type Language, negotiate } from "../i18n/languages.ts";
import { currentLanguage, readIn } from "../i18n/translate.ts";
import { recallWords } from "./approved.ts";

export type TextSize = "normal" | "large" | "huge";

/** Minutes without a touch after which the phone locks. */
export const LOCK_MINUTES = [1, 5, 15, 30] as const;
export type LockMinutes = (typeof LOCK_MINUTES)[number];
const USUAL_LOCK_MINUTES: LockMinutes = 5;

const KEY = "tocongnghe.preferences";
type Preferences = {
  readonly language: Language | null;
  readonly textSize: TextSize;
  /** Stronger contrast; nothing moves; what is tapped is read aloud. */
  readonly contrast: boolean;
  readonly still: boolean;
  readonly aloud: boolean;
  readonly lastVillage: string | null;
  /** Recordings are large beside words: they wait for a line that costs nothing, unless somebody says otherwise. */
  readonly voicesByWifi: boolean;
  readonly lockMinutes: LockMinutes;
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
  const { language, textSize, contrast, still, aloud, lastVillage, lockMinutes, voicesByWifi } = kept;
  return {
    language: typeof language === "string" && isLanguage(language) ? language : null,
    textSize: isTextSize(textSize) ? textSize : "normal",
    contrast: contrast === true,
    still: still === true,
    aloud: aloud === true,
    lastVillage: typeof lastVillage === "string" ? lastVillage : null,
    voicesByWifi: voicesByWifi !== false,
    lockMinutes: LOCK_MINUTES.find((minutes) => minutes === lockMinutes) ?? USUAL_LOCK_MINUTES,
  };
}

export const preferences = signal<Preferences>({
  language: null,
  textSize: "normal",
  contrast: false,
  still: false,
  aloud: false,
  lastVillage: null,
  voicesByWifi: true,
  lockMinutes: USUAL_LOCK_MINUTES,
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

/** Whoever needs neither more contrast nor stillness never loads their style sheet. */
function show(): void {
  const { textSize, contrast, still } = preferences.value;
  const { dataset } = document.documentElement;
  dataset.text = textSize;
  dataset.contrast = String(contrast);
  dataset.still = String(still);
  if (contrast || still || matchMedia("(prefers-contrast: more)").matches) {
    import("./later/seeing/seeing.css").catch((error: unknown) => console.warn("seeing", error));
  }
}

export async function startPreferences(): Promise<void> {
  preferences.value = recall();
  show();
  followed = preferences.value.language ?? ownLanguage();
  await speak(followed);
}

/** False when the language's words could not be fetched; the old language stays. */
async function speak(language: Language): Promise<boolean> {
  recallWords(language);
  const isRead = await readIn(language);
  if (!isRead) recallWords(currentLanguage());
  return isRead;
}

/** The first of the phone's own languages that is offered here, else Vietnamese. */
const ownLanguage = (): Language => negotiate(navigator.languages);
let followed: Language = "vi";

/**
 * As long as nobody has chosen a language on this phone: that of the person's account, else the phone's own. Every
 * account begins in Vietnamese, so that says nothing.
 */
export function followAccount(language: string | null): void {
  if (preferences.peek().language !== null) return;
  const wanted = language !== null && language !== "vi" && isLanguage(language) ? language : ownLanguage();
  if (wanted !== followed) void speak((followed = wanted));
}

/** False when the language's words could not be fetched; the old language stays. */
export async function chooseLanguage(language: Language): Promise<boolean> {
  const isRead = await speak(language);
  if (isRead) keep({ language });
  return isRead;
}

/** Changes how the app looks or sounds. */
export function choose(change: Partial<Pick<Preferences, "textSize" | "contrast" | "still" | "aloud">>): void {
  keep(change);
  show();
}

export function rememberVillage(lastVillage: string): void {
  keep({ lastVillage });
}

export function sendVoicesByWifiOnly(voicesByWifi: boolean): void {
  keep({ voicesByWifi });
}

export function chooseLockMinutes(lockMinutes: LockMinutes): void {
  keep({ lockMinutes });
}
