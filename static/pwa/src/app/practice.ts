/** Whether this tab is practising. In memory only: a reload, a lock or another person's turn ends it. */
import { effect, signal } from "@preact/signals";
import type { Phone } from "./phone-types.ts";
import { goTo } from "./router.ts";

type Practice = { readonly phone: Phone; readonly end: () => void };

export const practice = signal<Practice | null>(null);

/** False when its code could not be fetched. The real phone goes on sending meanwhile. */
export async function beginPractice(real: Phone): Promise<boolean> {
  try {
    const { makePracticePhone } = await import("./later/practice/practice-phone.ts");
    const made = await makePracticePhone(real);
    const who = real.snapshot.peek().me?.id;
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      practice.value = null;
      void made.stop();
    };
    practice.value = { phone: made.phone, end };
    const stop = effect(() => {
      const { lock, me } = real.snapshot.value;
      if (lock.state !== "open" || me?.id !== who) end();
      if (practice.value === null) queueMicrotask(() => stop());
    });
    goTo("#/");
    return true;
  } catch (error) {
    console.error("practice", error);
    return false;
  }
}

/** Everything that was done in practice is gone with it. */
export function endPractice(): void {
  practice.peek()?.end();
  goTo("#/");
}
