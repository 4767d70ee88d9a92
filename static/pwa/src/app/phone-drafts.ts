/** Verbs of the screens as op drafts: which kind, on which record, after which head. Pure but for the ids. */
import { newId } from "../domain/ids";
import { type Body, type Json, type OpDraft, PHONE_KINDS } from "../domain/ops";
import type { Case } from "../domain/cases";
import { type Folded, type Folding, followAliases } from "../domain/folding";
import { textOf } from "../domain/rows";
import type { NotPossibleReason, OperationBodies } from "../domain/wire";
import type { AssistDraft, ConsentDraft, HouseholdDraft, Phone } from "./phone-types";

type AssistPatch = Parameters<Phone["amendAssist"]>[1];
type HouseholdPatch = Parameters<Phone["amendHousehold"]>[1];
/** Screen names that are others on the wire; all that are not there must have a place here. */
export type Names<Patch, Kind extends OpDraft["kind"]> = {
  readonly [Name in Exclude<keyof Patch, keyof OperationBodies[Kind]>]-?: keyof OperationBodies[Kind] & string;
};

const ASSIST_NAMES = { followUpOn: "follow_up_on", lastUsed: "last_used" } as const satisfies Names<AssistPatch, "assist.amend">;
const HOUSEHOLD_NAMES = {
  headName: "head_name",
  hasSmartphone: "has_smartphone",
  hasElectricity: "has_electricity",
  hasSignal: "has_signal",
} as const satisfies Names<HouseholdPatch, "household.amend">;

/** Wire names; keys without a value are left out, null stays (it clears). */
export function body(fields: Readonly<Record<string, Json | undefined>>, names: Readonly<Partial<Record<string, string>>> = {}): Body {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[names[name] ?? name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** The body of one kind, held to its names and types; keys without a value are left out. */
export function said<Kind extends OpDraft["kind"]>(
  fields: { readonly [Name in keyof OperationBodies[Kind]]: OperationBodies[Kind][Name] | undefined },
): Body {
  return body(fields as Readonly<Record<string, Json | undefined>>);
}

export const creating = (kind: OpDraft["kind"], fields: Body, settles: readonly string[] = []): OpDraft => ({
  id: newId(),
  kind,
  record: null,
  prev: null,
  body: fields,
  settles,
});

export function changing(kind: OpDraft["kind"], record: Folded, fields: Body): OpDraft {
  return { id: newId(), kind, record: record.id, prev: record.head, body: fields };
}

export function householdOp(household: HouseholdDraft): OpDraft {
  const { village, headName, people, phone } = household;
  return creating("household.add", said<"household.add">({ village, head_name: headName, people, phone }));
}

/** *settles*: refused consents of the same household that this one stands for. */
export function consentOp(household: string, consent: ConsentDraft, settles: readonly string[] = []): OpDraft {
  const { textVersion, language, method, witness, recording, heard } = consent;
  const words = { household, text_version: textVersion, language, method, witness, recording, heard };
  const fields = said<"consent.give">(words);
  return creating("consent.give", fields, settles);
}

export function assistOp(assist: AssistDraft): OpDraft {
  const { household, village, topic, outcome, reason, on, people, followUpOn, note, voice, stage, lastUsed, details } = assist;
  const place = household === null ? { household: null, village: village ?? "" } : { household };
  // The reasons are the server's, by its bundle: a newer one may not stand in this app's list.
  const why = reason as NotPossibleReason | undefined;
  const what = { topic, outcome, reason: why, on, people, follow_up_on: followUpOn, note, voice, stage, details };
  return creating("assist.log", said<"assist.log">({ ...place, ...what, last_used: lastUsed }));
}

/** The server never took it: a correction is a new record in its place, for there is no old one to amend. */
export const wasRefused = (record: Folded): boolean => !record.onServer && record.needsCare;

/** What the writer said before, without the columns that only records have. */
export function saidBefore(record: Folded): Body {
  const { state: _s, author: _a, logged_at: _l, at: _t, consent: _c, settles: _e, ...said } = record.fields;
  return said as Body;
}

export function need(records: Folding, id: string): Folded {
  const record = records.get(id);
  if (record === undefined) throw new Error("unknown record");
  return record;
}

export function amendAssistOp(records: Folding, id: string, patch: AssistPatch): OpDraft {
  const record = need(records, id);
  const fields = body(patch, ASSIST_NAMES);
  if (!wasRefused(record)) return changing("assist.amend", record, fields);
  return creating("assist.log", body({ ...saidBefore(record), ...fields }), [id]);
}

export function amendHouseholdOp(records: Folding, id: string, patch: HouseholdPatch): OpDraft {
  const record = need(records, followAliases(records)(id));
  const fields = body(patch, HOUSEHOLD_NAMES);
  if (!wasRefused(record)) return changing("household.amend", record, fields);
  return creating("household.add", body({ ...saidBefore(record), ...fields, replaces: record.id }), [record.id]);
}

export function withdrawAssistOp(records: Folding, id: string, reason: string): OpDraft {
  return changing("assist.withdraw", need(records, id), said<"assist.withdraw">({ reason }));
}

/** The standing consent of the household itself (no slot), the newest first. Raises when there is none. */
export function withdrawConsentOp(records: Folding, household: string, reason: string): OpDraft {
  const resolve = followAliases(records);
  const standing = records
    .ofKind("consent")
    .filter((record) => textOf(record.fields, "state") === "given")
    .filter((record) => resolve(textOf(record.fields, "household") ?? "") === resolve(household))
    .sort((a, b) => b.touchedAt - a.touchedAt);
  const [newest] = standing.filter((record) => textOf(record.fields, "slot") === null);
  if (newest === undefined) throw new Error("no consent to withdraw");
  return changing("consent.withdraw", newest, said<"consent.withdraw">({ reason }));
}

/** The same change again, now on what the server has. */
export function insistOp(records: Folding, { record, kind }: Case, said: Body): OpDraft {
  const { settles: _, ...fields } = said;
  return changing(kind as OpDraft["kind"], need(records, record), fields);
}

/** Takes back what created the record of *found*. */
export function withdrawRecordOp(records: Folding, found: Case): OpDraft {
  const name = `${found.kind.split(".")[0]}.withdraw`;
  const kind = PHONE_KINDS.find((known) => known === name) ?? "assist.withdraw";
  return changing(kind, need(records, found.record), body({ reason: "mistake" }));
}
