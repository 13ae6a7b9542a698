// /sign-up, /sign-up/confirmation, and /dev/mailbox, by which the mail is read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from './support/browser.mjs';
import { links, mailsTo, newestMail } from './support/mailbox.mjs';
import { member, somebody } from './support/people.mjs';
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

async function fill(page, { username, email, password }) {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

const send = (page) => page.getByRole('button', { name: 'Create account' }).click();

async function signUp(page, who) {
  await page.goto('/sign-up');
  await fill(page, who);
  await send(page);
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
}

test('from the front page to an account, by the link that the server printed, and out again', async () => {
  const who = somebody();
  const page = await tab();
  await page.goto('/');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await fill(page, who);
  await send(page);
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  await page.getByText(who.email, { exact: true }).waitFor();
  await page.getByText('The message is in its mailbox').waitFor();

  await page.goto(await server.link('mailbox-link'));
  assert.equal(page.url(), `${server.origin}/dev/mailbox`, 'the key has left the address');
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'start-link');
  assert.equal(cookie.httpOnly, true);

  await newestMail(server.data, who.email);
  await page.reload();
  await page.getByRole('link', { name: 'Confirm your address for Vestibule' }).click();
  await page.locator('.links a').click();

  await page.getByRole('heading', { name: 'Confirm your account' }).waitFor();
  assert.equal(await page.locator('.named').textContent(), who.username, 'it says whose account');
  await page.getByLabel('Password', { exact: true }).fill('not the one chosen');
  await page.getByRole('button', { name: 'Confirm account' }).click();
  await page.getByRole('link', { name: 'That’s not the password you chose' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Confirm account' }).click();

  await page.getByText('Your account is ready. Sign in to start.').waitFor();
  await page.getByLabel('User name or e-mail address').fill(who.username);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();
  await page.getByText(who.email).waitFor();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You’re signed out.').waitFor();
  await page.goto('/settings/security');
  await page.getByText('Sign in to continue.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('what is wrong is said in words, and what was typed stays, save the password', async () => {
  const page = await tab();
  await page.goto('/sign-up');
  await fill(page, { username: '-a-', email: 'not-an-address', password: 'qwertyuiopasdfghjkl' });
  await send(page);

  const problems = page.getByRole('alert');
  await problems.getByText('A user name has 2 to 39 letters').waitFor();
  await problems.getByText('We can’t make out this address').waitFor();
  assert.equal(await problems.getByRole('link').count(), 3, 'one for the password, too');
  assert.equal(await page.getByLabel('User name').inputValue(), '-a-');
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'not-an-address');
  assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '');
  assert.equal(await problems.evaluate((notice) => notice === document.activeElement), true);

  await problems.getByRole('link').nth(1).click();
  const focused = await page.evaluate(() => document.activeElement.id);
  assert.equal(focused, 'email', 'each leads to its field');
});

test('the meter says what the server says', async () => {
  const page = await tab();
  const meter = page.locator('.meter');
  for (const [password, isTaken] of [
    ['short', false],
    ['password1234567890', false],
    ['aaaaaaaaaaaaaaaaaaaa', false],
    ['ann-meter ann-meter', false],
    ['seven quiet lanterns at dusk', true],
  ]) {
    await page.goto('/sign-up');
    await fill(page, { username: 'ann-meter', email: 'ann-meter@example.org', password });
    await page.waitForFunction(() => document.querySelector('.meter').dataset.score);
    assert.equal(await meter.getAttribute('data-acceptable'), String(isTaken), password);
    const said = await meter.locator('.meter-sentence').textContent();
    await send(page);
    if (isTaken) {
      await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    } else {
      assert.equal(await page.locator('#password-problem').textContent(), said, password);
    }
  }
  assert.deepEqual(page.problems, []);
});

test('a link works once, and a second mail ends the first one’s', async () => {
  const who = somebody();
  const page = await tab();
  await signUp(page, who);
  const first = await newestMail(server.data, who.email);
  await page.getByRole('button', { name: 'Send it again' }).click();
  await page.getByText('We’ve sent it again.').waitFor();
  const second = await newestMail(server.data, who.email, { not: first });

  assert.equal((await page.goto(links(first)[0])).status(), 410);
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();

  await page.goto(links(second)[0]);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Confirm account' }).click();
  await page.getByText('Your account is ready.').waitFor();
  assert.equal((await page.goto(links(second)[0])).status(), 410);
});

test('an address that has an account gets the same page, and a mail that says so', async () => {
  const owner = await member(server);
  const page = await tab();
  await signUp(page, somebody({ email: owner.email }));
  await page.getByText('We’ve sent a message to').waitFor();

  const mail = await newestMail(server.data, owner.email);
  assert.equal(mail.subject, 'You already have an account at Vestibule');
  assert.match(mail.text, new RegExp(`belongs to the\\s+account ${owner.username} already`));
  assert.equal((await mailsTo(server.data, owner.email)).length, 1);
});

test('a name that somebody has is refused, and the rest stays', async () => {
  const owner = await member(server);
  const page = await tab();
  await page.goto('/sign-up');
  await fill(page, somebody({ username: owner.username.toUpperCase(), email: 'other@example.org' }));
  await send(page);
  await page.getByRole('alert').getByText('Somebody has this user name already.').waitFor();
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'other@example.org');
});

test('without the link there is no mailbox', async () => {
  const page = await tab();
  for (const where of ['/dev/mailbox', '/dev/mailbox?key=vdev_guessed']) {
    assert.equal((await page.goto(where)).status(), 404, where);
  }
});
