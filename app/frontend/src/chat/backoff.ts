const shortest = 500;
const longest = 30_000;

/** Milliseconds before attempt n (0, 1, 2, …): anywhere up to 0.5 s doubled n times, at most 30 s, so that
 * a thousand browsers cut off at once do not come back at once. */
export function delay(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(longest, shortest * 2 ** attempt);
}
