/** The digest by which the phone knows that the server read the very ops it sent (protocol §5). */
import { base64url } from "../domain/ids";

const DIGEST_BYTES = 12;

/** 16 characters base64url. */
export async function digestOf(ids: readonly string[]): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(ids.join("\n")));
  return base64url(new Uint8Array(hash).slice(0, DIGEST_BYTES));
}
