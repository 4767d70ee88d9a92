/** A tap is answered by what is known and short; what is long comes once that was seen. */
import { useEffect, useState } from "preact/hooks";

/** False in the first drawing of a page, and again whenever *what* it answers to has changed; true right after it. */
export function useSecondLook(what = ""): boolean {
  const [seen, setSeen] = useState<string | null>(null);
  useEffect(() => {
    // From within a frame the next one would still be held up.
    const timer = setTimeout(() => setSeen(what));
    return () => clearTimeout(timer);
  }, [what]);
  return seen === what;
}
