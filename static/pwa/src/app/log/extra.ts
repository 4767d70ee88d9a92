/** What some topics ask besides the outcome: how far the household has come, when it was last used, what it sells. Pure. */
import type { AssistStage, LastUsed } from "../../domain/wire.ts";
import type { AssistDraft, AssistView, TopicView } from "../phone-types.ts";
import type { Seller } from "../seller.ts";

export type Extra = {
  readonly stage: AssistStage | null;
  readonly lastUsed: LastUsed | null;
  readonly seller: Seller;
};

export const NO_EXTRA: Extra = { stage: null, lastUsed: null, seller: {} };

type Asked = { readonly stage: boolean; readonly lastUsed: boolean; readonly seller: boolean };

/** Stage and last use are asked only of those who have it. */
export function askedOf(topic: TopicView | undefined, outcome: string | null): Asked {
  const hasIt = outcome === "helped" || outcome === "already_had";
  const asks = (what: "stage" | "last_used") => hasIt && topic?.asks?.includes(what) === true;
  return { stage: asks("stage"), lastUsed: asks("last_used"), seller: topic?.details === "seller" };
}

const isEmpty = (seller: Seller): boolean => Object.keys(seller).length === 0;

/** A product as it is kept; blanks around it say nothing. */
function tidy(seller: Seller): Seller {
  const { product, ...rest } = seller;
  const name = product?.trim() ?? "";
  return name === "" ? rest : { ...rest, product: name };
}

/** Only what the topic asks now; an answer to another topic's question is dropped. */
export function extraPart(form: Extra, asked: Asked): Pick<AssistDraft, "stage" | "lastUsed" | "details"> {
  const seller = tidy(form.seller);
  return {
    ...(asked.stage && form.stage !== null ? { stage: form.stage } : {}),
    ...(asked.lastUsed && form.lastUsed !== null ? { lastUsed: form.lastUsed } : {}),
    ...(asked.seller && !isEmpty(seller) ? { details: seller } : {}),
  };
}

export type ExtraPatch = Partial<{ stage: AssistStage | null; lastUsed: LastUsed | null; details: Seller | null }>;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const sorted = (seller: Seller): unknown => Object.entries(seller).sort(([a], [b]) => a.localeCompare(b));

/** Only what differs; what the topic does not ask is left as it is. */
export function extraPatch(assist: AssistView, form: Extra, asked: Asked): ExtraPatch {
  const seller = tidy(form.seller);
  const isOther = !same(sorted(seller), sorted(assist.seller ?? {}));
  return {
    ...(asked.stage && form.stage !== assist.stage ? { stage: form.stage } : {}),
    ...(asked.lastUsed && form.lastUsed !== assist.lastUsed ? { lastUsed: form.lastUsed } : {}),
    ...(asked.seller && isOther ? { details: isEmpty(seller) ? null : seller } : {}),
  };
}
