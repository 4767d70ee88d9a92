/** The lessons of this phone: what is kept, brought up to date once a day when there is a network. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { fetchLessons } from "../../../api/lessons.ts";
import type { LessonOut, LessonsOut } from "../../../domain/wire.ts";
import { type Language } from "../../../i18n/languages.ts";
import { currentLanguage } from "../../../i18n/translate.ts";
import { type KeptLessons, keepLessons, keptLessons } from "../../../store/lessons.ts";
import { online } from "../../surroundings.ts";

const LOOK_AGAIN_MS = 24 * 3600 * 1000;

/** `absent`: nothing is kept, and nothing could be fetched. */
type Shown = { readonly language: Language; readonly lessons: LessonsOut | "absent" };

const shown = signal<Shown | null>(null);

/** Told how many bytes came, for the data used this month. */
export const counting = signal<(received: number) => Promise<unknown>>(async () => undefined);

const looksRight = (body: unknown): body is LessonsOut =>
  typeof body === "object" && body !== null && "lessons" in body && Array.isArray(body.lessons) && "shapes" in body;

/** Of *language*, else Vietnamese: words of another language are better than none. */
async function atHand(language: Language): Promise<KeptLessons | undefined> {
  return (await keptLessons(language)) ?? (language === "vi" ? undefined : await keptLessons("vi"));
}

/** Fetches what is missing or a day old; keeps what was there when nothing comes. */
export async function bringLessons(language: Language, now: number): Promise<void> {
  const kept = await keptLessons(language);
  if (kept !== undefined && Math.abs(now - kept.fetchedAt) < LOOK_AGAIN_MS) return;
  if (!online.peek()) return;
  const reply = await fetchLessons(language, kept?.etag ?? null);
  if (reply.kind === "failed") return;
  await counting.peek()(reply.received);
  if (reply.status === 304 && kept !== undefined) await keepLessons(language, { ...kept, fetchedAt: now });
  if (reply.status !== 200 || !looksRight(reply.json)) return;
  await keepLessons(language, { etag: reply.etag, fetchedAt: now, body: reply.json });
  await show(language);
}

/** Every text says its language: a package may stand in for that of another language. */
function saidIn(body: LessonsOut): LessonsOut {
  return JSON.parse(JSON.stringify(body), (_, value: unknown) =>
    typeof value === "object" && value !== null && "text" in value && !("lang" in value)
      ? { ...value, lang: body.language }
      : value,
  ) as LessonsOut;
}

async function show(language: Language): Promise<void> {
  const kept = await atHand(language);
  if (kept !== undefined && currentLanguage() === language) shown.value = { language, lessons: saidIn(kept.body) };
}

async function open(language: Language): Promise<void> {
  await show(language);
  await bringLessons(language, Date.now()).catch((error: unknown) => console.error("lessons", error));
  if (shown.peek()?.language !== language) shown.value = { language, lessons: "absent" };
}

/** undefined while the disk is read. Follows the language and the network. */
export function useLessons(): LessonsOut | "absent" | undefined {
  const language = currentLanguage();
  const isOnline = online.value;
  const now = shown.value;
  useEffect(() => {
    if (shown.peek()?.language === language && shown.peek()?.lessons !== "absent") return;
    void open(language).catch((error: unknown) => {
      console.error("lessons", error);
      shown.value = { language, lessons: "absent" };
    });
  }, [language, isOnline]);
  return now?.language === language ? now.lessons : undefined;
}

export function useLesson(code: string): { readonly lesson: LessonOut; readonly all: LessonsOut } | "absent" | undefined {
  const all = useLessons();
  if (all === undefined || all === "absent") return all;
  const lesson = all.lessons.find((one) => one.code === code);
  return lesson === undefined ? "absent" : { lesson, all };
}
