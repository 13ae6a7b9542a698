// A browser of one's own that needs no code for some days, and what it still does not open.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from '../../support/browser.mjs';
import { newestMail } from '../../support/mailbox.mjs';
import { careful, enter, enterTrusted, submit, TRUSTING } from '../../support/people.mjs';
import { CHEAP_HASHES, startServer } from '../../support/server.mjs';
import { nextStep, totp } from '../../support/totp.mjs';

let browser;
let server;

before(async () => {
  browser = await launch();
  server = await startServer({ env: CHEAP_HASHES, config: TRUSTING[1] });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const javaScript of [true, false]) {
  test(`it is asked for a code before a change, and in the end at the door again (script: ${javaScript})`, async () => {
    const person = await careful(server);
    const page = await newPage(browser, { origin: server.origin, javaScript });
    await enterTrusted(page, person, server.origin);
    await page.goto('/settings/security/sessions');
    await page.getByText('Password, in a browser that needs no code').waitFor();
    await page.getByRole('button', { name: 'Ask for a code again' }).click();
    await page.getByText('We’ve done nothing yet.').waitFor();
    await nextStep();
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByLabel('Code', { exact: true }).fill(await totp(person.key));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Ask for a code again in that browser' }).waitFor();
    await page.getByRole('button', { name: 'Ask for a code again' }).click();
    await page.getByText('That browser is asked for a code again.').waitFor();
    assert.equal(await page.getByText('Browsers that need no code').count(), 0);
    await submit(page, '/sign-out');
    await enter(page, person);
    await page.getByRole('heading', { name: 'Second step' }).waitFor();
    assert.deepEqual(page.problems, []);
  });
}

test('another way to show that it’s you is one press away', async () => {
  const person = await careful(server);
  const page = await newPage(browser, { origin: server.origin });
  await enterTrusted(page, person, server.origin);
  await page.goto('/settings/security/sessions/end-others');
  await page.getByText('The six digits in your authenticator app.').waitFor();
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByText('A recovery code you haven’t used yet.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByLabel('Code', { exact: true }).fill(person.codes[3]);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'End all other sessions?' }).waitFor();
});

test('a copy of it is found out, and its owner is told', async () => {
  const person = await careful(server);
  const page = await newPage(browser, { origin: server.origin });
  await enterTrusted(page, person, server.origin);
  const copy = (await page.context().cookies()).filter(({ name }) => name === 'trust');
  for (let n = 0; n < 2; n += 1) {
    await submit(page, '/sign-out');
    await enter(page, person);
    await page.waitForURL('**/settings/security');
  }
  const thief = await newPage(browser, { origin: server.origin });
  await thief.context().addCookies(copy);
  await enter(thief, person);
  await thief.getByRole('heading', { name: 'Second step' }).waitFor();
  const mail = await newestMail(server.data, person.email, { subject: /copied sign-in/ });
  assert.match(mail.text, /Change your password/);
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
