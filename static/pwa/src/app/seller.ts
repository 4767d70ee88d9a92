/** The seller card: what a household sells online, as the visits on selling topics have found it. Pure. */
import { type Unread, unread } from "../domain/unread.ts";
import type { AssistView, Day } from "./phone-types.ts";
import { assistsOf } from "./sorted-assists.ts";
import { among } from "./village-codes.ts";

export const PLATFORMS = ["zalo", "facebook", "tiktok", "postmart", "voso", "other"] as const;
export const SALES = ["30_days", "90_days", "longer", "never", "unknown"] as const;
export const OBSTACLES = [
  "no_photo",
  "packaging",
  "transport",
  "price",
  "payment",
  "no_time",
  "no_signal",
  "other",
] as const;

/** All optional; the names are the wire's (`details` of an assist). */
export type Seller = {
  readonly shop?: boolean;
  readonly listed?: boolean;
  readonly platform?: (typeof PLATFORMS)[number];
  /** At most 80 characters. */
  readonly product?: string;
  readonly sale?: (typeof SALES)[number];
  readonly obstacle?: (typeof OBSTACLES)[number];
};

/** What *details* say about selling, anything odd left out; null when they say nothing. */
export function readSeller(details: unknown): Seller | null {
  // Of most visits there are none, and there are many visits.
  if (details === undefined || details === null) return null;
  const { shop, listed, platform, product, sale, obstacle }: Unread<Seller> = unread<Seller>(details);
  const words = {
    platform: among(PLATFORMS, platform) ?? undefined,
    sale: among(SALES, sale) ?? undefined,
    obstacle: among(OBSTACLES, obstacle) ?? undefined,
    product: typeof product === "string" && product.trim() !== "" ? product : undefined,
    shop: typeof shop === "boolean" ? shop : undefined,
    listed: typeof listed === "boolean" ? listed : undefined,
  };
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) as Seller;
  return Object.keys(said).length === 0 ? null : said;
}

/** The card of *household*: of each thing the newest answer, and the day of the newest visit that said any. */
export function sellerOf(assists: readonly AssistView[], household: string): { readonly on: Day; readonly seller: Seller } | null {
  const told = assistsOf(assists, household)
    .filter(({ seller }) => seller !== null)
    .filter(({ receipt }) => receipt !== "withdrawn" && receipt !== "returned")
    .sort((a, b) => a.on.localeCompare(b.on) || a.loggedAt - b.loggedAt);
  const last = told.at(-1);
  if (last === undefined) return null;
  return { on: last.on, seller: Object.assign({}, ...told.map(({ seller }) => seller)) as Seller };
}
