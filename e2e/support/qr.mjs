// What a phone's camera reads from the page.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { run } from './command.mjs';

/** The text of the QR code in `element` (a Playwright locator), read from a screenshot. */
export async function readQr(element) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'vestibule-qr-'));
  try {
    const file = path.join(folder, 'qr.png');
    await element.screenshot({ path: file });
    return (await run('zbarimg', ['--raw', '-q', file])).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
