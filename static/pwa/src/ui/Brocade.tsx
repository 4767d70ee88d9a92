/** The band of brocade at the top of Today: squares and stepped diamonds, after the weave's own grid. Drawn by us. */

const TILE = 16;
const ROWS = 13;
type Thread = "white" | "red" | "amber";

/** Which thread shows at a square of the weave; null where the indigo ground does. */
function threadAt(column: number, row: number): Thread | null {
  const centre = Math.abs(column - 8) + Math.abs(row - 6);
  const edge = Math.min(column, TILE - column) + Math.abs(row - 6);
  if (row === 0 || row === ROWS - 1) return column % 4 < 2 ? "red" : "amber";
  if (centre === 5 || edge === 2) return "white";
  if (centre === 3 || edge === 0) return "red";
  if (centre <= 1) return "amber";
  if (centre === 8 && (row === 2 || row === ROWS - 3)) return "red";
  return null;
}

function weave(thread: Thread): string {
  let path = "";
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < TILE; column += 1) {
      if (threadAt(column, row) === thread) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  return path;
}

export function Brocade() {
  return (
    <svg class="brocade" aria-hidden="true" focusable="false" shape-rendering="crispEdges">
      <defs>
        <pattern
          id="brocade-weave"
          width={TILE}
          height={ROWS}
          patternUnits="userSpaceOnUse"
          patternTransform="scale(2)"
        >
          <path class="weave-white" d={weave("white")} />
          <path class="weave-red" d={weave("red")} />
          <path class="weave-amber" d={weave("amber")} />
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#brocade-weave)" />
    </svg>
  );
}
