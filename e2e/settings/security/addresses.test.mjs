// /settings/security/addresses: a new address, the old one gone, and the way back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { undoLink } from '../../support/addresses.mjs';
import { launch, newPage } from '../../support/browser.mjs';
import { addressesSettled } from '../../support/database.mjs';
import { links, newestMail } from '../../support/mailbox.mjs';
import { careful, enter, enterCarefully, member, somebody } from '../../support/people.mjs';
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

/** Proves it and sends: the page has one button. */
async function prove(page, person, code, button) {
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  if (code) await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: button }).click();
}

const entry = (page, email) => page.getByRole('region', { name: email });

/** Adds an address through the pages; answers the mail with its link. */
async function add(page, person, email, code) {
  await page.goto('/settings/security');
  await page.getByRole('link', { name: 'Change addresses' }).click();
  await page.getByRole('link', { name: 'Add an address' }).click();
  await page.getByLabel('E-mail address').fill(email);
  await prove(page, person, code, 'Add an address');
  await page.getByText('We’ve sent a message to the new address.').waitFor();
  await entry(page, email).getByText('Not confirmed').waitFor();
  return newestMail(server.data, email, { subject: /Confirm your address/ });
}

for (const javaScript of [true, false]) {
  test(`moving to a new address, with both proofs each time (script: ${javaScript})`, async () => {
    const person = await careful(server);
    const { email } = somebody();
    const page = await newPage(browser, { origin: server.origin, javaScript });
    await page.goto('/sign-in');
    await enterCarefully(page, person);
    const first = await add(page, person, email, person.codes[1]);
    await entry(page, email).getByRole('button', { name: 'Send the link again' }).click();
    await page.getByText('We’ve sent a new link.').waitFor();
    const [link] = links(await newestMail(server.data, email, { not: first }));

    // Followed where nobody is signed in: it says whose it becomes, and signs nobody in.
    const elsewhere = await newPage(browser, { origin: server.origin, javaScript });
    await elsewhere.goto(link);
    await elsewhere.getByText(person.username, { exact: true }).first().waitFor();
    await elsewhere.getByRole('button', { name: 'Confirm address' }).click();
    await elsewhere.getByRole('heading', { name: 'Address confirmed' }).waitFor();
    await elsewhere.goto('/settings/security');
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor();

    await page.reload();
    await entry(page, email).getByRole('link', { name: 'Make primary' }).click();
    await prove(page, person, '', 'Make primary');
    await page.getByText('Enter the code first.').first().waitFor();
    await prove(page, person, person.codes[2], 'Make primary');
    await page.getByText('Your primary address is changed.').waitFor();
    await entry(page, person.email).getByRole('link', { name: 'Remove' }).click();
    await prove(page, person, person.codes[3], 'Remove address');
    await page.getByText('The address is removed.').waitFor();
    await page.getByText('Removed lately').waitFor();
    assert.equal(await entry(page, person.email).count(), 0);
  });
}

test('somebody else took the account’s address: the old mailbox undoes it', async () => {
  const person = await member(server);
  await addressesSettled(server, person);
  const thief = await newPage(browser, { origin: server.origin });
  await enter(thief, person);
  const evil = somebody().email;
  const [link] = links(await add(thief, person, evil));
  await thief.goto(link);
  await thief.getByRole('button', { name: 'Confirm address' }).click();
  await thief.getByRole('link', { name: 'Go to your addresses' }).click();
  await entry(thief, evil).getByRole('link', { name: 'Make primary' }).click();
  await prove(thief, person, '', 'Make primary');
  await entry(thief, person.email).getByRole('link', { name: 'Remove' }).click();
  await prove(thief, person, '', 'Remove address');
  await thief.getByText('The address is removed.').waitFor();

  const owner = await newPage(browser, { origin: server.origin });
  await owner.goto(await undoLink(server, person.email, /primary address/));
  await owner.getByText('The address becomes the primary one again.').waitFor();
  await owner.getByRole('button', { name: 'Undo the change' }).click();
  await owner.getByRole('heading', { name: 'The change is undone' }).waitFor();
  await thief.reload();
  await thief.getByRole('heading', { name: 'Sign in' }).waitFor();
  await owner.getByRole('link', { name: 'Set a new password' }).click();
  await owner.getByLabel('User name or e-mail address').fill(person.email);
  await owner.getByRole('button', { name: 'Send the link' }).click();
  const [reset] = links(await newestMail(server.data, person.email, { subject: /new password/ }));
  assert.match(reset, /password-recovery\/new/);
});
