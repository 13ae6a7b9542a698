// The operator's door: the first administrator's link, and `vestibule user …` through
// the running server.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { apiSession, enter, member, PASSWORD, somebody } from './support/people.mjs';
import { launch, newPage } from './support/browser.mjs';
import { links, newestMail } from './support/mailbox.mjs';
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

const tab = (at = server) => newPage(browser, { origin: at.origin });
const heading = (page, name) => page.getByRole('heading', { name }).waitFor();

test('the link from the start makes the first administrator, once', async () => {
  const link = await server.link('first-admin');
  assert.equal((await stat(path.join(server.data, 'first-admin'))).mode & 0o777, 0o600);
  const person = await member(server);
  const page = await tab();
  await page.goto(link);
  await page.getByText('Sign in with the account that should run this service').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await enter(page, person);
  await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();

  await page.goto(link);
  assert.equal(await page.locator('.named').textContent(), person.username, 'it names the account');
  await page.getByLabel('Password', { exact: true }).fill('not the right password');
  await page.getByRole('button', { name: 'Become administrator' }).click();
  await page.getByRole('alert').getByText('That’s not the password of this account.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Become administrator' }).click();
  await page.getByText('You’re an administrator.').waitFor();

  assert.match(await server.command(['user', 'list']), new RegExp(`^${person.username}\tactive\tadministrator\t`, 'm'));
  assert.equal((await page.goto(link)).status(), 410);
  await heading(page, 'This link no longer works');
});

test('a disabled account is out at once and stays out, until it is enabled', async () => {
  const person = await member(server);
  const page = await tab();
  await enter(page, person);
  await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();
  await server.command(['user', 'disable', person.username]);

  await page.reload();
  await page.getByText('Sign in to continue.').waitFor();
  await enter(page, person);
  await page.getByRole('alert').getByText('don’t go together').waitFor();
  assert.match(await server.command(['user', 'list']), new RegExp(`^${person.username}\tdisabled\t`, 'm'));

  await server.command(['user', 'enable', person.username]);
  await enter(page, person);
  await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();
});

test('an account without a confirmed address begins with a mail', async () => {
  const who = somebody();
  const args = ['user', 'create', '--username', who.username, '--email', who.email, '--password-stdin'];
  await server.command(args, { input: `${who.password}\n` });
  const page = await tab();
  await enter(page, who);
  await page.getByRole('alert').getByText('don’t go together').waitFor();

  await page.goto(links(await newestMail(server.data, who.email))[0]);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Confirm account' }).click();
  await page.getByText('Your account is ready.').waitFor();
});

test('what cannot be done says why and fails', async () => {
  const person = await member(server);
  const create = (username, email, password) =>
    server.command(
      ['user', 'create', '--username', username, '--email', email, '--confirmed', '--password-stdin'],
      { input: `${password}\n` },
    );
  await assert.rejects(create(person.username, 'new@example.org', PASSWORD), /ended with/);
  await assert.rejects(create('weak', 'weak@example.org', 'short'), /ended with/);
  await assert.rejects(server.command(['user', 'disable', 'nobody-has-this']), /ended with/);
  assert.doesNotMatch(await server.command(['user', 'list']), /^weak\t/m);
});

test('by invitation only: the link of the mail opens sign-up, once', async (t) => {
  const house = await startServer({ config: 'sign_up = "invitation"', env: CHEAP_HASHES });
  t.after(() => house.stop());
  const page = await tab(house);
  await page.goto('/sign-up');
  await heading(page, 'You need an invitation');

  const who = somebody();
  await house.command(['user', 'invite', '--email', who.email]);
  const [link] = links(await newestMail(house.data, who.email));
  await page.goto(link);
  assert.equal(await page.getByLabel('E-mail address').inputValue(), who.email);
  await page.getByLabel('User name').fill(who.username);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('alert').getByText('Make it at least 15').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Your account is ready.').waitFor();
  assert.match(await apiSession(house, who), /^vses_/);

  await page.goto(link);
  await heading(page, 'This invitation no longer works');
});

test('closed: no page, no link to it, and no way over the API', async (t) => {
  const house = await startServer({ config: 'sign_up = "closed"', env: CHEAP_HASHES });
  t.after(() => house.stop());
  const page = await tab(house);
  await page.goto('/sign-up');
  await heading(page, 'Sign-up is closed');
  await page.goto('/sign-in');
  assert.equal(await page.getByRole('link', { name: 'Create an account' }).count(), 0);
  const answer = await fetch(`${house.address}/api/v1/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(somebody()),
  });
  assert.equal(answer.status, 403);
});
