/** Verbs of the screens as op drafts: which kind, on which record, after which head. Pure but for the ids. */
import { newId } from "../domain/ids";
import type { Body, Json, OpDraft } from "../domain/ops";
import type { Case } from "../domain/cases";
import { type Folded, type Folding, followAliases } from "../domain/overlay";
import { textOf } from "../domain/rows";
import type { AssistDraft, ConsentDraft, HouseholdDraft, Phone } from "./phone-types";

type AssistPatch = Parameters<Phone["amendAssist"]>[1];
type HouseholdPatch = Parameters<Phone["amendHousehold"]>[1];

const ASSIST_NAMES: Readonly<Record<string, string>> = { followUpOn: "follow_up_on" };
const HOUSEHOLD_NAMES: Readonly<Record<string, string>> = {
  headName: "head_name",
  hasSmartphone: "has_smartphone",
  hasElectricity: "has_electricity",
  hasSignal: "has_signal",
};

/** Wire names; keys without a value are left out, null stays (it clears). */
function body(fields: Readonly<Record<string, Json | undefined>>, names: Readonly<Record<string, string>> = {}): Body {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[names[name] ?? name, value] as const],
  );
  return Object.fromEntries(entries);
}

const creating = (kind: OpDraft["kind"], fields: Body, settles: readonly string[] = []): OpDraft => ({
  id: newId(),
  kind,
  record: null,
  prev: null,
  body: fields,
  settles,
});

function changing(kind: OpDraft["kind"], record: Folded, fields: Body): OpDraft {
  return { id: newId(), kind, record: record.id, prev: record.head, body: fields };
}

export function householdOp(household: HouseholdDraft): OpDraft {
  const { village, headName, people, phone } = household;
  return creating("household.add", body({ village, head_name: headName, people, phone }));
}

/** *settles*: refused consents of the same household that this one stands for. */
export function consentOp(household: string, consent: ConsentDraft, settles: readonly string[] = []): OpDraft {
  const { textVersion, language, method, witness } = consent;
  return creating("consent.give", body({ household, text_version: textVersion, language, method, witness }), settles);
}

export function assistOp(assist: AssistDraft): OpDraft {
  const { household, village, topic, outcome, reason, on, people, followUpOn, note } = assist;
  const place = household === null ? { household: null, village: village ?? "" } : { household };
  return creating("assist.log", body({ ...place, topic, outcome, reason, on, people, follow_up_on: followUpOn, note }));
}

/** The server never took it: a correction is a new record in its place, for there is no old one to amend. */
const wasRefused = (record: Folded): boolean => !record.onServer && record.needsCare;

/** What the writer said before, without the columns that only records have. */
function saidBefore(record: Folded): Body {
  const { state: _s, author: _a, logged_at: _l, at: _t, consent: _c, settles: _e, ...said } = record.fields;
  return said as Body;
}

function need(records: Folding, id: string): Folded {
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
  return changing("assist.withdraw", need(records, id), body({ reason }));
}

/** The standing consent of the household itself (no slot), the newest first. Raises when there is none. */
export function withdrawConsentOp(records: Folding, household: string, reason: string): OpDraft {
  const resolve = followAliases(records);
  const standing = [...records.values()]
    .filter((record) => record.kind === "consent" && textOf(record.fields, "state") === "given")
    .filter((record) => resolve(textOf(record.fields, "household") ?? "") === resolve(household))
    .sort((a, b) => b.touchedAt - a.touchedAt);
  const [newest] = standing.filter((record) => textOf(record.fields, "slot") === null);
  if (newest === undefined) throw new Error("no consent to withdraw");
  return changing("consent.withdraw", newest, body({ reason }));
}

/** The same change again, now on what the server has. */
export function insistOp(records: Folding, { record, kind }: Case, said: Body): OpDraft {
  const { settles: _, ...fields } = said;
  return changing(kind as OpDraft["kind"], need(records, record), fields);
}

/** Takes back what created the record of *found*: household, consent or assist. */
export function withdrawRecordOp(records: Folding, found: Case): OpDraft {
  const kinds = { household: "household.withdraw", consent: "consent.withdraw", assist: "assist.withdraw" } as const;
  const name = found.kind.split(".")[0];
  const kind = name === "household" || name === "consent" ? kinds[name] : kinds.assist;
  return changing(kind, need(records, found.record), body({ reason: "mistake" }));
}
