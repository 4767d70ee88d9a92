/**
 * What a short message holds: 160 characters of the plain alphabet, 70 as soon as one letter has a mark. The same rules
 * as tocongnghe/catalogue/short_messages.py; tests/messages/sms_vectors.json holds both to them.
 * Source: 3GPP TS 23.038 (the alphabets), 3GPP TS 23.040 (parts: 153 and 67, the rest joins them).
 */
const PLAIN = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Sent as two: an escape and a letter. */
const DOUBLE = new Set("^{}\\[~]|€");

export type MessageSize = { readonly units: number; readonly parts: number; readonly plain: boolean };

const partsOf = (units: number, alone: number, joined: number): number =>
  units <= alone ? 1 : Math.ceil(units / joined);

export function sizeOfMessage(text: string): MessageSize {
  let units = 0;
  for (const letter of text) {
    if (!PLAIN.has(letter) && !DOUBLE.has(letter))
      return { units: text.length, parts: partsOf(text.length, 70, 67), plain: false };
    units += DOUBLE.has(letter) ? 2 : 1;
  }
  return { units, parts: partsOf(units, 160, 153), plain: true };
}
