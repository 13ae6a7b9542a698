import { alter, codesLeft, failedByStrangers, fourWeeksLater, otherAddress } from '../database.mjs';
import { api } from '../api.mjs';
import { careful, enter, enterCarefully, member, somebodyLong, submit } from '../people.mjs';
import { nextStep, totp } from '../totp.mjs';

const CHECK_UP = '/settings/security/check-up';
const DRILL = '/settings/security/drill';
const GUESSING = '/settings/security/guessing';

async function off(page, world, path) {
  const server = await world.server();
  const person = await member(server);
  await enter(page, person, server.origin);
  await page.waitForURL('**/settings/security');
  await page.goto(path);
  return { server, person };
}

async function on(page, world, path, { who, before = async () => {} } = {}) {
  const server = await world.server();
  const person = await careful(server, who);
  await page.goto(`${server.origin}/sign-in`);
  await enterCarefully(page, person);
  await before(server, person);
  await page.goto(path);
  return { server, person };
}

/** Everything that can be weak while two-step verification is on. */
async function neglect(server, person) {
  await fourWeeksLater(server, person);
  await codesLeft(server, person, 0);
  await failedByStrangers(server, person, 'app_code', 120);
  await otherAddress(server, person, `never-confirmed-${person.username}@example.org`, { confirmed: false });
}

/** A second app and a second address. */
async function care(server, person) {
  const app = `INSERT INTO authenticator_apps (id, account_id, name, secret_sealed, drift, last_step, created_at)
               SELECT id || 'b', account_id, 'Tablet', secret_sealed, drift, last_step, created_at
               FROM authenticator_apps WHERE account_id = (SELECT id FROM accounts WHERE username = ?)`;
  const enrolment = `INSERT INTO enrolments (kind, factor_id, account_id, created_at)
                     SELECT kind, factor_id || 'b', account_id, created_at FROM enrolments
                     WHERE account_id = (SELECT id FROM accounts WHERE username = ?)`;
  for (const sql of [app, enrolment]) await alter(server, sql, [person.username]);
  await otherAddress(server, person, `other-${person.username}@example.org`, { confirmed: true });
}

/** Somebody guesses, and is not let in. */
async function guessed(server, person) {
  for (let n = 0; n < 4; n += 1) {
    const body = { login: person.username, password: 'not the right one' };
    await api(server)('POST', '/sign-in', body).catch(() => {});
  }
  await failedByStrangers(server, person, 'password', 14);
  await failedByStrangers(server, person, 'app_code', 100);
}

async function tryCode(page, code) {
  await page.fill('#code', code);
  await submit(page, DRILL);
}

async function toReset(page, world) {
  const scene = await on(page, world, GUESSING, { before: guessed });
  await page.click(`a[href="${GUESSING}/password/reset"]`);
  await page.waitForURL('**/reset');
  return scene;
}

async function reset(page, password, code) {
  await page.fill('#password', password);
  await page.fill('#code', code);
  await submit(page, `${GUESSING}/password/reset`);
}

export const checkUp = [
  ['check-up-off', (page, world) => off(page, world, CHECK_UP)],
  ['check-up-on', (page, world) => on(page, world, CHECK_UP)],
  ['check-up-weak', (page, world) => on(page, world, CHECK_UP, { who: somebodyLong(), before: neglect })],
  ['check-up-fine', (page, world) => on(page, world, CHECK_UP, { before: care })],
  ['security-drill', (page, world) => on(page, world, '/settings/security', { before: fourWeeksLater })],
  ['security-drill-later', async (page, world) => {
    await on(page, world, '/settings/security', { before: fourWeeksLater });
    await submit(page, `${DRILL}/later`);
    await page.waitForURL('**?notice=later');
  }],
  ['drill', (page, world) => on(page, world, DRILL)],
  ['drill-asked', (page, world) => on(page, world, DRILL, { before: fourWeeksLater })],
  ['drill-wrong', async (page, world) => {
    await on(page, world, DRILL, { before: fourWeeksLater });
    await tryCode(page, '000000');
    await page.waitForSelector('#problems');
  }],
  ['drill-recovery-code', async (page, world) => {
    const { person } = await on(page, world, DRILL, { before: fourWeeksLater });
    await tryCode(page, person.codes[1]);
    await page.waitForSelector('#problems');
  }],
  ['drill-right', async (page, world) => {
    const { person } = await on(page, world, DRILL, { before: fourWeeksLater });
    await nextStep(); // the set-up has used this one up
    await tryCode(page, await totp(person.key));
    await page.waitForURL('**?notice=right');
  }],
  ['drill-cannot', (page, world) => on(page, world, `${DRILL}/cannot`, { who: somebodyLong() })],
  ['drill-cannot-none', (page, world) => on(page, world, `${DRILL}/cannot`, { before: (server, person) => codesLeft(server, person, 0) })],
  ['guessing-calm', (page, world) => on(page, world, GUESSING)],
  ['guessing-refused', (page, world) => on(page, world, GUESSING, { before: guessed })],
  ['guessing-reset', toReset],
  ['guessing-reset-wrong', async (page, world) => {
    const { person } = await toReset(page, world);
    await reset(page, 'not the right password', person.codes[1]);
    await page.waitForSelector('#problems');
  }],
  ['guessing-reset-done', async (page, world) => {
    const { person } = await toReset(page, world);
    await reset(page, person.password, person.codes[1]);
    await page.waitForURL('**?notice=reset');
  }],
];
