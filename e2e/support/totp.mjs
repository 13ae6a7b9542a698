// The person's phone: codes are made by oathtool, never by our own code.
import { run } from './command.mjs';
import { sleep } from './wait.mjs';

const STEP_MS = 30_000;

/** The code of `key` (base32, spaces forgiven) now, or at `at` (a Date). */
export async function totp(key, { at = new Date() } = {}) {
  const seconds = Math.floor(at.getTime() / 1000);
  const args = ['--totp', '-b', '-N', `@${seconds}`, '-'];
  return (await run('oathtool', args, { input: `${key.replace(/\s+/g, '')}\n` })).trim();
}

/** Waits for the next code: one that was used is dead. */
export function nextStep() {
  return sleep(STEP_MS - (Date.now() % STEP_MS) + 50);
}

/** Not in the last seconds of a step, where a code may expire on its way. */
export async function earlyInStep(leftMs = 5_000) {
  if (STEP_MS - (Date.now() % STEP_MS) < leftMs) await nextStep();
}
