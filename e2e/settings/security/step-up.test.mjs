// Showing again that it is you, before a lesser act: a page that comes back by itself, and a
// form that was open for too long.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from '../../support/browser.mjs';
import { careful, enterCarefully, submit } from '../../support/people.mjs';
import { CHEAP_HASHES, startServer } from '../../support/server.mjs';
import { nextStep, totp } from '../../support/totp.mjs';

let browser;
let server;

before(async () => {
  browser = await launch();
  server = await startServer({ env: CHEAP_HASHES });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Somebody whose session is not fresh: a recovery code opened it, and it has seen the codes. */
async function stale(options) {
  const person = await careful(server);
  const page = await newPage(browser, { origin: server.origin, ...options });
  await enterCarefully(page, person);
  await page.goto('/settings/security/recovery-codes/new');
  await page.fill('#password', person.password);
  await page.fill('#code', person.codes[1]);
  await submit(page, '/settings/security/recovery-codes/new');
  await page.waitForSelector('#codes');
  return { page, person };
}

async function show(page, person) {
  await page.getByRole('heading', { name: 'Show that it’s you' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByLabel('Code', { exact: true }).fill(await totp(person.key));
  await page.getByRole('button', { name: 'Continue' }).click();
}

for (const javaScript of [true, false]) {
  test(`a page that wants it leads there and back (script: ${javaScript})`, async () => {
    const { page, person } = await stale({ javaScript });
    await page.goto('/settings/security/sessions');
    const cookie = async () => (await page.context().cookies()).find(({ name }) => name === 'session').value;
    const old = await cookie();
    await page.getByRole('link', { name: 'End all others' }).click();
    await page.getByText(`signed in as ${person.username}`).waitFor();
    await nextStep();
    await show(page, person);
    await page.getByRole('heading', { name: 'End all other sessions?' }).waitFor();
    assert.notEqual(await cookie(), old);
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByText('Everything but this browser is signed out.').waitFor();
    assert.deepEqual(page.problems, []);
  });

  test(`a file that wants it is one press behind the proof (script: ${javaScript})`, async () => {
    const { page, person } = await stale({ javaScript });
    await page.goto('/settings/security/activity');
    await page.getByRole('button', { name: 'Download the file' }).click();
    await page.getByText('Download all activity').waitFor();
    await page.getByText('We’ve done nothing yet.').waitFor();
    await nextStep();
    await show(page, person);
    await page.getByRole('heading', { name: 'Download all activity' }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the file' }).click(),
    ]);
    assert.equal(file.suggestedFilename(), 'vestibule-activity.jsonl');
  });
}

test('whoever goes back instead has done nothing', async () => {
  const { page, person } = await stale();
  await page.goto('/settings/security/sessions/end-others');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.waitForURL('**/settings/security');
  await page.goto('/settings/security/sessions/end-others');
  await page.getByRole('heading', { name: 'Show that it’s you' }).waitFor();
});
