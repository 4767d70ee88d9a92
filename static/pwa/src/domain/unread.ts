/** What came over the network, before it is believed: the wire's names with anything at all behind them. Pure. */

/** The keys of *T* are checked by the compiler; their values are still to be looked at. */
export type Unread<T> = { readonly [Name in keyof T]?: unknown };

export function isUnread<T>(value: unknown): value is Unread<T> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** *value* as an object of the wire; an empty one when it is none. */
export function unread<T>(value: unknown): Unread<T> {
  return isUnread<T>(value) ? value : {};
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
