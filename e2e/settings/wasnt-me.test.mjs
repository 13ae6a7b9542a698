// A stolen laptop: somebody with the password and the open app changes things, and the owner
// takes them back with the link in the message.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from '../support/browser.mjs';
import { links, newestMail } from '../support/mailbox.mjs';
import { careful, enter, enterCarefully, member, submit } from '../support/people.mjs';
import { CHEAP_HASHES, startServer } from '../support/server.mjs';
import { nextStep, totp } from '../support/totp.mjs';

const NEW = 'nine otters paint loudly';
const APPS = '/settings/security/apps';
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

const linkIn = (mail) => links(mail).find((link) => link.includes('/wasnt-me?token='));

/** Chooses a new password by mail, from the page that offers it. */
async function chooseNew(page, person) {
  await page.getByRole('link', { name: 'Choose a new password' }).click();
  await page.getByLabel('User name or e-mail address').fill(person.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  const [link] = links(await newestMail(server.data, person.email, { subject: /Set a new password/ }));
  await page.goto(link);
  await page.getByLabel('New password').fill(NEW);
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByText('Your new password is set.').waitFor();
}

for (const javaScript of [true, false]) {
  test(`stolen laptop: read the mail, press, choose a password, sign in with the old app (script: ${javaScript})`, async () => {
    const person = await careful(server);
    const thief = await newPage(browser, { origin: server.origin });
    await enterCarefully(thief, person);
    await thief.goto(`${APPS}/new`);
    await thief.fill('#password', person.password);
    await thief.fill('#code', person.codes[1]);
    await submit(thief, `${APPS}/new`);
    await thief.waitForURL(`**${APPS}/new/app`);
    await thief.fill('#name', 'Not yours');
    await thief.fill('#code', await totp(await thief.textContent('#app-key')));
    await submit(thief, `${APPS}/new/app`);
    await thief.waitForURL(`**${APPS}?notice=added`);

    const mail = await newestMail(server.data, person.email, { subject: /app was added/ });
    assert.match(mail.text, /Wasn’t it you\? Follow the link\./);
    const page = await newPage(browser, { origin: server.origin, javaScript });
    await page.goto(linkIn(mail));
    await page.getByText('The authenticator app “Not yours” was added').waitFor();
    await page.getByRole('button', { name: 'This wasn’t me' }).click();
    await page.getByText('The app “Not yours” no longer works.').waitFor();
    await thief.goto(APPS);
    await thief.getByRole('heading', { name: 'Sign in' }).waitFor();

    await chooseNew(page, person);
    const owner = { ...person, password: NEW };
    await enter(page, owner);
    await nextStep();
    await page.fill('#code', await totp(person.key));
    await submit(page, '/sign-in/second-step');
    await page.waitForURL('**/settings/security');
    await page.getByText('Changes are frozen until').waitFor();
    await page.goto(APPS);
    assert.equal(await page.getByText('Not yours').count(), 0);
    await page.goto(linkIn(mail));
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    assert.match((await newestMail(server.data, person.email, { subject: /taken back/ })).text, /Not yours/);
  });
}

test('somebody else turned two-step verification on: the password from before turns it off', async () => {
  const person = await careful(server);
  const mail = await newestMail(server.data, person.email, { subject: /is on/ });
  const page = await newPage(browser, { origin: server.origin });
  await page.goto(linkIn(mail));
  await page.getByLabel('The password you had then').fill('not that one at all');
  await page.getByRole('button', { name: 'This wasn’t me' }).click();
  await page.getByText('That’s not the password the account had then.').first().waitFor();
  await page.getByLabel('The password you had then').fill(person.password);
  await page.getByRole('button', { name: 'This wasn’t me' }).click();
  await page.getByText('Two-step verification is off again').waitFor();
  await chooseNew(page, person);
  await enter(page, { ...person, password: NEW });
  await page.waitForURL('**/settings/security');
});

test('a sign-in from somewhere new: the thief is out, and the password with it', async () => {
  const person = await member(server);
  const own = await newPage(browser, { origin: server.origin });
  await enter(own, person);
  await own.waitForURL('**/settings/security');
  const thief = await newPage(browser, { origin: server.origin });
  await enter(thief, person);
  await thief.waitForURL('**/settings/security');
  const page = await newPage(browser, { origin: server.origin });
  await page.goto(linkIn(await newestMail(server.data, person.email, { subject: /New sign-in/ })));
  await page.getByRole('button', { name: 'This wasn’t me' }).click();
  await page.getByText('Whoever it was is signed out.').waitFor();
  for (const somewhere of [own, thief]) {
    await somewhere.goto('/settings/security');
    await somewhere.getByRole('heading', { name: 'Sign in' }).waitFor();
  }
  await enter(thief, person);
  await thief.locator('#problems').waitFor();
});
