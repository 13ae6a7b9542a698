import { links, newestMail } from '../mailbox.mjs';
import { careful, enter, enterCarefully, member, submit } from '../people.mjs';

const SETTINGS = '/settings/security/password';
const RECOVERY = '/password-recovery';

async function changing(page, world) {
  const server = await world.server();
  const person = await careful(server);
  await page.goto(`${server.origin}/sign-in`);
  await enterCarefully(page, person);
  await page.waitForURL('**/settings/security');
  await page.goto(SETTINGS);
  return person;
}

async function asked(page, world, make = member) {
  const server = await world.server();
  const person = await make(server);
  await page.goto(`${server.origin}${RECOVERY}`);
  await page.fill('#login', person.username);
  await submit(page, RECOVERY);
  await page.waitForURL(`**${RECOVERY}`);
  return { server, person };
}

async function linked(page, world, make) {
  const { server, person } = await asked(page, world, make);
  const [link] = links(await newestMail(server.data, person.email, { subject: /new password/ }));
  await page.goto(link);
  return link;
}

export const password = [
  ['password', changing],
  ['password-alone', async (page, world) => {
    const server = await world.server();
    await enter(page, await member(server), server.origin);
    await page.waitForURL('**/settings/security');
    await page.goto(SETTINGS);
  }],
  ['password-weak', async (page, world) => {
    const person = await changing(page, world);
    await page.fill('#password', person.password);
    await page.fill('#code', person.codes[1]);
    await page.fill('#new_password', 'short');
    await submit(page, SETTINGS);
    await page.waitForSelector('#problems');
  }],
  ['password-changed', async (page, world) => {
    const person = await changing(page, world);
    await page.fill('#password', person.password);
    await page.fill('#code', person.codes[1]);
    await page.fill('#new_password', 'nine otters paint loudly');
    await submit(page, SETTINGS);
    await page.waitForURL('**/settings/security?notice=*');
  }],
  ['recovery', async (page, world) => {
    const server = await world.server();
    await page.goto(`${server.origin}${RECOVERY}`);
  }],
  ['recovery-empty', async (page, world) => {
    const server = await world.server();
    await page.goto(`${server.origin}${RECOVERY}`);
    await submit(page, RECOVERY);
    await page.waitForSelector('#problems');
  }],
  ['recovery-sent', (page, world) => asked(page, world)],
  ['recovery-new', (page, world) => linked(page, world, careful)],
  ['recovery-new-weak', async (page, world) => {
    await linked(page, world);
    await page.fill('#new_password', 'short');
    await submit(page, `${RECOVERY}/new`);
    await page.waitForSelector('#problems');
  }],
  ['recovery-over', async (page, world) => {
    const server = await world.server();
    await page.goto(`${server.origin}${RECOVERY}/new?token=none`);
  }],
];
