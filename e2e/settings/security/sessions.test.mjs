// Where one is signed in: a stolen laptop, seen from another browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from '../../support/browser.mjs';
import { newestMail } from '../../support/mailbox.mjs';
import { apiSession, enter, member } from '../../support/people.mjs';
import { CHEAP_HASHES, startServer } from '../../support/server.mjs';

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

async function signedIn(person, options) {
  const page = await newPage(browser, { origin: server.origin, ...options });
  await enter(page, person);
  await page.waitForURL('**/settings/security');
  return page;
}

for (const javaScript of [true, false]) {
  test(`a laptop that was stolen is signed out from the phone (script: ${javaScript})`, async () => {
    const person = await member(server);
    const laptop = await signedIn(person, { javaScript });
    const userAgent = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36';
    const phone = await signedIn(person, { javaScript, userAgent });
    const mail = await newestMail(server.data, person.email, { subject: /New sign-in/ });
    assert.match(mail.text, /Chrome on\s+Android/);
    await phone.getByRole('link', { name: 'See where' }).click();
    await phone.getByRole('heading', { name: 'Chrome on Android' }).waitFor();
    await phone.getByText('This one').waitFor();
    await phone.locator('.row', { hasText: 'Chrome on Linux' }).getByRole('link', { name: 'End' }).click();
    await phone.getByRole('heading', { name: 'End this session?' }).waitFor();
    await phone.getByRole('button', { name: 'End it' }).click();
    await phone.getByText('It is signed out.').waitFor();
    await laptop.reload();
    await laptop.getByRole('heading', { name: 'Sign in' }).waitFor();
    await phone.reload();
    await phone.getByRole('heading', { name: 'Chrome on Android' }).waitFor();
    assert.deepEqual(phone.problems, []);
  });
}

test('all others are ended at once, and this one stays', async () => {
  const person = await member(server);
  const others = [await signedIn(person), await signedIn(person)];
  await apiSession(server, person);
  const page = await signedIn(person);
  await page.goto('/settings/security/sessions');
  assert.equal(await page.locator('.row').count(), 4);
  await page.getByRole('link', { name: 'End all others' }).click();
  await page.getByRole('button', { name: 'End all others' }).click();
  await page.getByText('Everything but this browser is signed out.').waitFor();
  assert.equal(await page.locator('.row').count(), 1);
  for (const other of others) {
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  }
});

test('a stranger’s wrong passwords make nobody wait in a browser that is known', async () => {
  const person = await member(server);
  const page = await signedIn(person);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in?*');
  const stranger = await newPage(browser, { origin: server.origin });
  for (let n = 0; n < 6; n += 1) {
    await enter(stranger, { ...person, password: 'not the right password' });
    await stranger.locator('#problems').waitFor();
  }
  await enter(stranger, person);
  await stranger.getByText('There were too many tries.').waitFor();
  await enter(page, person);
  await page.waitForURL('**/settings/security');
});
