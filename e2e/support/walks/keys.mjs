import { careful, enter, enterCarefully, submit } from '../people.mjs';
import { plugs } from '../security-key.mjs';

const PAGE = '/settings/security/keys';

async function on(page, world) {
  const server = await world.server();
  const person = await careful(server);
  await enterCarefully(page, person, person.codes[0], server.origin);
  await page.goto(`${server.origin}${PAGE}`);
  return { ...person, origin: server.origin };
}

async function toTouch(page, person, code, name) {
  await page.goto(`${person.origin}${PAGE}/new`);
  await page.fill('#name', name);
  await page.fill('#password', person.password);
  await page.fill('#code', code);
  await submit(page, `${PAGE}/new`);
  await page.waitForURL(`**${PAGE}/new/key`);
}

/** With a key added; the page is the list. */
async function added(page, world) {
  const person = await on(page, world);
  const keys = await plugs(page);
  await keys.plugIn('ctap2');
  await toTouch(page, person, person.codes[1], 'Blue key on the ring');
  await page.click('[data-key-go]');
  await page.waitForSelector('#keys');
  return { person, keys };
}

async function secondStep(page, world) {
  const { person, keys } = await added(page, world);
  await submit(page, '/sign-out');
  await page.waitForURL('**/sign-in**');
  await enter(page, person, person.origin);
  await page.waitForSelector('[data-key-go]');
  return { person, keys };
}

export const keys = [
  ['keys-none', (page, world) => on(page, world)],
  ['keys-list', (page, world) => added(page, world)],
  ['keys-new', async (page, world) => {
    await on(page, world);
    await page.click(`a[href="${PAGE}/new"]`);
  }],
  ['keys-new-instead', async (page, world) => {
    await added(page, world);
    await page.click(`a[href="${PAGE}/new"]`);
    await page.waitForSelector('[data-key-go]');
    await page.click('[data-key-go]');
  }],
  ['keys-touch', async (page, world) => {
    const person = await on(page, world);
    await toTouch(page, person, person.codes[1], 'Blue key');
    await page.waitForSelector('[data-key-go]');
  }],
  ['keys-touch-known', async (page, world) => {
    const { person } = await added(page, world);
    await toTouch(page, person, person.codes[2], 'Once more');
    await page.click('[data-key-go]');
    await page.waitForSelector('[data-state="known"]');
  }],
  ['keys-rename', async (page, world) => {
    await added(page, world);
    await page.click('#keys a[href$="/rename"]');
  }],
  ['keys-remove', async (page, world) => {
    await added(page, world);
    await page.click('#keys a[href$="/remove"]');
  }],
  ['keys-overview', async (page, world) => {
    const { person } = await added(page, world);
    await page.goto(`${person.origin}/settings/security`);
  }],
  ['keys-second-step', (page, world) => secondStep(page, world)],
  ['keys-second-step-other', async (page, world) => {
    const { keys } = await secondStep(page, world);
    await keys.pullOut();
    await keys.plugIn('ctap2');
    await page.click('[data-key-go]');
    await page.waitForSelector('[data-state="cancelled"]');
  }],
];
