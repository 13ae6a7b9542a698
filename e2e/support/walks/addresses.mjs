import { confirmed, madePrimary, removed, unconfirmed } from '../addresses.mjs';
import { careful, enter, enterCarefully, member, somebodyLong, submit } from '../people.mjs';

const LIST = '/settings/security/addresses';

/** Somebody in the browser at their list, after `prepare` has done something to it. */
async function atTheList(page, world, prepare = () => {}, who) {
  const server = await world.server();
  const person = await member(server, who);
  const prepared = await prepare(server, person);
  await enter(page, person, server.origin);
  await page.waitForURL('**/settings/security');
  await page.goto(LIST);
  return { person, prepared };
}

async function proving(page, world, act) {
  const { person, prepared } = await atTheList(page, world, confirmed);
  await page.goto(`${LIST}/${prepared.id}/${act}`);
  return { person, action: `${LIST}/${prepared.id}/${act}` };
}

async function link(page, world, make) {
  const server = await world.server();
  const person = await member(server);
  const where = await make(server, person);
  await page.goto(where);
}

const ofConfirmation = async (server, person) => (await unconfirmed(server, person)).link;
const ofRemoval = async (server, person) => removed(server, person, await confirmed(server, person));
const ofReplacement = async (server, person) => madePrimary(server, person, await confirmed(server, person));

export const addresses = [
  ['addresses', (page, world) => atTheList(page, world)],
  ['addresses-several', (page, world) => atTheList(page, world, async (server, person) => {
    await confirmed(server, person);
    await unconfirmed(server, person);
    await removed(server, person, await confirmed(server, person));
  })],
  ['addresses-long', (page, world) => atTheList(page, world, async (server, person) => {
    await confirmed(server, person, somebodyLong().email);
    await removed(server, person, await confirmed(server, person, somebodyLong().email));
  }, somebodyLong())],
  ['addresses-gone', async (page, world) => {
    await atTheList(page, world);
    await page.goto(`${LIST}/none/remove`);
  }],
  ['addresses-new', async (page, world) => {
    const server = await world.server();
    await page.goto(`${server.origin}/sign-in`);
    await enterCarefully(page, await careful(server));
    await page.waitForURL('**/settings/security');
    await page.goto(`${LIST}/new`);
  }],
  ['addresses-new-wrong', async (page, world) => {
    await atTheList(page, world);
    await page.goto(`${LIST}/new`);
    await page.fill('#email', 'somebody@example.org');
    await page.fill('#password', 'not the right password');
    await submit(page, `${LIST}/new`);
    await page.waitForSelector('#problems');
  }],
  ['addresses-added', async (page, world) => {
    const { person } = await atTheList(page, world);
    await page.goto(`${LIST}/new`);
    await page.fill('#email', `more-${person.email}`);
    await page.fill('#password', person.password);
    await submit(page, `${LIST}/new`);
    await page.waitForURL('**/addresses?notice=*');
  }],
  ['addresses-primary', (page, world) => proving(page, world, 'primary')],
  ['addresses-primary-wrong', async (page, world) => {
    const { action } = await proving(page, world, 'primary');
    await page.fill('#password', 'not the right password');
    await submit(page, action);
    await page.waitForSelector('#problems');
  }],
  ['addresses-primary-changed', async (page, world) => {
    const { person, action } = await proving(page, world, 'primary');
    await page.fill('#password', person.password);
    await submit(page, action);
    await page.waitForURL('**/addresses?notice=*');
  }],
  ['addresses-remove', (page, world) => proving(page, world, 'remove')],
  ['addresses-remove-unconfirmed', async (page, world) => {
    const { prepared } = await atTheList(page, world, unconfirmed);
    await page.goto(`${LIST}/${prepared.id}/remove`);
  }],
  ['address-confirmation', (page, world) => link(page, world, ofConfirmation)],
  ['address-confirmed', async (page, world) => {
    await link(page, world, ofConfirmation);
    await submit(page, '/address-confirmation');
    await page.waitForSelector('.named');
  }],
  ['address-confirmation-over', async (page, world) => {
    const server = await world.server();
    await page.goto(`${server.origin}/address-confirmation?token=none`);
  }],
  ['address-undo', (page, world) => link(page, world, ofRemoval)],
  ['address-undo-primary', (page, world) => link(page, world, ofReplacement)],
  ['address-undone', async (page, world) => {
    await link(page, world, ofRemoval);
    await submit(page, '/address-undo');
    await page.waitForSelector('.named');
  }],
  ['address-undo-over', async (page, world) => {
    const server = await world.server();
    await page.goto(`${server.origin}/address-undo?token=none`);
  }],
];
