/** A phone without a store or a network, for looking at screens and for their tests: it keeps everything in one signal. */
import { signal } from "@preact/signals";
import { addDays, dayOf } from "../../src/domain/days.ts";
import {
  type AssistView,
  type EnrolResult,
  type HouseholdView,
  NotSaved,
  type Phone,
  type Saved,
  type Snapshot,
} from "../../src/app/phone-types.ts";
import { makeSnapshot } from "./snapshot.ts";
import { fakeTeam } from "./team.ts";
import { fakeVillage } from "./village.ts";
import { fakeVoices } from "./voices.ts";

export type FakeOptions = {
  readonly snapshot?: Partial<Snapshot>;
  /** Every save fails with this until `mend()`. */
  readonly breaks?: "quota" | "storage";
  readonly enrolment?: EnrolResult;
  /** Half-filled sheets, by name. */
  readonly sheets?: Map<string, unknown>;
};

/** The PIN of everybody on a fake phone. */
export const FAKE_PIN = "258036";

export type FakePhone = Phone & {
  /** Verbs called so far, with what they were given. */
  readonly calls: { readonly verb: string; readonly given: readonly unknown[] }[];
  readonly mend: () => void;
};

export function makeFakePhone({
  snapshot: overrides = {},
  breaks,
  enrolment = { ok: true },
  sheets = new Map<string, unknown>(),
}: FakeOptions = {}): FakePhone {
  const snapshot = signal<Snapshot>(makeSnapshot(overrides));
  const calls: { readonly verb: string; readonly given: readonly unknown[] }[] = [];
  let broken = breaks;
  let counter = 0;
  const set = (change: Partial<Snapshot>) => {
    snapshot.value = { ...snapshot.value, ...change };
  };
  const keep = (verb: string, ...given: unknown[]): Saved => {
    calls.push({ verb, given });
    if (broken !== undefined) throw new NotSaved(broken);
    counter += 1;
    const { sync } = snapshot.value;
    set({ sync: { ...sync, unsent: sync.unsent + 1, oldestUnsentAt: sync.oldestUnsentAt ?? Date.now() } });
    return { id: `made-${counter}`, op: `op-${counter}` };
  };
  const changeAssist = (id: string, change: Partial<AssistView>) =>
    set({ assists: snapshot.value.assists.map((assist) => (assist.id === id ? { ...assist, ...change } : assist)) });
  const changeHousehold = (id: string, change: Partial<HouseholdView>) =>
    set({ households: snapshot.value.households.map((known) => (known.id === id ? { ...known, ...change } : known)) });
  const addHousehold = (id: string, headName: string, village: string) =>
    set({
      households: [
        {
          id,
          village,
          headName,
          people: null,
          phone: null,
          hasSmartphone: null,
          hasElectricity: null,
          hasSignal: null,
          language: null,
          note: null,
          consent: "given",
          receipt: "saved",
          touchedAt: Date.now(),
          reached: {},
        },
        ...snapshot.value.households,
      ],
    });

  const phone: FakePhone = {
    snapshot,
    calls,
    mend: () => {
      broken = undefined;
    },
    async enrol(code) {
      calls.push({ verb: "enrol", given: [code] });
      if (enrolment.ok) set({ enrolled: true });
      return enrolment;
    },
    async unlock(person, pin) {
      calls.push({ verb: "unlock", given: [person] });
      const { people } = snapshot.value.lock;
      if (pin === FAKE_PIN) {
        const { name } = people.find(({ id }) => id === person) ?? { name: "" };
        const me = { id: person, name, role: "member", language: "vi" };
        set({ me, lock: { state: "open", people: people.map((one) => ({ ...one, isMe: one.id === person })) } });
        return { ok: true };
      }
      const counted = people.map((one) => (one.id === person ? { ...one, isMe: true, triesLeft: one.triesLeft - 1 } : one));
      set({ lock: { ...snapshot.value.lock, people: counted } });
      return { ok: false, problem: "wrong" };
    },
    async choosePin(person, pin) {
      calls.push({ verb: "choosePin", given: [person, pin] });
      const people = snapshot.value.lock.people.map((one) => (one.id === person ? { ...one, lock: "pin" as const } : one));
      set({ lock: { state: "open", people } });
      return { ok: true };
    },
    async removePerson(person, pin) {
      calls.push({ verb: "removePerson", given: [person, pin] });
      const waits = snapshot.value.lock.people.some(({ id, unsent }) => id === person && unsent > 0);
      return waits ? { ok: false, problem: "unsent" } : { ok: true };
    },
    async changePin(pin, next) {
      calls.push({ verb: "changePin", given: [pin, next] });
      return pin === FAKE_PIN ? { ok: true } : { ok: false, problem: "wrong" };
    },
    async lock(next) {
      calls.push({ verb: "lock", given: [next] });
      const people = snapshot.value.lock.people.map((one) => ({ ...one, isMe: one.id === next }));
      set({ lock: { state: "locked", people } });
    },
    recallSheet: (name) => sheets.get(name) ?? null,
    keepSheet(name, sheet) {
      if (sheet === null) sheets.delete(name);
      else sheets.set(name, sheet);
    },
    async logAssist(draft) {
      const saved = keep("logAssist", draft);
      const household = snapshot.value.households.find(({ id }) => id === draft.household);
      const view: AssistView = {
        id: saved.id,
        village: draft.village ?? household?.village ?? "",
        household: draft.household,
        householdName: household?.headName ?? null,
        topic: draft.topic,
        outcome: draft.outcome,
        reason: draft.reason ?? null,
        stage: draft.stage ?? null,
        lastUsed: draft.lastUsed ?? null,
        seller: draft.details ?? null,
        on: draft.on,
        followUpOn: draft.followUpOn ?? null,
        note: draft.note ?? null,
        voice: draft.voice ?? null,
        receipt: "saved",
        returnReason: null,
        returnText: null,
        trouble: null,
        mine: true,
        loggedAt: Date.now(),
        canChange: true,
      };
      const { figures } = snapshot.value;
      set({
        assists: [view, ...snapshot.value.assists],
        figures: { ...figures, all: figures.all + 1, unsent: figures.unsent + 1 },
      });
      return saved;
    },
    async logAssistForNewHousehold(household, consent, assist) {
      const saved = keep("logAssistForNewHousehold", household, consent, assist);
      addHousehold(saved.id, household.headName, household.village);
      return phone.logAssist({ ...assist, household: saved.id, village: null });
    },
    async logMany({ assist, households }) {
      const consents = households.flatMap(({ id, consent }) => (consent === null ? [] : [{ id, consent }]));
      for (const { id, consent } of consents) await phone.giveConsent(id, consent);
      const saved = [];
      for (const { id } of households) saved.push(await phone.logAssist({ ...assist, household: id, village: null }));
      return saved.map(({ id }) => id);
    },
    async withdrawMany(ids, reason) {
      for (const id of ids) await phone.withdrawAssist(id, reason);
    },
    async giveConsent(household, consent) {
      const saved = keep("giveConsent", household, consent);
      changeHousehold(household, { consent: "given" });
      return saved;
    },
    async withdrawConsent(household, reason) {
      const saved = keep("withdrawConsent", household, reason);
      changeHousehold(household, { consent: "withdrawn" });
      return saved;
    },
    async amendAssist(id, patch) {
      const saved = keep("amendAssist", id, patch);
      changeAssist(id, { ...patch, receipt: "saved", returnReason: null, returnText: null });
      return saved;
    },
    async withdrawAssist(id, reason) {
      const saved = keep("withdrawAssist", id, reason);
      changeAssist(id, { receipt: "withdrawn", canChange: false });
      return saved;
    },
    async addHousehold(household, consent) {
      const saved = keep("addHousehold", household, consent);
      addHousehold(saved.id, household.headName, household.village);
      return saved;
    },
    async amendHousehold(id, patch) {
      const saved = keep("amendHousehold", id, patch);
      changeHousehold(id, patch);
      return saved;
    },
    ...fakeVillage({ snapshot, keep, set }),
    ...fakeVoices({
      get: () => snapshot.value,
      set,
      call: (verb, ...given) => void calls.push({ verb, given }),
      broken: () => broken,
    }),
    ...fakeTeam({ get: () => snapshot.value, set, keep }),
    async insist(op) {
      const saved = keep("insist", op);
      set({ cases: snapshot.value.cases.filter((found) => found.op !== op) });
      return saved;
    },
    async takeBack(op) {
      keep("takeBack", op);
      set({ cases: snapshot.value.cases.filter((found) => found.op !== op) });
    },
    async lookForUpdate() {
      calls.push({ verb: "lookForUpdate", given: [] });
    },
    async makeCourierFile() {
      calls.push({ verb: "makeCourierFile", given: [] });
      return { name: "tocongnghe-2026-11-21.txt", text: "{}", changes: snapshot.value.sync.unsent };
    },
    async takeCourierFile(text) {
      calls.push({ verb: "takeCourierFile", given: [text] });
      return { found: 1, added: 1 };
    },
    acknowledgeEviction() {
      set({ evicted: null });
    },
    async syncNow() {
      calls.push({ verb: "syncNow", given: [] });
    },
    async askToPersist() {
      set({ sync: { ...snapshot.value.sync, storage: "persisted" } });
      return true;
    },
    async update() {
      calls.push({ verb: "update", given: [] });
    },
  };
  return phone;
}

/** Today's day, for drafts in tests. */
export const today = (): string => dayOf(Date.now());
export const daysAgo = (count: number): string => addDays(today(), -count);
