/** One way to save from any screen: busy while it lasts, and a problem in words when the phone could not keep it. */
import { useRef, useState } from "preact/hooks";
import { NotSaved } from "./phone-types.ts";

export type SaveProblem = "quota" | "storage";
type Save = {
  readonly busy: boolean;
  readonly problem: SaveProblem | null;
  /** True once *work* is durable; false when it was not kept or when a save is already under way. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
};

const SLOW_MS = 200;

export function useSave(): Save {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SaveProblem | null>(null);
  // A second tap comes before the next drawing, so state alone would let it through.
  const isRunning = useRef(false);

  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (isRunning.current) return false;
    isRunning.current = true;
    // A disk as quick as most: what comes next is shown sooner than that something is under way.
    const slow = setTimeout(() => setBusy(true), SLOW_MS);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(error instanceof NotSaved ? error.cause_ : "storage");
      if (!(error instanceof NotSaved)) throw error;
      return false;
    } finally {
      clearTimeout(slow);
      isRunning.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, run };
}
