/** The half-filled sheet of a class: what is in it, what is missing, what it becomes. Pure. */
import { doneDoubt } from "../../day-doubt.ts";
import type { Day } from "../../phone-types.ts";
import type { ClassDraft, ClassPatch, ClassView } from "../../phone-village-types.ts";

export type ClassForm = {
  readonly village: string;
  readonly topic: string | null;
  readonly lesson: string | null;
  readonly steps: readonly number[] | null;
  /** Null is today, whenever the sheet is saved. */
  readonly on: Day | null;
  readonly isDaySure: boolean;
  readonly women: number | null;
  readonly men: number | null;
  readonly over60: number | null;
  readonly language: string | null;
  readonly note: string;
};

export type ClassMissing = "topic" | "people" | "over60" | "day";

export function emptyClass(village: string): ClassForm {
  return {
    village,
    topic: null,
    lesson: null,
    steps: null,
    on: null,
    isDaySure: false,
    women: null,
    men: null,
    over60: null,
    language: null,
    note: "",
  };
}

export function classFormOf(held: ClassView): ClassForm {
  const { village, topic, lesson, steps, on, women, men, over60, language, note, trouble } = held;
  // A day that was kept once is not asked about again; one for which the class was refused is.
  const isDaySure = trouble !== "date_in_future";
  return { village, topic, lesson, steps, on, isDaySure, women, men, over60, language, note: note ?? "" };
}

/** The first thing without which the sheet cannot be saved. */
export function missingInClass(form: ClassForm, today: Day): ClassMissing | null {
  if (form.topic === null && form.lesson === null) return "topic";
  const people = (form.women ?? 0) + (form.men ?? 0);
  if (people === 0) return "people";
  if (form.over60 !== null && form.over60 > people) return "over60";
  return !form.isDaySure && doneDoubt(form.on, today) !== null ? "day" : null;
}

export function classDraft(form: ClassForm, today: Day): ClassDraft {
  const { isDaySure: _, on, note, ...rest } = form;
  return { ...rest, on: on ?? today, note: note.trim() === "" ? null : note.trim() };
}

/** Only what differs. */
export function classPatch(held: ClassView, form: ClassForm, today: Day): ClassPatch {
  const draft = classDraft(form, today);
  const names = Object.keys(draft) as (keyof ClassDraft)[];
  // Steps are a list: what says the same is the same.
  const isOther = (name: keyof ClassDraft) => JSON.stringify(draft[name]) !== JSON.stringify(held[name]);
  return Object.fromEntries(names.filter(isOther).map((name) => [name, draft[name]]));
}
