/** Verbs about a whole village as op drafts: hold a class, raise feedback, record a survey. */
import type { Case } from "../domain/cases";
import type { Body, OpDraft } from "../domain/ops";
import type { Folding } from "../domain/folding";
import { textOf } from "../domain/rows";
import { body, changing, creating, type Names, need, said, saidBefore, wasRefused } from "./phone-drafts";
import type { Saved } from "./phone-types";
import type { ClassDraft, ClassPatch, FeedbackDraft, FeedbackPatch, SurveyDraft, VillageVerbs } from "./phone-village-types";

const CLASS_NAMES = { over60: "over_60" } as const satisfies Names<ClassPatch, "class_session.amend">;

/** Null is what nobody said: it goes into no new record. */
const saidOf = (fields: Body): Body => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

export function classOp({ over60, ...draft }: ClassDraft): OpDraft {
  return creating("class_session.hold", saidOf(said<"class_session.hold">({ ...draft, over_60: over60 })));
}

export function amendClassOp(records: Folding, id: string, patch: ClassPatch): OpDraft {
  return amending(records, id, "class_session.amend", "class_session.hold", body(patch, CLASS_NAMES));
}

export function feedbackOp({ voice, ...draft }: FeedbackDraft): OpDraft {
  return creating("feedback.raise", saidOf(said<"feedback.raise">({ ...draft, voice: voice ?? null })));
}

export function amendFeedbackOp(records: Folding, id: string, patch: FeedbackPatch): OpDraft {
  return amending(records, id, "feedback.amend", "feedback.raise", body(patch));
}

/** What the server never took is said anew, in its place. */
function amending(
  records: Folding,
  id: string,
  kind: OpDraft["kind"],
  creatingKind: OpDraft["kind"],
  fields: Body,
): OpDraft {
  const record = need(records, id);
  if (!wasRefused(record)) return changing(kind, record, fields);
  return creating(creatingKind, saidOf({ ...saidBefore(record), ...fields }), [id]);
}

/** *settles*: refused surveys of the same village. */
export function surveyOp(draft: SurveyDraft, settles: readonly string[] = []): OpDraft {
  const { mobileSignal, cashPoint, ...rest } = draft;
  const fields = said<"village_survey.record">({ ...rest, mobile_signal: mobileSignal, cash_point: cashPoint });
  return creating("village_survey.record", saidOf(fields), settles);
}

type Around = {
  records(): Folding;
  cases(): readonly Case[];
  saveOne(op: OpDraft): Promise<Saved>;
};

export function villageVerbs({ records, cases, saveOne }: Around): VillageVerbs {
  const withdrawing = (kind: OpDraft["kind"], id: string, reason: string): OpDraft =>
    changing(kind, need(records(), id), { reason });
  const refusedSurveys = (village: string): string[] =>
    cases()
      .filter(({ kind, status }) => kind === "village_survey.record" && status !== "held")
      .map(({ record }) => record)
      .filter((id) => textOf(records().get(id)?.fields ?? {}, "village") === village);
  return {
    holdClass: (draft) => saveOne(classOp(draft)),
    amendClass: async (id, patch) => saveOne(amendClassOp(records(), id, patch)),
    withdrawClass: async (id, reason) => saveOne(withdrawing("class_session.withdraw", id, reason)),
    raiseFeedback: (draft) => saveOne(feedbackOp(draft)),
    amendFeedback: async (id, patch) => saveOne(amendFeedbackOp(records(), id, patch)),
    withdrawFeedback: async (id, reason) => saveOne(withdrawing("feedback.withdraw", id, reason)),
    recordSurvey: async (draft) => saveOne(surveyOp(draft, refusedSurveys(draft.village))),
  };
}
