// /sign-in, /sign-out: what a refusal says, and what a stranger at the screen gets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage, newTab } from './support/browser.mjs';
import { careful, enter, enterCarefully, member } from './support/people.mjs';
import { CHEAP_HASHES, startServer } from './support/server.mjs';

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

const tab = () => newPage(browser, { origin: server.origin });
const WRONG = 'That user name or e-mail address and that password don’t go together.';

test('a name or an address signs in, in any case', async () => {
  const person = await member(server);
  const page = await tab();
  for (const username of [person.username, person.username.toUpperCase(), person.email.toUpperCase()]) {
    await enter(page, { ...person, username });
    await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You’re signed out.').waitFor();
  }
  assert.deepEqual(page.problems, []);
});

test('a wrong password and an unknown name are answered alike; the name stays', async () => {
  const person = await member(server);
  const page = await tab();
  for (const login of [person.username, 'nobody-has-this']) {
    await enter(page, { username: login, password: 'not the right password' });
    await page.getByRole('alert').getByText(WRONG).waitFor();
    assert.equal(await page.getByLabel('User name or e-mail address').inputValue(), login);
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '');
  }
});

test('too many wrong ones wait, and the page says how long', async () => {
  const person = await member(server);
  const page = await tab();
  for (let i = 0; i < 5; i += 1) {
    await enter(page, { ...person, password: 'not the right password' });
    await page.getByRole('alert').getByText(WRONG).waitFor();
  }
  await enter(page, person);
  await page.getByRole('alert').getByText('There were too many tries. Wait a minute').waitFor();
});

test('after signing out, neither the back button nor an old cookie opens anything', async () => {
  const person = await member(server);
  const page = await tab();
  await enter(page, person);
  await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();
  const old = await page.context().cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You’re signed out.').waitFor();

  await page.goBack();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.context().addCookies(old);
  await page.goto('/settings/security');
  await page.getByText('Sign in to continue.').waitFor();
});

test('the password alone opens no page where a second step is asked', async () => {
  const person = await careful(server);
  const page = await tab();
  await enter(page, person);
  await page.getByRole('heading', { name: 'Second step' }).waitFor();

  const other = await newTab(page);
  await other.goto('/settings/security');
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();

  await page.getByRole('button', { name: 'Start again' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goto('/sign-in/second-step');
  await page.getByText('we closed the door again').waitFor();
});

test('one is led on to our own pages only', async () => {
  const person = await member(server);
  for (const [next, where] of [
    ['/settings/security/two-step/setup', '/settings/security/two-step/setup'],
    ['//evil.example/', '/settings/security'],
    ['https://evil.example/', '/settings/security'],
  ]) {
    const page = await tab();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.fill('#login', person.username);
    await page.fill('#password', person.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.origin}${where}`);
  }
});

test('by keyboard alone, through both doors', async () => {
  const person = await careful(server);
  const page = await tab();
  const { keyboard } = page;
  await page.goto('/sign-in');
  await page.waitForFunction(() => document.activeElement.id === 'login'); // the field takes the focus
  await keyboard.type(person.username);
  await keyboard.press('Tab');
  await keyboard.type(person.password);
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Second step' }).waitFor();
  await keyboard.type(person.codes[0]);
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Have you lost your device?' }).waitFor();

  await page.evaluate(() => document.activeElement.blur());
  await keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  assert.equal(await skip.evaluate((link) => link === document.activeElement), true, 'it is the first stop');
  assert.equal(await skip.isVisible(), true);
  await keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
});

test('a session of a browser that closes is over: its cookie has no end of its own', async () => {
  const person = await careful(server);
  const page = await tab();
  await page.goto('/sign-in');
  await enterCarefully(page, person);
  await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();
  const cookies = await page.context().cookies();
  const names = cookies.map(({ name }) => name).sort();
  assert.deepEqual(names, ['browser', 'session'], 'the pending one is gone; the browser is known, signed in or not');
  const { expires, httpOnly, sameSite } = cookies.find(({ name }) => name === 'session');
  assert.deepEqual({ expires, httpOnly, sameSite }, { expires: -1, httpOnly: true, sameSite: 'Lax' });
});
