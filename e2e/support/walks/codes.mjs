import { careful, enterCarefully, submit } from '../people.mjs';
import { nextStep, totp } from '../totp.mjs';

const PAGE = '/settings/security/recovery-codes';

async function on(page, world, options) {
  const server = await world.server(options?.name, options?.config);
  const person = await careful(server);
  await enterCarefully(page, person, person.codes[0], server.origin);
  await page.goto(`${server.origin}${PAGE}`);
  return person;
}

async function shown(page, world) {
  const person = await on(page, world);
  await nextStep();
  await page.fill('#password', person.password);
  await page.fill('#code', await totp(person.key));
  await submit(page, `${PAGE}/view`);
  await page.waitForSelector('#codes');
}

export const codes = [
  ['codes', (page, world) => on(page, world)],
  ['codes-wrong', async (page, world) => {
    const person = await on(page, world);
    await page.fill('#password', person.password);
    await page.fill('#code', person.codes[1]);
    await submit(page, `${PAGE}/view`);
    await page.waitForSelector('#problems');
  }],
  ['codes-shown', shown],
  ['codes-shown-once', async (page, world) => {
    await on(page, world, { name: 'hashed', config: '[recovery_codes]\nstorage = "hashed"' });
  }],
  ['codes-new', async (page, world) => {
    await on(page, world);
    await page.click(`a[href="${PAGE}/new"]`);
  }],
  ['codes-new-empty', async (page, world) => {
    await on(page, world);
    await page.click(`a[href="${PAGE}/new"]`);
    await submit(page, `${PAGE}/new`);
    await page.waitForSelector('#problems');
  }],
  ['codes-new-made', async (page, world) => {
    const person = await on(page, world, { name: 'hashed', config: '[recovery_codes]\nstorage = "hashed"' });
    await page.click(`a[href="${PAGE}/new"]`);
    await page.fill('#password', person.password);
    await page.fill('#code', person.codes[1]);
    await submit(page, `${PAGE}/new`);
    await page.waitForSelector('#codes');
  }],
];
