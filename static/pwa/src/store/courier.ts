/** Others' parcels on this phone: a database of their own, never the outbox, opened by nobody here. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Parcel } from "../domain/courier";
import { connect } from "./connection";

export type CarriedState = "waiting" | "delivered" | "refused";
type Carried = {
  readonly id: string;
  readonly takenAt: number;
  readonly state: CarriedState;
  /** Why it was refused: a slug of the server's; absent on parcels settled by older versions of this app. */
  readonly why?: string;
  /** Gone once it was delivered. */
  readonly parcel: Parcel | null;
};

interface CourierSchema extends DBSchema {
  parcels: { key: string; value: Carried };
}

/** `why`: how many parcels were refused for each reason; "" where none was kept. */
export type CourierCounts = Readonly<Record<CarriedState, number>> & {
  readonly why: readonly { readonly reason: string; readonly count: number }[];
};
export type Verdict = { readonly state: "delivered" } | { readonly state: "refused"; readonly why: string };
export type CourierStore = ReturnType<typeof makeCourierStore>;

export const COURIER_NAME = "tocongnghe-courier";
const VERSION = 1;

const idOf = ({ grant, nonce }: Parcel): string => `${grant}:${nonce}`;

function openCourier(lost: () => void): Promise<IDBPDatabase<CourierSchema>> {
  return openDB<CourierSchema>(COURIER_NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore("parcels", { keyPath: "id" });
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      lost();
    },
    terminated: lost,
  });
}

export function makeCourierStore() {
  const open = connect(openCourier);

  return {
    /** How many of *parcels* were not here before. All are on disk when it resolves. */
    keep: async (parcels: readonly Parcel[], now: number): Promise<number> => {
      const tx = (await open()).transaction("parcels", "readwrite", { durability: "strict" });
      let added = 0;
      for (const parcel of parcels) {
        if ((await tx.store.getKey(idOf(parcel))) !== undefined) continue;
        await tx.store.add({ id: idOf(parcel), takenAt: now, state: "waiting", parcel });
        added += 1;
      }
      await tx.done;
      return added;
    },

    waiting: async (): Promise<readonly Parcel[]> => {
      const all = await (await open()).getAll("parcels");
      return all.flatMap(({ state, parcel }) => (state === "waiting" && parcel !== null ? [parcel] : []));
    },

    settle: async (parcel: Parcel, verdict: Verdict): Promise<void> => {
      const tx = (await open()).transaction("parcels", "readwrite", { durability: "strict" });
      const known = await tx.store.get(idOf(parcel));
      if (known !== undefined) await tx.store.put({ ...known, ...verdict, parcel: null });
      await tx.done;
    },

    counts: async (): Promise<CourierCounts> => {
      const all = await (await open()).getAll("parcels");
      const count = (wanted: CarriedState): number => all.filter(({ state }) => state === wanted).length;
      const reasons = all.flatMap(({ state, why = "" }) => (state === "refused" ? [why] : []));
      const why = [...new Set(reasons)].map((reason) => ({
        reason,
        count: reasons.filter((each) => each === reason).length,
      }));
      return { waiting: count("waiting"), delivered: count("delivered"), refused: reasons.length, why };
    },

    close: async (): Promise<void> => (await open()).close(),
  };
}
