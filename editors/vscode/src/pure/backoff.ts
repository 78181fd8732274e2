/** When a server that crashed is started again. */

export const MOST_RESTARTS = 5;
/** A server that ran this long has recovered: what was before no longer counts. */
export const RECOVERED_AFTER_MS = 3 * 60_000;
const FIRST_DELAY_MS = 500;

export interface Crashes {
  /** Those in a row. */
  count: number;
}

export const NONE: Crashes = { count: 0 };

export interface Decision {
  crashes: Crashes;
  /** Milliseconds until the next start; undefined: give up. */
  delay: number | undefined;
}

/** What to do after a crash of a server that ran for so long. */
export function afterCrash(before: Crashes, ranForMs: number): Decision {
  const count = (ranForMs >= RECOVERED_AFTER_MS ? 0 : before.count) + 1;
  const delay = count > MOST_RESTARTS ? undefined : FIRST_DELAY_MS * 2 ** (count - 1);
  return { crashes: { count }, delay };
}
