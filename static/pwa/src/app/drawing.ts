/** When screens are drawn. */
import { options } from "preact";
import { pause } from "../store/pause.ts";

/** Out of sight there are no frames. */
const NO_FRAME_MS = 100;

/**
 * What changes from here to the end of this turn, promises that are kept in it included, is drawn once. Resolves when
 * the frame that shows it is made: what nobody looks at need not stand before it.
 */
export async function drawTogether(): Promise<void> {
  options.debounceRendering = (draw) => void pause().then(draw);
  await pause();
  delete options.debounceRendering;
  await new Promise<void>((made) => {
    const missing = setTimeout(made, NO_FRAME_MS);
    globalThis.requestAnimationFrame?.(() => {
      clearTimeout(missing);
      made();
    });
  });
  await pause();
}
