/** Work, permissions and names at rest: sealed under the device key, opened outside of any transaction. */
import { type Body, decodeBody, encodeBody, type Op, type OpDraft } from "../domain/ops";
import type { Grant, InClear, KeptGrant } from "./outbox-schema";
import { type Sealed, seal, sealJson, unseal, unsealJson } from "./vault/cipher";

/** A draft whose body is sealed already: what a transaction may write; *plain* is what was sealed. */
export type SealedDraft = Omit<OpDraft, "body"> & {
  readonly body: Sealed;
  readonly plain: Op["body"];
  readonly names: readonly string[];
};

const aboutOp = (id: string): string => `op:${id}`;
const aboutGrant = (id: string): string => `grant:${id}`;

/** Ids of records that *body* names: kept as long as unsent work speaks of them. */
export function namedIn(body: Body): readonly string[] {
  return [body.household].filter((id) => typeof id === "string");
}

export async function sealDraft(key: CryptoKey, draft: OpDraft): Promise<SealedDraft> {
  const plain = encodeBody(draft.body);
  return { ...draft, body: await seal(key, aboutOp(draft.id), plain), plain, names: namedIn(draft.body) };
}

/** *op* with the *plain* body that was sealed in it, and what it settles. */
export function asSaid<Known extends Op & InClear>(op: Known, plain: Op["body"]): Omit<Known, keyof InClear> {
  const { sealed: _s, names: _n, settles = [], ...rest } = op;
  return { ...rest, body: settles.length === 0 ? plain : encodeBody({ ...decodeBody(plain), settles }) };
}

/** The op as it is said: body opened, with what it settles. An erased body stays empty. */
export async function openOp<Known extends Op & InClear>(key: CryptoKey, op: Known): Promise<Omit<Known, keyof InClear>> {
  const { sealed, names: _n, settles: _s, ...rest } = op;
  if (sealed !== 1 || op.body.length === 0) return rest;
  return asSaid(op, await unseal(key, aboutOp(op.id), op.body));
}

/** An op that an older app wrote in clear. */
export async function sealClear(key: CryptoKey, op: Pick<Op, "id" | "body">): Promise<Required<Pick<InClear, "sealed" | "names">> & Pick<Op, "body">> {
  const body = op.body.length === 0 ? op.body : await seal(key, aboutOp(op.id), op.body);
  return { sealed: 1, names: namedIn(decodeBody(op.body)), body };
}

export async function sealGrant(key: CryptoKey, grant: Grant): Promise<KeptGrant> {
  return { id: grant.id, user: grant.user.id, sealed: await sealJson(key, aboutGrant(grant.id), grant) };
}

export async function openGrant(key: CryptoKey, kept: KeptGrant | Grant): Promise<Grant> {
  return "sealed" in kept ? ((await unsealJson(key, aboutGrant(kept.id), kept.sealed)) as Grant) : kept;
}

export const ownerOf = (kept: KeptGrant | Grant): string => (typeof kept.user === "string" ? kept.user : kept.user.id);
