/** Server rows as the phone keeps them: raw columns by name, known and unknown alike (protocol §13). */
import type { OperationBodies, RecordRows } from "./wire";

export type Row = {
  readonly id: string;
  readonly kind: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The attempt whose answer brought it. */
  readonly attempt: number;
  /** Left the scope, kept only while own unsent ops speak of it. */
  readonly gone?: true;
};

export type Fields = Readonly<Record<string, unknown>>;

type NamesIn<T> = T extends unknown ? keyof T & string : never;

/** What some record has as a column, or what an op that made one says. */
export type Column = NamesIn<RecordRows[keyof RecordRows]> | NamesIn<OperationBodies[keyof OperationBodies]>;

export function textOf(fields: Fields, name: Column): string | null {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  return typeof value === "number" ? String(value) : null;
}

export function numberOf(fields: Fields, name: Column): number | null {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function factOf(fields: Fields, name: Column): boolean | null {
  const value = fields[name];
  return typeof value === "boolean" ? value : null;
}
