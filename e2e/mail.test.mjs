// Mails over real SMTP.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { api } from './support/api.mjs';
import { launch, newPage } from './support/browser.mjs';
import { links } from './support/mime.mjs';
import { careful, somebody } from './support/people.mjs';
import { CHEAP_HASHES, startServer } from './support/server.mjs';
import { startSmtp } from './support/smtp.mjs';

let browser;
let sink;
let server;

before(async () => {
  sink = await startSmtp();
  [browser, server] = await Promise.all([launch(), startServer({ smtp: sink, env: CHEAP_HASHES })]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await sink?.stop();
});

test('the link in a mail makes the account', async () => {
  const who = somebody();
  await api(server)('POST', '/sign-up', who);
  const mail = await sink.newest(who.email, { subject: /Confirm your address for Vestibule/ });
  assert.equal(mail.from, 'no-reply@vestibule.test');
  assert.deepEqual(mail.to, [who.email]);
  assert.equal(mail.headers.from, 'Vestibule <no-reply@vestibule.test>');
  const [link] = links(mail);
  assert.ok(mail.html.includes(link.replaceAll('&', '&amp;')), 'the HTML part leads there, too');
  assert.doesNotMatch(mail.html, /<img|<script|src=/, 'and fetches nothing');

  const page = await newPage(browser, { origin: server.origin });
  await page.goto(link);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Confirm account' }).click();
  await page.getByText('Your account is ready.').waitFor();
});

test('a security change is told', async () => {
  const person = await careful(server);
  const mail = await sink.newest(person.email, { subject: /Two-step verification is on/ });
  assert.match(mail.text, new RegExp(`Account: ${person.username}`));
});

test('a mail server that wants to see us twice gets the mail at the second try', async (t) => {
  const grey = await startSmtp({ refuseFirst: 1 });
  t.after(() => grey.stop());
  const other = await startServer({ smtp: grey, env: CHEAP_HASHES });
  t.after(() => other.stop());
  const who = somebody();
  await api(other)('POST', '/sign-up', who);
  await grey.newest(who.email, { timeoutMs: 60_000 });
  assert.deepEqual([grey.refused, grey.messages.length], [1, 1], 'once refused, once delivered');
});

test('with a mail server there is no mailbox, on disk or as a page', async () => {
  const page = await newPage(browser, { origin: server.origin });
  const who = somebody();
  await page.goto('/sign-up');
  await page.getByLabel('User name').fill(who.username);
  await page.getByLabel('E-mail address').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('We’ve sent a message to').waitFor();
  assert.equal(await page.getByText('The message is in its mailbox').count(), 0);

  assert.equal((await page.goto('/dev/mailbox')).status(), 404);
  const files = await readdir(server.data);
  assert.deepEqual(files.filter((name) => name.startsWith('mailbox')), []);
});
