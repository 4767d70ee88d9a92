/** One open connection a database, opened again after the browser or another tab closed it. */

export type Connection<Database> = () => Promise<Database>;

/** *open* gets a callback to say that the connection is of no more use. */
export function connect<Database>(open: (lost: () => void) => Promise<Database>): Connection<Database> {
  let current: Promise<Database> | undefined;
  const forget = (): void => {
    current = undefined;
  };
  return () => {
    if (current === undefined) {
      current = open(forget);
      current.catch(forget);
    }
    return current;
  };
}

/** Whether *error* says that the disk, or our share of it, is full. */
export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}
