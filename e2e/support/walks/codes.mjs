import { careful, enterCarefully, submit } from '../people.mjs';
import { nextStep, totp } from '../totp.mjs';

const PAGE = '/settings/security/recovery-codes';

async function on(page, world, options) {
  const server = await world.server(options?.name, options?.config);
  const person = await careful(server);
  await page.goto(`${server.origin}/sign-in`);
  await enterCarefully(page, person);
  await page.waitForURL('**/settings/security');
  return person;
}

async function shown(page, world) {
  const person = await on(page, world);
  await page.goto(PAGE);
  await nextStep();
  await page.fill('#password', person.password);
  await page.fill('#code', await totp(person.key));
  await submit(page, `${PAGE}/view`);
  await page.waitForSelector('#codes');
}

export const codes = [
  ['codes', async (page, world) => {
    await on(page, world);
    await page.goto(PAGE);
  }],
  ['codes-wrong', async (page, world) => {
    const person = await on(page, world);
    await page.goto(PAGE);
    await page.fill('#password', person.password);
    await page.fill('#code', person.codes[1]);
    await submit(page, `${PAGE}/view`);
    await page.waitForSelector('#problems');
  }],
  ['codes-shown', shown],
  ['codes-shown-once', async (page, world) => {
    await on(page, world, { name: 'hashed', config: '[recovery_codes]\nstorage = "hashed"' });
    await page.goto(PAGE);
  }],
  ['codes-new', async (page, world) => {
    await on(page, world);
    await page.goto(`${PAGE}/new`);
  }],
  ['codes-new-empty', async (page, world) => {
    await on(page, world);
    await page.goto(`${PAGE}/new`);
    await submit(page, `${PAGE}/new`);
    await page.waitForSelector('#problems');
  }],
  ['codes-new-made', async (page, world) => {
    const person = await on(page, world, { name: 'hashed', config: '[recovery_codes]\nstorage = "hashed"' });
    await page.goto(`${PAGE}/new`);
    await page.fill('#password', person.password);
    await page.fill('#code', person.codes[1]);
    await submit(page, `${PAGE}/new`);
    await page.waitForSelector('#codes');
  }],
];
