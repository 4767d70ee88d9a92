/** Whether this phone's date can be believed; the server's own was heard at each contact. Pure. */

const HOUR_MS = 3_600_000;

/** What was found at the last contact: server time minus phone time in milliseconds, and the phone's time then. */
export type Measured = { readonly offset: number; readonly measuredAt: number };

/**
 * *now* by the phone. True before the last contact by the server's clock, and while a clock that ran ahead then
 * has not been set back since; a clock that is right again is believed at once, also without signal.
 */
export function isClockWrong({ offset, measuredAt }: Measured, now: number): boolean {
  const isBeforeContact = now < measuredAt + offset - HOUR_MS;
  const stillRunsAhead = offset < -HOUR_MS && now >= measuredAt - HOUR_MS;
  return isBeforeContact || stillRunsAhead;
}
