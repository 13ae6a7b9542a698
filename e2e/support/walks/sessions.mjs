import { api } from '../api.mjs';
import { TRUSTING, apiSession, careful, enter, enterCarefully, enterTrusted, member, submit } from '../people.mjs';
import { nextStep, totp } from '../totp.mjs';

const PAGE = '/settings/security/sessions';
const OTHERS = `${PAGE}/end-others`;

/** What nobody should have to read, as long as it may be. */
const HOSTILE = `Mozilla/5.0 (<script>alert(1)</script>"'&) Firefox/${'9'.repeat(240)}`;

async function on(page, world) {
  const server = await world.server();
  const person = await member(server);
  await apiSession(server, person);
  await enter(page, person, server.origin);
  await page.waitForURL('**/settings/security');
  return { server, person };
}

/** The page that asks whether to end the newest session that is not this one. */
async function ending(page, world) {
  await on(page, world);
  await page.goto(PAGE);
  const ends = page.locator('.row:not(:has(.badge)) a[href$="/end"]');
  await ends.first().click();
  await page.waitForURL('**/end');
}

/** Ten minutes later, as far as the server knows: proofs were made by nobody here. */
async function stale(page, world) {
  const server = await world.server();
  const person = await careful(server);
  await page.goto(`${server.origin}/sign-in`);
  await enterCarefully(page, person);
  await page.waitForURL('**/settings/security');
  // Where the codes were shown, the recovery code that opened the session proves nothing.
  await page.goto('/settings/security/recovery-codes/new');
  await page.fill('#password', person.password);
  await page.fill('#code', person.codes[1]);
  await submit(page, '/settings/security/recovery-codes/new');
  await page.waitForSelector('#codes');
  await page.goto(OTHERS);
  await page.waitForURL(/\/step-up\?next=/);
  return person;
}

/** The same with a form that was open for too long: it is sent, and answered by the step-up page. */
async function staleForm(page, world) {
  const person = await stale(page, world);
  await page.evaluate((action) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action });
    document.body.append(form);
    form.submit();
  }, OTHERS);
  await page.waitForURL(`**${OTHERS}`);
  return person;
}

/** A browser that needs no code, signed in with the password alone. */
async function trusted(page, world, path) {
  const server = await world.server(...TRUSTING);
  await enterTrusted(page, await careful(server), server.origin);
  await page.goto(`${server.origin}${path}`);
}

export const sessions = [
  ['sessions', async (page, world) => {
    await on(page, world);
    await page.goto(PAGE);
  }],
  ['sessions-many', async (page, world) => {
    const { server, person } = await on(page, world);
    const headers = { 'user-agent': HOSTILE };
    for (let n = 0; n < 100; n += 1) {
      await api(server, undefined, headers)('POST', '/sign-in', { login: person.username, password: person.password });
    }
    await page.goto(PAGE);
    await page.locator('.row').nth(100).waitFor();
  }],
  ['sessions-end', ending],
  ['sessions-end-own', async (page, world) => {
    await on(page, world);
    await page.goto(PAGE);
    await page.locator('.row:has(.badge) a[href$="/end"]').click();
    await page.waitForURL('**/end');
  }],
  ['sessions-ended', async (page, world) => {
    await ending(page, world);
    await page.click('main form button[type="submit"]');
    await page.waitForURL(`**${PAGE}?notice=*`);
  }],
  ['sessions-end-others', async (page, world) => {
    await on(page, world);
    await page.goto(OTHERS);
  }],
  ['sessions-trusted', (page, world) => trusted(page, world, PAGE)],
  ['step-up-ways', (page, world) => trusted(page, world, OTHERS)],
  ['step-up-other-way', async (page, world) => {
    await trusted(page, world, OTHERS);
    await page.click('button[name="to"]');
    await page.waitForSelector('button[name="to"][value="authenticator_app"]');
  }],
  ['step-up', stale],
  ['step-up-wrong', async (page, world) => {
    await stale(page, world);
    await page.fill('#password', 'not the right password');
    await page.fill('#code', '000000');
    await submit(page, '/step-up');
    await page.waitForSelector('#problems');
  }],
  ['step-up-act', staleForm],
  ['step-up-act-confirm', async (page, world) => {
    const person = await staleForm(page, world);
    await nextStep();
    await page.fill('#password', person.password);
    await page.fill('#code', await totp(person.key));
    await submit(page, '/step-up');
    await page.waitForSelector(`form[action="${OTHERS}"]`);
  }],
];
