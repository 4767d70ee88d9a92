/**
 * The phone's own figures over rows that a server sent: documents of JSON in, a list of figures out. Only the real code
 * of the phone counts here; whoever calls compares it with the desk. Node takes the types off; the hook finds modules
 * that are named without their ending.
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = specifier.startsWith(".") && !/\.\w+$/.test(specifier);
    return next(isOurs ? `${specifier}.ts` : specifier, context);
  },
});

type Overlay = typeof import("../../src/domain/overlay.ts");
type Views = typeof import("../../src/app/phone-figures-views.ts");
const { overlay } = (await import("../../src/domain/overlay.ts")) as Overlay;
const { figuresShown } = (await import("../../src/app/phone-figures-views.ts")) as Views;

type Bundle = Parameters<typeof figuresShown>[2];
type Phone = {
  readonly rows: Parameters<typeof overlay>[0];
  readonly ops: Parameters<typeof overlay>[1];
  readonly me: string;
  readonly targets: Bundle["targets"];
  readonly period: { readonly from: string; readonly to: string };
  readonly today: string;
};

const phones = JSON.parse(readFileSync(0, "utf8")) as readonly Phone[];
const shown = phones.map(({ rows, ops, me, targets, period, today }) => {
  const { figures, ownFigures, progress } = figuresShown(overlay(rows, ops), me, { targets, links: [] }, period, today);
  return { figures, ownFigures, progress };
});
process.stdout.write(JSON.stringify(shown));
