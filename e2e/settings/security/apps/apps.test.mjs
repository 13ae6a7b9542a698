// A second app, a new phone, and a lost one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from '../../../support/browser.mjs';
import { links, newestMail } from '../../../support/mailbox.mjs';
import { careful, enter, enterWithCode } from '../../../support/people.mjs';
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

const visit = (javaScript = true) => newPage(browser, { origin: server.origin, javaScript });
const button = (page, name) => page.getByRole('button', { name });
const heading = (page, name) => page.getByRole('heading', { name }).waitFor();

async function prove(page, person, code) {
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByLabel('Code').fill(code);
}

/** Types the first code of the new app and answers its key. */
async function connect(page, name) {
  await heading(page, 'Connect the new app');
  const key = await page.textContent('#app-key');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Code from the app').fill(await totp(key));
  await button(page, 'Verify').click();
  return key;
}

async function opens(person, code) {
  const page = await visit();
  await enter(page, person, server.origin);
  await page.fill('#code', code);
  await button(page, 'Verify').click();
  await page.waitForLoadState();
  const isIn = new URL(page.url()).pathname.startsWith('/settings');
  await page.context().close();
  return isIn;
}

for (const javaScript of [true, false]) {
  test(`phone lost, codes at hand: a new phone, new codes; then it was not lost (script: ${javaScript})`, async () => {
    const person = await careful(server);
    const page = await visit(javaScript);
    await page.goto('/sign-in');
    await enterWithCode(page, person);
    await heading(page, 'Have you lost your device?');
    await page.getByText('You have 9 recovery codes left.').waitFor();
    await button(page, 'Replace the lost device').click();
    const key = await connect(page, 'New phone');
    await heading(page, 'Save your recovery codes');
    const codes = await page.locator('#codes code').allTextContents();
    await button(page, 'Finish and replace the old app').click();
    await page.getByText('Save the codes first, then tick this box.').first().waitFor();
    await page.getByLabel('I’ve saved the codes').check();
    await button(page, 'Finish and replace the old app').click();
    await page.getByText('Your new app and your new recovery codes work from now on.').waitFor();
    assert.deepEqual(await page.locator('#apps .entry-name').allTextContents(), ['New phone']);
    await nextStep();
    assert.equal(await opens(person, await totp(person.key)), false, 'the lost one');
    assert.equal(await opens(person, await totp(key)), true, 'the new one');

    const mail = await newestMail(server.data, person.email, { subject: /lost device/ });
    await page.goto(links(mail)[0]);
    await heading(page, 'Bring the old app back');
    await page.getByLabel('Code from the old app').fill(await totp(key));
    await button(page, 'Bring the old app back').click();
    await page.getByText('That code didn’t work.').first().waitFor();
    await nextStep();
    await page.getByLabel('Code from the old app').fill(await totp(person.key));
    await button(page, 'Bring the old app back').click();
    await heading(page, 'The old app is back');
    assert.equal(await opens(person, codes[0]), false, 'a code of the replacement');
    await nextStep();
    assert.equal(await opens(person, await totp(person.key)), true, 'the old one');
    await page.goto(links(mail)[0]);
    await heading(page, 'This link no longer works');
  });
}

test('phone lost, one code left: that one is enough', async () => {
  const person = await careful(server);
  for (const code of person.codes.slice(1)) assert.equal(await opens(person, code), true);
  const page = await visit();
  await page.goto('/sign-in');
  await enterWithCode(page, person);
  await page.getByText('That was your last recovery code.').waitFor();
  await button(page, 'Replace the lost device').click();
  const key = await connect(page, 'New phone');
  await page.getByLabel('I’ve saved the codes').check();
  await button(page, 'Finish and replace the old app').click();
  await page.getByText('Your new app and your new recovery codes work').waitFor();
  await nextStep();
  assert.equal(await opens(person, await totp(key)), true);
});

test('new phone: the old one proves it, then stays or goes', async () => {
  const person = await careful(server);
  const page = await visit();
  await page.goto('/sign-in');
  await enterWithCode(page, person);
  await page.getByRole('link', { name: 'Not now' }).click();
  await page.getByRole('link', { name: 'See or change them' }).click();
  await page.getByRole('link', { name: 'Replace a device' }).click();
  await nextStep();
  await prove(page, person, await totp(person.key));
  await button(page, 'Continue').click();
  const key = await connect(page, 'New phone');
  await heading(page, 'What about the old app?');
  await page.getByLabel('Remove Authenticator app').check();
  await button(page, 'Finish').click();
  await page.getByText('The new app has taken the place of the old one.').waitFor();
  assert.deepEqual(await page.locator('#apps .entry-name').allTextContents(), ['New phone']);
  await nextStep();
  assert.equal(await opens(person, await totp(person.key)), false);
  assert.equal(await opens(person, await totp(key)), true);
});

test('two tabs: one removes the last app, the other is out', async () => {
  const person = await careful(server);
  const page = await visit();
  await page.goto('/sign-in');
  await enterWithCode(page, person);
  await page.goto('/settings/security/apps');
  await page.getByRole('link', { name: 'Rename Authenticator app' }).click();
  await page.getByLabel('Name').fill('Phone <1>');
  await prove(page, person, person.codes[1]);
  await button(page, 'Rename').click();
  await page.getByRole('link', { name: 'Remove Phone <1>' }).click();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await page.getByText('This is your last app').waitFor();
  await prove(page, person, person.codes[2]);
  await button(page, 'Remove it and turn off two-step verification').click();
  await page.getByText('Two-step verification is off.').first().waitFor();
  await prove(other, person, person.codes[3]);
  await button(other, 'Remove it and turn off two-step verification').click();
  await other.getByText('Two-step verification is off already.').waitFor();
});
