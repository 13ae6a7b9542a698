// /settings/security/two-step/setup, and the second step that it leads to.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { SCHEMES, launch, newPage, newTab } from '../../../support/browser.mjs';
import { newestMail } from '../../../support/mailbox.mjs';
import { enter, somebody } from '../../../support/people.mjs';
import { readQr } from '../../../support/qr.mjs';
import { CHEAP_HASHES, startServer } from '../../../support/server.mjs';
import { earlyInStep, nextStep, totp } from '../../../support/totp.mjs';
import { toApp, toCodes, toStart } from '../../../support/walks/setup.mjs';

const SETUP = '/settings/security/two-step/setup';
const CODE = /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/;

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

const tab = () => newPage(browser, { origin: server.origin, permissions: ['clipboard-read', 'clipboard-write'] });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const heading = (page, name) => page.getByRole('heading', { name });
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** The key in the picture, as a phone takes it, and what stands beside it. */
async function scan(page, { username }) {
  const read = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    read.push(await readQr(page.locator('.qr')));
  }
  assert.equal(read[0], read[1], 'light and dark say the same');
  const uri = new URL(read[0].replace('QR-Code:', ''));
  assert.equal(uri.protocol, 'otpauth:');
  assert.equal(decodeURIComponent(uri.pathname.replace(/^\/+(totp\/)?/, '')), `Vestibule:${username}`);
  assert.equal(uri.searchParams.get('issuer'), 'Vestibule');
  return uri.searchParams.get('secret');
}

async function secondStep(page, code) {
  await page.getByLabel('Code').fill(code);
  await button(page, 'Verify').click();
}

const says = (page, sentence) => page.getByRole('alert').getByText(sentence).waitFor();

async function signOut(page) {
  await button(page, 'Sign out').click();
  await page.getByText('You’re signed out.').waitFor();
}

test('with a phone’s camera: set-up, the codes kept, and every way through the second door', async () => {
  const page = await tab();
  const person = await toStart(page, server, somebody());
  for (const need of ['A confirmed e-mail address', 'A password']) {
    await page.getByRole('listitem').filter({ hasText: need }).getByText('You have this').waitFor();
  }
  await page.getByLabel('Password', { exact: true }).fill('not the right password');
  await button(page, 'Continue').click();
  await says(page, 'That’s not the password of this account.');
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await button(page, 'Continue').click();

  await heading(page, 'Connect your app').waitFor();
  const key = await scan(page, person);
  await button(page, 'Copy Key').click();
  assert.equal(await clipboard(page), key, 'the key, without its spaces');
  await button(page, 'Copy Account').click();
  assert.equal(await clipboard(page), person.username);
  const shown = await page.locator('#app-key').textContent();
  assert.match(shown.trim(), /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);

  const first = await totp(key);
  await page.getByLabel('Code from the app').fill(first);
  await button(page, 'Verify').click();
  await heading(page, 'Save your recovery codes').waitFor();
  const codes = await keep(page, person);

  await button(page, 'Turn on two-step verification').click();
  await heading(page, 'Two-step verification is on').waitFor();
  assert.deepEqual(await page.locator('.links a').allTextContents(), ['GitHub', 'GitLab', 'Bitbucket']);
  const mail = await newestMail(server.data, person.email);
  assert.equal(mail.subject, 'Two-step verification is on at Vestibule');
  assert.match(mail.html, new RegExp(person.username));
  await page.getByRole('link', { name: 'Go to Security' }).click();
  await page.getByText('10 of 10 left').waitFor();

  await signOut(page);
  await enter(page, person);
  await secondStep(page, first);
  await says(page, 'That code has been used already. Wait for your app to show the next one');
  await earlyInStep();
  await secondStep(page, await totp(key, { at: new Date(Date.now() - 5 * 60_000) }));
  await says(page, 'seems to be about 5 minutes behind');
  await secondStep(page, codes[0].toUpperCase().replaceAll('-', ' '));
  await page.getByRole('link', { name: 'Not now' }).click();
  await page.getByText('9 of 10 left').waitFor();

  await signOut(page);
  await enter(page, person);
  await secondStep(page, codes[0]);
  await says(page, 'That recovery code has been used already.');
  await page.getByText('Is it a recovery code you haven’t used yet?').waitFor();
  await nextStep();
  const next = await totp(key);
  await secondStep(page, `${next.slice(0, 3)} ${next.slice(3)}`);
  await page.getByText('9 of 10 left').waitFor();
  assert.deepEqual(page.problems, []);
});

/** Everything that step 3 offers for keeping the codes; answers them. */
async function keep(page, { username }) {
  const box = page.getByLabel('I’ve saved the codes');
  const codes = await page.locator('#codes li').allTextContents();
  assert.equal(codes.length, 10);
  for (const code of codes) assert.match(code, CODE);

  await button(page, 'Turn on two-step verification').click();
  await says(page, 'Save the codes first, then tick this box.');
  assert.deepEqual(await page.locator('#codes li').allTextContents(), codes, 'the same ones');

  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const download = await downloading;
  assert.equal(download.suggestedFilename(), 'vestibule-recovery-codes.txt');
  const text = await readFile(await download.path(), 'utf8');
  assert.match(text, /^Recovery codes for Vestibule\n/);
  assert.match(text, new RegExp(`Account: ${username} · Made: ${new Date().toISOString().slice(0, 10)}`));
  assert.deepEqual(text.match(/^[0-9a-z-]{19}$/gm), codes);
  assert.equal(await box.isChecked(), true);

  await box.uncheck();
  await button(page, 'Copy').click();
  await button(page, 'Copied').waitFor();
  assert.equal(await clipboard(page), `${codes.join('\n')}\n`);
  assert.equal(await box.isChecked(), true);
  return codes;
}

test('a code that is wrong says what to check; the step goes on', async () => {
  const page = await tab();
  const { key } = await toApp(page, server);
  const right = await totp(key);
  const wrong = String((Number(right) + 500_000) % 1_000_000).padStart(6, '0');
  await page.getByLabel('Code from the app').fill(wrong);
  await button(page, 'Verify').click();
  await says(page, 'its device sets the clock automatically');
  assert.equal(await page.locator('#app-key').textContent(), key, 'the same key');
  await page.getByLabel('Code from the app').fill('１２３４５６');
  await button(page, 'Verify').click();
  await says(page, 'Enter the six digits that your app shows.');
});

test('leaving half-way leaves nothing behind', async () => {
  const page = await tab();
  const person = await toCodes(page, server);
  await button(page, 'Cancel').click();
  await page.getByText('Set-up cancelled. Nothing has changed.').waitFor();
  await page.goto(`${SETUP}/codes`);
  assert.equal(new URL(page.url()).pathname, SETUP, 'back at the beginning');
  await page.getByRole('status').getByText('This set-up has ended').waitFor();

  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await button(page, 'Continue').click();
  await heading(page, 'Connect your app').waitFor();
  assert.notEqual(await page.locator('#app-key').textContent(), person.key);
  await signOut(page);
  await enter(page, person);
  await page.getByText('Add a second door').waitFor();
});

test('in two tabs: the later key counts, and there is one set of codes', async () => {
  const one = await tab();
  const person = await toApp(one, server);
  const two = await newTab(one);
  await two.goto(SETUP);
  await two.getByLabel('Password', { exact: true }).fill(person.password);
  await button(two, 'Continue').click();
  await heading(two, 'Connect your app').waitFor();
  const later = await two.locator('#app-key').textContent();
  assert.notEqual(later, person.key);

  await one.getByLabel('Code from the app').fill(await totp(person.key));
  await button(one, 'Verify').click();
  await says(one, 'That code didn’t work.');
  assert.equal(await one.locator('#app-key').textContent(), later, 'the page shows the one that counts');
  await one.getByLabel('Code from the app').fill(await totp(later));
  await button(one, 'Verify').click();
  await heading(one, 'Save your recovery codes').waitFor();

  await two.getByLabel('Code from the app').fill(await totp(later));
  await button(two, 'Verify').click();
  await heading(two, 'Save your recovery codes').waitFor();
  const codes = (page) => page.locator('#codes li').allTextContents();
  assert.deepEqual(await codes(one), await codes(two));

  await one.getByLabel('I’ve saved the codes').check();
  await button(one, 'Turn on two-step verification').click();
  await heading(one, 'Two-step verification is on').waitFor();
  await two.getByLabel('I’ve saved the codes').check();
  await button(two, 'Turn on two-step verification').click();
  await two.getByText('Two-step verification is on already.').waitFor();
  await two.getByText('10 of 10 left').waitFor();
});

test('by keyboard alone', async () => {
  const page = await tab();
  const person = await toStart(page, server);
  const { keyboard } = page;
  const tabTo = async (target) => {
    for (let i = 0; i < 30; i += 1) {
      if (await target.evaluate((one) => one === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    assert.fail(`${target} is not reached by Tab`);
  };
  await tabTo(page.locator('#password'));
  await keyboard.type(person.password);
  await keyboard.press('Enter');
  await heading(page, 'Connect your app').waitFor();

  const key = await page.locator('#app-key').textContent();
  await tabTo(button(page, 'Copy Key'));
  await keyboard.press('Space');
  await page.waitForFunction(() => document.querySelector('[data-live]').textContent === 'Copied');
  await tabTo(page.locator('#code'));
  await keyboard.type(await totp(key));
  await keyboard.press('Enter');
  await heading(page, 'Save your recovery codes').waitFor();

  await tabTo(page.locator('#saved'));
  await keyboard.press('Space');
  await tabTo(button(page, 'Turn on two-step verification'));
  await keyboard.press('Enter');
  await heading(page, 'Two-step verification is on').waitFor();
});
