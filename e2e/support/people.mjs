// Accounts for the tests that are about something else: made by the operator's command
// and over the API. Fields are found by their ids, so this works in every language.
import { api } from './api.mjs';
import { nextStep, totp } from './totp.mjs';

export const PASSWORD = 'seven quiet lanterns';

let count = 0;

/** Somebody who has no account yet. */
export function somebody({ username = `ann-${(count += 1)}`, email, password = PASSWORD } = {}) {
  return { username, email: email ?? `${username}@example.org`, password };
}

/** Somebody whose user name and address are as long as they may be. */
export function somebodyLong() {
  const username = 'maximiliane-von-hohenschwangau-at-' + String((count += 1)).padStart(5, '0');
  const local = 'maximiliane.von.hohenschwangau.at.her.own.desk.in.the.archive';
  return somebody({ username, email: `${local}@${'a-department.'.repeat(13)}${count}.example.org` });
}

/** Somebody with an account and a confirmed address. */
export async function member(server, who = somebody(), { admin = false } = {}) {
  const name = ['--username', who.username, '--email', who.email];
  const role = admin ? ['--admin'] : [];
  const args = ['user', 'create', ...name, '--confirmed', ...role, '--password-stdin'];
  await server.command(args, { input: `${who.password}\n` });
  return who;
}

/** The same with two-step verification on; `key` and `codes` are what a person would keep. */
export async function careful(server, who) {
  const person = await member(server, who);
  const token = await apiSession(server, person);
  const { key } = await api(server, token)('POST', '/two-step/setup', { password: person.password });
  const call = api(server, token);
  const { recovery_codes: codes } = await call('POST', '/two-step/setup/app', { code: await totp(key) });
  await call('POST', '/two-step/activation', { saved: true });
  return { ...person, key, codes };
}

/** The token of a session that the password alone opens. */
export async function apiSession(server, { username, password }) {
  const answer = await api(server)('POST', '/sign-in', { login: username, password });
  return answer.session.token;
}

/** Goes through the first door in the browser. */
export async function enter(page, { username, password }, origin = '') {
  await page.goto(`${origin}/sign-in`);
  await page.fill('#login', username);
  await page.fill('#password', password);
  await submit(page, '/sign-in');
}

/** Goes through both doors; the second one opens with a recovery code, and no device is lost. */
export async function enterCarefully(page, person, code = person.codes[0], origin = '') {
  await enterWithCode(page, person, code, origin);
  await page.waitForURL('**/settings/security**');
  if (page.url().endsWith('/apps/lost')) {
    await page.click('#not-now');
    await page.waitForURL('**/settings/security');
  }
}

/** Goes through both doors, up to where that leads. */
export async function enterWithCode(page, person, code = person.codes[0], origin = '') {
  await enter(page, person, origin);
  await page.fill('#code', code);
  await submit(page, '/sign-in/second-step');
}

/** A server on which browsers may be spared the second step, as `world.server` takes it. */
export const TRUSTING = ['trusting', '[sessions]\ntrusted_browsers = 30'];

/** Ticks the box at the second step, signs out, and in again with the password alone. */
export async function enterTrusted(page, person, origin = '') {
  await enter(page, person, origin);
  await page.waitForSelector('#trust');
  await nextStep();
  await page.fill('#code', await totp(person.key));
  await page.check('#trust');
  await submit(page, '/sign-in/second-step');
  await page.waitForURL('**/settings/security');
  await submit(page, '/sign-out');
  await page.waitForURL('**/sign-in?*');
  await enter(page, person, origin);
  await page.waitForURL('**/settings/security');
}

/** Sends the form that goes to `action`. */
export async function submit(page, action) {
  await page.click(`form[action="${action}"] button[type="submit"]`);
}
