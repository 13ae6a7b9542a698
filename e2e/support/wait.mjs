// Waiting for something that happens elsewhere, always with a bound.

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The first truthy answer of `look`; after `timeoutMs` an error that says what was awaited. */
export async function until(what, look, { timeoutMs = 30_000, everyMs = 25 } = {}) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await sleep(everyMs);
  }
}
