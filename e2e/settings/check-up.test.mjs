// What is weak, and the way to mend it: the check-up, the yearly try of the app, and what the
// owner sees of strangers who guess.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api } from '../support/api.mjs';
import { launch, newPage } from '../support/browser.mjs';
import { codesLeft, failedByStrangers, fourWeeksLater } from '../support/database.mjs';
import { careful, enter, enterCarefully, member, submit } from '../support/people.mjs';
import { CHEAP_HASHES, startServer } from '../support/server.mjs';
import { nextStep, totp } from '../support/totp.mjs';

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

const findings = (page) => page.locator('main section.row h2').allTextContents();

test('somebody with a password alone is led to two-step verification, and what was weak is fine', async () => {
  const person = await member(server);
  const page = await newPage(browser, { origin: server.origin });
  await enter(page, person);
  await page.getByText('2 things to put right.').waitFor();
  await page.getByRole('link', { name: 'See the check-up' }).click();
  await page.getByRole('heading', { name: 'Security check-up' }).waitFor();
  assert.deepEqual(await findings(page), ['Your password is all there is', 'Only one address', 'What is fine']);
  await page.getByRole('link', { name: 'Set up two-step verification' }).click();
  await page.waitForURL('**/two-step/setup');
  await page.fill('#password', person.password);
  await submit(page, '/settings/security/two-step/setup');
  await page.waitForURL('**/setup/app');
  await page.fill('#code', await totp(await page.textContent('#app-key')));
  await submit(page, '/settings/security/two-step/setup/app');
  await page.waitForURL('**/setup/codes');
  await page.check('#saved');
  await submit(page, '/settings/security/two-step/setup/codes');
  await page.waitForURL('**/setup/done**');
  await page.goto('/settings/security/check-up');
  assert.deepEqual(await findings(page), ['Only one second factor', 'Only one address', 'What is fine']);
  await page.getByText('Two-step verification is on.').waitFor();
});

for (const javaScript of [true, false]) {
  test(`the app is tried when it is time, after a slip (script: ${javaScript})`, async () => {
    const person = await careful(server);
    const page = await newPage(browser, { origin: server.origin, javaScript });
    await page.goto('/sign-in');
    await enterCarefully(page, person);
    assert.equal(await page.getByText('Try your second factor now').count(), 0);
    await fourWeeksLater(server, person);
    await page.reload();
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.waitForURL('**/drill');
    await page.fill('#code', person.codes[1]);
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('We haven’t looked at it').first().waitFor();
    await page.fill('#code', '000000');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('The clock of your device is off').waitFor();
    await nextStep();
    await page.fill('#code', await totp(person.key));
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('heading', { name: 'It works' }).waitFor();
    await page.getByText('9 recovery codes of 10 left').waitFor();
    await page.getByRole('link', { name: 'Go to Security' }).click();
    await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();
    assert.equal(await page.getByText('Try your second factor now').count(), 0);
  });
}

test('later is later, and who cannot is told what there is', async () => {
  const person = await careful(server);
  const page = await newPage(browser, { origin: server.origin });
  await page.goto('/sign-in');
  await enterCarefully(page, person);
  await fourWeeksLater(server, person);
  await page.reload();
  await page.getByRole('button', { name: 'Ask me in a week' }).click();
  await page.getByText('We’ll ask you again in a week.').waitFor();
  assert.equal(await page.getByText('Try your second factor now').count(), 0);
  await page.goto('/settings/security/drill');
  await page.getByRole('link', { name: 'I can’t' }).click();
  await page.getByText('9 are left.').waitFor();
  await page.getByRole('link', { name: 'Replace a device' }).click();
  await page.waitForURL('**/apps/replace');
  await page.locator('#password').waitFor();
  await codesLeft(server, person, 0);
  await page.goto('/settings/security/drill/cannot');
  await page.getByText('You have none left.').waitFor();
  await page.getByText('not anyone by mail').waitFor();
});

test('the owner sees who guesses, and starts the count again', async () => {
  const person = await careful(server);
  const page = await newPage(browser, { origin: server.origin });
  await page.goto('/sign-in');
  await enterCarefully(page, person);
  const guess = { login: person.username, password: 'not the right one' };
  await assert.rejects(api(server)('POST', '/sign-in', guess), /401/);
  await failedByStrangers(server, person, 'password', 100);
  await page.goto('/settings/security/check-up');
  await page.getByRole('link', { name: 'See what was tried' }).click();
  await page.getByText('100 wrong tries by strangers').waitFor();
  await page.getByText('Refused: wrong password').waitFor();
  const right = { login: person.username, password: person.password };
  await assert.rejects(api(server)('POST', '/sign-in', right), /401/, 'worn down');
  await page.locator('section:has(#row-password)').getByRole('link', { name: 'Start the count again' }).click();
  await page.waitForURL('**/password/reset');
  await page.fill('#password', person.password);
  await page.fill('#code', person.codes[1]);
  await page.getByRole('button', { name: 'Start the count again' }).click();
  await page.getByText('The count starts again from nothing.').waitFor();
  assert.equal(await page.getByText('No wrong tries by strangers').count(), 3);
  const answer = await api(server)('POST', '/sign-in', right);
  assert.equal(answer.status, 'second-step');
});
