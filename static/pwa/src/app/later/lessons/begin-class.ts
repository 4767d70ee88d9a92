/** From a lesson to the sheet of its class: what it was about and which steps were done are filled in already. */
import type { LessonOut } from "../../../domain/wire.ts";
import type { Phone } from "../../phone-types.ts";
import { preferences } from "../../preferences.ts";
import { type ClassForm, emptyClass } from "../classes/class-form.ts";

const SHEET = "class";

/** What was half filled of a class before stays; only what it is about changes. */
export function beginClass(phone: Phone, lesson: Pick<LessonOut, "code" | "topic">, steps: readonly number[]): void {
  const kept = phone.recallSheet(SHEET);
  const { villages } = phone.snapshot.peek();
  const usual = villages.find(({ code }) => code === preferences.peek().lastVillage) ?? villages[0];
  const before = isSheet(kept) ? kept.form : emptyClass(usual?.code ?? "");
  const form: ClassForm = { ...before, topic: lesson.topic, lesson: lesson.code, steps: steps.length > 0 ? steps : null };
  phone.keepSheet(SHEET, { form, of: "" });
}

const isSheet = (kept: unknown): kept is { readonly form: ClassForm } =>
  typeof kept === "object" && kept !== null && "form" in kept && typeof kept.form === "object" && kept.form !== null &&
  "village" in kept.form;
