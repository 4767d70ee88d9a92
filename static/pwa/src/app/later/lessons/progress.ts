/** How far somebody is in a lesson: kept like a half-filled sheet, sealed, for the same person only. */
import { useState } from "preact/hooks";
import type { LessonOut } from "../../../domain/wire.ts";
import { usePhone } from "../../context.ts";
import type { Phone } from "../../phone-types.ts";

/** `at`: the place among steps, then questions, then the end. `seen`: steps gone through, from 1. `right`: questions answered right at first, from 1. */
export type Progress = {
  readonly at: number;
  readonly seen: readonly number[];
  readonly right: readonly number[];
};

export const NOT_BEGUN: Progress = { at: 0, seen: [], right: [] };

const nameOf = (code: string): string => `lesson.${code}`;

const numbers = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.filter((one): one is number => Number.isInteger(one)) : [];

/** Anything odd counts as not begun. */
export function progressOf(phone: Phone, code: string): Progress {
  const kept = phone.recallSheet(nameOf(code));
  if (typeof kept !== "object" || kept === null || !("at" in kept) || !Number.isInteger(kept.at)) return NOT_BEGUN;
  const { seen, right } = kept as { readonly seen?: unknown; readonly right?: unknown };
  return { at: Math.max(0, Number(kept.at)), seen: numbers(seen), right: numbers(right) };
}

export function useProgress(code: string): readonly [Progress, (next: Progress) => void] {
  const phone = usePhone();
  const [progress, setProgress] = useState(() => progressOf(phone, code));
  const keep = (next: Progress) => {
    phone.keepSheet(nameOf(code), next === NOT_BEGUN ? null : next);
    setProgress(next);
  };
  return [progress, keep];
}

export type Place =
  | { readonly kind: "step" | "question"; readonly index: number }
  | { readonly kind: "end" };

/** Where *at* is in *lesson*, also when the lesson became shorter meanwhile. */
export function placeOf({ steps, check }: Pick<LessonOut, "steps" | "check">, at: number): Place {
  if (at < steps.length) return { kind: "step", index: at };
  const index = at - steps.length;
  return index < check.length ? { kind: "question", index } : { kind: "end" };
}

export const isDone = (lesson: LessonOut, { seen }: Progress): boolean => seen.length >= lesson.steps.length;

export const withStep = (progress: Progress, number: number): readonly number[] =>
  progress.seen.includes(number) ? progress.seen : [...progress.seen, number].sort((a, b) => a - b);
