// /settings/security/two-step/disable: the password and a second factor, both now.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage, newTab } from '../../../support/browser.mjs';
import { newestMail } from '../../../support/mailbox.mjs';
import { careful, enter, enterCarefully } from '../../../support/people.mjs';
import { CHEAP_HASHES, startServer } from '../../../support/server.mjs';
import { nextStep, totp } from '../../../support/totp.mjs';

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

/** Somebody on the page, having signed in with their first recovery code. */
async function onThePage() {
  const person = await careful(server);
  const page = await newPage(browser, { origin: server.origin });
  await page.goto('/sign-in');
  await enterCarefully(page, person);
  await page.getByRole('link', { name: 'Turn off two-step verification' }).click();
  await page.getByRole('heading', { name: 'Turn off two-step verification' }).waitFor();
  return { page, person };
}

async function turnOff(page, password, code) {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Turn off two-step verification' }).click();
}

const says = (page, sentence) => page.getByRole('alert').getByText(sentence).waitFor();
const isOff = (page) => page.getByText('Two-step verification is off. Your password alone signs you in.').waitFor();

async function passwordAloneSignsIn(page, person) {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You’re signed out.').waitFor();
  await enter(page, person);
  await page.getByText('Add a second door').waitFor();
}

test('with the password and a code: the password alone signs in afterwards, and a mail tells of it', async () => {
  const { page, person } = await onThePage();
  await nextStep(); // the code of this step was used up when the app was set up
  const code = await totp(person.key);
  await turnOff(page, 'not the right password', code);
  await says(page, 'That’s not the password of this account.');
  await turnOff(page, person.password, code);
  await isOff(page);

  const mail = await newestMail(server.data, person.email, { subject: /is off/ });
  assert.match(mail.text, /the password alone signs in/);
  await passwordAloneSignsIn(page, person);
  assert.deepEqual(page.problems, []);
});

test('with a recovery code: not the one that opened the session, but another', async () => {
  const { page, person } = await onThePage();
  await turnOff(page, person.password, person.codes[0]);
  await says(page, 'That recovery code has been used already.');
  await turnOff(page, person.password, person.codes[1]);
  await isOff(page);
  await passwordAloneSignsIn(page, person);
});

test('every other browser is signed out by it', async () => {
  const { page, person } = await onThePage();
  const other = await newPage(browser, { origin: server.origin });
  await other.goto('/sign-in');
  await enterCarefully(other, person, person.codes[1]);
  await other.getByRole('heading', { name: 'Security', exact: true }).waitFor();

  await turnOff(page, person.password, person.codes[2]);
  await isOff(page);
  await other.reload();
  await other.getByText('Sign in to continue.').waitFor();
});

test('in two tabs: the second one finds it off', async () => {
  const { page, person } = await onThePage();
  const other = await newTab(page);
  await other.goto('/settings/security/two-step/disable');
  await turnOff(page, person.password, person.codes[1]);
  await isOff(page);

  await turnOff(other, person.password, person.codes[2]);
  await other.getByText('Two-step verification is off already.').waitFor();
  await other.getByText('Add a second door').waitFor();
});

test('keeping it on changes nothing', async () => {
  const { page } = await onThePage();
  await page.getByRole('link', { name: 'Keep it on' }).click();
  await page.getByText('9 of 10 left').waitFor();
});
