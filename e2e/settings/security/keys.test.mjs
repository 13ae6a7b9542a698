// Security keys of Chromium's own making, through every journey.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from '../../support/browser.mjs';
import { newestMail } from '../../support/mailbox.mjs';
import { careful, enter, enterCarefully, member, submit } from '../../support/people.mjs';
import { plugs } from '../../support/security-key.mjs';
import { CHEAP_HASHES, startServer } from '../../support/server.mjs';
import { nextStep, totp } from '../../support/totp.mjs';

const KEYS = '/settings/security/keys';

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

const visit = () => newPage(browser, { origin: server.origin });
const button = (page, name) => page.getByRole('button', { name });
const heading = (page, name) => page.getByRole('heading', { name }).waitFor();

/** Adds the key that is plugged in, proved by `code`, or by a key that is there. */
async function add(page, person, name, code) {
  await page.goto(`${KEYS}/new`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  if (code) {
    await page.getByLabel('Code').fill(code);
    await button(page, 'Continue').click();
  } else {
    await button(page, 'Use your security key instead').click();
  }
  await heading(page, 'Now the key');
  await page.getByText('may have to be touched twice').waitFor();
  await button(page, 'Add this key').click();
}

async function signOut(page) {
  await button(page, 'Sign out').click();
  await page.getByText('You’re signed out.').waitFor();
}

async function enterByKey(page, person) {
  await enter(page, person);
  await heading(page, 'Second step');
  await button(page, 'Use your security key').click();
}

const names = (page) => page.locator('#keys .entry-name').allTextContents();

test('two keys are added, renamed, sign in, and one is removed', async () => {
  const person = await careful(server);
  const page = await visit();
  const keys = await plugs(page);
  await page.goto('/sign-in');
  await enterCarefully(page, person);
  const kept = {};
  for (const [model, code] of [['ctap2', person.codes[1]], ['u2f', person.codes[2]]]) {
    await keys.plugIn(model);
    await add(page, person, `Key ${model}`, code);
    await page.getByText('The key is added.').waitFor();
    kept[model] = await keys.pullOut();
  }
  // Proved by a key that is there, in place of a code.
  await keys.plugIn(...kept.u2f);
  await page.goto(KEYS);
  assert.deepEqual(await names(page), ['Key ctap2', 'Key u2f']);
  await page.getByRole('link', { name: 'Rename Key ctap2' }).click();
  await page.getByLabel('Name').fill('Blue key');
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await button(page, 'Use your security key instead').click();
  await page.getByText('The key has its new name.').waitFor();
  assert.deepEqual(await names(page), ['Blue key', 'Key u2f']);
  kept.u2f = await keys.pullOut();

  for (const model of ['ctap2', 'u2f']) {
    await signOut(page);
    await keys.plugIn(...kept[model]);
    await enterByKey(page, person);
    await page.waitForURL('**/settings/security');
    kept[model] = await keys.pullOut();
  }

  await keys.plugIn(...kept.u2f);
  await page.goto(KEYS);
  await page.getByRole('link', { name: 'Remove Blue key' }).click();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await button(page, 'Use your security key instead').click();
  await page.getByText('The key is removed.').waitFor();
  assert.deepEqual(await names(page), ['Key u2f']);
  kept.u2f = await keys.pullOut();

  // A removed key is refused: the browser does not find one that is asked for.
  await signOut(page);
  await keys.plugIn(...kept.ctap2);
  await enterByKey(page, person);
  await page.getByText('That didn’t go through').waitFor();
  await page.getByLabel('Code').waitFor();
  await nextStep();
  await page.getByLabel('Code').fill(await totp(person.key));
  await button(page, 'Verify').click();
  await page.waitForURL('**/settings/security');
  assert.match((await newestMail(server.data, person.email, { subject: /key was removed/ })).text, /Blue\s+key/);
  assert.deepEqual(page.problems, []);
});

test('a key is the first factor, with recovery codes, and proves everything', async () => {
  const person = await member(server);
  const page = await visit();
  const keys = await plugs(page);
  await keys.plugIn('pin');
  await enter(page, person, server.origin);
  await page.goto('/settings/security/two-step/setup');
  await page.fill('#password', person.password);
  await submit(page, '/settings/security/two-step/setup');
  await page.getByRole('link', { name: 'Use a security key' }).click();
  await heading(page, 'Add your security key');
  await button(page, 'Add this key').click();
  await heading(page, 'Save your recovery codes');
  assert.equal(await page.locator('#codes code').count(), 10);
  await page.getByLabel('I’ve saved the codes').check();
  await button(page, 'Turn on two-step verification').click();
  await heading(page, 'Two-step verification is on');
  await page.goto('/settings/security');
  await page.getByText('You have no authenticator app.').waitFor();
  await signOut(page);
  await enterByKey(page, person);
  await page.waitForURL('**/settings/security');
  await page.goto('/settings/security/two-step/disable');
  await button(page, 'Use your security key instead').click();
  await page.getByText('Type your password first.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await button(page, 'Use your security key instead').click();
  await page.getByText('Your password alone signs you in.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a copied key is noticed', async () => {
  const person = await careful(server);
  const page = await visit();
  const keys = await plugs(page);
  await page.goto('/sign-in');
  await enterCarefully(page, person);
  await keys.plugIn('ctap2');
  await add(page, person, 'Blue key', person.codes[1]);
  await page.getByText('The key is added.').waitFor();
  const [model, [credential]] = await keys.pullOut();
  const copy = { ...credential };
  await keys.plugIn(model, [credential]);
  await signOut(page);
  await enterByKey(page, person);
  await page.waitForURL('**/settings/security');
  await signOut(page);
  // The copy has the private key, and the counter of when it was made.
  await keys.plugIn(model, [{ ...copy, signCount: 0 }]);
  await enterByKey(page, person);
  await page.getByText('a copy of it may be in use').first().waitFor();
  const mail = await newestMail(server.data, person.email, { subject: /copy of your security key/ });
  assert.match(mail.text, /Blue\s+key/);
  await page.getByLabel('Code').fill(person.codes[2]);
  await button(page, 'Verify').click();
  await page.click('#not-now');
  await page.goto(KEYS);
  await page.getByText('It signs nobody in any more').waitFor();
  assert.deepEqual(page.problems.filter((problem) => !problem.startsWith('403')), []);
});

test('what goes wrong is said in words', async () => {
  const person = await careful(server);
  const page = await visit();
  const keys = await plugs(page);
  await page.goto('/sign-in');
  await enterCarefully(page, person);
  await keys.plugIn('ctap2');
  await add(page, person, 'Blue key', person.codes[1]);
  await page.getByText('The key is added.').waitFor();
  // The same one again.
  await add(page, person, 'Once more', person.codes[2]);
  await page.getByText('This key is on your list already.').waitFor();
  // Options for another site: the browser does not even ask the key.
  await page.route('**/assertion-options', async (route) => {
    const answer = await (await route.fetch()).json();
    answer.options.rpId = 'evil.example';
    await route.fulfill({ json: answer });
  });
  await page.goto(`${KEYS}/new`);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await button(page, 'Use your security key instead').click();
  await page.getByText('The key answered for another site.').waitFor();
});

test('a browser without security keys says so, and takes a code', async () => {
  const person = await careful(server);
  const page = await visit();
  await plugs(page).then((keys) => keys.plugIn('ctap2').then(async () => {
    await page.goto('/sign-in');
    await enterCarefully(page, person);
    await add(page, person, 'Blue key', person.codes[1]);
    await page.getByText('The key is added.').waitFor();
  }));
  const other = await visit();
  await other.addInitScript(() => delete window.PublicKeyCredential);
  await enter(other, person, server.origin);
  await other.getByText('This browser can’t use security keys.').waitFor();
  await other.getByLabel('Code').fill(person.codes[2]);
  await button(other, 'Verify').click();
  await other.waitForURL('**/apps/lost');
  // Where a code does as well, nothing is said.
  await other.goto(`${KEYS}/new`);
  assert.equal(await button(other, 'Use your security key instead').isVisible(), false);
  await other.context().close();
});

test('without script a code does', async () => {
  const person = await careful(server);
  const page = await visit();
  const keys = await plugs(page);
  await keys.plugIn('ctap2');
  await page.goto('/sign-in');
  await enterCarefully(page, person);
  await add(page, person, 'Blue key', person.codes[1]);
  await page.getByText('The key is added.').waitFor();
  const plain = await newPage(browser, { origin: server.origin, javaScript: false });
  await enter(plain, person, server.origin);
  await plain.getByText('Security keys need JavaScript.').waitFor();
  await plain.getByText('Use another way').click();
  await plain.getByLabel('Code').fill(person.codes[2]);
  await button(plain, 'Verify').click();
  await plain.waitForURL('**/apps/lost');
});
