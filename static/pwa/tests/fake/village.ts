/** A village's classes, feedback and surveys on the fake phone. */
import type { ReadonlySignal } from "@preact/signals";
import type { Saved, Snapshot } from "../../src/app/phone-types.ts";
import type { ClassView, FeedbackView, SurveyView, VillageVerbs } from "../../src/app/phone-village-types.ts";
import { addDays, dayOf } from "../../src/domain/days.ts";

const HOUR = 3_600_000;
const VILLAGE = "20-06040-001";
const COMMON = { village: VILLAGE, receipt: "received", trouble: null, mine: true } as const;

export function makeClass(overrides: Partial<ClassView> = {}): ClassView {
  return {
    ...COMMON,
    id: "class-1",
    on: addDays(dayOf(Date.now()), -3),
    topic: "online_safety",
    lesson: null,
    steps: null,
    women: 14,
    men: 9,
    over60: 6,
    language: "tyz",
    note: null,
    loggedAt: Date.now() - 70 * HOUR,
    canChange: true,
    ...overrides,
  };
}

export function makeFeedback(overrides: Partial<FeedbackView> = {}): FeedbackView {
  return {
    ...COMMON,
    id: "feedback-1",
    household: null,
    householdName: null,
    category: "signal",
    text: "Xóm trong không có sóng, bà con phải ra đầu dốc mới gọi được.",
    voice: null,
    state: "open",
    answer: null,
    answeredAt: null,
    raisedAt: Date.now() - 30 * HOUR,
    canChange: true,
    ...overrides,
  };
}

export function makeSurvey(overrides: Partial<SurveyView> = {}): SurveyView {
  return {
    ...COMMON,
    id: "survey-1",
    on: addDays(dayOf(Date.now()), -40),
    power: "all",
    mobileSignal: "part",
    fibre: false,
    cashPoint: false,
    source: "seen",
    loggedAt: Date.now() - 960 * HOUR,
    ...overrides,
  };
}

type Hands = {
  readonly snapshot: ReadonlySignal<Snapshot>;
  readonly keep: (verb: string, ...given: unknown[]) => Saved;
  readonly set: (change: Partial<Snapshot>) => void;
};

export function fakeVillage({ snapshot, keep, set }: Hands): VillageVerbs {
  const changed = <View extends { readonly id: string }>(views: readonly View[], id: string, change: Partial<View>) =>
    views.map((view) => (view.id === id ? { ...view, ...change } : view));
  const nameOf = (household: string | null | undefined) =>
    snapshot.value.households.find(({ id }) => id === household)?.headName ?? null;
  return {
    async holdClass(draft) {
      const saved = keep("holdClass", draft);
      const view = makeClass({ ...draft, id: saved.id, receipt: "saved", loggedAt: Date.now() });
      set({ classes: [view, ...snapshot.value.classes] });
      return saved;
    },
    async amendClass(id, patch) {
      const saved = keep("amendClass", id, patch);
      set({ classes: changed(snapshot.value.classes, id, { ...patch, receipt: "saved" }) });
      return saved;
    },
    async withdrawClass(id, reason) {
      const saved = keep("withdrawClass", id, reason);
      set({ classes: changed(snapshot.value.classes, id, { receipt: "withdrawn", canChange: false }) });
      return saved;
    },
    async raiseFeedback(draft) {
      const saved = keep("raiseFeedback", draft);
      const householdName = nameOf(draft.household);
      const view = makeFeedback({ ...draft, householdName, id: saved.id, receipt: "saved", raisedAt: Date.now() });
      set({ feedback: [view, ...snapshot.value.feedback] });
      return saved;
    },
    async amendFeedback(id, patch) {
      const saved = keep("amendFeedback", id, patch);
      set({ feedback: changed(snapshot.value.feedback, id, { ...patch, receipt: "saved" }) });
      return saved;
    },
    async withdrawFeedback(id, reason) {
      const saved = keep("withdrawFeedback", id, reason);
      const gone = { receipt: "withdrawn", state: "withdrawn", canChange: false } as const;
      set({ feedback: changed(snapshot.value.feedback, id, gone) });
      return saved;
    },
    async recordSurvey(draft) {
      const saved = keep("recordSurvey", draft);
      const view = makeSurvey({ ...draft, id: saved.id, receipt: "saved", loggedAt: Date.now() });
      set({ surveys: [view, ...snapshot.value.surveys] });
      return saved;
    },
  };
}
