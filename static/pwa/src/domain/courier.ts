/** A courier file: parcels that another phone carries without being able to read them (protocol §12). Pure. */
import { isUnread, listOf } from "./unread";
import type { CourierIn, ParcelIn } from "./wire";

/** One grant's ops, sealed; base64url. */
export type Parcel = ParcelIn & { readonly v: 1 };

export type CourierFile = CourierIn & { readonly courier: 1; readonly parcels: readonly Parcel[] };

/** What the seal covers besides the content: nobody may put a parcel under another's name. */
export function sealedFor(grant: string, device: string): string {
  return `tocongnghe-parcel:1:${grant}:${device}`;
}

function isParcel(value: unknown): value is Parcel {
  if (!isUnread<ParcelIn>(value)) return false;
  const { v, grant, device, nonce, data } = value;
  return v === 1 && [grant, device, nonce, data].every((part) => typeof part === "string" && part !== "");
}

/** The parcels of a file as it was received; none when it is something else. */
export function parcelsOf(text: string): readonly Parcel[] {
  try {
    const file: unknown = JSON.parse(text);
    if (!isUnread<CourierIn>(file) || file.courier !== 1) return [];
    return listOf(file.parcels).filter(isParcel).map(onlyItsParts);
  } catch {
    return [];
  }
}

function onlyItsParts({ v, grant, device, nonce, data }: Parcel): Parcel {
  return { v, grant, device, nonce, data };
}
