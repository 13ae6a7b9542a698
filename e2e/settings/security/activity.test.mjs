// What has happened to the account: seen, narrowed, taken along as a file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { launch, newPage } from '../../support/browser.mjs';
import { enter, member, somebody } from '../../support/people.mjs';
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

for (const javaScript of [true, false]) {
  test(`somebody's wrong password is seen, and all of it downloaded (script: ${javaScript})`, async () => {
    const person = await member(server, somebody());
    const other = await newPage(browser, { origin: server.origin });
    await enter(other, { ...person, password: 'not the right one' });
    await other.getByText('do not match').or(other.locator('#problems')).first().waitFor();

    const page = await newPage(browser, { origin: server.origin, javaScript });
    await enter(page, person);
    await page.getByRole('link', { name: 'See what has happened' }).click();
    await page.getByRole('heading', { name: 'Activity', exact: true }).waitFor();
    const all = await page.locator('.events li').allTextContents();
    assert.equal(all.length, 3, all.join('\n'));
    assert.match(all[0], /Password at sign-in\s+Done/);
    assert.match(all[1], /Password at sign-in\s+Refused: wrong password/);
    assert.match(all[2], /New account, made by the operator/);
    await page.getByRole('link', { name: 'Refused', exact: true }).click();
    await page.waitForURL('**show=refused');
    assert.equal(await page.locator('.events li').count(), 1);
    await page.getByRole('link', { name: 'Sign-ins' }).click();
    await page.waitForURL('**show=sign-ins');
    assert.equal(await page.locator('.events li').count(), 2);

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the file' }).click(),
    ]);
    assert.equal(file.suggestedFilename(), 'vestibule-activity.jsonl');
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
    const seen = lines.map(({ action, result }) => `${action} ${result}`);
    assert.deepEqual(seen, [
      'activity.export allowed', 'sign_in.password allowed', 'sign_in.password wrong-credentials', 'admin.create allowed',
    ]);
    await page.reload();
    await page.getByRole('link', { name: 'Changes' }).click();
    await page.getByText('Download of the activity').waitFor();
  });
}
