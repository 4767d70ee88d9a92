/** A courier file: parcels that another phone carries without being able to read them (protocol §12). Pure. */

/** One grant's ops, sealed; base64url. */
export type Parcel = {
  readonly v: 1;
  readonly grant: string;
  readonly device: string;
  readonly nonce: string;
  readonly data: string;
};

export type CourierFile = { readonly courier: 1; readonly parcels: readonly Parcel[] };

/** What the seal covers besides the content: nobody may put a parcel under another's name. */
export function sealedFor(grant: string, device: string): string {
  return `tocongnghe-parcel:1:${grant}:${device}`;
}

function isParcel(value: unknown): value is Parcel {
  if (typeof value !== "object" || value === null) return false;
  const parcel = value as Record<string, unknown>;
  const isText = (name: string): boolean => typeof parcel[name] === "string" && parcel[name] !== "";
  return parcel.v === 1 && ["grant", "device", "nonce", "data"].every(isText);
}

/** The parcels of a file as it was received; none when it is something else. */
export function parcelsOf(text: string): readonly Parcel[] {
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file !== "object" || file === null || !("courier" in file) || file.courier !== 1) return [];
    const parcels: unknown = "parcels" in file ? file.parcels : [];
    return Array.isArray(parcels) ? parcels.filter(isParcel).map(onlyItsParts) : [];
  } catch {
    return [];
  }
}

function onlyItsParts({ v, grant, device, nonce, data }: Parcel): Parcel {
  return { v, grant, device, nonce, data };
}
