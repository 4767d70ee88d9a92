/** The picture of a step: shapes side by side on a grid of 24, strokes only. Decoration beside its sentence. */
import type { LessonsOut, ShapeOut } from "../../../domain/wire.ts";

const GRID = 24;
const GAP = 4;

type Shapes = LessonsOut["shapes"];

export function Picture({ cells, shapes }: { readonly cells: readonly string[]; readonly shapes: Shapes }) {
  const width = cells.length * (GRID + GAP) - GAP;
  return (
    <svg class="lesson-picture" viewBox={`-1 -1 ${width + 2} ${GRID + 2}`} aria-hidden="true" focusable="false">
      {cells.map((cell, index) => (
        <g key={cell} transform={`translate(${index * (GRID + GAP)} 0)`}>
          <Cell cell={cell} shapes={shapes} />
        </g>
      ))}
    </svg>
  );
}

function Cell({ cell, shapes }: { readonly cell: string; readonly shapes: Shapes }) {
  const isCrossed = cell.startsWith("not ");
  const [outer = "", inner] = cell.replace("not ", "").split(":");
  const [shape, within] = [shapes[outer], inner === undefined ? undefined : shapes[inner]];
  return (
    <>
      {shape !== undefined && <path d={shape.path} />}
      {shape !== undefined && within !== undefined && <Inner room={shape.room} shape={within} />}
      {isCrossed && <path class="lesson-crossed" d="M1 23L23 1" />}
    </>
  );
}

function Inner({ room = [], shape }: { readonly room: ShapeOut["room"]; readonly shape: ShapeOut }) {
  const [x = 12, y = 12, share = 0.4] = room;
  return (
    <g transform={`translate(${x} ${y}) scale(${share}) translate(-12 -12)`} stroke-width="3">
      <path d={shape.path} />
    </g>
  );
}
