// A forgotten password, and a changed one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from './support/browser.mjs';
import { links, newestMail } from './support/mailbox.mjs';
import { careful, enter, enterCarefully, member } from './support/people.mjs';
import { CHEAP_HASHES, startServer } from './support/server.mjs';
import { nextStep, totp } from './support/totp.mjs';

const NEW = 'nine otters paint loudly';
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

for (const javaScript of [true, false]) {
  test(`forgotten: a link by mail sets a new one, and the second door stays (script: ${javaScript})`, async () => {
    const person = await careful(server);
    const page = await newPage(browser, { origin: server.origin, javaScript });
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('User name or e-mail address').fill(person.email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    const [link] = links(await newestMail(server.data, person.email, { subject: /new password/ }));
    await page.goto(link);
    await page.getByText(person.username, { exact: true }).first().waitFor();
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Make it at least 8 characters long.').first().waitFor();
    await page.getByLabel('New password').fill(NEW);
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Your new password is set.').waitFor();
    await page.goto(link);
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    await enter(page, { ...person, password: NEW });
    await page.getByRole('heading', { name: 'Second step' }).waitFor();
    assert.match((await newestMail(server.data, person.email, { subject: /was changed/ })).text, /All other sessions/);
  });
}

test('changed: the other browser is out, this one goes on, the meter agrees', async () => {
  const person = await member(server);
  const other = await newPage(browser, { origin: server.origin });
  await enter(other, person);
  await other.waitForURL('**/settings/security');
  const page = await newPage(browser, { origin: server.origin });
  await enter(page, person);
  await page.getByRole('link', { name: 'Change password' }).click();
  await page.getByLabel('Password you have now').fill(person.password);
  await page.getByLabel('New password').fill(`${person.username} 12345`);
  await page.locator('.meter[data-acceptable="false"]').waitFor();
  await page.getByLabel('New password').fill(NEW);
  await page.locator('.meter[data-acceptable="true"]').waitFor();
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed.').waitFor();
  await other.reload();
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('recovery codes: seen again with a fresh code, downloaded, replaced', async () => {
  const person = await careful(server);
  const page = await newPage(browser, { origin: server.origin });
  await page.goto('/sign-in');
  await nextStep();
  await enterCarefully(page, person, await totp(person.key));
  await page.getByRole('link', { name: 'See or replace them' }).click();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Show the codes' }).click();
  assert.deepEqual(await page.locator('#codes code').allTextContents(), person.codes);
  for (let times = 0; times < 2; times += 1) {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    assert.equal(file.suggestedFilename(), 'vestibule-recovery-codes.txt');
  }
  await page.goto('/settings/security/recovery-codes');
  await page.getByRole('link', { name: 'Make new codes' }).click();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByLabel('Code').fill(person.codes[0]);
  await page.getByRole('button', { name: 'Make new codes' }).click();
  await page.getByText('they prove nothing until you sign in again').first().waitFor();
  await nextStep();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByLabel('Code').fill(await totp(person.key));
  await page.getByRole('button', { name: 'Make new codes' }).click();
  await page.getByRole('heading', { name: 'Your new recovery codes' }).waitFor();
  const made = await page.locator('#codes code').allTextContents();
  assert.ok(made.length === 10 && !made.some((code) => person.codes.includes(code)));
});
