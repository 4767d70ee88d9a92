/** Enrolment codes: eight characters of Crockford base32, shown XXXX-XXXX; forgiving about how they are typed. Pure. */

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;

/** What was typed, as XXXX-XXXX so far: O counts as 0, I and L as 1; whatever no code holds is dropped. */
export function tidyCode(typed: string): string {
  const kept = [...typed.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1")].filter((letter) =>
    LETTERS.includes(letter),
  );
  const code = kept.slice(0, LENGTH).join("");
  return code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}

export function isWholeCode(code: string): boolean {
  return code.length === LENGTH + 1;
}

/** The code in what a QR holds: the link of an invitation, or the bare code; null when it is something else. */
export function codeInScan(text: string): string | null {
  const link = /#\/?enrol=([^&\s]+)/.exec(text);
  const code = tidyCode(link?.[1] ?? text);
  const isBare = /^[\w-]{8,9}$/.test(text.trim());
  return (link !== null || isBare) && isWholeCode(code) ? code : null;
}
