/** Sorting as Vietnamese readers expect: a ă â b c d đ e ê …, tones only where the letters are alike, numbers by value. */

const collator = new Intl.Collator("vi", { numeric: true });

/** For `sort()`: less than 0 when *one* stands before *other*. */
export function inOrder(one: string, other: string): number {
  return collator.compare(one.normalize("NFC"), other.normalize("NFC"));
}

/** People stand by the name they are called by, the last one, as in the lists of a commune or a class. */
export function peopleInOrder(one: string, other: string): number {
  const [called, before] = apart(one);
  const [otherCalled, otherBefore] = apart(other);
  return inOrder(called, otherCalled) || inOrder(before, otherBefore);
}

function apart(name: string): readonly [string, string] {
  const at = name.trim().lastIndexOf(" ");
  return [name.trim().slice(at + 1), name.trim().slice(0, Math.max(at, 0))];
}
