import { careful, enter, enterCarefully, member, somebodyLong, submit } from '../people.mjs';

async function off(page, world, who) {
  const server = await world.server();
  const person = await member(server, who);
  await enter(page, person, server.origin);
  await page.waitForURL('**/settings/security');
  return { server, person };
}

async function on(page, world, who) {
  const server = await world.server();
  const person = await careful(server, who);
  await page.goto(`${server.origin}/sign-in`);
  await enterCarefully(page, person);
  await page.waitForURL('**/settings/security');
  return { server, person };
}

async function disable(page, world) {
  const { person } = await on(page, world);
  await page.goto('/settings/security/two-step/disable');
  return person;
}

async function disableWith(page, password, code) {
  await page.fill('#password', password);
  await page.fill('#code', code);
  await submit(page, '/settings/security/two-step/disable');
}

export const security = [
  ['security-off', (page, world) => off(page, world)],
  ['security-off-long', (page, world) => off(page, world, somebodyLong())],
  ['security-on', (page, world) => on(page, world)],
  ['security-codes-low', async (page, world) => {
    const { person } = await on(page, world);
    for (const code of person.codes.slice(1, 8)) {
      await submit(page, '/sign-out');
      await page.waitForURL('**/sign-in?*');
      await enterCarefully(page, person, code);
      await page.waitForURL('**/settings/security');
    }
  }],
  ['security-first-admin', async (page, world) => {
    await off(page, world);
    await page.goto('/settings/security?notice=first-admin');
  }],
  ['security-already-on', async (page, world) => {
    await on(page, world);
    await page.goto('/settings/security/two-step/setup');
  }],
  ['disable', (page, world) => disable(page, world)],
  ['disable-empty', async (page, world) => {
    await disable(page, world);
    await disableWith(page, '', '');
    await page.waitForSelector('#problems');
  }],
  ['disable-wrong-password', async (page, world) => {
    const person = await disable(page, world);
    await disableWith(page, 'not the right password', person.codes[1]);
    await page.waitForSelector('#problems');
  }],
  ['disable-used-code', async (page, world) => {
    const person = await disable(page, world);
    await disableWith(page, person.password, person.codes[0]);
    await page.waitForSelector('#problems');
  }],
  ['disable-done', async (page, world) => {
    const person = await disable(page, world);
    await disableWith(page, person.password, person.codes[1]);
    await page.waitForURL('**/settings/security?notice=*');
  }],
  ['disable-already-off', async (page, world) => {
    await off(page, world);
    await page.goto('/settings/security/two-step/disable');
  }],
];
