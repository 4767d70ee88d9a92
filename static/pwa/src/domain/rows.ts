/** Server rows as the phone keeps them: raw columns by name, known and unknown alike (protocol §13). */

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

export function textOf(fields: Fields, name: string): string | null {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  return typeof value === "number" ? String(value) : null;
}

export function numberOf(fields: Fields, name: string): number | null {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function factOf(fields: Fields, name: string): boolean | null {
  const value = fields[name];
  return typeof value === "boolean" ? value : null;
}
