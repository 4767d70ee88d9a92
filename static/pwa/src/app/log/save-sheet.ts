/** From a complete sheet to the verbs of the phone; rejects with NotSaved when nothing was kept. */
import type { Day, Phone, Saved } from "../phone-types.ts";
import { askedOf, extraPart } from "./extra.ts";
import { assistPart, consentDraft, householdDraft, type LogForm } from "./form.ts";

/** Returns the new assist; null when the sheet was not complete and nothing was tried. */
export async function saveSheet(phone: Phone, form: LogForm, today: Day): Promise<Saved | null> {
  const part = assistPart(form, today);
  const { who } = form;
  if (part === null || who === null) return null;
  const topic = phone.snapshot.value.topics.find(({ code }) => code === form.topic);
  const assist = { ...part, ...extraPart(form, askedOf(topic, form.outcome)) };
  const { consentVersion, households } = phone.snapshot.value;
  if (who.kind === "village") return phone.logAssist({ ...assist, household: null, village: who.village });
  const consent = who.consent === null ? null : consentDraft(who.consent, consentVersion);
  if (who.kind === "new") {
    return consent === null ? null : phone.logAssistForNewHousehold(householdDraft(who.household), consent, assist);
  }
  // A second try after a failed one must not give the same consent twice.
  const hasAgreed = households.some(({ id, consent: standing }) => id === who.id && standing === "given");
  if (consent !== null && !hasAgreed) await phone.giveConsent(who.id, consent);
  return phone.logAssist({ ...assist, household: who.id, village: null });
}
