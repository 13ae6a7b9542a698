// Every page once with JavaScript off: sign-up, two-step verification on, in, off, out.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { launch, newPage } from './support/browser.mjs';
import { mailsTo } from './support/mailbox.mjs';
import { enter, enterCarefully, somebody } from './support/people.mjs';
import { CHEAP_HASHES, startServer } from './support/server.mjs';
import { totp } from './support/totp.mjs';
import { until } from './support/wait.mjs';

let browser;
let server;
let page;

before(async () => {
  browser = await launch();
  server = await startServer({ env: CHEAP_HASHES });
  page = await newPage(browser, { origin: server.origin, javaScript: false });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const button = (name) => page.getByRole('button', { name, exact: true });
const password = () => page.getByLabel('Password', { exact: true });
const heading = (name) => page.getByRole('heading', { name }).waitFor();

test('a whole life of an account without a script', async () => {
  const who = somebody();
  await signUp(who);
  await confirm(who);
  await enter(page, who);
  await page.getByRole('link', { name: 'Set up two-step verification' }).click();
  const codes = await setUp(who);
  await button('Sign out').click();
  await enterAgain(who, codes);
  await turnOff(who, codes[1]);
  assert.deepEqual(page.problems, []);
});

async function signUp(who) {
  await page.goto('/sign-up');
  assert.equal(await page.locator('.meter').isVisible(), false, 'what needs a script is not shown');
  assert.equal(await button('Show password').isVisible(), false);
  await page.getByLabel('User name').fill(who.username);
  await page.getByLabel('E-mail address').fill(who.email);
  await password().fill('short');
  await button('Create account').click();
  await page.getByRole('alert').getByText('Make it at least 15 characters long.').waitFor();
  assert.equal(await page.getByLabel('User name').inputValue(), who.username);
  await password().fill(who.password);
  await button('Create account').click();
  await heading('Check your mail');
  await button('Send it again').click();
  await page.getByText('We’ve sent it again.').waitFor();
}

async function confirm(who) {
  await until('both mails', async () => (await mailsTo(server.data, who.email)).length === 2);
  await page.goto(await server.link('mailbox-link'));
  await page.locator('.mails a').first().click();
  await page.locator('.links a').click();
  await heading('Confirm your account');
  await password().fill(who.password);
  await button('Confirm account').click();
  await page.getByText('Your account is ready.').waitFor();
}

async function setUp(who) {
  await password().fill(who.password);
  await button('Continue').click();
  await heading('Connect your app');
  assert.equal(await page.locator('.qr svg').isVisible(), true);
  assert.equal(await page.locator('[data-copy]:visible').count(), 0);
  await page.getByLabel('Code from the app').fill(await totp(await page.locator('#app-key').textContent()));
  await button('Verify').click();

  await heading('Save your recovery codes');
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const codes = (await readFile(await (await downloading).path(), 'utf8')).match(/^[0-9a-z-]{19}$/gm);
  await button('Turn on two-step verification').click();
  await page.getByRole('alert').getByText('Save the codes first').waitFor();
  await page.getByLabel('I’ve saved the codes').check();
  await button('Turn on two-step verification').click();
  await heading('Two-step verification is on');
  return codes;
}

async function enterAgain(who, codes) {
  await page.getByText('You’re signed out.').waitFor();
  await enter(page, who);
  await page.getByLabel('Code').fill('not a code');
  await button('Verify').click();
  await page.getByRole('alert').getByText('That doesn’t look like a code.').waitFor();
  await page.getByText('Does the device with the app set its clock automatically?').waitFor();
  await button('Not you? Start again').click();
  await enterCarefully(page, { ...who, codes });
  await page.getByText('9 of 10 left').waitFor();
}

async function turnOff(who, code) {
  await page.getByRole('link', { name: 'Turn off two-step verification' }).click();
  await password().fill(who.password);
  await page.getByLabel('Code').fill(code);
  await button('Turn off two-step verification').click();
  await page.getByText('Two-step verification is off.').waitFor();
  await button('Sign out').click();
  await page.getByText('You’re signed out.').waitFor();
}
