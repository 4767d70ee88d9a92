/** A tap is answered by what is known and short; what is long comes once that was seen. */
import { useEffect, useState } from "preact/hooks";

/** False in the first drawing of a page, true right after it. */
export function useSecondLook(): boolean {
  const [isSecond, setIsSecond] = useState(false);
  useEffect(() => {
    // From within a frame the next one would still be held up.
    const timer = setTimeout(() => setIsSecond(true));
    return () => clearTimeout(timer);
  }, []);
  return isSecond;
}
