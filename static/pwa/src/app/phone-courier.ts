/** Carrying: making a file of what is unsent here, taking others' files, handing their parcels to the server. */
import type { Api } from "../api/endpoints";
import type { HttpReply } from "../api/http";
import { dayOf } from "../domain/days";
import { type CourierFile, type Parcel, parcelsOf } from "../domain/courier";
import { listOf, unread } from "../domain/unread";
import type { CourierOut, ParcelOut } from "../domain/wire";
import type { CourierStore, Verdict } from "../store/courier";
import type { Store } from "../store/store";
import { sealLoad } from "../sync/seal";

export type CourierPackage = { readonly name: string; readonly text: string; readonly changes: number; readonly ops: readonly string[] };

/** Null when nothing is unsent. A text file: the share sheet of Chrome takes no JSON. */
export async function makePackage(store: Pick<Store, "courierLoad">, now: number): Promise<CourierPackage | null> {
  const load = await store.courierLoad();
  if (load === undefined || load.loads.length === 0) return null;
  const file: CourierFile = { courier: 1, parcels: await sealLoad(load, now) };
  const ops = load.loads.flatMap((one) => one.ops.map(({ id }) => id));
  const name = `tocongnghe-${dayOf(now)}-${load.device.slice(0, 4)}.txt`;
  return { name, text: JSON.stringify(file), changes: ops.length, ops };
}

export type TakeResult = { readonly found: number; readonly added: number };

export async function takeFile(courier: CourierStore, text: string, now: number): Promise<TakeResult> {
  const parcels = parcelsOf(text);
  return { found: parcels.length, added: await courier.keep(parcels, now) };
}

/** Null: nothing was decided, try again when there is signal. */
function verdictOf(reply: HttpReply): Verdict | null {
  if (reply.kind === "failed") return null;
  const { status, json } = reply;
  if (status === 400 || status === 413 || status === 422) return { state: "refused", why: "envelope" };
  const { parcels } = unread<CourierOut>(json);
  if (status !== 200 || parcels === undefined) return null;
  const { processed, refused } = unread<ParcelOut>(listOf(parcels)[0]);
  if (typeof processed === "number") return { state: "delivered" };
  return { state: "refused", why: typeof refused === "string" ? refused : "" };
}

type Delivery = { readonly api: Pick<Api, "importParcels">; readonly courier: CourierStore; readonly token: string };

/** One request a parcel; stops at the first that the server could not decide on. True when something changed. */
export async function deliver({ api, courier, token }: Delivery): Promise<boolean> {
  let hasChanged = false;
  for (const parcel of await courier.waiting()) {
    const file: CourierFile = { courier: 1, parcels: [parcel satisfies Parcel] };
    const verdict = verdictOf(await api.importParcels(token, file));
    if (verdict === null) break;
    await courier.settle(parcel, verdict);
    hasChanged = true;
  }
  return hasChanged;
}
