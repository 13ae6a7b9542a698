import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { links, newestMail } from './mailbox.mjs';

test('the newest mail to an address is found, and its link', async (t) => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'vestibule-mailbox-'));
  t.after(() => rm(data, { recursive: true }));
  await mkdir(path.join(data, 'mailbox'));
  await put(data, '1.eml', 100, 'ann@example.org', 'first');
  await put(data, '2.eml', 200, 'ann@example.org', 'second');
  await put(data, '3.eml', 300, 'bob@example.org', 'third');

  const second = await newestMail(data, 'Ann@example.org');
  assert.deepEqual(links(second), ['http://localhost/second']);
  const first = await newestMail(data, 'ann@example.org', { not: second });
  assert.equal(first.subject, 'About first');
});

test('a mail that does not come is an error, not a wait without end', async () => {
  await assert.rejects(
    newestMail(os.tmpdir(), 'nobody@example.org', { timeoutMs: 50 }),
    /a mail to nobody@example.org: not within 50 ms/,
  );
});

async function put(data, name, seconds, to, word) {
  const file = path.join(data, 'mailbox', name);
  await writeFile(file, `To: ${to}\r\nSubject: About ${word}\r\n\r\nhttp://localhost/${word}\r\n`);
  await utimes(file, seconds, seconds);
}
