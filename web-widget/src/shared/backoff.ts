// How long to wait before trying again: longer each time, never all at the same moment.

export const FIRST_MS = 500;
export const LONGEST_MS = 30_000;

/** Full jitter over the upper half: try 0 waits 250-500 ms, later ones up to 30 s. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return most / 2 + (most / 2) * random();
}
