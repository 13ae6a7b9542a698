import { enter, member, somebodyLong, submit } from '../people.mjs';
import { totp } from '../totp.mjs';

const SETUP = '/settings/security/two-step/setup';

/** Step 1, of a new account. */
export async function toStart(page, server, who) {
  const person = await member(server, who);
  await enter(page, person, server.origin);
  await page.waitForURL('**/settings/security');
  await page.goto(`${server.origin}${SETUP}`);
  return person;
}

/** Step 2; answers the key on the page. */
export async function toApp(page, server, who) {
  const person = await toStart(page, server, who);
  await page.fill('#password', person.password);
  await submit(page, SETUP);
  await page.waitForURL(`**${SETUP}/app`);
  return { ...person, key: await page.textContent('#app-key') };
}

/** Step 3. */
export async function toCodes(page, server, who) {
  const person = await toApp(page, server, who);
  await page.fill('#code', await totp(person.key));
  await submit(page, `${SETUP}/app`);
  await page.waitForURL(`**${SETUP}/codes`);
  return person;
}

const at = (walk, and = async () => {}) => async (page, world) => {
  await walk(page, await world.server());
  await and(page);
};

const refused = (action) => async (page) => {
  await submit(page, action);
  await page.waitForSelector('#problems');
};

export const setup = [
  ['setup-start', at(toStart)],
  ['setup-start-empty', at(toStart, refused(SETUP))],
  ['setup-start-wrong', at(toStart, async (page) => {
    await page.fill('#password', 'not the right password');
    await refused(SETUP)(page);
  })],
  ['setup-app', at(toApp)],
  ['setup-app-long', async (page, world) => {
    const name = 'The Account Office of a Rather Long Department Name';
    const server = await world.server('long', `service_name = "${name}"`);
    await toApp(page, server, somebodyLong());
  }],
  ['setup-key', at(toApp, async (page) => {
    await page.click(`a[href="${SETUP}/key"]`);
    await page.waitForSelector('[data-key-go]');
  })],
  ['setup-app-wrong', at(toApp, async (page) => {
    await page.fill('#code', '000 000');
    await refused(`${SETUP}/app`)(page);
  })],
  ['setup-app-shape', at(toApp, async (page) => {
    await page.fill('#code', '12345');
    await refused(`${SETUP}/app`)(page);
  })],
  ['setup-codes', at(toCodes)],
  ['setup-codes-not-saved', at(toCodes, refused(`${SETUP}/codes`))],
  ['setup-done', at(toCodes, async (page) => {
    await page.check('#saved');
    await submit(page, `${SETUP}/codes`);
    await page.waitForURL(`**${SETUP}/done`);
  })],
  ['setup-cancelled', at(toApp, async (page) => {
    await page.click('button[form="cancel"]');
    await page.waitForURL('**/settings/security?notice=cancelled');
  })],
  ['setup-ended', at(toStart, (page) => page.goto(`${SETUP}?notice=ended`))],
];
