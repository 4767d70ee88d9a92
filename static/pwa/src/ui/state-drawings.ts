/** The mark of each state: on a 16 px grid, told apart without colour. */
import { ring } from "./topic-drawings.ts";

/** How a path is drawn: as a line, as a full shape, or cut out of one in the colour of the ground. */
type Stroke = readonly ["stroke" | "filled" | "cut", string];

const RING: Stroke = ["stroke", ring(8, 8, 6.5)];

export const STATE_DRAWINGS = {
  // An empty ring.
  saved: [RING],
  // Half full.
  received: [RING, ["filled", "M8 1.5a6.5 6.5 0 0 0 0 13z"]],
  // Two ticks, as messengers have them.
  arrived: [["stroke", "M1 8.7l3.2 3.3 6.3-7.5M8 11.5l.6.6 6.4-7.6"]],
  // Full, with a tick.
  approved: [
    ["filled", ring(8, 8, 7.25)],
    ["cut", "M4.8 8.2l2.2 2.3 4.2-4.7"],
  ],
  // An arrow back.
  returned: [["stroke", "M6 2L2.5 5.5 6 9M2.5 5.5H10a4 4 0 0 1 0 8H6"]],
  // A sheet struck out.
  withdrawn: [["stroke", "M3.5 1.5h9v13h-9zM1 13L15 3"]],
  // Paused.
  held: [["filled", "M3 2h3.6v12H3zM9.4 2H13v12H9.4z"]],
  // A warning.
  attention: [["stroke", "M8 1.5L15 14.5H1zM8 6.5v3.5M8 12.2h.01"]],
} as const satisfies Readonly<Record<string, readonly Stroke[]>>;
